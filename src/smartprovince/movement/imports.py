"""Week one: a province brings the sheet it keeps. From bytes to a plan that a person can look at before it is done.

Every fault stands at its cell. An empty cell says nothing and takes nothing away. A fact that stands in the register
in the same words is left alone, so that the same sheet twice changes nothing; a fact that came from a sheet before is
corrected; one from another source stays, and the sheet's own is put beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import files
from smartprovince.core.errors import Fault
from smartprovince.core.templatetags.writing import full_day
from smartprovince.documents.reading import Cell, Unreadable, read_table

from . import sheet
from .models import ImportBatch
from .sheet import Span
from .sheet_rows import Planned, PlannedRow, Register, RowReader, Wanted


@dataclass(slots=True)
class Plan:
    """Everything a person looks at before applying. Faults are in the order of the sheet; with any, nothing is done."""

    head: sheet.Head
    headings: Sequence[Cell] = ()
    rows: list[PlannedRow] = field(default_factory=list)
    file_faults: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        return [*self.file_faults, *(fault for row in self.rows for fault in row.faults)]

    def tally(self) -> dict[str, int]:
        verdicts = [each.verdict for row in self.rows for each in row.planned]
        return {name: verdicts.count(name) for name in ("new", "changed", "same")} | {"rows": len(self.rows)}

    @property
    def changes(self) -> list[Planned]:
        return [each for row in self.rows for each in row.planned if each.verdict != "same"]


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: bytes, file_name: str) -> tuple[list[list[Cell]], list[Fault]]:
    """The cells of the first sheet, or the faults for which it is refused (formulas among them, each at its cell)."""
    try:
        return read_table(content, file_name, language="en" if get_language() == "en" else "id"), []
    except Unreadable as error:
        return [], [Fault(each.cell, each.what, each.allowed, each.mend) for each in error.faults]


def guess(content: bytes, file_name: str) -> dict[str, Any]:
    """A first mapping, as an import batch keeps it: the line of the headings and the column of each key."""
    table, _faults = read(content, file_name)
    head = sheet.guess_head(table)
    return {"row": head.row, "columns": dict(head.columns)}


def head_of(batch: ImportBatch) -> sheet.Head:
    return sheet.Head(int(batch.mapping.get("row", 0)), batch.mapping.get("columns", {}))


def plan_of(batch: ImportBatch, person: Any) -> Plan:
    """What applying the batch would do now. Reads the bytes that were uploaded, whatever happened to the file since."""
    table, faults = read(files.read(batch.file), batch.file_name)
    plan = Plan(head_of(batch), file_faults=faults)
    if faults:
        return plan
    if not table:
        plan.file_faults = [Fault("A1", _("The sheet is empty."))]
        return plan
    plan.headings = table[plan.head.row] if plan.head.row < len(table) else ()
    if "region_code" not in plan.head.columns and "region_name" not in plan.head.columns:
        plan.file_faults = [
            Fault(
                f"A{plan.head.row + 1}",
                _("No column says which region a row is about."),
                "",
                _("Choose the column of the region's name or code."),
            )
        ]
        return plan
    known = Register(batch.province, person, batch.file_name)
    plan.rows = [PlannedRow(line, row) for line, row in sheet.rows_below(table, plan.head)]
    first_seen: dict[str, int] = {}
    for row in plan.rows:
        RowReader(row, plan.head, known).read()
        _note_duplicate(row, plan.head, first_seen)
        order = {cell.address: place for place, cell in enumerate(row.cells)}
        row.faults.sort(key=lambda fault: order.get(fault.where, -1))
    return plan


def _note_duplicate(row: PlannedRow, head: sheet.Head, first_seen: dict[str, int]) -> None:
    if row.region is None:
        return
    earlier = first_seen.setdefault(row.region.code, row.line)
    if earlier != row.line:
        where = row.cells[head.columns.get("region_code", head.columns.get("region_name", 0))].address
        row.faults.append(
            Fault(
                where,
                _("%(region)s already stands in row %(line)d.") % {"region": row.region, "line": earlier},
                _("One row a region."),
                _("Keep one of the two rows."),
            )
        )


def source_of(batch: ImportBatch) -> str:
    """What stands as the source of facts from a sheet."""
    return _("Sheet of %(owner)s: %(file)s, uploaded %(day)s") % {
        "owner": batch.province.full_name,
        "file": batch.file_name,
        "day": full_day(batch.created_at.date()),
    }


def span_to_keep(wanted: Wanted, today: date) -> Span:
    """The days a fact is kept with, none after today. A sheet without a day says only that it was so by today."""
    return Span(wanted.span.first, min(wanted.span.last, today)) if wanted.span else Span(None, today)
