"""Claims that contradict each other, side by side, and targets beside what the register shows.

Two claims contradict each other when they speak of the same scope and subject in the same unit, were said within sixty
days (the whole span in which they may have been said), and differ. A target states no fact and contradicts none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from . import counting, queries
from .counting import Fact, Rule, Status
from .models import Claim, Milestone
from .rows import ClaimRow

WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of a contradiction with the length of its bar, 0..100."""

    row: ClaimRow
    bar: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims about one thing that differ, oldest first."""

    rows: tuple[ClaimRow, ...]

    @property
    def scope_name(self) -> str:
        return self.rows[0].scope_name

    @property
    def subject(self) -> str:
        return str(self.rows[0].claim.get_subject_display())

    @property
    def days(self) -> int:
        """How far apart they were said at most."""
        return (max(r.claim.not_after for r in self.rows) - min(r.claim.not_before for r in self.rows)).days

    @property
    def said(self) -> list[Said]:
        """With bars to compare by; the longest is the largest value."""
        most = max(float(row.claim.value) for row in self.rows) or 1.0
        return [Said(row, round(100 * float(row.claim.value) / most)) for row in self.rows]


def contradictions(rows: Iterable[ClaimRow]) -> list[Contradiction]:
    """Groups of claims that differ, by scope and day; a claim stands in one group."""
    same: dict[tuple[Any, ...], list[ClaimRow]] = defaultdict(list)
    for row in rows:
        claim = row.claim
        if not claim.is_target and claim.not_after - claim.not_before <= WITHIN:
            same[claim.scope_id or 0, claim.subject, claim.unit].append(row)
    found = [group for each in same.values() for group in _near(each)]
    return [Contradiction(tuple(group)) for group in found if len({row.claim.value for row in group}) > 1]


def _near(rows: Sequence[ClaimRow]) -> list[list[ClaimRow]]:
    """Rows in groups whose whole span is at most sixty days."""
    groups: list[list[ClaimRow]] = []
    for row in sorted(rows, key=lambda r: (r.claim.not_after, r.claim.pk)):
        if groups and row.claim.not_after - min(r.claim.not_before for r in groups[-1]) <= WITHIN:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


@dataclass(frozen=True, slots=True)
class Target:
    """A target beside the register: how many are documented by its day; provinces are few enough to name."""

    row: ClaimRow
    on: date
    names: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether the year of the target has ended."""
        return self.on.month == 12 and self.on.day == 31

    @property
    def reached(self) -> bool:
        return self.row.documented >= self.row.claim.value

    @property
    def bar(self) -> int:
        value = float(self.row.claim.value)
        return min(100, round(100 * self.row.documented / value)) if value else 100


def targets(person: Any, rows: Iterable[ClaimRow]) -> list[Target]:
    """Every target with the register's count by the end of its year, or so far. Provinces are named. One query."""
    found = [row for row in rows if row.claim.is_target]
    facts: dict[str, list[Fact]] = defaultdict(list)
    if any(row.claim.subject == Claim.Subject.PROVINCES for row in found):
        milestones = queries.facts_open_to(person).filter(region__level="province").select_related("region", "paper")
        for milestone in milestones.filter(kind__in=[rule.value for rule in Rule]):
            facts[_name(milestone)].append(queries.fact_of(milestone))
    return [Target(row, row.claim.counted_on, _named(row, facts)) for row in found]


def _name(milestone: Milestone) -> str:
    return milestone.region.short_name


def _named(row: ClaimRow, facts: dict[str, list[Fact]]) -> tuple[str, ...]:
    if row.claim.subject != Claim.Subject.PROVINCES:
        return ()
    on = row.claim.counted_on
    return tuple(n for n, own in facts.items() if counting.verdict(row.rule, own, on).status == Status.DOCUMENTED)
