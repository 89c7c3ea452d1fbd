"""What the queries of the register return: frozen rows that pages, exports and blocks read, and the words they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from smartprovince.evidence.models import Paper
from smartprovince.territory.models import Region

from . import counting
from .counting import STAGES, Met, Rule, Status, Why
from .models import Claim, Cohort, Milestone, RegionContact, StageGate

# --- words -----------------------------------------------------------------------------------------------------------


def rule_name(rule: Rule | str) -> str:
    """The rule as it is printed beside a count."""
    return {
        Rule.JOINED: _("joined: nota kesepakatan or programme year"),
        Rule.DRAFTED: _("drafted: Books 1–3 delivered"),
        Rule.IN_FORCE: _("in force: fixed by Perbup/Perwali/Pergub and not expired"),
    }[Rule(rule)]


def rule_word(rule: Rule | str) -> str:
    return {Rule.JOINED: _("joined"), Rule.DRAFTED: _("drafted"), Rule.IN_FORCE: _("in force")}[Rule(rule)]


def stage_name(stage: str) -> str:
    return str(StageGate.Stage(stage).label) if stage else ""


def settling_paper(rule: Rule, why: Why, region: Region) -> str:
    """Which paper would settle an unknown."""
    regulation = {"kota": "Perwali", "provinsi": "Pergub"}.get(region.kind, "Perbup")
    if why == Why.EXPIRED:
        return _("the %(regulation)s that renews the one that ran out") % {"regulation": regulation}
    if why == Why.ROUGH_DATE:
        return {
            Rule.JOINED: _("the nota kesepakatan with its exact date"),
            Rule.DRAFTED: _("the minutes of delivery of Books 1–3 with their exact date"),
            Rule.IN_FORCE: _("the %(regulation)s with its exact date") % {"regulation": regulation},
        }[rule]
    return {
        Rule.JOINED: _("its nota kesepakatan with number and date, or a letter that there is none"),
        Rule.DRAFTED: _("Books 1–3 with the minutes of their delivery, or a letter that there are none"),
        Rule.IN_FORCE: _("the %(regulation)s with number, date and validity, or a letter that there is none")
        % {"regulation": regulation},
    }[rule]


# --- rows ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unknown:
    """A region of which the register does not know, and the paper that would settle it."""

    region: Region
    why: Why
    rule: Rule

    @property
    def paper(self) -> str:
        return settling_paper(self.rule, self.why, self.region)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of a province's kabupaten/kota, by one rule on one day: documented … possible, against the floor.

    documented ≤ possible ≤ of: numbers of regions. floor_share: a fraction 0..1. needed: the least number that
    reaches it.
    """

    province: Region
    rule: Rule
    on: date
    of: int
    floor_share: float
    needed: int
    covered: tuple[Region, ...]
    missing: tuple[Region, ...]
    unknown: tuple[Unknown, ...]
    simulated: bool = False

    @property
    def documented(self) -> int:
        return len(self.covered)

    @property
    def possible(self) -> int:
        return len(self.covered) + len(self.unknown)

    @property
    def floor_met(self) -> str:
        return counting.floor_met(self.documented, self.possible, self.needed, self.of).value

    @property
    def more_needed(self) -> int:
        """How many more regions with a paper reach the floor."""
        return max(0, self.needed - self.documented)

    @property
    def documented_share(self) -> float | None:
        return self.documented / self.of if self.of else None

    @property
    def possible_share(self) -> float | None:
        return self.possible / self.of if self.of else None

    @property
    def population_share(self) -> float | None:
        """Share of people who live in the documented regions; None when a population is not known."""
        everyone = [*self.covered, *self.missing, *(item.region for item in self.unknown)]
        if not everyone or any(region.population is None for region in everyone):
            return None
        return sum(r.population or 0 for r in self.covered) / sum(r.population or 0 for r in everyone)

    @property
    def rule_name(self) -> str:
        return rule_name(self.rule)

    @property
    def floor_sentence(self) -> str:
        """Whether the floor is met, in words."""
        return {
            Met.YES: _("The floor is met."),
            Met.NO: _("The floor is not met, whatever the unknown turn out to be."),
            Met.UNDETERMINED: _("Whether the floor is met depends on the unknown."),
        }[Met(self.floor_met)]

    @property
    def cells(self) -> list[str]:
        """One word for each region for the meter: "" documented, "need" unknown, "off" not yet."""
        return [""] * self.documented + ["need"] * len(self.unknown) + ["off"] * len(self.missing)

    @property
    def at(self) -> str:
        """Where the floor stands on the meter, as a CSS number."""
        return f"{self.needed / self.of:.4f}" if self.of else "1"

    def as_summary(self) -> dict[str, Any]:
        """As `out/bali/summary.json` has it."""
        return {
            "rule": self.rule.value,
            "documented": self.documented,
            "possible": self.possible,
            "of": self.of,
            "floor_met": self.floor_met,
        }


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One region in the register on a day, with what is documented of it by then."""

    region: Region
    on: date
    facts: tuple[Milestone, ...]
    papers: tuple[Paper, ...]
    verdicts: dict[Rule, counting.Verdict]
    stage: str
    cohorts: tuple[Cohort, ...]
    contact: RegionContact | None = None

    @property
    def code(self) -> str:
        return self.region.code

    @property
    def name(self) -> str:
        return self.region.short_name

    @property
    def population(self) -> int | None:
        return self.region.population

    @property
    def cohort_year(self) -> int | None:
        """The year of the (first) *angkatan*."""
        return self.cohorts[0].year if self.cohorts else None

    @property
    def stage_name(self) -> str:
        return stage_name(self.stage)

    @property
    def stage_order(self) -> int:
        """0 when no stage is documented, else 1 to 4."""
        return STAGES.index(self.stage) + 1 if self.stage else 0

    @property
    def boxes(self) -> list[str]:
        """One word for each stage for the mini stepper: "d" passed, "h" reached, "" ahead."""
        return ["d" if n < self.stage_order else "h" if n == self.stage_order else "" for n in range(1, 5)]

    @property
    def joined(self) -> Cell:
        return self._cell(Rule.JOINED)

    @property
    def drafted(self) -> Cell:
        return self._cell(Rule.DRAFTED)

    @property
    def in_force(self) -> Cell:
        return self._cell(Rule.IN_FORCE)

    @property
    def statuses(self) -> list[Cell]:
        return [self.joined, self.drafted, self.in_force]

    @property
    def simulated(self) -> bool:
        return any(fact.simulated for fact in self.facts)

    @property
    def sources(self) -> list[str]:
        """Where the facts without an open paper are known from, each once."""
        seen = {paper.pk for paper in self.papers}
        return list(dict.fromkeys(fact.source for fact in self.facts if fact.paper_id not in seen and fact.source))

    def main_fact(self, kind: str, gate: str = "") -> Milestone | None:
        """The fact that stands for a kind in one line: one with a numbered paper, then a known day, then the last."""
        own = [fact for fact in self.facts if fact.kind == kind and fact.holds]
        own = [fact for fact in own if not gate or (fact.gate and fact.gate.code == gate)]
        visible = {paper.pk for paper in self.papers}

        def weight(fact: Milestone) -> tuple[bool, bool, date, int]:
            numbered = fact.paper is not None and fact.paper.pk in visible and bool(fact.paper.number)
            return numbered, fact.day is not None, fact.not_after, fact.pk

        return max(own, key=weight, default=None)

    def _cell(self, rule: Rule) -> Cell:
        verdict = self.verdicts[rule]
        return Cell(rule, verdict.status, verdict.why, self.region, self.main_fact(rule))


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a region stands by one rule, as a badge says it."""

    rule: Rule
    status: Status
    why: Why
    region: Region
    fact: Milestone | None

    @property
    def css(self) -> str:
        return {Status.DOCUMENTED: "badge--ok", Status.POSSIBLE: "badge--none", Status.NOT_YET: ""}[self.status]

    @property
    def word(self) -> str:
        if self.status == Status.DOCUMENTED:
            return pgettext("register", "documented")
        if self.status == Status.NOT_YET:
            return pgettext("register", "not yet")
        return {Why.ROUGH_DATE: _("day not certain"), Why.EXPIRED: _("expired")}.get(self.why, _("not known"))

    @property
    def rule_word(self) -> str:
        return rule_word(self.rule)

    @property
    def paper(self) -> str:
        return settling_paper(self.rule, self.why, self.region) if self.status == Status.POSSIBLE else ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim and what the register itself counts for the same scope on the same day; never mixed.

    documented, possible, of: regions; possible and of are None for provinces, whose unknown are not counted.
    """

    claim: Claim
    rule: Rule
    documented: int
    possible: int | None
    of: int | None

    @property
    def scope_name(self) -> str:
        return str(self.claim.scope.full_name) if self.claim.scope else "Indonesia"

    @property
    def documented_share(self) -> float | None:
        return self.documented / self.of if self.of else None

    @property
    def possible_share(self) -> float | None:
        return self.possible / self.of if self.of and self.possible is not None else None

    @property
    def share(self) -> Decimal:
        """The claimed value as a fraction, for claims in percent."""
        return self.claim.value / 100
