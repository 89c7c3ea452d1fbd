"""When a region may fill in, and whether the dates of a round stand in their order: for rows and for queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.assessment import states
from smartprovince.core import clock
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day

DATES = ("opens_on", "closes_on", "verify_until", "objection_from", "objection_until", "publish_on")
UNBEGUN = (states.INVITED, states.FILLING)


# --- may it be filled in ---------------------------------------------------------------------------------------------


def fillable() -> Q:
    """Participations whose answers can be changed now.

    While the round is open all of them; when verification has begun those that came back, and those whose extension
    still runs. The same as `is_fillable`, as a condition.
    """
    condition = Q(pk__in=[])
    for state in states.DRAFTED:
        condition |= Q(state=state, round__state__in=states.ROUND_OPEN_FOR[state])
    return condition | extended()


def extended() -> Q:
    """Those that verification has not caught up with yet, because more time was granted to them."""
    return Q(state__in=UNBEGUN, round__state=states.VERIFYING, fill_until__gte=clock.today())


def is_fillable(participation: Any) -> bool:
    """Whether the answers of a region can be changed now, by those who may."""
    state, round_state = participation.state, participation.round.state
    if state not in states.DRAFTED:
        return False
    return round_state in states.ROUND_OPEN_FOR[state] or is_extended(participation)


def is_extended(participation: Any) -> bool:
    until = participation.fill_until
    return (
        participation.state in UNBEGUN
        and participation.round.state == states.VERIFYING
        and until is not None
        and until >= clock.today()
    )


def last_day(participation: Any) -> date:
    """The last day to fill in: the round's, or a later one that was granted to the region."""
    closes_on: date = participation.round.closes_on
    return max(closes_on, participation.fill_until or closes_on)


def present_end(participation: Any, phase: str) -> date | None:
    """The day a part of the calendar ends for a region now; None where the round has no such part."""
    if phase == "fill":
        return last_day(participation)
    ends: date | None = participation.round.objection_until
    return max(ends, participation.objection_until or ends) if ends else None


def ended(participation: Any) -> Invalid:
    """What is said when a form comes too late: what happened, and how to ask for more time. Nothing was changed."""
    if participation.round.state in (states.CLOSED, states.PUBLISHED):
        what = _("The round was closed in the meantime, so this was not saved. What you typed is still on this page.")
        return Invalid(Fault("", what, "", _("Copy it, and speak with the owner of the round.")))
    what = _("The filling ended on %(day)s, so this was not saved. What you typed is still on this page.")
    mend = _("Copy it. The coordinator of your region can ask for more time on the page of your region in the round.")
    return Invalid(Fault("", what % {"day": full_day(last_day(participation))}, "", mend))


# --- the order of dates ----------------------------------------------------------------------------------------------


def faults_of(dates: dict[str, date | None]) -> list[Fault]:
    """What is out of order in the calendar of a round: one fault a field. Empty dates are left open."""
    found: dict[str, str] = {}

    def after(name: str, earlier: str, words: str, *, same: bool = True) -> None:
        this, that = dates.get(name), dates.get(earlier)
        if this and that and name not in found and (this < that or (this == that and not same)):
            found[name] = words

    after("closes_on", "opens_on", _("The round closes before it opens."))
    after("verify_until", "closes_on", _("The verification ends before the filling does."), same=False)
    if dates.get("objection_until") and not dates.get("objection_from"):
        found["objection_from"] = _("An end of the objections needs a beginning.")
    if dates.get("objection_from") and not dates.get("objection_until"):
        found["objection_until"] = _("A beginning of the objections needs an end.")
    after("objection_from", "verify_until", _("Objections begin before the verification ends."))
    after("objection_from", "closes_on", _("Objections begin before the filling ends."), same=False)
    after("objection_until", "objection_from", _("The objections end before they begin."))
    before_publishing = [
        ("objection_until", _("It is published before the objections end.")),
        ("verify_until", _("It is published before the verification ends.")),
        ("closes_on", _("It is published before the filling ends.")),
    ]
    for earlier, words in before_publishing:
        after("publish_on", earlier, words, same=False)
    return [Fault(name, words) for name, words in found.items()]


def mark(round: Any) -> dict[str, bool]:
    """Papers of a simulated round are simulated; in the demo whatever a person makes is, by itself."""
    return {"simulated": True} if round.simulated else {}


# --- as a line on the page -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stop:
    """A part of the calendar as the page draws it: over, running now, or to come."""

    label: str
    first: date | None
    last: date
    css: str

    @property
    def is_now(self) -> bool:
        return self.css == "now"


def line_of(round: Any) -> list[Stop]:
    """Fill, verify, objection, publish, with today in it."""
    today = clock.today()
    rows = [
        (_("Filling in"), round.opens_on, round.closes_on),
        (_("Verification"), None, round.verify_until),
        (_("Objections"), round.objection_from, round.objection_until),
        (_("Publication"), None, round.publish_on),
    ]
    stops, begun = [], round.opens_on
    for label, first, last in rows:
        if last is None:
            continue
        begins = first or begun
        css = "done" if last < today else "now" if begins <= today else "todo"
        stops.append(Stop(label, first, last, css))
        begun = date.fromordinal(last.toordinal() + 1)
    return stops
