"""What waits for somebody in a round of two readings: read, settle, finish. Computed, never stored."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.assessment import states
from smartprovince.assessment.models import Answer, Participation, Verdict
from smartprovince.assessment.queries import ANSWERED
from smartprovince.core import access
from smartprovince.core.registry import steps

type Step = dict[str, Any]


@steps.named("assessment.readings")
def steps_of_readings(person: Any) -> list[Step]:
    """For assessors of a round with two readings: lines to read, differences to moderate, regions to finish."""
    mine = access.scope(person, "verify", Answer).filter(
        ANSWERED,
        participation__round__readings=2,
        participation__state=states.SENT,
        participation__round__state__in=states.ROUND_OPEN_FOR[states.SENT],
    )
    current = Q(readings__is_current=True)
    returned = Verdict.objects.filter(answer=OuterRef("pk"), is_current=True, outcome=Verdict.Outcome.RETURNED)
    rows = mine.order_by().annotate(
        read=Count("readings", filter=current, distinct=True),
        own=Count("readings", filter=current & Q(readings__assessor=person.pk), distinct=True),
        judged=Count("verdicts", filter=Q(verdicts__is_current=True), distinct=True),
        returned=Exists(returned),
        came_back=Exists(returned.filter(given_at__lt=OuterRef("participation__sent_at"))),
    )
    counts: dict[int, list[int]] = {}
    names = ("participation", "read", "own", "judged", "returned", "came_back")
    for part, read, own, judged, to_mend, came_back in rows.values_list(*names):
        found = counts.setdefault(part, [0, 0, 0, 0])
        left = came_back or not judged  # a line that came back unchanged is read again from the beginning
        found[0] += came_back or (left and not own and read < 2)
        found[1] += left and not came_back and not own and read >= 2
        found[2] += left
        found[3] += to_mend and not came_back
    parts = Participation.objects.filter(pk__in=counts).select_related("region", "round")
    whole = set(access.scope(person, "finish", Participation).filter(pk__in=counts).values_list("pk", flat=True))
    return [step for part in parts for step in _of_part(part, *counts[part.pk], whole=part.pk in whole)]


def _of_part(part: Participation, to_read: int, differing: int, left: int, to_mend: int, *, whole: bool) -> list[Step]:
    names = {"region": part.region, "round": part.round}
    found = []
    if to_read:
        words = ngettext(
            "Read %(n)d line of %(region)s, %(round)s", "Read %(n)d lines of %(region)s, %(round)s", to_read
        )
        why = _("Two assessors read each line; you do not see what the other one says before you have read it.")
        found.append(_step(f"read.{part.pk}", words % {**names, "n": to_read}, why, part, _("Read"), 2))
    if differing and whole:
        words = ngettext(
            "Settle %(n)d line of %(region)s on which readings differ, %(round)s",
            "Settle %(n)d lines of %(region)s on which readings differ, %(round)s",
            differing,
        )
        why = _("Two readings differ; the line has no verdict until it is settled.")
        found.append(_step(f"moderate.{part.pk}", words % {**names, "n": differing}, why, part, _("Settle"), 3))
    if not left and to_mend and whole:
        title = _("Send the answers of %(region)s back, %(round)s") % names
        why = _("Every line has a verdict, and some are to be mended.")
        found.append(_step(f"return.{part.pk}", title, why, part, _("Look at it"), 2))
    elif not left and whole:
        title = _("Finish the verification of %(region)s, %(round)s") % names
        found.append(_step(f"finish.{part.pk}", title, _("Every line has a verdict."), part, _("Finish"), 2))
    return found


def _step(key: str, title: str, why: str, part: Participation, verb: str, weight: int) -> Step:
    return {
        "key": f"assessment.panel.{key}",
        "title": title,
        "why": why,
        "due": part.round.verify_until,
        "address": reverse("assessment:verify", args=[part.round_id, part.region.code]),
        "verb": verb,
        "weight": weight,
        "icon": "shield-check",
    }
