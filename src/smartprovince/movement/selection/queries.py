"""Every read of the selection that pages, exports and actions share. The number of queries does not grow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.models import AuditEntry, type_name
from smartprovince.movement import counting
from smartprovince.movement import queries as register
from smartprovince.movement.counting import Rule, Status
from smartprovince.movement.models import Cohort, Milestone
from smartprovince.movement.vocabulary import Movement
from smartprovince.organisations.scopes import acts_in
from smartprovince.territory.models import Region, RegionPredecessor

from .models import Candidate, Interview, Parameter, ParameterValue
from .scoring import Scale, Score, placed, score


def level_of(movement: str) -> str:
    """Which regions a movement is for."""
    return Region.Level.PROVINCE if movement == Movement.SMART_PROVINCE else Region.Level.REGENCY


def runs_in(person: Any, region: Region) -> bool:
    return acts_in(person, "selection.run", region)


def has_joined(region: Region, on: date | None = None) -> bool:
    """Whether the register documents on a day that the region joined."""
    facts = Milestone.objects.filter(region=region, withdrawn_at=None, kind=Rule.JOINED).select_related("paper")
    verdict = counting.verdict(Rule.JOINED, map(register.fact_of, facts), on or clock.today())
    return verdict.status == Status.DOCUMENTED


def successors_of(region: Region) -> list[Region]:
    """The regions that came out of this one (pemekaran, renumbering), by code."""
    after = RegionPredecessor.objects.filter(old_code=region.code).exclude(region=region)
    return list(Region.objects.filter(pk__in=after.values("region"), level=region.level).order_by("code"))


# --- angkatan --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CohortRow:
    """An angkatan: how many there were, how many are known by name, and the candidates the person may see."""

    cohort: Cohort
    known: int
    candidates: dict[str, int]

    @property
    def unknown(self) -> int | None:
        """How many are not known by name; None when it is not said how many there were."""
        return None if self.cohort.size is None else max(0, self.cohort.size - self.known)

    @property
    def tally(self) -> list[tuple[str, int]]:
        """Candidates by state, in words, in the order of the way."""
        return [(str(Candidate.State(s).label), self.candidates[s]) for s in Candidate.State if self.candidates.get(s)]


def cohort_rows(person: Any) -> list[CohortRow]:
    """All angkatan. Three queries."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    seen = access.scope(person, "view", Candidate).order_by()
    for cohort, state in seen.values_list("cohort", "state"):
        counts[cohort][state] += 1
    known = Counter(dict(members(person).values_list("cohort").annotate(n=Count("region", distinct=True))))
    found = access.scope(person, "view", Cohort).order_by("movement", "year")
    return [CohortRow(each, known[each.pk], dict(counts[each.pk])) for each in found]


def cohort_row(person: Any, cohort: Cohort) -> CohortRow:
    states = access.scope(person, "view", Candidate).filter(cohort=cohort).values_list("state", flat=True)
    return CohortRow(cohort, len({m.region_id for m in members(person, cohort)}), dict(Counter(states)))


def members(person: Any, cohort: Cohort | None = None) -> QuerySet[Milestone]:
    """The regions that the register knows to have joined with an angkatan, each with its source."""
    rows = register.facts_open_to(person).filter(kind=Milestone.Kind.JOINED, holds=True)
    if cohort is None:
        return rows.filter(cohort__isnull=False).order_by()
    return rows.filter(cohort=cohort).select_related("region", "region__parent", "paper")


# --- candidates ------------------------------------------------------------------------------------------------------


def candidates(person: Any, cohort: Cohort | None = None) -> QuerySet[Candidate]:
    rows = access.scope(person, "view", Candidate).select_related("cohort", "region", "region__parent", "letter")
    return rows.filter(cohort=cohort) if cohort else rows


def interviews_of(person: Any, found: Iterable[Candidate]) -> dict[int, Interview]:
    """What the assessors found, by candidate, where the person may read it."""
    rows = access.scope(person, "view", Interview).filter(candidate__in=[each.pk for each in found])
    return {row.candidate_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the history of a candidate: the day, what happened, and between which regions, after a split."""

    day: date
    words: str
    note: str = ""


def history_of(candidate: Candidate) -> list[Step]:
    """What happened to a candidate, oldest first; names and reasons stand elsewhere."""
    words = {
        "candidate.nominate": _("put on the long list"),
        "candidate.invite": _("invited to the interview"),
        "candidate.select": _("selected"),
        "candidate.reject": _("not selected"),
        "candidate.reconsider": _("decision taken back"),
        "candidate.withdraw": _("withdrawn"),
        "candidate.follow_region": _("goes on with a successor region"),
    }
    rows = AuditEntry.objects.filter(
        object_type=type_name(candidate), object_id=str(candidate.pk), action__in=words
    ).order_by("pk")
    return [Step(row.at.date(), words[row.action], _between(row.changes)) for row in rows]


def _between(changes: dict[str, list[Any]]) -> str:
    if "from_region" not in changes:
        return ""
    return f"{changes['from_region'][1]} → {changes['to_region'][1]}"


def joined_by(regions: Sequence[Region], on: date, person: Any) -> dict[int, Status]:
    """Where regions stand by the rule "joined", by the register. One query."""
    facts: dict[int, list[counting.Fact]] = defaultdict(list)
    for milestone in register.facts_open_to(person).filter(region__in=[r.pk for r in regions], kind=Rule.JOINED):
        facts[milestone.region_id].append(register.fact_of(milestone))
    return {r.pk: counting.verdict(Rule.JOINED, facts[r.pk], on).status for r in regions}


# --- parameters ------------------------------------------------------------------------------------------------------


def parameters(person: Any, *, active: bool = False) -> QuerySet[Parameter]:
    rows = access.scope(person, "view", Parameter)
    return rows.filter(is_active=True) if active else rows


def values_of(person: Any, region: Region) -> QuerySet[ParameterValue]:
    """The values of a region, by parameter, newest year first."""
    rows = access.scope(person, "view", ParameterValue).filter(region=region).select_related("parameter", "region")
    return rows.order_by("parameter__order", "-year")


def all_values(person: Any) -> QuerySet[ParameterValue]:
    rows = access.scope(person, "view", ParameterValue).select_related("parameter", "region")
    return rows.order_by("region__code", "parameter__order", "-year")


def scale_of(parameter: Parameter) -> Scale:
    return Scale(
        parameter.code,
        parameter.role,
        parameter.direction,
        float(parameter.weight),
        float(parameter.low),
        float(parameter.high),
    )


# --- the long list ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LongRow:
    """A region that has not joined, with its score and what is known of it."""

    region: Region
    score: Score
    joined: Status
    state: str
    candidate: int | None
    oldest: int | None
    simulated: bool

    @property
    def state_word(self) -> str:
        return str(Candidate.State(self.state).label) if self.state else ""


@dataclass(frozen=True, slots=True)
class LongList:
    """The suggestion: regions with at least one value; how many have none, and how many have joined already."""

    rows: list[LongRow]
    without_values: int
    have_joined: int
    parameters: list[Parameter]

    @property
    def simulated(self) -> bool:
        return any(row.simulated for row in self.rows)

    @property
    def points(self) -> list[LongRow]:
        """Rows that have both scores, for the picture."""
        return [row for row in self.rows if row.score.potential is not None and row.score.challenge is not None]


def long_list(person: Any, cohort: Cohort, *, province: str = "", words: str = "") -> LongList:
    """Potential and challenge of the regions that have not joined, by code. Six queries for any number of regions.

    Of each parameter the newest value up to the year of the angkatan counts.
    """
    regions = _standing(cohort, province, words)
    used = list(parameters(person, active=True))
    scales = {parameter.pk: scale_of(parameter) for parameter in used}
    latest = _latest(person, cohort, scales)
    joined = joined_by(regions, clock.today(), person)
    known = {c.region_id: c for c in access.scope(person, "view", Candidate).filter(cohort=cohort)}
    rows, without = [], 0
    for region in regions:
        if joined[region.pk] == Status.DOCUMENTED:
            continue
        if not (found := latest.get(region.pk)):
            without += 1
            continue
        rows.append(_long_row(region, found, scales, joined[region.pk], known.get(region.pk)))
    return LongList(rows, without, sum(1 for each in joined.values() if each == Status.DOCUMENTED), used)


def _standing(cohort: Cohort, province: str, words: str) -> list[Region]:
    rows = Region.objects.filter(level=level_of(cohort.movement)).select_related("parent").order_by("code")
    rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()))
    if province:
        rows = rows.filter(Q(code=province) | Q(parent__code=province))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__startswith=words))
    return list(rows)


def _latest(person: Any, cohort: Cohort, scales: dict[int, Scale]) -> dict[int, dict[int, tuple[Any, ...]]]:
    """By region and parameter: value, category, year, simulated of the newest year."""
    rows = (
        access.scope(person, "view", ParameterValue)
        .filter(parameter__in=list(scales), year__lte=cohort.year)
        .order_by("year")
        .values_list("region", "parameter", "value", "category", "year", "simulated")
    )
    found: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    for region, parameter, *rest in rows:
        found[region][parameter] = tuple(rest)
    return found


def _long_row(
    region: Region,
    found: dict[int, tuple[Any, ...]],
    scales: dict[int, Scale],
    joined: Status,
    candidate: Candidate | None,
) -> LongRow:
    values = {}
    for key, (value, category, _year, _simulated) in found.items():
        place = placed(scales[key], value, category)
        if place is not None:
            values[scales[key].code] = place
    return LongRow(
        region=region,
        score=score(list(scales.values()), values),
        joined=joined,
        state=candidate.state if candidate else "",
        candidate=candidate.pk if candidate else None,
        oldest=min(year for _v, _c, year, _s in found.values()),
        simulated=any(simulated for *_rest, simulated in found.values()),
    )


def regions_of_movement(cohort: Cohort) -> QuerySet[Region]:
    """The regions that could stand for an angkatan."""
    return Region.objects.filter(level=level_of(cohort.movement)).order_by("code")


def provinces() -> QuerySet[Region]:
    return Region.objects.filter(level=Region.Level.PROVINCE).order_by("code")
