"""Tables as XLSX and CSV: typed columns, and text that no spreadsheet program can take for a formula."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from .archive import steady
from .wording import LABELS, SIMULATION_MARK, Language, clean, legal

Kind = Literal["text", "number", "percent", "date", "rupiah"]
Value = str | int | float | Decimal | date | None

# A cell of Excel holds no more; openpyxl would cut silently, we say so in the cell.
CELL_LIMIT = 32_767
# Beyond fifteen digits Excel rounds: such a number is written as text, digit for digit.
EXACT_DIGITS = 15

_DANGEROUS = re.compile(r"^'*[=+\-@\t\r]")
_INNER = re.compile(r"([;,\t|]\s*)('*[=+\-@])")


@dataclass(frozen=True)
class SheetColumn:
    """A column and what stands in it.

    text     str
    number   int, float or Decimal, printed with `decimals`
    percent  a fraction: 0.667 shows as 66,7%
    date     datetime.date
    rupiah   int, whole rupiah
    None (and NaN) is an empty cell in each.
    """

    title: str
    kind: Kind = "text"
    decimals: int = 0
    width: float | None = None


@dataclass(frozen=True)
class Sheet:
    """`rows` follow `columns`; ValueError if a row is shorter or longer."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name!r}, row {number}: {len(row)} values for {len(self.columns)} columns.")


# ── XLSX ─────────────────────────────────────────────────────────────────────


def render_xlsx(
    sheets: tuple[Sheet, ...],
    *,
    simulated: bool,
    title: str,
    source: str,
    as_of: date | None = None,
    language: Language = "id",
) -> bytes:
    """One workbook: the given sheets, then one that says what they are (`title`, `source`, `as_of`).

    The head stands in row 1, or in row 2 under the simulation mark when `simulated`; it is frozen and filterable.
    Raises TypeError with the cell's address if a value does not fit its column's kind. The same input gives the same
    bytes.
    """
    head = 2 if simulated else 1
    checked = [_checked_rows(sheet, head) for sheet in sheets]  # first, so that no half-written workbook is left behind
    book = Workbook(write_only=True)
    names = _sheet_names([sheet.name for sheet in sheets] + [LABELS[language]["about"]])
    for sheet, rows, name in zip(sheets, checked, names, strict=False):
        _write_sheet(book.create_sheet(name), sheet, rows, simulated, language)
    _write_about(book.create_sheet(names[-1]), names[:-1], simulated, title, source, as_of, language)
    properties = book.properties
    properties.title, properties.creator = clean(title)[:255], ""
    properties.description = SIMULATION_MARK if simulated else clean(source)[:255]
    properties.language = {"id": "id-ID", "en": "en-GB"}[language]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        ExcelWriter(book, archive).save()
    return steady(out.getvalue(), as_of)


def _checked_rows(sheet: Sheet, head: int) -> list[list[Value]]:
    """Every value as its column's kind has it. Raises TypeError with the address the first misfit would have."""
    return [
        [
            _checked(column, value, f"{sheet.name}!{get_column_letter(index)}{number}")
            for index, (column, value) in enumerate(zip(sheet.columns, row, strict=True), 1)
        ]
        for number, row in enumerate(sheet.rows, head + 1)
    ]


def _write_sheet(page: Any, sheet: Sheet, rows: list[list[Value]], simulated: bool, language: Language) -> None:
    head = 2 if simulated else 1
    last = get_column_letter(len(sheet.columns))
    page.freeze_panes = f"A{head + 1}"
    page.auto_filter.ref = f"A{head}:{last}{head + len(sheet.rows)}"
    page.print_title_rows = f"1:{head}"
    _set_paper(page, simulated)
    for index in range(len(sheet.columns)):
        page.column_dimensions[get_column_letter(index + 1)].width = _width(sheet, index)
    if simulated:
        page.append([_text_cell(page, SIMULATION_MARK, font=_font("3D424D", bold=True))])
    page.append([_head_cell(page, column) for column in sheet.columns])
    for row in rows:
        page.append([_cell(page, column, value, language) for column, value in zip(sheet.columns, row, strict=True)])


def _set_paper(page: Any, simulated: bool) -> None:
    """A4 on its side, as many pages long as it takes and one wide, the mark on each."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    if simulated:
        page.oddHeader.center.text = SIMULATION_MARK


def _write_about(
    page: Any, names: list[str], simulated: bool, title: str, source: str, as_of: date | None, language: Language
) -> None:
    labels = LABELS[language]
    _set_paper(page, simulated)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 16, 90
    if simulated:
        page.append([_text_cell(page, SIMULATION_MARK, font=_font("3D424D", bold=True))])
    facts: list[tuple[str, Value]] = [(labels["title"], title), (labels["source"], source)]
    facts += [(labels["as_of"], as_of), (labels["sheets"], ", ".join(names))]
    for label, value in facts:
        if value is None:
            continue
        column = SheetColumn(label, "date" if isinstance(value, date) else "text")
        cell = _cell(page, column, value, language)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        page.append([_text_cell(page, label, font=_font("5A606C")), cell])


def _cell(page: Any, column: SheetColumn, value: Value, language: Language) -> Any:
    if value is None:
        return WriteOnlyCell(page, None)
    if isinstance(value, str):
        return _text_cell(page, _fitting(value, language))
    if isinstance(value, int) and len(str(abs(value))) > EXACT_DIGITS:
        return _text_cell(page, str(value))
    return _formatted(page, value, _FORMATS[column.kind].replace(".0", _decimals(column.decimals)))


def _checked(column: SheetColumn, value: Value, address: str) -> Value:
    """`value` as its column's kind has it; None for NaN. Raises TypeError if it does not fit."""
    if value is None or (isinstance(value, float | Decimal) and math.isnan(value)):
        return None
    if column.kind == "text" and isinstance(value, str):
        return value
    if column.kind == "date" and isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if column.kind == "rupiah" and isinstance(value, int) and not isinstance(value, bool):
        return value
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value)
    if column.kind in ("number", "percent") and is_number:
        return value
    raise TypeError(f"{address}: {value!r} does not fit a column of kind {column.kind}.")


_FORMATS: dict[str, str] = {
    "number": "#,##0.0",
    "percent": "0.0%",
    "rupiah": '"Rp"#,##0',
    "date": "[$-421]d mmm yyyy",  # 0x0421: Indonesian month names whatever the reader's Excel speaks
}


def _decimals(count: int) -> str:
    return f".{'0' * count}" if count else ""


def _fitting(text: str, language: Language) -> str:
    if len(text) <= CELL_LIMIT:
        return text
    note = LABELS[language]["cut"]
    return text[: CELL_LIMIT - len(note)] + note


def _text_cell(page: Any, text: str, font: Font | None = None) -> Any:
    """A cell that is text whatever it begins with. openpyxl would make `=…` a formula; the quote prefix keeps it text
    when the person edits it in Excel, too."""
    cell = WriteOnlyCell(page, None)
    cell._value, cell.data_type = legal(text), "s"
    if _DANGEROUS.match(text):
        cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell


def _formatted(page: Any, value: object, number_format: str) -> Any:
    cell = WriteOnlyCell(page, value)
    cell.number_format = number_format
    return cell


def _head_cell(page: Any, column: SheetColumn) -> Any:
    cell = _text_cell(page, column.title, font=_font("1B3768", bold=True))
    cell.fill = PatternFill("solid", start_color="E4EAF4")
    cell.border = Border(bottom=Side(style="thin", color="274C8B"))
    side = "left" if column.kind == "text" else "right"
    cell.alignment = Alignment(horizontal=side, vertical="bottom", wrap_text=True)
    return cell


def _width(sheet: Sheet, index: int) -> float:
    column = sheet.columns[index]
    if column.width is not None:
        return column.width
    longest = max((_printed_length(column, row[index]) for row in sheet.rows[:1000]), default=0)
    return float(min(60, max(len(column.title) + 5, longest + 3, 8)))


def _printed_length(column: SheetColumn, value: Value) -> int:
    """How many characters the value takes on the screen, near enough."""
    if column.kind == "date":
        return len("30 Sep 2022")
    if value is None or isinstance(value, str | date):
        return max(map(len, str(value or "").splitlines()), default=0)
    thousands = len(str(int(value))) * 4 // 3 if math.isfinite(value) else 0
    return thousands + column.decimals + 3


def _font(colour: str, *, bold: bool = False) -> Font:
    return Font(name="Calibri", size=11, color=colour, bold=bold)  # openpyxl leaves out what is not named


def _sheet_names(wanted: list[str]) -> list[str]:
    """Names Excel accepts: no `[]:*?/\\`, no quote at either end, at most 31 characters, unique in any case."""
    taken: set[str] = set()
    names = []
    for number, name in enumerate(wanted, 1):
        base = re.sub(r"[\[\]:*?/\\]", " ", clean(name)).replace("\n", " ").strip(" '")[:31] or str(number)
        candidate, copy = base, 2
        while candidate.casefold() in taken:
            suffix = f" ({copy})"
            candidate, copy = base[: 31 - len(suffix)] + suffix, copy + 1
        taken.add(candidate.casefold())
        names.append(candidate)
    return names


# ── CSV ──────────────────────────────────────────────────────────────────────


def render_csv(
    sheet: Sheet, *, simulated: bool, bom: bool = True, delimiter: Literal[",", ";"] = ",", language: Language = "id"
) -> bytes:
    """One sheet for other programs: UTF-8, ISO dates, decimal points, fractions for percent, no thousands.

    `bom` marks the file as UTF-8 for Excel. Text that a spreadsheet would take for a formula (after any apostrophes,
    one of = + - @ tab CR) gets one apostrophe in front, which `reading.read_table` takes off again; numbers stay
    numbers, negative ones too. `simulated` adds a last column with the simulation mark in every row, which survives
    sorting and cutting and spoils no parser. Raises TypeError as `render_xlsx` does.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    extra = [LABELS[language]["remark"]] if simulated else []
    writer.writerow([*(_csv_text(column.title) for column in sheet.columns), *extra])
    for row in _checked_rows(sheet, 1):
        cells = [_csv_value(value) for value in row]
        writer.writerow([*cells, SIMULATION_MARK] if simulated else cells)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def _csv_value(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _csv_text(value)
    if isinstance(value, date):
        return value.isoformat()
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return f"{exact:f}"  # never 1E+12


def _csv_text(text: str) -> str:
    """A start that a spreadsheet would compute gets an apostrophe: of the cell, and of what another separator would
    make a cell of its own."""
    prefix = "'" if _DANGEROUS.match(text) else ""
    return prefix + _INNER.sub(r"\1'\2", legal(text))
