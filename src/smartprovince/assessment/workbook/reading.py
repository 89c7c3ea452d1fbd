"""From the bytes of an uploaded workbook to what each line says. Sheets, columns and rows are found by what they hold.

People rename tabs, move columns and sort rows: the hidden sheet is known by its mark, the questions by their headings,
a line by its code. Every fault stands at its cell.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl.utils import range_boundaries

from smartprovince.core.errors import Fault, Invalid
from smartprovince.documents.books import BookCell, Page, read_book
from smartprovince.documents.notation import AmbiguousNumber, NotANumber, parse_decimal
from smartprovince.documents.reading import Limits, Unreadable
from smartprovince.documents.wording import clean

from .layout import FORMAT, HEAD_DEPTH, INPUTS, KEY_OF, MAGIC

LIMITS = Limits(size=8 * 2**20, rows=3_000, columns=100, unpacked=40 * 2**20)
YES, NO = {"ya", "yes", "1", "y"}, {"tidak", "no", "0", "t", "n"}


@dataclass(frozen=True)
class Was:
    """An answer as it stood when the workbook was written."""

    version: int
    value: Decimal | None
    narrative: str
    not_available: str


@dataclass(frozen=True)
class Row:
    """A line of the sheet: the cells of its inputs, by name."""

    code: str
    sheet: str
    code_cell: str
    cells: dict[str, BookCell]

    def at(self, name: str) -> str:
        return f"{self.sheet}!{self.cells[name].address}"


@dataclass
class Filled:
    """What a workbook holds: the facts of its hidden sheet, the answers as written, the lines as they came back."""

    facts: dict[str, Any]
    was: dict[str, Was]
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes, file_name: str) -> Filled:
    """Raises Invalid for a file that is no workbook of ours; what is wrong in its cells stands in `faults`."""
    try:
        pages = read_book(content, file_name, limits=LIMITS, language="en" if get_language() == "en" else "id")
    except Unreadable as error:
        raise Invalid([Fault(each.cell, each.what, each.allowed, each.mend) for each in error.faults]) from error
    hidden = next((page for page in pages if page.rows and page.rows[0] and page.rows[0][0].value == MAGIC), None)
    if hidden is None:
        raise Invalid(
            Fault(
                "file",
                _("This is not a workbook that was downloaded here, or its hidden sheet was removed."),
                "",
                _("Download the workbook again and copy your values into it."),
            )
        )
    filled = Filled(*_hidden(hidden))
    heads = [(page, head) for page in pages if page is not hidden and (head := _head(page))]
    if not heads:
        raise Invalid(Fault("file", _("No sheet has the headings “Kode” and “Nilai”."), "", _RESTORE()))
    if len(heads) > 1:
        names = ", ".join(page.name for page, _head_ in heads)
        raise Invalid(Fault("file", _("Several sheets hold answers: %(names)s.") % {"names": names}, _("One sheet.")))
    _read_rows(filled, *heads[0])
    return filled


def _RESTORE() -> str:
    return _("Put the headings back as they were, or download the workbook again.")


def _hidden(page: Page) -> tuple[dict[str, Any], dict[str, Was]]:
    try:
        facts = json.loads(str(page.rows[0][1].value))
        if facts["format"] != FORMAT:
            raise Invalid(Fault("file", _("This workbook is of another version."), "", _("Download it again.")))
        was = {}
        for row in page.rows[1:]:
            cells = [cell.value for cell in row] + [None] * 5
            if cells[0] is None:
                continue
            value = None if cells[2] is None else Decimal(str(cells[2]))
            was[str(cells[0])] = Was(int(cells[1]), value, text_of(cells[3]), text_of(cells[4]))
        return facts, was
    except (ValueError, KeyError, IndexError, TypeError, InvalidOperation, RecursionError) as error:
        raise Invalid(
            Fault("file", _("The hidden sheet of this workbook was changed."), "", _("Download the workbook again."))
        ) from error


def _head(page: Page) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the place of each column."""
    for index, row in enumerate(page.rows[:HEAD_DEPTH]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            if key := KEY_OF.get(str(cell.value or "").strip().casefold()):
                found.setdefault(key, place)
        if "code" in found and "value" in found:
            return index, found
    return None


def _read_rows(filled: Filled, page: Page, head: tuple[int, dict[str, int]]) -> None:
    index, places = head
    if missing := [name for name in INPUTS if name not in places]:
        what = _("A column of the sheet %(name)s is missing.") % {"name": page.name}
        raise Invalid([Fault("file", what, name, _RESTORE()) for name in missing])
    seen: dict[str, str] = {}
    for row in page.rows[index + 1 :]:
        code = str(row[places["code"]].value or "").strip()
        cells = {name: row[places[name]] for name in INPUTS}
        where = f"{page.name}!{row[places['code']].address}"
        if not code:
            if any(cell.value is not None for cell in cells.values()):
                filled.faults.append(Fault(where, _("This line has no code."), "", _("Put its code back.")))
            continue
        if code in seen:
            what = _("The code %(code)s stands here and in %(other)s.") % {"code": code, "other": seen[code]}
            filled.faults.append(Fault(where, what, _("One line a question."), _("Remove one of the two lines.")))
            continue
        seen[code] = where
        filled.faults += _cell_faults(page, cells)
        filled.rows.append(Row(code, page.name, where, cells))


def _cell_faults(page: Page, cells: dict[str, BookCell]) -> list[Fault]:
    found = []
    for cell in cells.values():
        where = f"{page.name}!{cell.address}"
        if cell.address in page.formulas:
            mend = _("Copy the cell and paste it as a value.")
            found.append(Fault(where, _("This cell holds a formula."), _("A value."), mend))
        elif cell.address in page.errors:
            what = _("This cell holds the error %(error)s.") % {"error": page.errors[cell.address]}
            found.append(Fault(where, what, "", _("Empty or mend the cell.")))
        elif any(_inside(cell.address, ref) for ref in page.merged):
            found.append(
                Fault(where, _("This cell is merged with others."), _("One value in one cell."), _("Unmerge."))
            )
    return found


def _inside(address: str, ref: str) -> bool:
    left, top, right, bottom = range_boundaries(ref)
    column, row, _same, _row = range_boundaries(address)
    return bool(left <= column <= right and top <= row <= bottom)


# --- cells -----------------------------------------------------------------------------------------------------------


def text_of(value: Any) -> str:
    """A cell as text: line ends as the file has them, no characters that no text can hold."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else clean(str(value)).strip()


@dataclass(frozen=True)
class Typed:
    """A value's cell: what is given on, and what the preview says about how it was read."""

    value: str | Decimal | None
    note: str = ""


def typed_value(cell: BookCell, *, yes_no: bool, percent: bool) -> Typed:
    """The value of a cell as `values.read` takes it. Raises Invalid with a fault that has no place yet.

    A cell shown as per cent holds a fraction: in a question of per cent, 0.52 shown as 52% is taken as 52 and the
    preview says so; in any other question it is a fault, since nobody can know what was meant.
    """
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return Typed(None)
    if isinstance(value, datetime | date | time | timedelta):
        raise Invalid(
            Fault(
                "value", _("This cell holds a date or time."), _("A number."), _("Format it as a number, type again.")
            )
        )
    if isinstance(value, bool) and not yes_no:
        raise Invalid(Fault("value", _("This cell holds true or false."), _("A number.")))
    if yes_no:
        word = "1" if value is True else "0" if value is False else text_of(value).casefold()
        if word in YES | NO:
            return Typed("1" if word in YES else "0")
        raise Invalid(Fault("value", _("Choose yes or no.")))
    if isinstance(value, int | float):
        return _number(value, cell.is_percent, percent)
    return _from_text(clean(str(value)).strip(), percent)


def _number(value: float, shown_as_percent: bool, percent: bool) -> Typed:
    exact = Decimal(str(value))
    if not shown_as_percent:
        return Typed(exact)
    if not percent:
        what = _("This cell is shown as per cent, and the question does not ask for per cent.")
        raise Invalid(Fault("value", what, _("A plain number."), _("Format the cell as a number and type it again.")))
    return Typed(exact * 100, _("The cell is shown as per cent: a hundred times its number is taken."))


def _from_text(text: str, percent: bool) -> Typed:
    body = text[:-1].strip() if percent and text.endswith("%") else text
    try:
        return Typed(parse_decimal(body))
    except AmbiguousNumber as error:
        what = _("“%(text)s” can be read as %(one)s or as %(other)s.") % {
            "text": body[:40],
            "one": error.readings[0],
            "other": str(error.readings[1]).replace(".", ","),
        }
        raise Invalid(Fault("value", what, "", _("Type it as a number, not as text."))) from error
    except NotANumber:
        return Typed(body)
