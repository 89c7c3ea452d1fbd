"""Every read of the register that pages, exports, blocks and other rooms share.

Counts see what the person may see: without a person, the sourced facts that are public. The number of queries does not
grow with the number of regions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.errors import Fault, Invalid, NotFound
from smartprovince.core.models import Setting
from smartprovince.core.settings import declared, lineage
from smartprovince.evidence.models import Paper
from smartprovince.territory.models import Region

from . import counting
from .counting import Fact, Rule, Status
from .gates.models import COMPLETED, StageChange
from .models import Claim, Cohort, ImportBatch, Milestone, Movement, RegionContact, StageGate
from .rows import Cell as Cell
from .rows import ClaimRow, Coverage, RegisterRow, Unknown
from .rows import rule_name as rule_name
from .rows import rule_word as rule_word
from .rows import settling_paper as settling_paper
from .rows import stage_name as stage_name
from .settings import FLOOR, RULE

ANYBODY = object()  # not a person: whatever the register holds


def parse_rule(text: str) -> Rule:
    """A rule from an address. Raises Invalid that lists what there is."""
    try:
        return Rule(text)
    except ValueError:
        raise Invalid(
            Fault("aturan", _("There is no such rule."), _("There are: %(all)s.") % {"all": ", ".join(Rule)})
        ) from None


# --- settings for many regions at once -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a count is made by: printed beside it."""

    floor: float
    rule: Rule


def terms_for(codes: Iterable[str], on: date) -> dict[str, Terms]:
    """Floor and rule in force on a day for many regions, by one query."""
    rows: dict[tuple[str, str], list[Setting]] = defaultdict(list)
    for row in Setting.objects.filter(key__in=[FLOOR, RULE], valid_from__lte=on).order_by("valid_from"):
        if row.valid_until is None or on <= row.valid_until:
            rows[(row.key, row.scope)].append(row)

    def value(key: str, code: str) -> Any:
        found = next((rows[(key, scope)][-1] for scope in lineage(code) if rows.get((key, scope))), None)
        return found.value if found else declared.get(key).default

    return {code: Terms(float(value(FLOOR, code)), Rule(value(RULE, code))) for code in codes}


# --- facts -----------------------------------------------------------------------------------------------------------


def facts_open_to(person: Any) -> QuerySet[Milestone]:
    """Milestones that count for this person: not withdrawn, with paper, cohort and gate item."""
    return (
        access.scope(person, "view", Milestone)
        .filter(withdrawn_at__isnull=True)
        .select_related("paper", "cohort", "gate")
        .order_by("region__code", "not_after", "pk")
    )


def fact_of(milestone: Milestone) -> Fact:
    """What counting needs of a milestone. A withdrawn paper fixes nothing any more."""
    paper = milestone.paper
    stands = paper is not None and paper.withdrawn_at is None and paper.kind == Paper.Kind.REGULATION
    return Fact(
        kind=milestone.kind,
        not_before=milestone.not_before,
        not_after=milestone.not_after,
        holds=milestone.holds,
        fixed=stands and bool(paper and paper.number),
        valid_until=paper.valid_until if stands and paper else None,
    )


def _by_region(milestones: Iterable[Milestone]) -> dict[int, list[Milestone]]:
    grouped: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in milestones:
        grouped[milestone.region_id].append(milestone)
    return grouped


def province_of(code: str) -> Region:
    """A province by its code; NotFound for anything else."""
    return access.get(None, "view", Region, code=code, level=Region.Level.PROVINCE)


def regions_of(province: Region) -> list[Region]:
    """Its kabupaten/kota, by code."""
    return list(Region.objects.filter(parent=province, level=Region.Level.REGENCY).order_by("code"))


def _regions_by_code(code: str) -> list[Region]:
    """The kabupaten/kota of a province by its code, in one query with the province; NotFound for anything else."""
    itself = Q(code=code, level=Region.Level.PROVINCE)
    parts = Q(parent__code=code, level=Region.Level.REGENCY)
    found = list(access.scope(None, "view", Region).filter(itself | parts).order_by("code"))
    if not any(region.code == code for region in found):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return [region for region in found if region.level == Region.Level.REGENCY]


# --- coverage --------------------------------------------------------------------------------------------------------


def coverage(
    province_code: str, on: date | None = None, rule: Rule | str | None = None, *, person: Any = None
) -> Coverage:
    """Coverage of a province on a day. Without `rule`, the one the province has set; without `person`, public facts."""
    day, province = on or clock.today(), province_of(province_code)
    regions = regions_of(province)
    facts = _by_region(facts_open_to(person).filter(region__in=regions))
    return _coverage(province, regions, facts, day, terms_for([province.code], day)[province.code], rule)


def coverages(province_code: str, on: date | None = None, *, person: Any = None) -> dict[Rule, Coverage]:
    """Coverage of a province by each of the three rules, in four queries."""
    day, province = on or clock.today(), province_of(province_code)
    regions = regions_of(province)
    facts = _by_region(facts_open_to(person).filter(region__in=regions))
    terms = terms_for([province.code], day)[province.code]
    return {rule: _coverage(province, regions, facts, day, terms, rule) for rule in Rule}


def coverage_of_all_provinces(
    on: date | None = None, rule: Rule | str | None = None, *, person: Any = None
) -> list[Coverage]:
    """Coverage of every province, by code, in four queries. Without `rule`, one rule for all: the nation's."""
    day = on or clock.today()
    nation = _nation(day, person)
    shared = Rule(rule) if rule else nation.terms[""].rule
    return [_coverage(*nation.of(each), shared) for each in nation.provinces]


def coverages_of_all_provinces(on: date | None = None, *, person: Any = None) -> list[dict[Rule, Coverage]]:
    """Every province by each of the three rules, by code, in four queries."""
    nation = _nation(on or clock.today(), person)
    return [{rule: _coverage(*nation.of(each), rule) for rule in Rule} for each in nation.provinces]


@dataclass(frozen=True)
class _Nation:
    """What the counts of all provinces on a day are made of."""

    day: date
    provinces: list[Region]
    regions: dict[int, list[Region]]
    facts: dict[int, list[Milestone]]
    terms: dict[str, Terms]

    def of(self, province: Region) -> tuple[Region, Sequence[Region], dict[int, list[Milestone]], date, Terms]:
        """The arguments of `_coverage` for one province, but for the rule."""
        return province, self.regions.get(province.pk, []), self.facts, self.day, self.terms[province.code]


def _nation(day: date, person: Any) -> _Nation:
    regions: dict[int, list[Region]] = defaultdict(list)
    for region in Region.objects.filter(level=Region.Level.REGENCY).order_by("code"):
        regions[region.parent_id or 0].append(region)
    facts = _by_region(facts_open_to(person).filter(region__level=Region.Level.REGENCY))
    provinces = list(Region.objects.filter(level=Region.Level.PROVINCE).order_by("code"))
    return _Nation(day, provinces, regions, facts, terms_for(["", *(each.code for each in provinces)], day))


def coverages_by_own_rule(
    provinces: Sequence[Region], on: date, rule: Rule | str | None = None, *, person: Any = ANYBODY
) -> list[Coverage]:
    """Coverage of given provinces, each by the rule and floor that it has set, in four queries.

    Without `person` all facts of the register count, also those that only people of the movement see: for gates.
    """
    regions: dict[int, list[Region]] = defaultdict(list)
    for region in Region.objects.filter(parent__in=provinces, level=Region.Level.REGENCY).order_by("code"):
        regions[region.parent_id or 0].append(region)
    rows = Milestone.objects.filter(withdrawn_at__isnull=True) if person is ANYBODY else facts_open_to(person)
    facts = _by_region(rows.filter(region__parent__in=provinces).select_related("paper"))
    terms = terms_for([province.code for province in provinces], on)
    return [_coverage(each, regions[each.pk], facts, on, terms[each.code], rule) for each in provinces]


def _coverage(
    province: Region,
    regions: Sequence[Region],
    facts: dict[int, list[Milestone]],
    on: date,
    terms: Terms,
    rule: Rule | str | None,
) -> Coverage:
    by_rule = Rule(rule) if rule else terms.rule
    verdicts = [(region, counting.verdict(by_rule, map(fact_of, facts.get(region.pk, [])), on)) for region in regions]
    return Coverage(
        province=province,
        rule=by_rule,
        on=on,
        of=len(regions),
        floor_share=terms.floor,
        needed=counting.needed_for(terms.floor, len(regions)),
        covered=tuple(region for region, each in verdicts if each.status == Status.DOCUMENTED),
        missing=tuple(region for region, each in verdicts if each.status == Status.NOT_YET),
        unknown=tuple(
            Unknown(region, each.why, by_rule) for region, each in verdicts if each.status == Status.POSSIBLE
        ),
        simulated=any(m.simulated and m.kind == by_rule for region in regions for m in facts.get(region.pk, [])),
    )


def coverage_history(
    province_code: str, rule: Rule | str | None = None, until: date | None = None, *, person: Any = None
) -> list[counting.Step]:
    """The count as a step line: `(day, documented, possible)` where it changes, and at `until`."""
    day, province = until or clock.today(), province_of(province_code)
    by_rule = Rule(rule) if rule else terms_for([province.code], day)[province.code].rule
    regions = regions_of(province)
    facts = _by_region(facts_open_to(person).filter(region__in=regions))
    return counting.history(by_rule, [[fact_of(m) for m in facts.get(r.pk, [])] for r in regions], day)


# --- the register ----------------------------------------------------------------------------------------------------


def register_of(province: Region | str, on: date | None = None, *, person: Any = None) -> list[RegisterRow]:
    """The register of a province on a day, one row a kabupaten/kota, by code. Contacts only for who may see them."""
    regions = _regions_by_code(province) if isinstance(province, str) else regions_of(province)
    return register_rows(regions, on or clock.today(), person)


def register_row(region: Region, on: date | None = None, *, person: Any = None) -> RegisterRow:
    """The register's row of one region (a province too: its own path to smart province)."""
    return register_rows([region], on or clock.today(), person)[0]


def register_rows(regions: Sequence[Region], on: date, person: Any) -> list[RegisterRow]:
    """The register's rows of given regions, in four queries."""
    everything = _by_region(facts_open_to(person).filter(region__in=regions))
    stages = stages_on(regions, on) if access.condition(person, "see_way", Region) != access.NOBODY else {}
    shown = {fact.paper_id for facts in everything.values() for fact in facts if fact.paper_id}
    papers = access.scope(person, "view", Paper).filter(pk__in=shown, withdrawn_at__isnull=True).in_bulk()
    contacts = {
        contact.region_id: contact for contact in access.scope(person, "view", RegionContact).filter(region__in=regions)
    }
    return [
        _row(region, on, everything.get(region.pk, []), papers, contacts.get(region.pk), stages.get(region.pk))
        for region in regions
    ]


def _row(
    region: Region,
    on: date,
    facts: list[Milestone],
    papers: dict[Any, Paper],
    contact: RegionContact | None,
    stage: str | None,
) -> RegisterRow:
    pure = [fact_of(fact) for fact in facts]
    by_then = tuple(fact for fact in facts if (fact.not_before or fact.not_after) <= on)
    seen = dict.fromkeys(fact.paper_id for fact in by_then if fact.paper_id in papers)
    joined = [fact.cohort for fact in by_then if fact.cohort and fact.kind == Milestone.Kind.JOINED]
    return RegisterRow(
        region=region,
        on=on,
        facts=by_then,
        papers=tuple(papers[pk] for pk in seen),
        verdicts={rule: counting.verdict(rule, pure, on) for rule in Rule},
        stage=stage or counting.stage_reached(pure, on),
        cohorts=tuple(dict.fromkeys(joined)),
        contact=contact,
    )


def milestones_of(person: Any, region: Region) -> list[Milestone]:
    """All facts of a region the person may see, withdrawn ones last, newest first."""
    rows = access.scope(person, "view", Milestone).filter(region=region)
    rows = rows.select_related("paper", "cohort", "gate", "region")
    return sorted(rows, key=lambda m: (m.withdrawn_at is None, m.not_after, m.pk), reverse=True)


def gates_of(movement: str) -> list[StageGate]:
    return list(StageGate.objects.filter(movement=movement))


def gate_milestones(person: Any, province: Region, codes: Sequence[str], on: date) -> list[Milestone]:
    """Facts of a province's regions that show given gate items (the four bimtek), by region and item."""
    return list(
        facts_open_to(person)
        .filter(Q(region=province) | Q(region__parent=province), gate__code__in=codes, not_after__lte=on)
        .select_related("region", "gate", "paper", "cohort")
        .order_by("region__code", "gate__code", "not_after")
    )


# --- claims beside the register --------------------------------------------------------------------------------------


def claims_beside_register(
    person: Any = None, rule: Rule | str | None = None, *, province: Region | None = None
) -> list[ClaimRow]:
    """Every claim with the register's own count by its (last possible) day, a target by the end of its year."""
    claims = access.scope(person, "view", Claim).select_related("scope")
    if province is not None:
        claims = claims.filter(Q(scope=province) | Q(scope__parent=province))
    by_rule = Rule(rule) if rule else terms_for([""], clock.today())[""].rule
    facts: dict[str, list[Fact]] = defaultdict(list)
    codes: dict[str, str] = dict(
        Region.objects.exclude(level=Region.Level.DISTRICT).order_by("code").values_list("code", "level")
    )
    for milestone in facts_open_to(person).select_related("paper", "region"):
        facts[milestone.region.code].append(fact_of(milestone))
    return [_claim_row(claim, by_rule, codes, facts) for claim in claims]


def _claim_row(claim: Claim, rule: Rule, codes: dict[str, str], facts: dict[str, list[Fact]]) -> ClaimRow:
    inside = claim.scope.code if claim.scope else ""
    level = Region.Level.PROVINCE if claim.subject == Claim.Subject.PROVINCES else Region.Level.REGENCY
    own = [code for code, each in codes.items() if each == level and (code == inside or code.startswith(inside))]
    counted = counting.count(rule, [facts.get(code, []) for code in own], claim.counted_on)
    if level == Region.Level.PROVINCE:
        return ClaimRow(claim, rule, counted.documented, None, None)
    return ClaimRow(claim, rule, counted.documented, counted.possible, counted.of)


def cohorts_with_members(person: Any = None) -> QuerySet[Cohort]:
    """The *angkatan* with how many of their members the register knows by name (`known`)."""
    joined = access.scope(person, "view", Milestone).filter(withdrawn_at__isnull=True, kind=Milestone.Kind.JOINED)
    return (
        access.scope(person, "view", Cohort)
        .annotate(known=Count("milestones__region", filter=Q(milestones__in=joined), distinct=True))
        .order_by("movement", "year")
    )


def cohort_members(person: Any = None) -> QuerySet[Cohort]:
    """The *angkatan* with their known members as `members` (milestones with region)."""
    joined = access.scope(person, "view", Milestone).filter(withdrawn_at__isnull=True, kind=Milestone.Kind.JOINED)
    rows = joined.select_related("region").order_by("region__code")
    return cohorts_with_members(person).prefetch_related(Prefetch("milestones", queryset=rows, to_attr="members"))


# --- imports ---------------------------------------------------------------------------------------------------------


def imports_open_to(person: Any, province: Region | None = None) -> QuerySet[ImportBatch]:
    """Uploaded sheets, newest first."""
    rows = access.scope(person, "view", ImportBatch).select_related("province", "file")
    return rows.filter(province=province) if province else rows


def provinces_to_import(person: Any) -> list[Region]:
    return list(access.scope(person, "import_register", Region).order_by("code"))


def stages_on(regions: Sequence[Region], on: date) -> dict[int, str]:
    """The stage of each region whose way is kept on the platform, as it was on a day. One query."""
    found: dict[int, str] = {}
    rows = StageChange.objects.filter(cycle__region__in=regions, on__lte=on).order_by("on", "pk")
    for region_pk, target in rows.values_list("cycle__region", "target"):
        found[region_pk] = counting.STAGES[-1] if target == COMPLETED else target
    return found


def movement_of(region: Region) -> str:
    """Which movement a region's gates belong to."""
    return Movement.SMART_PROVINCE if region.level == Region.Level.PROVINCE else Movement.SMART_CITY


def papers_open_to(person: Any, facts: Iterable[Milestone]) -> dict[Any, Paper]:
    """The papers of given facts that the person may see, by key."""
    wanted = {fact.paper_id for fact in facts if fact.paper_id}
    return access.scope(person, "view", Paper).filter(pk__in=wanted).in_bulk()
