"""How lenient or strict assessors are beside their colleagues, and how far two readers agree. For the owner of a round.

Who assesses hard questions finds more to change; therefore each is compared with what colleagues found in the same
dimensions: observed interventions over expected ones (indirect standardisation). The interval is the usual one of a
ratio of two rates on the logarithmic scale (Rothman, *Epidemiology: an introduction*, 2002), so that few lines of the
colleagues widen it as well as few of one's own. It takes counts as Poisson, which for verdicts is on the wide side.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from smartprovince.assessment.models import Objection, Reading, Round, Verdict
from smartprovince.assessment.objections import states
from smartprovince.assessment.outline import Outline, Section, outline_of
from smartprovince.core import access
from smartprovince.instruments.models import Node

from .agreement import cohen_kappa, raw_agreement, weighted_kappa

FEW_LINES = 30
Z = 1.96  # 95%
HALF = 0.5  # stands in where somebody has found nothing at all
LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Judged:
    """One line as one assessor judged it; `level` and `answered` only where the line asks for a maturity level."""

    who: int
    name: str
    answer: int
    section: str
    outcome: str
    level: int | None
    answered: int | None

    @property
    def intervened(self) -> bool:
        return self.outcome != Verdict.Outcome.ACCEPTED

    @property
    def change(self) -> int | None:
        """Verified minus answered, in levels."""
        return None if self.level is None or self.answered is None else self.level - self.answered


@dataclass(frozen=True)
class Severity:
    """One assessor beside colleagues; `ratio` above 1 is stricter, with its 95% interval.

    compared: lines in dimensions where colleagues judged as well; colleagues: how many lines they judged there.
    observed, expected: interventions in the compared lines, and as many as colleagues would have made in them.
    levels, mean_change: lines with a maturity level, and by how much the level was changed on average.
    """

    who: int
    name: str
    lines: int
    interventions: int
    compared: int
    colleagues: int
    observed: int
    expected: float
    ratio: float | None
    interval: tuple[float, float] | None
    levels: int
    mean_change: float | None
    overturned: int

    @property
    def is_few(self) -> bool:
        return min(self.compared, self.colleagues) < FEW_LINES

    @property
    def verdict(self) -> str:
        """`strict`, `lenient`, `usual`, or `unknown` where nothing can be said."""
        if self.interval is None or self.is_few:
            return "unknown"
        low, high = self.interval
        return "strict" if low > 1 else "lenient" if high < 1 else "usual"


@dataclass(frozen=True)
class Agreement:
    """Two readings of the same lines: of one section, or of all (`section` None). None where nothing can be said."""

    section: Section | None
    lines: int
    same: float | None
    kappa: float | None
    levels: int
    weighted: float | None

    @property
    def is_few(self) -> bool:
        return self.lines < FEW_LINES


@dataclass(frozen=True)
class Calibration:
    assessors: list[Severity]
    agreements: list[Agreement]
    lines: int


def calibration_of(round: Round, person: Any) -> Calibration:
    """What a person may see of the verdicts of a round, side by side; a handful of queries, whatever its size."""
    outline = outline_of(round.instrument_version)
    judged = list(_readings(round, outline, person) if round.readings == 2 else _verdicts(round, outline, person))
    agreements = _agreements(judged, outline) if round.readings == 2 else []
    found = severities(judged, _overturned(round, person))
    return Calibration(found, agreements, len({each.answer for each in judged}))


FIELDS = ("assessor", "by", "answer", "answer__node__code", "answer__node__kind", "outcome", "value", "answer__value")


def _of(round: Round, person: Any, model: Any) -> Any:
    return access.scope(person, "view", model).filter(answer__participation__round=round).order_by("pk")


def _verdicts(round: Round, outline: Outline, person: Any) -> Iterable[Judged]:
    """Current verdicts; one that an objection changed stands as the assessor gave it, not as it was decided."""
    granted = _of(round, person, Objection).filter(state=states.UPHELD)
    fields = ("answer", "disputed_assessor", "disputed_assessor__name", "disputed_outcome", "disputed_value")
    first: dict[int, tuple[Any, ...]] = {}
    for answer, *disputed in granted.values_list(*fields):
        first.setdefault(answer, tuple(disputed))
    for who, name, answer, code, kind, outcome, value, answered in (
        _of(round, person, Verdict).filter(is_current=True).values_list(*FIELDS)
    ):
        given = first.get(answer, (who, name, outcome, value))
        if given[0] is not None:
            yield _judged(given, answer, _section(outline, code), kind, answered)


def _readings(round: Round, outline: Outline, person: Any) -> Iterable[Judged]:
    rows = _of(round, person, Reading).filter(is_current=True)
    for who, name, answer, code, kind, outcome, value, answered in rows.values_list(*FIELDS):
        yield _judged((who, name, outcome, value), answer, _section(outline, code), kind, answered)


def _judged(given: tuple[Any, ...], answer: int, section: str, kind: str, answered: Any) -> Judged:
    who, name, outcome, value = given
    if kind != Node.Kind.MATURITY:
        value = answered = None
    level = None if value is None else int(value)
    return Judged(who, name, answer, section, outcome, level, None if answered is None else int(answered))


def _section(outline: Outline, code: str) -> str:
    section = outline.section_of.get(code)
    return section.node.code if section else ""


def _overturned(round: Round, person: Any) -> Counter[int]:
    """Assessor → their verdicts (where two read: their readings) that a granted objection changed."""
    granted = _of(round, person, Objection).filter(state=states.UPHELD)
    if round.readings == 2:
        same = Q(answer__readings__outcome=F("disputed_outcome"), answer__readings__is_current=True)
        return Counter(granted.filter(same).values_list("answer__readings__assessor", flat=True))
    return Counter(granted.exclude(disputed_assessor=None).values_list("disputed_assessor", flat=True))


def severities(judged: Sequence[Judged], overturned: Mapping[int, int] | None = None) -> list[Severity]:
    """Each assessor beside colleagues, by name. Colleagues are all others who judged lines of the same section."""
    lines = Counter((each.who, each.section) for each in judged)
    hits = Counter((each.who, each.section) for each in judged if each.intervened)
    of_section = Counter(each.section for each in judged)
    hits_of_section = Counter(each.section for each in judged if each.intervened)
    names = {each.who: each.name for each in judged}
    changes: dict[int, list[int]] = {who: [] for who in names}
    for each in judged:
        if each.change is not None:
            changes[each.who].append(each.change)
    found = []
    for who, name in names.items():
        own = {section: n for (person, section), n in lines.items() if person == who}
        strata = [
            (n, hits[who, section], of_section[section] - n, hits_of_section[section] - hits[who, section])
            for section, n in own.items()
            if of_section[section] > n
        ]
        ratio, interval = rate_ratio(strata) if strata else (None, None)
        change = changes[who]
        found.append(
            Severity(
                who=who,
                name=name,
                lines=sum(own.values()),
                interventions=sum(hits[who, section] for section in own),
                compared=sum(n for n, _k, _m, _r in strata),
                colleagues=sum(m for _n, _k, m, _r in strata),
                observed=sum(k for _n, k, _m, _r in strata),
                expected=sum(n * r / m for n, _k, m, r in strata),
                ratio=ratio,
                interval=interval,
                levels=len(change),
                mean_change=sum(change) / len(change) if change else None,
                overturned=(overturned or {}).get(who, 0),
            )
        )
    return sorted(found, key=lambda each: (each.name, each.who))


def rate_ratio(strata: Sequence[tuple[float, float, float, float]]) -> tuple[float, tuple[float, float]]:
    """Observed over expected, and its 95% interval. A stratum: own lines, own count, others' lines, others' count."""
    observed = sum(k for _n, k, _m, _r in strata)
    expected = sum(n * r / m for n, _k, m, r in strata)
    spread = sum((n / m) ** 2 * r for n, _k, m, r in strata)  # the variance of `expected`
    if not observed or not expected:
        share = sum(n for n, _k, _m, _r in strata) / sum(m for _n, _k, m, _r in strata)
        observed, expected, spread = observed + HALF, expected + HALF * share, spread + HALF * share**2
    ratio = observed / expected
    error = math.sqrt(1 / observed + spread / expected**2)
    return ratio, (ratio * math.exp(-Z * error), ratio * math.exp(Z * error))


# --- two readings ----------------------------------------------------------------------------------------------------


def _agreements(judged: Sequence[Judged], outline: Outline) -> list[Agreement]:
    """By section in the order of the form, all lines last. Only lines that both have read."""
    by_answer: dict[int, list[Judged]] = {}
    for each in judged:
        by_answer.setdefault(each.answer, []).append(each)
    pairs = [(two[0], two[1]) for two in by_answer.values() if len(two) == 2]
    of_sections = [(section, [p for p in pairs if p[0].section == section.node.code]) for section in outline.sections]
    return [agreement_of(section, rows) for section, rows in of_sections if rows] + [agreement_of(None, pairs)]


def agreement_of(section: Section | None, rows: list[tuple[Judged, Judged]]) -> Agreement:
    """Readers change from line to line, so each pair counts both ways round; kappa is then Scott's pi (1955)."""
    first, second = [a.outcome for a, _b in rows], [b.outcome for _a, b in rows]
    first, second = first + second, second + first
    levels = [(a.level, b.level) for a, b in rows if a.level in LEVELS and b.level in LEVELS]
    levels += [(b, a) for a, b in levels]
    weighted = weighted_kappa([a for a, _b in levels], [b for _a, b in levels], order=LEVELS)
    return Agreement(
        section, len(rows), raw_agreement(first, second), cohen_kappa(first, second), len(levels) // 2, weighted
    )
