"""Invented answers of the worked example, in bulk and as one audited action. Called through `actions`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid

from . import states, values
from .models import Answer, Participation, Round, Verdict
from .outline import outline_of

BATCH = 2_000
Outcome = Verdict.Outcome


@dataclass(frozen=True, kw_only=True)
class SimulatedAnswer:
    """An invented answer. `verified` defaults to the value; outcome "" leaves the line without a verdict."""

    region: str
    node: str
    value: Decimal | float | None = None
    narrative: str = ""
    not_available: str = ""
    outcome: str = Outcome.ACCEPTED
    verified: Decimal | float | None = None
    reason: str = ""


@action("assessment.load_simulated", system=True)
def load_simulated_answers(
    log: Log,
    *,
    round: Round,
    answers: Sequence[SimulatedAnswer],
    states_of: Mapping[str, str] | None = None,
    author: str = "simulation",
) -> Round:
    """Fill an open, simulated round in bulk: answers, verdicts, and how far each region is, as one audited action.

    states_of: region code → filling, sent, returned or verified (the default for regions that have answers). Verdicts
    are written where the state lets them be. Values are checked like those that people type; nothing invented enters
    a round that is not simulated.
    """
    log.about(round)
    if not round.simulated or round.state not in (states.OPEN, states.VERIFYING):
        raise Invalid(_("Invented answers belong into an open, simulated round."))
    wanted = dict(states_of or {})
    participations = {p.region.code: p for p in round.participations.select_related("region")}
    rows = _simulated_rows(round, participations, answers, author)
    Answer.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["participation", "node"],
        update_fields=["value", "narrative", "not_available", "simulated", "updated_by", "updated_at"],
    )
    filled = {each.region for each in answers}
    final = {code: wanted.get(code, states.VERIFIED) for code in participations if code in filled or code in wanted}
    _simulated_verdicts(round, [a for a in answers if a.outcome and final[a.region] != states.FILLING], author)
    for code, state in final.items():
        participations[code].state = state
        participations[code].sent_at = clock.now() if state in states.HANDED_OVER else None
    Participation.objects.bulk_update(participations.values(), ["state", "sent_at"], batch_size=BATCH)
    log.note(answers=len(rows), regions=sorted(filled))
    return round


def _simulated_rows(
    round: Round,
    participations: Mapping[str, Participation],
    answers: Sequence[SimulatedAnswer],
    author: str,
) -> list[Answer]:
    """Rows to write. Raises Invalid with every fault, each at its region and code."""
    outline, now = outline_of(round.instrument_version), clock.now()
    askable = {node.code: node for node in outline.entries}
    rows, faults = [], []
    for each in answers:
        place = f"{each.region} {each.node}"
        if each.region not in participations or each.node not in askable:
            faults.append(Fault(place, _("This round does not ask that.")))
            continue
        node = askable[each.node]
        try:
            value = values.read(node, each.value, round.instrument_version)
        except Invalid as error:
            faults += [Fault(place, fault.what) for fault in error.faults]
            continue
        rows.append(
            Answer(
                participation=participations[each.region],
                node=node,
                value=value,
                narrative=each.narrative,
                not_available="" if value is not None else each.not_available,
                simulated=True,
                updated_by=author,
                updated_at=now,
            )
        )
    if faults:
        raise Invalid(faults)
    return rows


def _simulated_verdicts(round: Round, answers: Sequence[SimulatedAnswer], author: str) -> None:
    stored = {
        (region, node): (pk, value)
        for pk, region, node, value in Answer.objects.filter(participation__round=round).values_list(
            "pk", "participation__region__code", "node__code", "value"
        )
    }
    verdicts = []
    for each in answers:
        pk, value = stored[each.region, each.node]
        if each.outcome == Outcome.ADJUSTED and each.verified is not None:
            value = Decimal(str(each.verified))
        elif each.outcome != Outcome.ACCEPTED:
            value = None
        verdicts.append(
            Verdict(answer_id=pk, by=author, outcome=each.outcome, value=value, reason=each.reason, simulated=True)
        )
    Verdict.objects.filter(answer__participation__round=round, simulated=True).delete()
    Verdict.objects.bulk_create(verdicts, batch_size=BATCH)
