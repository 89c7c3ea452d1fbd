"""What the register puts into a masterplan by name: coverage, the register, who is missing, bimtek, the region's path.

A block is `block(region, *, person, on) -> BlockData`: plain data, no markup. Texts are in the current language.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core.registry import blocks
from smartprovince.core.templatetags.writing import full_day, number, percent
from smartprovince.territory.models import Region

from . import queries
from .models import Milestone, StageGate
from .sheet import Span

BIMTEK = ("SC.IMP.1", "SC.IMP.2", "SC.IMP.3", "SC.IMP.4", "SP.IMP.1", "SP.IMP.2", "SP.IMP.3", "SP.IMP.4")


class BlockData(TypedDict):
    """A table with its title above and its source below. Every row has as many cells as there are columns."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    note: str
    source: str
    simulated: bool


def _province(region: Region) -> Region:
    return region if region.level == Region.Level.PROVINCE else queries.province_of(region.province_code)


def days_text(first: date | None, last: date) -> str:
    """A day, or the days between which it lies, for reading."""
    if first is None:
        return _("by %(day)s") % {"day": full_day(last)}
    if first == last:
        return full_day(last)
    whole_year = Span(first, last).text
    return whole_year if len(whole_year) == 4 else f"{full_day(first)} – {full_day(last)}"


@blocks.named("coverage")
def coverage_block(region: Region, *, person: Any, on: date) -> BlockData:
    """Coverage by the three rules, kept apart, against the floor."""
    province = _province(region)
    every = list(queries.coverages(province.code, on, person=person).values())
    found = every[0]
    floor = _("Floor: %(share)s of %(of)d, that is %(needed)d kabupaten/kota.") % {
        "share": percent(found.floor_share, 0),
        "of": found.of,
        "needed": found.needed,
    }
    return BlockData(
        title=_("Masterplan coverage of the kabupaten/kota on %(day)s") % {"day": full_day(on)},
        columns=[_("Rule"), _("Documented"), _("Possible"), _("Of"), _("Share"), _("Floor")],
        rows=[
            [
                each.rule_name,
                str(each.documented),
                str(each.possible),
                str(each.of),
                f"{percent(each.documented_share)} – {percent(each.possible_share)}",
                each.floor_sentence,
            ]
            for each in every
        ],
        note=floor,
        source=_("The platform's register; unknown is counted apart."),
        simulated=any(each.simulated for each in every),
    )


@blocks.named("register")
@blocks.named("kabkota_coverage")
def register_block(region: Region, *, person: Any, on: date) -> BlockData:
    """One row a kabupaten/kota: cohort, stage, and where it stands by each rule."""
    rows = queries.register_of(_province(region), on, person=person)
    return BlockData(
        title=_("Register of the kabupaten/kota on %(day)s") % {"day": full_day(on)},
        columns=[
            _("Code"),
            _("Kabupaten/kota"),
            _("Cohort"),
            _("Stage"),
            _("Joined"),
            _("Drafted"),
            _("In force"),
            _("Population"),
        ],
        rows=[
            [
                row.code,
                row.name,
                str(row.cohort_year or "–"),
                row.stage_name or "–",
                *(cell.word for cell in row.statuses),
                number(row.population),
            ]
            for row in rows
        ],
        note=_("Not known is not the same as not yet."),
        source=_sources(fact for row in rows for fact in row.facts),
        simulated=any(row.simulated for row in rows),
    )


@blocks.named("coverage_plan")
def missing_block(region: Region, *, person: Any, on: date) -> BlockData:
    """Who is missing, which paper would settle an unknown, and how many more are needed."""
    found = queries.coverage(_province(region).code, on, person=person)
    rows = [[r.code, r.short_name, _("not yet"), _("assessment, then its own nota kesepakatan")] for r in found.missing]
    rows += [[u.region.code, u.region.short_name, _("not known"), u.paper] for u in found.unknown]
    return BlockData(
        title=_("What is missing to the floor"),
        columns=[_("Code"), _("Kabupaten/kota"), _("Status"), _("What settles it")],
        rows=sorted(rows),
        note=_("%(n)d more with a paper reach the floor of %(needed)d. %(sentence)s")
        % {"n": found.more_needed, "needed": found.needed, "sentence": found.floor_sentence},
        source=_("The platform's register; rule: %(rule)s.") % {"rule": found.rule_name},
        simulated=found.simulated,
    )


@blocks.named("bimtek")
def bimtek_block(region: Region, *, person: Any, on: date) -> BlockData:
    """Technical guidance that is documented, with its days."""
    facts = queries.gate_milestones(person, _province(region), BIMTEK, on)
    if region.level == Region.Level.REGENCY:
        facts = [fact for fact in facts if fact.region_id == region.pk]
    return BlockData(
        title=_("Technical guidance (bimtek) documented by %(day)s") % {"day": full_day(on)},
        columns=[_("Code"), _("Region"), _("What"), _("Days"), _("Source")],
        rows=[
            [f.region.code, f.region.short_name, gate_title(f.gate), days_text(f.not_before, f.not_after), f.source]
            for f in facts
        ],
        note="",
        source=_sources(facts),
        simulated=any(fact.simulated for fact in facts),
    )


@blocks.named("movement_path")
def path_block(region: Region, *, person: Any, on: date) -> BlockData:
    """The dated facts of one region (a kabupaten/kota, or the province itself), oldest first."""
    facts = queries.register_row(region, on, person=person).facts
    return BlockData(
        title=_("Path of %(region)s in the movement") % {"region": region.full_name},
        columns=[_("Days"), _("What"), _("Basis"), _("Source")],
        rows=[[days_text(f.not_before, f.not_after), what(f), str(f.get_basis_display()), f.source] for f in facts],
        note="",
        source=_sources(facts),
        simulated=any(fact.simulated for fact in facts),
    )


def gate_title(gate: StageGate | None) -> str:
    if gate is None:
        return ""
    return gate.title_en if get_language() == "en" else gate.title_id


def what(fact: Milestone) -> str:
    """A fact in a few words; a denial says so."""
    text = gate_title(fact.gate) or str(fact.get_kind_display())
    return text if fact.holds else _("not so by this day: %(what)s") % {"what": text}


def _sources(facts: Any) -> str:
    return "; ".join(sorted({fact.source for fact in facts if fact.source}))
