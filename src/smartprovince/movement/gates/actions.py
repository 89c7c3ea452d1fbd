"""Every step of a region through its stages: cycles begin, go on, go back and end; what was shown is confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.models import Paper
from smartprovince.movement.actions import record_milestone
from smartprovince.movement.models import Cohort, Milestone, StageGate
from smartprovince.movement.papers import PaperDetails
from smartprovince.territory.models import Region

from . import queries
from .models import COMPLETED, Cycle, StageChange
from .queries import STAGES, Gate, stage_label


@action("cycle.begin", on="region", verb="steer", system=True)
def begin_cycle(
    log: Log,
    *,
    region: Region,
    name: str,
    started_on: date,
    cohort: Cohort | None = None,
    stage: str = STAGES[0],
    reason: str = "",
    **more: Any,
) -> Cycle:
    """Begin a way through the stages: the first one, or the next when the one before has ended.

    It may begin at a later stage for a region whose earlier stages the register already documents; that needs a reason.
    """
    faults = []
    before = Cycle.objects.filter(region=region).order_by("-number").first()
    if before is not None and before.ended_on is None:
        faults.append(Fault("name", _("“%(name)s” is still running. End it first.") % {"name": before.name}))
    if before is not None and before.ended_on and started_on < before.ended_on:
        faults.append(Fault("started_on", _("The cycle before ended on %(day)s.") % {"day": full_day(before.ended_on)}))
    if started_on > clock.today():
        faults.append(Fault("started_on", _("This day lies in the future.")))
    if stage not in STAGES:
        faults.append(Fault("stage", _("There is no such stage."), ", ".join(STAGES)))
    elif stage != STAGES[0]:
        faults += _faults_of_entry(region, stage, reason, before)
    if faults:
        raise Invalid(faults)
    cycle = log.create(
        Cycle,
        region=region,
        movement=queries.movement_of(region),
        number=before.number + 1 if before else 1,
        name=name.strip(),
        cohort=cohort,
        stage=stage,
        started_on=started_on,
        **more,
    )
    _step(log, cycle, source="", target=stage, on=started_on, reason=reason.strip(), gate=None)
    return cycle


def _faults_of_entry(region: Region, stage: str, reason: str, before: Cycle | None) -> list[Fault]:
    """Entering at a later stage than the first."""
    if before is not None:
        return [Fault("stage", _("A further cycle begins with the assessment."))]
    reached = queries.way_of(region).stage
    if not reached or STAGES.index(stage) > STAGES.index(reached):
        words = stage_label(reached)
        return [Fault("stage", _("The register documents this region up to: %(stage)s.") % {"stage": words})]
    if not reason.strip():
        return [Fault("reason", _("Say why the cycle begins at a later stage."))]
    return []


@action("cycle.advance", on="cycle", system=True)
def advance(log: Log, *, cycle: Cycle) -> Cycle:
    """Take a region through the gate in front of it, to the next stage. No stage can be jumped.

    Raises Invalid with one fault for each required item that is lacking.
    """
    _must_run(cycle)
    way = queries.way_of(Region.objects.get(pk=cycle.region_id), cycle=cycle)
    gate = way.gate
    if gate is None:
        raise Invalid(_("All four stages are passed. End this cycle, then begin the next."))
    if gate.lacking:
        raise Invalid([Fault(item.gate.code, f"{item.title}: {item.words}.") for item in gate.lacking])
    source, target = cycle.stage, way.next_stage
    log.set(cycle, stage=target)
    _step(log, cycle, source=source, target=target, on=clock.today(), reason="", gate=gate)
    return cycle


@action("cycle.go_back", on="cycle")
def go_back(log: Log, *, cycle: Cycle, stage: str, reason: str) -> Cycle:
    """Put a region back to an earlier stage, with the reason that everybody who sees the region can read."""
    _must_run(cycle)
    places = [*STAGES, COMPLETED]
    faults = []
    if stage not in STAGES or places.index(stage) >= places.index(cycle.stage):
        allowed = ", ".join(stage_label(each) for each in places[: places.index(cycle.stage)])
        faults.append(Fault("stage", _("A region goes back to an earlier stage only."), allowed or "–"))
    if not reason.strip():
        faults.append(Fault("reason", _("Say why the region goes back.")))
    if faults:
        raise Invalid(faults)
    source = cycle.stage
    log.set(cycle, stage=stage)
    _step(log, cycle, source=source, target=stage, on=clock.today(), reason=reason.strip(), gate=None)
    return cycle


@action("cycle.end", on="cycle")
def end_cycle(log: Log, *, cycle: Cycle, ended_on: date) -> Cycle:
    """End a cycle, finished or not, so that the next one (2.0) can begin."""
    _must_run(cycle)
    if ended_on > clock.today() or ended_on < cycle.started_on:
        raise Invalid(Fault("ended_on", _("A cycle ends between its first day and today."), full_day(cycle.started_on)))
    log.set(cycle, ended_on=ended_on)
    return cycle


def _must_run(cycle: Cycle) -> None:
    if cycle.ended_on is not None:
        raise Invalid(_("This cycle has ended."))


def _step(log: Log, cycle: Cycle, *, source: str, target: str, on: date, reason: str, gate: Gate | None) -> StageChange:
    """Keep the step with what the gate's items showed at this moment."""
    lines = [
        {"code": item.gate.code, "met": item.met, "words": item.words, "required": item.gate.required}
        for item in (gate.items if gate else ())
    ]
    log.note(from_stage=source, to_stage=target)
    change = StageChange(
        cycle=cycle, source=source, target=target, on=on, reason=reason, shown=lines, made_by=str(log.actor)[:200]
    )
    change.save(force_insert=True)
    if reason:
        log.private["reason"] = ("", reason)
    return change


# --- showing and confirming ------------------------------------------------------------------------------------------


@action("gate.show", on="region", verb="edit_register", system=True)
def show_item(
    log: Log,
    *,
    region: Region,
    gate: StageGate,
    not_after: date,
    not_before: date | None = None,
    paper: Paper | PaperDetails | None = None,
    parties: tuple[str, ...] = (),
    people: int | None = None,
    source: str = "",
    source_url: str = "",
    note: str = "",
) -> Milestone:
    """Show what a gate item asks for: a fact of the register that names the item, in the region's running cycle.

    Raises Invalid for an item of the other movement, one that only the platform computes, or what the register refuses.
    """
    if gate.movement != queries.movement_of(region):
        raise Invalid(Fault("gate", _("This item belongs to the other movement.")))
    if gate.way == StageGate.Way.COMPUTED and not gate.parameters.get("or_paper"):
        raise Invalid(Fault("gate", _("The platform computes this item itself; there is no paper to add.")))
    cycle = Cycle.objects.filter(region=region, ended_on=None).first()
    fact = record_milestone(
        actor=log.actor,
        acting_for=log.acting_for,
        region=region,
        kind=gate.fact_kind or gate.stage,
        basis=BASES.get(gate.paper_kind, Milestone.Basis.LETTER),
        not_before=not_before or not_after,
        not_after=not_after,
        paper=paper,
        gate=gate,
        cycle=cycle,
        cohort=cycle.cohort if cycle else None,
        parties=[name for name in (each.strip() for each in parties) if name],
        people=people,
        source=source,
        source_url=source_url,
        note=note,
    )
    log.about(fact)
    return fact


BASES: dict[str, str] = {
    Paper.Kind.MEMORANDUM: Milestone.Basis.MEMORANDUM,
    Paper.Kind.SELECTION_LETTER: Milestone.Basis.SELECTION_LETTER,
    Paper.Kind.TEAM_DECREE: Milestone.Basis.DECREE,
    Paper.Kind.REGULATION: Milestone.Basis.REGULATION,
    Paper.Kind.AWARD: Milestone.Basis.AWARD,
    Paper.Kind.MASTERPLAN: Milestone.Basis.BOOKS,
}


@action("gate.confirm", on="milestone", verb="confirm")
def confirm_item(log: Log, *, milestone: Milestone) -> Milestone:
    """Say that what was shown is right. The name of who confirmed stands beside it."""
    if milestone.confirmed_at is not None:
        return milestone
    log.set(milestone, confirmed_at=clock.now(), confirmed_by=str(log.actor)[:200])
    return milestone


@action("gate.take_back", on="milestone", verb="confirm")
def take_back_confirmation(log: Log, *, milestone: Milestone, reason: str) -> Milestone:
    """Take a confirmation back, with its reason."""
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why the confirmation is taken back.")))
    log.set(milestone, confirmed_at=None, confirmed_by="")
    log.private["reason"] = ("", reason.strip())
    return milestone


@action("gate.design", on="gate")
def design_item(log: Log, *, gate: StageGate, required: bool, parameters: dict[str, Any], confirms: str) -> StageGate:
    """Change what an item asks for: whether it is required, its thresholds, who confirms."""
    allowed = set(gate.parameters)
    if unknown := set(parameters) - allowed:
        known = ", ".join(sorted(allowed))
        raise Invalid(Fault("parameters", ", ".join(sorted(unknown)), _("There are: %(all)s.") % {"all": known}))
    for name, value in parameters.items():
        if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
            raise Invalid(Fault(name, _("This cannot be negative.")))
        if name == "share" and not 0 <= float(value) <= 1:
            raise Invalid(Fault(name, _("A share lies between 0 and 1."), "0,8"))
    if gate.way == StageGate.Way.CONFIRMED and not confirms:
        raise Invalid(Fault("confirms", _("Somebody has to confirm this item.")))
    log.set(gate, required=required, parameters=gate.parameters | parameters, confirms=confirms)
    return gate
