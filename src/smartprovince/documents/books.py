"""Whole workbooks that people send back: guarded as `reading` guards tables, then every sheet with its cell formats.

`reading.read_table` gives one sheet of plain values. A form that was filled in has more to say: a hidden sheet, and
whether 0.52 is shown as 52%.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook

from .reading import (
    Limits,
    SheetScan,
    Unreadable,
    address,
    fault,
    open_archive,
    parse_xml,
    scan_sheet,
    sheet_parts,
)
from .wording import Language


@dataclass(frozen=True)
class BookCell:
    """A cell as the file holds it; `is_percent` when its format shows a fraction as per cent."""

    address: str
    value: Any
    is_percent: bool = False


@dataclass(frozen=True)
class Page:
    """A sheet, hidden ones too. `formulas` and `merged` hold addresses; `errors` cells with #N/A and the like."""

    name: str
    hidden: bool
    rows: list[list[BookCell]]
    formulas: frozenset[str] = frozenset()
    errors: dict[str, str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()


def read_book(data: bytes, filename: str, *, limits: Limits, language: Language = "id") -> list[Page]:
    """Every sheet, in the order of the tabs. Raises Unreadable for what is no harmless XLSX."""
    ending = filename.lower().rpartition(".")[2]
    if not data:
        raise Unreadable(fault("empty", language))
    if len(data) > limits.size:
        raise Unreadable(
            fault("size", language, n=max(1, round(len(data) / 2**20)), m=max(1, round(limits.size / 2**20)))
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(fault("old", language))
    if ending in ("xlsm", "xltm", "xlam"):
        raise Unreadable(fault("macro", language))
    if ending != "xlsx":
        raise Unreadable(fault("type", language, n=f".{ending}"))
    archive = open_archive(data, limits, language)
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(fault("macro", language))
    try:
        scans = _scans(archive, names, limits, language)
        book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
        return [_page(book[name], name, scan) for name, scan in scans.items()]
    except Unreadable:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, expat.ExpatError, zipfile.BadZipFile, zlib.error) as error:
        raise Unreadable(fault("truncated", language)) from error
    except Exception as error:  # openpyxl's errors share no base but Exception
        raise Unreadable(fault("truncated", language)) from error


def _scans(archive: zipfile.ZipFile, names: list[str], limits: Limits, language: Language) -> dict[str, SheetScan]:
    """The sheets' own XML, and of all other XML that it holds no DOCTYPE: openpyxl reads it without our guard."""
    parts = sheet_parts(archive)
    if not parts:
        raise Unreadable(fault("truncated", language))
    for name in set(names) - set(parts.values()):
        if name.endswith((".xml", ".rels")):
            parse_xml(archive.read(name), lambda _name, _attributes: None)
    scans = {name: scan_sheet(archive.read(part)) for name, part in parts.items()}
    for scan in scans.values():
        if scan.rows > limits.rows:
            raise Unreadable(fault("rows", language, n=scan.rows, m=limits.rows))
        if scan.columns > limits.columns:
            raise Unreadable(fault("columns", language, n=scan.columns, m=limits.columns))
    return scans


def _page(sheet: Any, name: str, scan: SheetScan) -> Page:
    rows = [
        [BookCell(address(y, x), _value(cell), _is_percent(cell)) for x, cell in enumerate(row, 1)]
        for y, row in enumerate(
            sheet.iter_rows(min_row=1, max_row=max(1, scan.rows), min_col=1, max_col=max(1, scan.columns)), 1
        )
    ]
    hidden = sheet.sheet_state != "visible"
    return Page(name, hidden, rows, frozenset(scan.formulas), dict(scan.errors), tuple(scan.merged))


def _value(cell: Any) -> Any:
    value = getattr(cell, "value", None)
    return None if value == "" else value


def _is_percent(cell: Any) -> bool:
    return "%" in str(getattr(cell, "number_format", "") or "")
