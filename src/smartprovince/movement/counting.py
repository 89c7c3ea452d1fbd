"""How the register counts: three rules kept apart, and the unknown counted apart. Pure functions over rows.

*joined* (nota kesepakatan or programme year), *drafted* (Books 1–3 delivered), *in force* (fixed by
Perbup/Perwali/Pergub and not expired). Joining never counts as drafted or in force.

The floor is the programme's: at least 80 % of a province's kabupaten/kota (jogjaprov.go.id, 2023). What is compared
with it is a pair, documented … possible, since a region without a paper may still have done it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class Rule(StrEnum):
    JOINED = "joined"
    DRAFTED = "drafted"
    IN_FORCE = "in_force"


class Status(StrEnum):
    """Where one region stands by one rule on one day."""

    DOCUMENTED = "documented"
    POSSIBLE = "possible"
    NOT_YET = "not_yet"


class Why(StrEnum):
    """Why a region is only possible: it decides which paper would settle it."""

    NO_PAPER = "no_paper"
    ROUGH_DATE = "rough_date"
    EXPIRED = "expired"
    NONE = ""


class Met(StrEnum):
    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Fact:
    """One milestone as counting needs it.

    not_before: None when nothing says how early. fixed: a regulation that stands. valid_until: last day in force,
    None when no end is written. holds: False when the paper says that by this day it was not so.
    """

    kind: str
    not_before: date | None
    not_after: date
    holds: bool = True
    fixed: bool = False
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    status: Status
    why: Why = Why.NONE


def verdict(rule: Rule, facts: Iterable[Fact], on: date) -> Verdict:
    """Documented, possible or not yet, for one region on one day."""
    own = [fact for fact in facts if fact.kind == rule and (rule != Rule.IN_FORCE or fact.fixed or not fact.holds)]
    held = [fact for fact in own if fact.holds]
    by_then = [fact for fact in held if fact.not_after <= on]
    in_term = [fact for fact in by_then if fact.valid_until is None or on <= fact.valid_until]
    if in_term:
        return Verdict(Status.DOCUMENTED)
    if any(fact.not_after > on and (fact.not_before is None or fact.not_before <= on) for fact in held):
        return Verdict(Status.POSSIBLE, Why.ROUGH_DATE)
    if any(not fact.holds and on <= (fact.not_before or fact.not_after) for fact in own):
        return Verdict(Status.NOT_YET)
    if by_then:
        return Verdict(Status.POSSIBLE, Why.EXPIRED)
    if held and rule == Rule.JOINED:
        return Verdict(Status.NOT_YET)
    return Verdict(Status.POSSIBLE, Why.NO_PAPER)


def needed_for(floor: float, of: int) -> int:
    """The least number of regions that reaches the floor: 80 % of 27 is 22. Exact, since 0.8 is no binary fraction."""
    share = Fraction(str(floor)) * of
    return -(-share.numerator // share.denominator)


def floor_met(documented: int, possible: int, needed: int, of: int) -> Met:
    """Yes when documents reach the floor, no when even all unknown would not, undetermined between."""
    if of == 0:
        return Met.UNDETERMINED
    if documented >= needed:
        return Met.YES
    return Met.NO if possible < needed else Met.UNDETERMINED


@dataclass(frozen=True, slots=True)
class Count:
    """documented ≤ possible ≤ of."""

    documented: int
    possible: int
    of: int


def count(rule: Rule, regions: Iterable[Sequence[Fact]], on: date) -> Count:
    """Count regions, each given by its facts."""
    verdicts = [verdict(rule, facts, on).status for facts in regions]
    documented = verdicts.count(Status.DOCUMENTED)
    return Count(documented, documented + verdicts.count(Status.POSSIBLE), len(verdicts))


def turning_days(rule: Rule, facts: Iterable[Fact]) -> list[date]:
    """The days on which a count by this rule may change, in order."""
    days: set[date] = set()
    for fact in facts:
        if fact.kind != rule:
            continue
        if fact.holds:
            days |= {fact.not_after} | ({fact.not_before} if fact.not_before else set())
        if not fact.holds:
            days.add((fact.not_before or fact.not_after) + timedelta(days=1))
        if fact.valid_until:
            days.add(fact.valid_until + timedelta(days=1))
    return sorted(days)


@dataclass(frozen=True, slots=True)
class Step:
    """From this day on, until the next step."""

    day: date
    documented: int
    possible: int


def history(rule: Rule, regions: Sequence[Sequence[Fact]], until: date) -> list[Step]:
    """The count as a step line from the first turning day to `until`; a point only where it changes, and at the end."""
    days = [day for day in turning_days(rule, (fact for facts in regions for fact in facts)) if day < until]
    steps: list[Step] = []
    for day in [*days, until]:
        now = count(rule, regions, day)
        step = Step(day, now.documented, now.possible)
        if day == until or not steps or (steps[-1].documented, steps[-1].possible) != (step.documented, step.possible):
            steps.append(step)
    return steps


STAGES = ("assessment", "launch", "implementation", "outreach")
STAGE_OF_KIND = {stage: stage for stage in STAGES} | {
    "joined": "launch",
    "drafted": "implementation",
    "in_force": "implementation",
}


def stage_reached(facts: Iterable[Fact], on: date) -> str:
    """The furthest stage that a paper documents by the day, "" when none does. A memorandum is the launch."""
    reached = [
        STAGES.index(STAGE_OF_KIND[fact.kind])
        for fact in facts
        if fact.holds and fact.not_after <= on and fact.kind in STAGE_OF_KIND
    ]
    return STAGES[max(reached)] if reached else ""
