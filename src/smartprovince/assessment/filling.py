"""What every way of filling in shares: reading what is given, whether it may be changed now, and what a change entails.

One question on its page and a whole workbook pass through here, so that both are held to the same checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.instruments.models import InstrumentVersion, Node

from . import queries, states, values
from .models import Answer, Participation, Verdict
from .panel.actions import end_readings
from .schedule import calendar

HOUSE = access.SystemActor("assessment")
NARRATIVE_LIMIT = 4_000
REASON_LIMIT = 500


def read_given(node: Node, version: InstrumentVersion, given: Mapping[str, Any]) -> dict[str, Any]:
    """The changes to make. A value takes the place of an earlier reason for having none, and the other way round.

    Raises Invalid with every fault at its field.
    """
    changes: dict[str, Any] = {}
    faults: list[Fault] = []
    if "value" in given:
        try:
            changes["value"] = values.read(node, given["value"], version)
        except Invalid as error:
            faults += error.faults
    for name in ("narrative", "not_available"):
        if name in given:
            changes[name] = str(given[name] or "").strip()
    if len(changes.get("narrative", "")) > NARRATIVE_LIMIT:
        what = _("The explanation has %(n)d characters; the limit is %(limit)d.")
        faults.append(Fault("narrative", what % {"n": len(changes["narrative"]), "limit": NARRATIVE_LIMIT}))
    value, reason = changes.get("value"), changes.get("not_available")
    if value is not None and reason:
        faults.append(Fault("not_available", _("There is a value and a reason for having none. Keep one of them.")))
    elif value is not None:
        changes["not_available"] = ""
    elif reason:
        changes["value"] = None
    if faults:
        raise Invalid(faults)
    return changes


def fillable(participation_pk: int) -> Participation:
    """The locked participation, if its answers may be changed now. Raises Invalid that says why they may not."""
    rows = Participation.objects.select_for_update(of=("self",)).select_related(
        "round__instrument_version__instrument", "region"
    )
    participation = rows.get(pk=participation_pk)
    if participation.state in states.HANDED_OVER:
        raise Invalid(_("The answers of this region are sent. They can be changed when an assessor sends them back."))
    if not queries.may_fill(participation):
        raise calendar.ended(participation)
    states.PARTICIPATION.check(participation.state, "save")
    return participation


def touch(log: Log, answer: Answer) -> None:
    """Whoever changed an answer is written beside it, and an earlier verdict no longer counts."""
    mark(log, answer, Verdict.objects.filter(answer=answer, is_current=True).first())
    end_readings([answer])


def mark(log: Log, answer: Answer, verdict: Verdict | None) -> None:
    """The same for one of many answers, whose current verdict was read before."""
    log.stamp(answer, updated_by=str(log.actor)[:200], updated_at=clock.now())
    if verdict is not None:
        log.set(verdict, is_current=False)


@action("participation.begin", on="participation", system=True)
def begin_filling(log: Log, *, participation: Participation) -> Participation:
    """The first saved answer begins the filling."""
    log.set(participation, state=states.PARTICIPATION.check(participation.state, "save"))
    return participation
