"""From the bytes of a sheet to what applying it would do: every fault at its cell, all rows or none.

An application of the same name that stands in the region's register already is left alone, so that the same sheet twice
changes nothing. The number of queries does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import access, files
from smartprovince.core.errors import Fault
from smartprovince.core.models import Upload
from smartprovince.documents.reading import Cell, Unreadable, address, read_table
from smartprovince.instruments.queries import dimensions
from smartprovince.portfolio import similar
from smartprovince.portfolio.registers.faults import faults_of
from smartprovince.portfolio.registers.forms import organisations_of
from smartprovince.territory.models import Region

from . import sheet
from .models import Application
from .register import APPLICATIONS

HEAD_DEPTH = 10
MOST_ROWS = 10_000


@dataclass(slots=True)
class Row:
    """A row of the sheet: its line, its values, the one of that name that stands already, those that read alike."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    standing: Application | None = None
    alike: list[Application] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Everything a person looks at before applying. With any fault nothing is done."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[Row]:
        return [row for row in self.rows if row.standing is None]

    @property
    def standing(self) -> list[Row]:
        return [row for row in self.rows if row.standing is not None]

    @property
    def alike(self) -> list[Row]:
        return [row for row in self.new if row.alike]


def key_of(name: str) -> str:
    return " ".join(name.casefold().split())


def plan_of(upload: Upload, region: Region, person: Any) -> Plan:
    """What applying an upload to a region's register would do now."""
    plan = Plan()
    try:
        table = read_table(
            files.read(upload.file) if upload.file else b"",
            upload.name,
            language="en" if get_language() == "en" else "id",
        )
    except Unreadable as error:
        plan.faults = [Fault(each.cell, each.what, each.allowed, each.mend) for each in error.faults]
        return plan
    start, places = _head(table)
    missing = [str(each.title) for each in sheet.columns() if each.needed and each.field not in places]
    if missing:
        said = _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        plan.faults = [Fault(f"A{start + 1}", said, "", _("Use the headings of the template."))]
        return plan
    plan.unread = [
        sheet.text_of(cell.value) for n, cell in enumerate(table[start]) if n not in places.values() and cell.value
    ]
    lines = [(n, row) for n, row in enumerate(table[start + 1 :], start=start + 2) if any(_holds(c) for c in row)]
    if not lines:
        plan.faults = [Fault(f"A{start + 2}", _("The sheet has no rows below its headings."))]
    elif len(lines) > MOST_ROWS:
        said = _("The sheet has %(n)d rows.") % {"n": len(lines)}
        plan.faults = [Fault("", said, _("At most %(n)d.") % {"n": MOST_ROWS}, _("Split it into several sheets."))]
    else:
        _Reader(plan, places, region, person).read(lines)
    return plan


def _holds(cell: Cell) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""


def _head(table: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]]:
    """The row among the first ten that has most known headings, and the place of each field."""
    known, best = sheet.headings(), (0, dict[str, int]())
    for index, row in enumerate(table[:HEAD_DEPTH]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = known.get(sheet.text_of(cell.value).casefold())
            if name:
                found.setdefault(name, place)
        if len(found) > len(best[1]):
            best = (index, found)
    return best


class _Reader:
    """Reads all rows with what the region's register, offices and dimensions are, asked for once."""

    def __init__(self, plan: Plan, places: Mapping[str, int], region: Region, person: Any) -> None:
        self.plan, self.places, self.region, self.person = plan, places, region, person
        self.columns = [column for column in sheet.columns() if column.field in places]
        self.offices: dict[str, Any] = {}
        for each in organisations_of(region):
            self.offices |= {key_of(name): each for name in (each.name, each.short_name) if name}
        self.dimensions: dict[str, Any] = {}
        self.parts: dict[str, Any] = {}
        for dimension in dimensions(region.province_code):
            self.dimensions |= {key_of(word): dimension for word in (dimension.code, str(dimension))}
            for part in dimension.parts.all():
                self.parts |= {key_of(word): (dimension, part) for word in (part.code, str(part))}
        seen = access.scope(person, "view", Application).filter(archived_at__isnull=True).select_related("region")
        near = region.code[:2]
        self.known = [each for each in seen if each.region.code[:2] == near]
        self.own = {key_of(each.name): each for each in self.known if each.region_id == region.pk}

    def read(self, lines: Sequence[tuple[int, Sequence[Cell]]]) -> None:
        first_seen: dict[str, int] = {}
        for line, cells in lines:
            row = Row(line)
            self.plan.rows.append(row)
            clean = self._read_cells(row, cells)
            name = key_of(row.values.get("name", ""))
            row.standing = self.own.get(name)
            earlier = first_seen.setdefault(name, line) if name else line
            if earlier != line:
                self._fault(
                    line, "name", _("This name already stands in row %(line)d.") % {"line": earlier},
                    mend=_("Keep one of the two rows."),
                )  # fmt: skip
            elif clean:
                for fault in faults_of(APPLICATIONS, row.values, self.region, self.person):
                    self._fault(line, fault.where, fault.what)
        self._note_alike()

    def _fault(self, line: int, name: str, what: str, allowed: str = "", mend: str = "") -> None:
        where = address(line, self.places.get(name, self.places["name"]) + 1)
        self.plan.faults.append(Fault(where, what, allowed, mend))

    def _read_cells(self, row: Row, cells: Sequence[Cell]) -> bool:
        before = len(self.plan.faults)
        for column in self.columns:
            value = cells[self.places[column.field]].value
            try:
                row.values[column.field] = column.read(value)
            except sheet.Misread as error:
                self._fault(row.line, column.field, error.what, error.allowed)
            else:
                if column.needed and not row.values[column.field]:
                    self._fault(row.line, column.field, _("This is needed here."))
        self._read_links(row, cells)
        return len(self.plan.faults) == before

    def _read_links(self, row: Row, cells: Sequence[Cell]) -> None:
        """The perangkat daerah and the dimension, by name or code."""
        told = {
            name: key_of(sheet.text_of(cells[self.places[name]].value)) for name in sheet.HEADS if name in self.places
        }
        if office := told.get("organisation"):
            row.values["organisation"] = self.offices.get(office)
            if office not in self.offices:
                mend = _("Write its name as your government has recorded it, or leave the cell empty.")
                self._fault(
                    row.line, "organisation",
                    _("Your government has no perangkat daerah of this name here."), mend=mend,
                )  # fmt: skip
        if part := told.get("subdimension"):
            if part in self.parts:
                row.values["dimension"], row.values["subdimension"] = self.parts[part]
            else:
                self._fault(row.line, "subdimension", _("There is no such sub-dimension."))
        elif dimension := told.get("dimension"):
            row.values["dimension"] = self.dimensions.get(dimension)
            if dimension not in self.dimensions:
                allowed = ", ".join(sorted({str(each) for each in self.dimensions.values()}))
                self._fault(row.line, "dimension", _("There is no such dimension."), allowed)

    def _note_alike(self) -> None:
        """Which applications of the province read like a new one; nothing is refused for it."""
        new = self.plan.new
        if self.plan.faults or not new:
            return
        by_key = {each.pk: each for each in self.known}
        texts = [f"{row.values['name']}. {row.values.get('description', '')}" for row in new]
        for row, keys in zip(new, similar.near_each("application", by_key, texts), strict=True):
            row.alike = [by_key[key] for key in keys]
