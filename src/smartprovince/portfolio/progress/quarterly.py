"""The quarterly report of a region or a province: figures, then the same as a document and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.money import rupiah_short
from smartprovince.core.templatetags.writing import number, percent
from smartprovince.documents.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)
from smartprovince.documents.sheets import Sheet, SheetColumn, Value, render_xlsx
from smartprovince.documents.wording import Language
from smartprovince.instruments.models import Dimension
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import below
from smartprovince.portfolio.programmes import states as programme_states
from smartprovince.portfolio.programmes.models import Programme
from smartprovince.territory.models import Region

from . import lights, queries, states
from .lights import Light, Quarter
from .models import Update
from .queries import Totals

IN_PRINT = 120  # programmes named one by one in the document; the workbook has all of them


@dataclass
class Row:
    programme: Programme
    light: Light
    year: Totals
    whole: Totals
    physical: Any = None
    obstacles: str = ""
    reported: bool = False


@dataclass
class Group:
    """Programmes of one dimension, or of one region, added up."""

    name: str
    count: int = 0
    ceiling: int = 0
    spent: int = 0
    colours: dict[str, int] = field(default_factory=lambda: dict.fromkeys(lights.COLOURS, 0))

    def add(self, row: Row) -> None:
        self.count += 1
        self.ceiling += row.year.ceiling
        self.spent += row.year.spent
        self.colours[row.light.colour] += 1

    @property
    def share(self) -> float | None:
        return self.spent / self.ceiling if self.ceiling else None


@dataclass
class Quarterly:
    """What a person may see of the programmes of a place in a quarter. Only approved values are in it."""

    place: Region | None
    quarter: Quarter
    rows: list[Row]
    total: Group
    by_dimension: list[Group]
    by_region: list[Group]
    rule: str

    @property
    def reported(self) -> int:
        return sum(row.reported for row in self.rows)

    @property
    def worst(self) -> list[Row]:
        """Red ones first, then amber ones, the least share first."""
        behind = [row for row in self.rows if row.light.colour in (lights.RED_, lights.AMBER_)]
        return sorted(behind, key=lambda row: (row.light.share or 0, row.programme.number))

    @property
    def simulated(self) -> bool:
        return settings.DEMO or any(row.programme.simulated for row in self.rows)

    @property
    def title(self) -> str:
        words = {"quarter": self.quarter[1], "year": self.quarter[0]}
        return _("Progress of programmes, quarter %(quarter)s of %(year)s") % words

    @property
    def place_name(self) -> str:
        return self.place.full_name if self.place else "Indonesia"


def quarterly_of(person: Any, place: Region | None, quarter: Quarter) -> Quarterly:
    """All of it in a dozen queries, however many programmes there are. `place` None is the nation."""
    year = quarter[0]
    open_to = access.scope(person, "view", Programme).filter(archived_at=None, start_year__lte=year, end_year__gte=year)
    open_to = open_to.exclude(state__in=[programme_states.STOPPED])
    if place is not None:
        open_to = open_to.filter(below(place.code))
    found = _named(open_to.order_by("region__code", "name", "pk"))
    some: Any = open_to.order_by().values("pk")
    known = lights.lights_of(some, quarter)
    money = queries.totals_by_year(some, quarter)
    told = Update.objects.filter(
        programme__in=some, period__year=year, period__quarter=quarter[1], state=states.APPROVED
    )
    reports = {pk: (physical, text) for pk, physical, text in told.values_list("programme", "physical", "obstacles")}
    rows = []
    for each in found:
        physical, obstacles = reports.get(each.pk, (None, ""))
        light = known.get(each.pk, lights.DARK)
        years = money.get(each.pk, {})
        rows.append(
            Row(
                each,
                light,
                years.get(year, Totals()),
                queries.summed(years.values()),
                physical,
                obstacles,
                each.pk in reports,
            )
        )
    return _added(place, quarter, rows)


def _named(rows: QuerySet[Programme]) -> list[Programme]:
    """Programmes with their region, perangkat daerah and dimension, each of these read once."""
    found = list(rows.only("number", "name", "region", "organisation", "dimension", "simulated"))
    others: tuple[tuple[str, type[Model]], ...] = (
        ("region", Region),
        ("organisation", Organisation),
        ("dimension", Dimension),
    )
    for name, model in others:
        keys = {getattr(each, f"{name}_id") for each in found} - {None}
        known = model._default_manager.in_bulk(keys)
        for each in found:
            setattr(each, name, known.get(getattr(each, f"{name}_id")))
    return found


def _added(place: Region | None, quarter: Quarter, rows: list[Row]) -> Quarterly:
    total = Group(_("All"))
    dimensions: dict[tuple[int, str], Group] = {}
    regions: dict[str, Group] = {}
    for row in rows:
        dimension, region = row.programme.dimension, row.programme.region
        key = (dimension.order, str(dimension)) if dimension else (99, _("no dimension yet"))
        total.add(row)
        dimensions.setdefault(key, Group(key[1])).add(row)
        code = region.code if place is not None else region.province_code
        regions.setdefault(code, Group(str(region) if place is not None else code)).add(row)
    if place is None:
        names = {each.code: str(each) for each in Region.objects.filter(code__in=regions)}
        for code, group in regions.items():
            group.name = names.get(code, code)
    return Quarterly(
        place,
        quarter,
        rows,
        total,
        [group for _key, group in sorted(dimensions.items())],
        [group for _key, group in sorted(regions.items())],
        lights.rule_in_words(),
    )


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


# --- as a document ---------------------------------------------------------------------------------------------------


def document_of(report: Quarterly) -> Document:
    """For a meeting: figures, the groups, those behind with what stands in their way, all programmes."""
    total = report.total
    figures = (
        KeyFigure(number(total.count), _("Programmes"), _("in this year")),
        KeyFigure(number(report.reported), _("Reports approved"), _("of %(n)s") % {"n": number(total.count)}),
        KeyFigure(
            percent(total.share, 0), _("Money realised"), f"{rupiah_short(total.spent)} / {rupiah_short(total.ceiling)}"
        ),
        KeyFigure(number(total.colours[lights.RED_]), _("far behind"), ""),
    )
    blocks: list[Block] = [
        KeyFigures(figures),
        Paragraph.of(report.rule),
        _groups(_("By dimension"), _("Dimension"), report.by_dimension),
    ]
    if len(report.by_region) > 1:
        blocks.append(_groups(_("By region"), _("Region"), report.by_region))
    if report.worst:
        blocks.append(_behind(report.worst[:IN_PRINT]))
    chapters = [Chapter(_("Progress"), tuple(blocks)), Chapter(_("Programmes"), (_all(report.rows[:IN_PRINT]),))]
    if len(report.rows) > IN_PRINT:
        said = _("The first %(n)s of %(all)s programmes; all of them stand in the workbook.")
        words = {"n": number(IN_PRINT), "all": number(len(report.rows))}
        chapters[1] = Chapter(_("Programmes"), (Paragraph.of(said % words), _all(report.rows[:IN_PRINT])))
    return Document(
        title=report.place_name,
        subtitle=report.title,
        chapters=tuple(chapters),
        as_of=clock.today(),
        simulated=report.simulated,
        language=_language(),
    )


def _groups(caption: str, head: str, groups: Sequence[Group]) -> Table:
    columns = (
        Column(head),
        Column(_("Programmes"), "right"),
        *(Column(lights.word_of(colour), "right") for colour in lights.COLOURS),
        Column(_("Budget"), "right"),
        Column(_("Realised"), "right"),
        Column("%", "right"),
    )
    rows = tuple(
        (
            group.name,
            number(group.count),
            *(number(group.colours[colour]) for colour in lights.COLOURS),
            rupiah_short(group.ceiling),
            rupiah_short(group.spent),
            percent(group.share, 0),
        )
        for group in groups
    )
    return Table(caption, columns, rows)


def _behind(rows: Sequence[Row]) -> Table:
    columns = (
        Column(_("Programme or policy")),
        Column(_("Region")),
        Column(_("Share"), "right"),
        Column(_("What stands in the way")),
    )
    told = tuple(
        (row.programme.name, str(row.programme.region), percent(row.light.share, 0), row.obstacles or "–")
        for row in rows
    )
    return Table(_("Behind, the furthest first"), columns, told)


def _all(rows: Sequence[Row]) -> Table:
    columns = (
        Column(_("Programme or policy")),
        Column(_("Region")),
        Column(_("Progress")),
        Column(_("Physical"), "right"),
        Column(_("Realised"), "right"),
    )
    told = tuple(
        (
            row.programme.name,
            str(row.programme.region),
            f"{row.light.word} {percent(row.light.share, 0)}" if row.light.share is not None else row.light.word,
            "–" if row.physical is None else f"{number(row.physical)}%",
            percent(row.year.spent / row.year.ceiling, 0) if row.year.ceiling else "–",
        )
        for row in rows
    )
    return Table(_("Programmes"), columns, told)


# --- as a workbook ---------------------------------------------------------------------------------------------------


def workbook_of(report: Quarterly) -> bytes:
    """One row a programme, then the groups."""
    columns = (
        SheetColumn(_("Number")),
        SheetColumn(_("Programme or policy")),
        SheetColumn(_("Region code")),
        SheetColumn(_("Region")),
        SheetColumn(_("Perangkat daerah")),
        SheetColumn(_("Dimension")),
        SheetColumn(_("Progress")),
        SheetColumn(_("Share of what should be reached"), "percent"),
        SheetColumn(_("As of quarter")),
        SheetColumn(_("Physical progress of the year, per cent"), "number", 2),
        SheetColumn(_("Budget of the year"), "rupiah"),
        SheetColumn(_("Realised in the year"), "rupiah"),
        SheetColumn(_("Budget of all years"), "rupiah"),
        SheetColumn(_("Realised in all years"), "rupiah"),
        SheetColumn(_("Estimate at completion"), "rupiah"),
        SheetColumn(_("What stands in the way")),
    )
    rows = tuple(
        (
            row.programme.number,
            row.programme.name,
            row.programme.region.code,
            str(row.programme.region),
            str(row.programme.organisation or ""),
            str(row.programme.dimension or ""),
            row.light.word,
            row.light.share,
            row.light.quarter,
            row.physical,
            row.year.ceiling,
            row.year.spent,
            row.whole.ceiling,
            row.whole.spent,
            row.whole.forecast,
            row.obstacles,
        )
        for row in report.rows
    )
    return render_xlsx(
        (
            Sheet(_("Programmes"), columns, rows),
            _group_sheet(_("By dimension"), report.by_dimension),
            _group_sheet(_("By region"), report.by_region),
        ),
        simulated=report.simulated,
        title=f"{report.title}: {report.place_name}",
        source=report.rule,
        as_of=clock.today(),
        language=_language(),
    )


def _group_sheet(name: str, groups: Sequence[Group]) -> Sheet:
    columns = (
        SheetColumn(name),
        SheetColumn(_("Programmes"), "number"),
        *(SheetColumn(lights.word_of(colour), "number") for colour in lights.COLOURS),
        SheetColumn(_("Budget"), "rupiah"),
        SheetColumn(_("Realised"), "rupiah"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (group.name, group.count, *(group.colours[colour] for colour in lights.COLOURS), group.ceiling, group.spent)
        for group in groups
    )
    return Sheet(name, columns, rows)
