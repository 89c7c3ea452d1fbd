"""Where regions stand before their gates, live: every item with what shows it or what it lacks, and who can mend it.

The number of queries does not grow with the regions: facts, cycles and each check are read once for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.checks import Finding, checks
from smartprovince.core.templatetags.writing import full_day, own_language
from smartprovince.evidence.models import Paper
from smartprovince.movement import counting
from smartprovince.movement.models import Milestone, StageGate
from smartprovince.movement.vocabulary import Movement, Stage
from smartprovince.organisations.roles import Role
from smartprovince.territory.models import Region

from .conditions import Shown, asked, lacks
from .models import COMPLETED, Cycle, StageChange

STAGES = tuple(stage.value for stage in Stage)


@dataclass(frozen=True, slots=True)
class Item:
    """One gate item of a region: met, waiting for the person who confirms, or lacking; in words."""

    gate: StageGate
    met: bool
    words: str
    fact: Milestone | None = None
    waits_for: str = ""
    address: str = ""
    day: date | None = None

    @property
    def title(self) -> str:
        return own_language(self.gate, "title")

    @property
    def state(self) -> str:
        return "met" if self.met else "waiting" if self.waits_for else "lacking"

    @property
    def asked(self) -> str:
        return asked_of(self.gate)


def asked_of(gate: StageGate) -> str:
    """How an item is shown: what the paper must carry, computed, or confirmed by whom."""
    if gate.way == StageGate.Way.COMPUTED:
        if gate.parameters.get("or_paper"):
            return _("computed by the platform, or a paper")
        return _("computed by the platform")
    if gate.way == StageGate.Way.CONFIRMED:
        return _("confirmed by the %(role)s") % {"role": role_label(gate.confirms)}
    return asked(gate.parameters) or _("a paper")


def role_label(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role


@dataclass(frozen=True)
class Gate:
    """The gate out of one stage. It is open when every required item is met."""

    stage: str
    items: tuple[Item, ...]

    @property
    def label(self) -> str:
        return str(Stage(self.stage).label)

    @property
    def lacking(self) -> tuple[Item, ...]:
        """Required items that are not met, those that only wait for a confirmation included."""
        return tuple(item for item in self.items if item.gate.required and not item.met)

    @property
    def is_open(self) -> bool:
        return not self.lacking

    @property
    def required(self) -> int:
        return sum(item.gate.required for item in self.items)

    @property
    def shown(self) -> int:
        return sum(item.gate.required and item.met for item in self.items)


@dataclass(frozen=True)
class Way:
    """A region before its gates: its cycle (None when none has begun), the stage it is at, all four gates."""

    region: Region
    movement: str
    cycle: Cycle | None
    stage: str
    gates: tuple[Gate, ...]
    changes: tuple[StageChange, ...] = field(default=())

    @property
    def gate(self) -> Gate | None:
        """The gate in front of the region; None when all four stages are passed. Without a stage, the first."""
        if self.stage == COMPLETED:
            return None
        return self.gates[STAGES.index(self.stage) if self.stage else 0]

    @property
    def passed(self) -> tuple[Gate, ...]:
        if self.stage == COMPLETED:
            return self.gates
        return self.gates[: STAGES.index(self.stage)] if self.stage else ()

    @property
    def flags(self) -> tuple[Item, ...]:
        """Items of stages passed on the platform that are no longer met: the region is flagged, not moved."""
        if self.cycle is None:
            return ()
        once = {line["code"] for change in self.changes for line in change.shown if line.get("met")}
        return tuple(item for gate in self.passed for item in gate.lacking if item.gate.code in once)

    @property
    def next_stage(self) -> str:
        if self.stage == COMPLETED:
            return ""
        place = STAGES.index(self.stage) + 1 if self.stage else 1
        return STAGES[place] if place < len(STAGES) else COMPLETED

    @property
    def stage_label(self) -> str:
        return stage_label(self.stage)

    @property
    def next_label(self) -> str:
        return stage_label(self.next_stage)

    def to_go(self, last: str) -> tuple[Item, ...]:
        """Required items that are lacking up to and with an item, in order: the way to *joined* ends with the MoU."""
        found = []
        for gate in self.gates:
            for item in gate.items:
                if item.gate.required and not item.met:
                    found.append(item)
                if item.gate.code == last:
                    return tuple(found)
        return tuple(found)


def stage_label(stage: str) -> str:
    return str(Cycle.At(stage).label) if stage else _("not begun")


# --- reading ---------------------------------------------------------------------------------------------------------


def way_of(region: Region, on: date | None = None, *, cycle: Cycle | None = None) -> Way:
    """One region; with `cycle`, an earlier way of it."""
    return ways_of([region], on, cycles={region.pk: cycle} if cycle else None)[0]


def ways_of(
    regions: Sequence[Region],
    on: date | None = None,
    *,
    cycles: Mapping[int, Cycle] | None = None,
    ahead: int = len(STAGES),
) -> list[Way]:
    """Many regions of either movement, by the facts that stand today. The queries do not grow with the regions.

    `ahead`: up to which stage gates are looked at, even where a region is not there yet; 0 looks at the gate in front
    of each only. Gates beyond stay empty, and no check is asked for them.
    """
    day = on or clock.today()
    current = dict(cycles or _current_cycles(regions))
    changes: dict[int, list[StageChange]] = defaultdict(list)
    for change in StageChange.objects.filter(cycle__in=current.values()).order_by("pk"):
        changes[change.cycle_id].append(change)
    everything = _facts_of(regions)
    facts = {r.pk: [fact for fact in everything[r.pk] if _belongs(fact, current.get(r.pk))] for r in regions}
    stages = {r.pk: c.stage if (c := current.get(r.pk)) else _stage_by_register(facts[r.pk], day) for r in regions}
    gates, findings = _gates_and_findings(regions, stages, day, ahead=ahead)
    found = []
    for region in regions:
        movement, cycle, stage = movement_of(region), current.get(region.pk), stages[region.pk]
        asked_now = [gate for gate in gates[movement] if gate.stage_order <= max(ahead, _place(stage))]
        items = _items(region, asked_now, facts[region.pk], findings, day)
        found.append(Way(region, movement, cycle, stage, items, tuple(changes[cycle.pk]) if cycle else ()))
    return found


def _gates_and_findings(
    regions: Sequence[Region], stages: Mapping[int, str], on: date, *, ahead: int
) -> tuple[dict[str, list[StageGate]], dict[str, Mapping[int, Finding]]]:
    """All gate items by movement, and what each registered check says of the regions that it concerns."""
    gates: dict[str, list[StageGate]] = defaultdict(list)
    for gate in StageGate.objects.all():
        gates[gate.movement].append(gate)
    findings: dict[str, Mapping[int, Finding]] = {}
    for movement, items in gates.items():
        own = [region for region in regions if movement_of(region) == movement]
        for gate in items:
            asked_of_these = [r for r in own if gate.stage_order <= max(ahead, _place(stages[r.pk]))]
            if gate.way == StageGate.Way.COMPUTED and asked_of_these:
                findings[gate.code] = _finding(gate, asked_of_these, on)
    return gates, findings


def _place(stage: str) -> int:
    """The order of the gate in front: 1 also before anything has begun, beyond all four when they are passed."""
    if stage == COMPLETED:
        return len(STAGES) + 1
    return STAGES.index(stage) + 1 if stage else 1


def movement_of(region: Region) -> str:
    is_province = region.level == Region.Level.PROVINCE
    return (Movement.SMART_PROVINCE if is_province else Movement.SMART_CITY).value


def _current_cycles(regions: Sequence[Region]) -> dict[int, Cycle]:
    """The latest cycle of each region."""
    rows = Cycle.objects.filter(region__in=regions).order_by("number").select_related("cohort")
    return {cycle.region_id: cycle for cycle in rows}


def _facts_of(regions: Sequence[Region]) -> dict[int, list[Milestone]]:
    found: dict[int, list[Milestone]] = defaultdict(list)
    rows = Milestone.objects.filter(region__in=regions, withdrawn_at__isnull=True, holds=True)
    for fact in rows.select_related("paper", "gate").order_by("not_after", "pk"):
        found[fact.region_id].append(fact)
    return found


def _belongs(fact: Milestone, cycle: Cycle | None) -> bool:
    """A fact that names no cycle belongs to the first one."""
    if fact.cycle_id is None:
        return cycle is None or cycle.number == 1
    return cycle is not None and fact.cycle_id == cycle.pk


def _stage_by_register(facts: Iterable[Milestone], on: date) -> str:
    pure = [counting.Fact(f.kind, f.not_before, f.not_after, f.holds) for f in facts]
    return counting.stage_reached(pure, on)


def _finding(gate: StageGate, regions: Sequence[Region], on: date) -> Mapping[int, Finding]:
    """What the registered check says of all regions; a check that no room offers yet says nothing."""
    if gate.check_name not in checks:
        return {}
    return checks.get(gate.check_name)(regions, parameters=gate.parameters, on=on)


def _items(
    region: Region,
    gates: Sequence[StageGate],
    facts: Sequence[Milestone],
    findings: Mapping[str, Mapping[int, Finding]],
    on: date,
) -> tuple[Gate, ...]:
    shown_by: dict[int, list[Milestone]] = defaultdict(list)
    for fact in facts:
        if fact.gate_id:
            shown_by[fact.gate_id].append(fact)
    items: dict[str, list[Item]] = {stage: [] for stage in STAGES}
    days: dict[str, date] = {}
    for gate in gates:
        own = shown_by[gate.pk] or _of_its_kind(gate, facts)
        item = _item(gate, own, findings.get(gate.code, {}).get(region.pk), on, days, region)
        if item.met and item.day:
            days[gate.code] = item.day
        items[gate.stage].append(item)
    return tuple(Gate(stage, tuple(items[stage])) for stage in STAGES)


def _of_its_kind(gate: StageGate, facts: Sequence[Milestone]) -> list[Milestone]:
    """Facts recorded without naming an item that can only be this one: a memorandum is the joining."""
    if gate.fact_kind not in ("joined", "in_force") or gate.way != StageGate.Way.PAPER:
        return []
    return [fact for fact in facts if fact.kind == gate.fact_kind and not fact.gate_id]


def _item(
    gate: StageGate,
    facts: Sequence[Milestone],
    finding: Finding | None,
    on: date,
    days: Mapping[str, date],
    region: Region,
) -> Item:
    if gate.way == StageGate.Way.COMPUTED:
        if finding is not None and (finding.met or not facts or not gate.parameters.get("or_paper")):
            late = _before_other(gate, finding.day, days)
            words = late or finding.words
            return Item(gate, finding.met and not late, words, None, "", finding.address, finding.day)
        if not facts or not gate.parameters.get("or_paper"):
            return Item(gate, False, _("nothing to compute it from yet"))
    if not facts:
        return Item(gate, False, _("nothing is shown yet"))
    best: Item | None = None
    for fact in facts:
        item = _item_by_paper(gate, fact, on, days, region)
        if best is None or (item.met, bool(item.waits_for)) >= (best.met, bool(best.waits_for)):
            best = item
    assert best is not None
    return best


def _before_other(gate: StageGate, day: date | None, days: Mapping[str, date]) -> str:
    other = days.get(str(gate.parameters.get("after", "")))
    if day is None or other is None or day >= other:
        return ""
    return _("a day not before %(code)s (%(day)s)") % {"code": gate.parameters["after"], "day": full_day(other)}


def _item_by_paper(gate: StageGate, fact: Milestone, on: date, days: Mapping[str, date], region: Region) -> Item:
    missing = lacks(shown_of(fact), gate.parameters, on, days)
    address = reverse("movement:milestones", args=[region.code])
    if missing:
        return Item(gate, False, _("still needed: %(what)s") % {"what": "; ".join(missing)}, fact, "", address)
    if gate.confirms and fact.confirmed_at is None and not _is_sourced(fact):
        role = role_label(gate.confirms)
        words = _("shown, waits for the %(role)s to confirm it") % {"role": role}
        return Item(gate, False, words, fact, gate.confirms, address)
    return Item(gate, True, words_of(fact), fact, "", address, fact.not_after)


def _is_sourced(fact: Milestone) -> bool:
    """Shipped with the platform out of public sources: nobody has to confirm what was published."""
    return bool(fact.key)


def words_of(fact: Milestone) -> str:
    """The fact in a few words: its paper and day, else its source. The number of a paper only where it is public."""
    paper = fact.paper
    day = full_day(fact.not_after)
    if paper is not None and paper.number and paper.confidentiality == Paper.Confidentiality.PUBLIC:
        return f"{paper.get_kind_display()} {paper.number}, {day}"
    return f"{paper.get_kind_display() if paper else fact.source}, {day}"


def shown_of(fact: Milestone) -> Shown:
    paper = fact.paper
    withdrawn = timezone.localdate(paper.withdrawn_at) if paper and paper.withdrawn_at else None
    return Shown(
        day=fact.not_after,
        has_paper=paper is not None,
        number=paper.number if paper else "",
        valid_until=paper.valid_until if paper else None,
        withdrawn_on=withdrawn,
        parties=len(fact.parties or ()),
        people=fact.people or 0,
        address=fact.source_url,
    )


# --- for pages -------------------------------------------------------------------------------------------------------


def region_to_steer(person: Any, code: str, verb: str = "see_way") -> Region:
    """A province or kabupaten/kota whose way the person may see (or `steer`). NotFound, Refused like every read."""
    rows = Region.objects.exclude(level=Region.Level.DISTRICT).select_related("parent")
    return access.get(person, verb, Region, rows, code=code)


def cycles_of(region: Region) -> list[Cycle]:
    return list(Cycle.objects.filter(region=region).select_related("cohort").prefetch_related("changes"))


def confirmable(person: Any) -> list[Milestone]:
    """Facts that wait for this person's confirmation, by region. One query."""
    rows = access.scope(person, "confirm", Milestone).filter(confirmed_at=None, key="", holds=True)
    return list(rows.select_related("region", "gate", "paper").order_by("region__code", "gate__order")[:200])
