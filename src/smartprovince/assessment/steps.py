"""What waits for somebody in rounds: fill, send, verify, finish, consent, compute, publish. Computed, never stored.

The number of queries does not grow with regions or rounds.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.instruments.models import Node

from . import states
from .models import Answer, Objection, Participation, Result, Round
from .objections.states import RAISED, UPHELD
from .queries import ANSWERED
from .schedule import calendar

type Step = dict[str, Any]


def _step(
    key: str, title: str, why: str, address: str, verb: str, icon: str, *, due: date | None = None, weight: int = 1
) -> Step:
    return {
        "key": f"assessment.{key}",
        "title": title,
        "why": why,
        "due": due,
        "address": address,
        "verb": verb,
        "weight": weight,
        "icon": icon,
    }


def _page(name: str, participation: Participation) -> str:
    return reverse(f"assessment:{name}", args=[participation.round_id, participation.region.code])


@steps.named("assessment.fill")
def steps_of_filling(person: Any) -> list[Step]:
    """For people who answer: what is still open of what they may answer; for the coordinator: send it."""
    editable = access.scope(person, "edit", Answer).exclude(node__kind=Node.Kind.GROUP)
    counts: dict[int, tuple[int, int]] = {}
    rows = editable.filter(participation__in=Participation.objects.filter(calendar.fillable())).order_by()
    for pk, n, done in rows.values_list("participation").annotate(n=Count("pk"), done=Count("pk", filter=ANSWERED)):
        counts[pk] = (n, done)
    senders = set(access.scope(person, "send", Participation).filter(pk__in=counts).values_list("pk", flat=True))
    found = []
    for participation in Participation.objects.filter(pk__in=counts).select_related("region", "round"):
        asked, done = counts[participation.pk]
        if participation.state == states.RETURNED:
            found.append(_mend(participation))
        elif done < asked:
            found.append(_fill(participation, asked - done, asked))
        elif participation.pk in senders:
            found.append(_send(participation))
    return found


def _fill(participation: Participation, left: int, asked: int) -> Step:
    title = ngettext(
        "Answer %(n)d question of %(round)s for %(region)s",
        "Answer %(n)d questions of %(round)s for %(region)s",
        left,
    ) % {"n": left, "round": participation.round, "region": participation.region}
    why = _("%(done)d of %(asked)d are answered; a draft is seen by your own people only.")
    return _step(
        f"fill.{participation.pk}",
        title,
        why % {"done": asked - left, "asked": asked},
        _page("cover", participation),
        _("Fill in"),
        "edit",
        due=calendar.last_day(participation),
    )


def _send(participation: Participation) -> Step:
    return _step(
        f"send.{participation.pk}",
        _("Send %(round)s of %(region)s") % {"round": participation.round, "region": participation.region},
        _("Everything is answered. The assessors see it once you send it."),
        _page("cover", participation),
        _("Send"),
        "send",
        due=calendar.last_day(participation),
        weight=2,
    )


def _mend(participation: Participation) -> Step:
    return _step(
        f"mend.{participation.pk}",
        _("Mend what came back: %(round)s, %(region)s")
        % {"round": participation.round, "region": participation.region},
        participation.return_reason or _("An assessor sent the answers back."),
        _page("cover", participation),
        _("Mend"),
        "refresh",
        due=calendar.last_day(participation),
        weight=2,
    )


@steps.named("assessment.verify")
def steps_of_verification(person: Any) -> list[Step]:
    """For assessors: regions whose answers lie with them; when every line is judged, finish."""
    judged = access.scope(person, "verify", Answer).filter(
        ANSWERED,
        participation__state=states.SENT,
        participation__round__state__in=states.ROUND_OPEN_FOR[states.SENT],
        participation__round__readings=1,  # two readings have steps of their own: panel/steps.py
    )
    counts: dict[int, tuple[int, int]] = {}
    done = Count("pk", filter=Q(verdicts__is_current=True))
    for pk, n, finished in judged.order_by().values_list("participation").annotate(n=Count("pk"), done=done):
        counts[pk] = (n, finished)
    rows = Participation.objects.filter(pk__in=counts).select_related("region", "round")
    whole = set(access.scope(person, "finish", Participation).filter(pk__in=counts).values_list("pk", flat=True))
    left = [each for each in rows if counts[each.pk][1] < counts[each.pk][0] or each.pk in whole]
    return [_verify(each, *counts[each.pk]) for each in left]


def _verify(participation: Participation, lines: int, done: int) -> Step:
    names = {"round": participation.round, "region": participation.region, "n": lines - done}
    if done < lines:
        title = ngettext(
            "Verify %(n)d line of %(region)s, %(round)s", "Verify %(n)d lines of %(region)s, %(round)s", lines - done
        )
        verb = _("Verify")
    else:
        title, verb = _("Finish the verification of %(region)s, %(round)s"), _("Finish")
    why = _("%(done)d of %(lines)d lines have a verdict.") % {"done": done, "lines": lines}
    key = f"verify.{participation.pk}"
    return _step(key, title % names, why, _page("verify", participation), verb, "shield-check", weight=2)


@steps.named("assessment.publish")
def steps_of_results(person: Any) -> list[Step]:
    """For the region: consent, or decide not to; for the owner: compute, then publish."""
    return [*_consents(person), *_owned(person)]


def _with_result(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    return rows.annotate(computed=Exists(Result.objects.filter(round=OuterRef(path), is_current=True)))


def _consents(person: Any) -> list[Step]:
    rows = access.scope(person, "consent", Participation).filter(
        round__state__in=(states.CLOSED, states.PUBLISHED), consented_at=None, state=states.VERIFIED
    )
    return [
        _step(
            f"consent.{each.pk}",
            _("Decide on publication: %(round)s, %(region)s") % {"round": each.round, "region": each.region},
            _("Your scores are ready. Others see them by name only with your consent."),
            _page("cover", each),
            _("Decide"),
            "eye",
        )
        for each in _with_result(rows, "round").filter(computed=True).select_related("region", "round")
    ]


def _owned(person: Any) -> list[Step]:
    """What the owner of a round does next. One query."""
    due = Q(state=states.OPEN, closes_on__lt=clock.today()) | Q(state__in=(states.VERIFYING, states.CLOSED))
    rows = _with_result(access.scope(person, "own", Round).filter(due), "pk")
    waiting = Participation.objects.filter(Q(state=states.SENT) | calendar.extended(), round=OuterRef("pk"))
    rows = rows.annotate(waiting=Exists(waiting), disputed=_disputed(), outdated=_outdated())
    return [step for each in rows if (step := _owner_step(each))]


def _disputed() -> Exists:
    """Whether regions may still object, or an objection waits: then a round is not published yet."""
    verified = Participation.objects.filter(round=OuterRef("pk"), state=states.VERIFIED)
    runs = Q(round__objection_until__gte=clock.today()) | Q(objection_until__gte=clock.today())
    return Exists(verified.filter(runs | Q(answers__objections__state=RAISED)))


def _outdated() -> Exists:
    """Whether an objection that was granted after the scores were computed changed a value."""
    upheld = Objection.objects.filter(state=UPHELD).exclude(decided_value=F("disputed_value"))
    computed = Result.objects.filter(round=OuterRef("answer__participation__round"), is_current=True)
    later = upheld.annotate(computed_at=Subquery(computed.values("computed_at")[:1]))
    return Exists(later.filter(answer__participation__round=OuterRef("pk"), decided_at__gt=F("computed_at")))


def _owner_step(row: Any) -> Step | None:
    address = reverse("assessment:round", args=[row.pk])
    names = {"round": row}
    if row.state == states.OPEN:
        title, why = _("End the filling of %(round)s"), _("Its last day is over; verification can begin.")
        return _step(f"begin.{row.pk}", title % names, why, address, _("Look at it"), "clock", due=row.closes_on)
    if row.state == states.VERIFYING:
        if row.waiting:
            return None
        title, why = _("Close %(round)s"), _("No region's answers lie with the assessors any more.")
        return _step(f"close.{row.pk}", title % names, why, address, _("Close"), "lock", weight=2)
    if row.computed and row.disputed:
        return None
    if row.computed and row.outdated:
        title = _("Compute the scores of %(round)s again")
        why = _("An objection was granted after the scores were computed.")
        return _step(f"compute.{row.pk}", title % names, why, address, _("Compute"), "chart-bar", weight=3)
    if row.computed:
        title = _("Publish %(round)s")
        why = _("The scores are computed. Only regions that consented are shown to others.")
        return _step(f"publish.{row.pk}", title % names, why, address, _("Publish"), "report-analytics", weight=3)
    title, why = _("Compute the scores of %(round)s"), _("The verification is closed and nothing is computed yet.")
    return _step(f"compute.{row.pk}", title % names, why, address, _("Compute"), "chart-bar", weight=3)
