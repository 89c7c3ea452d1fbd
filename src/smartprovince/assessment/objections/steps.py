"""What waits for somebody because of objections: object in time, decide. Computed, never stored."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.assessment import states
from smartprovince.assessment.models import Participation, Verdict
from smartprovince.core import access
from smartprovince.core.registry import steps

from . import window
from .models import Objection
from .states import RAISED

type Step = dict[str, Any]


@steps.named("assessment.objections")
def steps_of_objections(person: Any) -> list[Step]:
    """For the region: until when it may object; for assessors: objections that wait for their decision."""
    rows = access.scope(person, "decide", Objection).filter(
        state=RAISED, answer__participation__round__state__in=window.ROUND_STATES
    )
    path = "answer__participation__round"
    counted = rows.order_by().values_list(path, f"{path}__title").annotate(n=Count("pk"))
    return [_decide(pk, title, n) for pk, title, n in counted] + _object(person)


def _decide(pk: int, title: str, n: int) -> Step:
    words = ngettext("Decide on %(n)d objection: %(round)s", "Decide on %(n)d objections: %(round)s", n)
    return {
        "key": f"assessment.objections.{pk}",
        "title": words % {"n": n, "round": title},
        "why": _("The round cannot be published before objections are decided."),
        "due": None,
        "address": f"{reverse('assessment:objections', args=[pk])}?status={RAISED}",
        "verb": _("Decide"),
        "weight": n + 2,
        "icon": "scale",
    }


def _object(person: Any) -> list[Step]:
    """Verified regions in their window, where some verdict is not as it was answered."""
    parts = access.scope(person, "send", Participation).filter(
        state=states.VERIFIED, round__state__in=window.ROUND_STATES
    )
    changed = Verdict.objects.filter(is_current=True).exclude(outcome=Verdict.Outcome.ACCEPTED)
    parts = parts.filter(pk__in=changed.values("answer__participation")).select_related("round", "region")
    return [
        {
            "key": f"assessment.object.{part.pk}",
            "title": _("Look at the verdicts: %(round)s, %(region)s") % {"round": part.round, "region": part.region},
            "why": _("You may object to single verdicts, with new evidence, until the days for objections end."),
            "due": window.until_of(part),
            "address": f"{reverse('assessment:cover', args=[part.round_id, part.region.code])}#sanggahan",
            "verb": _("Look at it"),
            "weight": 1,
            "icon": "scale",
        }
        for part in parts
        if window.is_open(part)
    ]
