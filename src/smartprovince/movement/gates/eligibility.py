"""Which provinces can become a smart province, what each still needs, and the shortest way to the floor.

The programme asks for the floor (80 % of the kabupaten/kota, jogjaprov.go.id 2023), a commitment of the head of region,
fiscal capacity and the SPBE index (diskominfo.jogjaprov.go.id), from 2026 Pemdi. What counts as having a plan is one of
three rules that are kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from smartprovince.core import clock
from smartprovince.movement import queries as register
from smartprovince.movement.counting import Met, Rule
from smartprovince.movement.rows import Coverage, settling_paper
from smartprovince.territory.models import Region

from .queries import Item, Way, ways_of

ASKED = ("SP.ASM.2", "SP.ASM.3", "SP.ASM.4")  # commitment, fiscal capacity, SPBE or Pemdi
LAST_ITEM = {Rule.JOINED: "SC.LCH.1", Rule.DRAFTED: "SC.IMP.7", Rule.IN_FORCE: "SC.IMP.9"}
LAST_STAGE = {Rule.JOINED: 2, Rule.DRAFTED: 3, Rule.IN_FORCE: 3}


@dataclass(frozen=True, slots=True)
class Eligibility:
    """One province on a day: coverage by each rule, what else is asked, whether it can apply."""

    province: Region
    rule: Rule
    coverages: dict[Rule, Coverage]
    items: tuple[Item, ...]

    @property
    def coverage(self) -> Coverage:
        return self.coverages[self.rule]

    @property
    def lacking(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.met)

    @property
    def is_eligible(self) -> Met:
        """Yes when floor and papers are there; undetermined when only unknown regions stand between."""
        if self.coverage.floor_met == Met.NO or self.lacking:
            return Met.NO
        return Met(self.coverage.floor_met)


def eligibility_of_all(on: date | None = None, *, rule: Rule | None = None, person: Any = None) -> list[Eligibility]:
    """All provinces by code; without `rule` the nation's. The queries do not grow with the regions."""
    day = on or clock.today()
    coverages = register.coverages_of_all_provinces(day, person=person)
    shared = rule or register.terms_for([""], day)[""].rule
    provinces = [by_rule[Rule.JOINED].province for by_rule in coverages]
    ways = {way.region.pk: way for way in ways_of(provinces, day, ahead=1)}
    return [
        Eligibility(by_rule[Rule.JOINED].province, shared, by_rule, _asked(ways[by_rule[Rule.JOINED].province.pk]))
        for by_rule in coverages
    ]


def _asked(way: Way) -> tuple[Item, ...]:
    return tuple(item for gate in way.gates for item in gate.items if item.gate.code in ASKED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kabupaten/kota that does not count yet: the paper that would settle it, else the gate items still to go."""

    region: Region
    settled_by: str
    to_go: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ShortestWay:
    """The regions nearest to counting, nearest first; the first `needed` of them would be enough."""

    rule: Rule
    needed: int
    candidates: tuple[Candidate, ...]

    @property
    def enough(self) -> tuple[Candidate, ...]:
        """Empty when the floor is reached, or cannot be reached with all of them."""
        return self.candidates[: self.needed] if self.needed <= len(self.candidates) else ()

    @property
    def others(self) -> tuple[Candidate, ...]:
        return self.candidates[len(self.enough) :]


def shortest_way(coverage: Coverage) -> ShortestWay:
    """Who would be enough for the floor: first those of whom only a paper is missing, then by items still to go."""
    unknown = {each.region.pk: each for each in coverage.unknown}
    regions = [*coverage.missing, *(each.region for each in coverage.unknown)]
    candidates = []
    for way in ways_of(regions, coverage.on, ahead=LAST_STAGE[coverage.rule]):
        known = unknown.get(way.region.pk)
        paper = settling_paper(coverage.rule, known.why, way.region) if known else ""
        candidates.append(Candidate(way.region, paper, way.to_go(LAST_ITEM[coverage.rule])))
    candidates.sort(key=lambda each: (not each.settled_by, len(each.to_go), each.region.code))
    return ShortestWay(coverage.rule, coverage.more_needed, tuple(candidates))
