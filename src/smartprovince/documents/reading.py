"""Tables that people send back: XLSX and CSV, checked before they are opened and read cell by cell.

What cannot be read is refused with a list of `Fault`s, each naming the cell, what is wrong, what is allowed and how to
mend it, in the reader's language. XLSX is scanned in its own XML for formulas, merged cells, error values and size
(calamine, which then reads the values, shows only results); a formula is never evaluated and never taken at its result.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineWorkbook

from .notation import AmbiguousNumber, NotADate, NotANumber, parse_date, parse_decimal
from .wording import Language

__all__ = [
    "AmbiguousNumber", "Cell", "Fault", "Limits", "NotADate", "NotANumber", "SheetScan", "Unreadable",
    "address", "fault", "open_archive", "parse_date", "parse_decimal", "parse_xml", "read_table", "scan_sheet",
    "sheet_parts",
]  # fmt: skip

Value = str | int | float | date | datetime | time | bool | None


@dataclass(frozen=True)
class Cell:
    """`address` as in Excel (`C4`); `value` as the file holds it, text stripped of nothing, None where empty."""

    address: str
    value: Value


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (`C4`, or empty for the whole file), what, what is allowed, how to mend it.

    `code` is the same in every language, for tests and tallies.
    """

    cell: str
    what: str
    allowed: str
    mend: str
    code: str = ""


class Unreadable(ValueError):
    """The file is refused; `faults` lists everything found, at most `Limits.faults` of each kind."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(" ".join(f"{fault.cell} {fault.what} {fault.mend}".strip() for fault in faults))


@dataclass(frozen=True)
class Limits:
    """How large a file may be. `ratio` bounds how far a zip entry over 1 MiB may grow when unpacked."""

    size: int = 20 * 2**20
    rows: int = 20_000
    columns: int = 200
    unpacked: int = 200 * 2**20
    ratio: int = 100
    entries: int = 1_000
    faults: int = 20


# code → what, allowed, mend
TEXTS: dict[Language, dict[str, tuple[str, str, str]]] = {
    "id": {
        "empty": ("Berkas ini kosong.", "Berkas .xlsx atau .csv berisi tabel.", "Pilih berkas yang benar."),
        "size": ("Berkas {n} MB, batasnya {m} MB.", "Paling besar {m} MB.", "Bagi tabel menjadi beberapa berkas."),
        "type": ("Berkas {n} belum bisa dibaca.", ".xlsx atau .csv.", "Simpan sebagai .xlsx lalu unggah lagi."),
        "old": (
            "Berkas ini terkunci kata sandi atau berformat Excel lama (.xls).",
            ".xlsx tanpa kata sandi.",
            "Buka di Excel, hapus kata sandinya, lalu simpan sebagai .xlsx.",
        ),
        "truncated": (
            "Berkas ini terpotong atau rusak.",
            "Berkas .xlsx yang utuh.",
            "Unduh atau simpan ulang berkasnya, lalu unggah lagi.",
        ),
        "bomb": (
            "Isi berkas ini mengembang terlalu besar saat dibuka.",
            "Paling besar {m} MB setelah dibuka.",
            "Salin tabelnya saja ke berkas baru.",
        ),
        "macro": ("Berkas ini berisi makro.", ".xlsx tanpa makro.", "Simpan sebagai .xlsx (bukan .xlsm)."),
        "sheet": ("Lembar “{n}” tidak ada.", "Lembar: {m}.", "Pakai nama lembar dari templat."),
        "rows": ("Tabel berisi {n} baris.", "Paling banyak {m} baris.", "Bagi tabel menjadi beberapa berkas."),
        "columns": ("Tabel berisi {n} kolom.", "Paling banyak {m} kolom.", "Hapus kolom di luar templat."),
        "formula": ("Sel ini berisi rumus.", "Nilai, bukan rumus.", "Salin, lalu tempel khusus sebagai nilai."),
        "merged": ("Sel {n} digabung.", "Satu nilai dalam satu sel.", "Batalkan penggabungan, isi tiap sel."),
        "error": ("Sel ini berisi galat {n}.", "Angka, teks, tanggal, atau kosong.", "Perbaiki atau kosongkan sel."),
        "encoding": (
            "Huruf dalam berkas ini tidak terbaca.",
            "CSV dengan pengodean UTF-8.",
            "Di Excel pilih “CSV UTF-8”, atau simpan sebagai .xlsx.",
        ),
        "quote": (
            "Tanda kutip yang dibuka tidak ditutup.",
            "Teks berkutip ganda yang lengkap.",
            "Periksa tanda kutip mulai baris ini, atau simpan sebagai .xlsx.",
        ),
    },
    "en": {
        "empty": ("This file is empty.", "A .xlsx or .csv file with a table.", "Choose the right file."),
        "size": ("The file has {n} MB, the limit is {m} MB.", "At most {m} MB.", "Split the table into several files."),
        "type": ("A {n} file cannot be read.", ".xlsx or .csv.", "Save it as .xlsx and upload it again."),
        "old": (
            "This file is locked by a password or has Excel's old format (.xls).",
            ".xlsx without a password.",
            "Open it in Excel, remove the password, save it as .xlsx.",
        ),
        "truncated": ("This file is cut short or damaged.", "A whole .xlsx file.", "Save it again, then upload it."),
        "bomb": (
            "What is in this file grows too large when opened.",
            "At most {m} MB once opened.",
            "Copy only the table into a new file.",
        ),
        "macro": ("This file contains macros.", ".xlsx without macros.", "Save it as .xlsx (not .xlsm)."),
        "sheet": ("There is no sheet “{n}”.", "Sheets: {m}.", "Keep the sheet name of the template."),
        "rows": ("The table has {n} rows.", "At most {m} rows.", "Split the table into several files."),
        "columns": ("The table has {n} columns.", "At most {m} columns.", "Remove columns the template does not have."),
        "formula": ("This cell holds a formula.", "A value, not a formula.", "Copy it, then paste it as a value."),
        "merged": ("Cells {n} are merged.", "One value in one cell.", "Unmerge them and fill in each cell."),
        "error": ("This cell holds the error {n}.", "A number, text, a date or nothing.", "Mend or empty the cell."),
        "encoding": (
            "The letters in this file cannot be read.",
            "CSV in UTF-8.",
            "In Excel choose “CSV UTF-8”, or save it as .xlsx.",
        ),
        "quote": (
            "A quotation mark is opened and not closed.",
            "Complete double-quoted text.",
            "Check the marks from this line on, or save it as .xlsx.",
        ),
    },
}


def fault(code: str, language: Language, cell: str = "", n: object = "", m: object = "") -> Fault:
    what, allowed, mend = (part.format(n=n, m=m) for part in TEXTS[language][code])
    return Fault(cell, what, allowed, mend, code)


def read_table(
    data: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    limits: Limits | None = None,
    language: Language = "id",
) -> list[list[Cell]]:
    """The cells of one sheet from A1 on: every row has the same length, empty cells included.

    `sheet` is a sheet's name (default: the first). Raises Unreadable with every fault found; nothing is half read.
    """
    limits = limits or Limits()
    ending = filename.lower().rpartition(".")[2]
    if not data:
        raise Unreadable(fault("empty", language))
    if len(data) > limits.size:
        raise Unreadable(fault("size", language, n=_megabytes(len(data)), m=_megabytes(limits.size)))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(fault("old", language))
    if ending in ("xlsm", "xltm", "xlam", "xlsb"):
        raise Unreadable(fault("macro" if ending != "xlsb" else "type", language, n=f".{ending}"))
    if ending == "xlsx":
        return _read_xlsx(data, sheet, limits, language)
    if ending in ("csv", "tsv", "txt") and not data.startswith(b"PK\x03\x04"):
        return _read_csv(data, limits, language)
    raise Unreadable(fault("type", language, n=f".{ending}"))


def address(row: int, column: int) -> str:
    """`address(4, 3)` → `C4`; both count from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _megabytes(size: int) -> str:
    return str(max(1, round(size / 2**20)))


# ── XLSX ─────────────────────────────────────────────────────────────────────


def _read_xlsx(data: bytes, sheet: str | None, limits: Limits, language: Language) -> list[list[Cell]]:
    archive = open_archive(data, limits, language)
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(fault("macro", language))
    try:
        parts = sheet_parts(archive)
    except (KeyError, expat.ExpatError, zipfile.BadZipFile, zlib.error):
        raise Unreadable(fault("truncated", language)) from None
    if not parts:
        raise Unreadable(fault("truncated", language))
    name = sheet if sheet is not None else next(iter(parts))
    if name not in parts:
        raise Unreadable(fault("sheet", language, n=name, m=", ".join(parts)))
    try:
        scan = scan_sheet(archive.read(parts[name]))
    except (KeyError, expat.ExpatError):
        raise Unreadable(fault("truncated", language)) from None
    if faults := _scan_faults(scan, limits, language):
        raise Unreadable(*faults)
    return _values(data, name, language)


def open_archive(data: bytes, limits: Limits, language: Language) -> zipfile.ZipFile:
    """The archive, after every entry was unpacked once within bounds.

    The sizes in a zip's directory are claims: a bomb may lie. So each entry is inflated, one piece at a time, and
    must end at the size it claims.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Unreadable(fault("truncated", language)) from None
    bomb = fault("bomb", language, m=_megabytes(limits.unpacked))
    entries = archive.infolist()
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Unreadable(bomb)
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unreadable(fault("old", language))
        if entry.file_size > max(2**20, limits.ratio * entry.compress_size):
            raise Unreadable(bomb)
        if not _is_whole(data, entry):
            raise Unreadable(fault("truncated", language))
    return archive


def _is_whole(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether the entry inflates to exactly the size it claims, with the checksum it claims."""
    start = entry.header_offset
    header = data[start : start + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        return False
    begin = start + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[begin : begin + entry.compress_size]
    if len(packed) < entry.compress_size:
        return False
    if entry.compress_type == zipfile.ZIP_STORED:
        return len(packed) == entry.file_size and zlib.crc32(packed) == entry.CRC
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return False
    return _inflates_to(packed, entry.file_size, entry.CRC)


def _inflates_to(packed: bytes, size: int, checksum: int) -> bool:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    seen, crc, rest = 0, 0, packed
    try:
        while True:
            piece = inflater.decompress(rest, 2**20)
            seen, crc, rest = seen + len(piece), zlib.crc32(piece, crc), inflater.unconsumed_tail
            if seen > size:
                return False
            if inflater.eof or (not piece and not rest):
                return inflater.eof and seen == size and crc == checksum
    except zlib.error:
        return False


def parse_xml(content: bytes, start: Any, end: Any = None, text: Any = None) -> None:
    """Runs expat over `content`; handlers get names without their namespace.

    A DOCTYPE is refused: no office program writes one, entity bombs need one.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise expat.ExpatError("DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(content, True)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part in the archive, in the order of the tabs."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def tab(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            ident = next(value for key, value in attributes.items() if key.endswith(" id"))
            sheets.append((attributes["name"], ident))

    parse_xml(archive.read("xl/_rels/workbook.xml.rels"), relation)
    parse_xml(archive.read("xl/workbook.xml"), tab)
    present = set(archive.namelist())
    parts = {
        name: targets[ident].lstrip("/") if targets[ident].startswith("/") else f"xl/{targets[ident]}"
        for name, ident in sheets
        if ident in targets
    }
    return {name: part for name, part in parts.items() if part in present}


@dataclass
class SheetScan:
    """What the sheet's own XML tells and its values do not."""

    rows: int = 0
    columns: int = 0
    formulas: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


class _SheetScanner:
    """Walks `<row><c r t><f/><v/></c></row>` and `<mergeCell ref>`. Only cells that hold something count as used."""

    def __init__(self) -> None:
        self.scan = SheetScan()
        self.row = self.column = 0
        self.kind = self.value = ""
        self.inside = self.used = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "c":
            self._enter(attributes)
        elif name == "f":
            self.scan.formulas.append(address(self.row, self.column))
            self.used = True
        elif name in ("v", "is"):
            self.inside = self.used = True
        elif name == "mergeCell":
            self.scan.merged.append(attributes["ref"])

    def _enter(self, attributes: dict[str, str]) -> None:
        letters, digits = re.fullmatch(r"([A-Z]*)(\d*)", attributes.get("r", "")).groups()  # type: ignore[union-attr]
        self.column = _column_number(letters) if letters else self.column + 1
        self.row = int(digits) if digits else self.row
        self.kind, self.value, self.used = attributes.get("t", ""), "", False

    def text(self, words: str) -> None:
        if self.inside and self.kind == "e":
            self.value += words

    def end(self, name: str) -> None:
        if name in ("v", "is"):
            self.inside = False
        elif name == "c" and self.used:
            self.scan.rows, self.scan.columns = max(self.scan.rows, self.row), max(self.scan.columns, self.column)
            if self.kind == "e":
                self.scan.errors.append((address(self.row, self.column), self.value))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def scan_sheet(content: bytes) -> SheetScan:
    """What a sheet's XML tells. Raises ExpatError for a DOCTYPE, or an address that is none."""
    scanner = _SheetScanner()
    try:
        parse_xml(content, scanner.start, scanner.end, scanner.text)
    except (AttributeError, ValueError, KeyError) as error:  # an address that is none
        raise expat.ExpatError(str(error)) from error
    return scanner.scan


def _scan_faults(scan: SheetScan, limits: Limits, language: Language) -> list[Fault]:
    faults = []
    if scan.rows > limits.rows:
        faults.append(fault("rows", language, n=scan.rows, m=limits.rows))
    if scan.columns > limits.columns:
        faults.append(fault("columns", language, n=scan.columns, m=limits.columns))
    faults += [fault("formula", language, cell) for cell in scan.formulas[: limits.faults]]
    formulas = set(scan.formulas)
    errors = [(cell, value) for cell, value in scan.errors if cell not in formulas]
    faults += [fault("error", language, cell, n=value) for cell, value in errors[: limits.faults]]
    faults += [fault("merged", language, ref.partition(":")[0], n=ref) for ref in scan.merged[: limits.faults]]
    return faults


def _values(data: bytes, name: str, language: Language) -> list[list[Cell]]:
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    except Exception as error:  # calamine's errors share no base but Exception
        raise Unreadable(fault("truncated", language)) from error
    return _addressed([[None if value == "" else _whole(value) for value in row] for row in rows])


def _whole(value: Any) -> Any:
    """Excel knows only floats: 12.0 that is whole becomes 12. Durations, which no table of ours has, become text."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return str(value) if isinstance(value, timedelta) else value


def _addressed(rows: list[list[Any]]) -> list[list[Cell]]:
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    return [
        [Cell(address(y, x), row[x - 1] if x <= len(row) else None) for x in range(1, width + 1)]
        for y, row in enumerate(rows, 1)
    ]


# ── CSV ──────────────────────────────────────────────────────────────────────

_PREFIXED = re.compile(r"^'+[=+\-@\t\r]")
_INNER = re.compile(r"([;,\t|]\s*)'('*[=+\-@])")


def _read_csv(data: bytes, limits: Limits, language: Language) -> list[list[Cell]]:
    text = _decode(data, language)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[Any]] = []
    began = 1
    try:
        for row in reader:
            rows.append([_csv_value(value) for value in row])
            began = reader.line_num + 1
            _check_extent(len(rows), len(row), limits, language)
    except csv.Error:
        raise Unreadable(fault("quote", language, f"A{began}")) from None
    return _addressed(rows)


def _check_extent(rows: int, columns: int, limits: Limits, language: Language) -> None:
    if rows > limits.rows:
        raise Unreadable(fault("rows", language, n=f"> {limits.rows}", m=limits.rows))
    if columns > limits.columns:
        raise Unreadable(fault("columns", language, n=columns, m=limits.columns))


def _csv_value(text: str) -> str | None:
    """CSV holds text only; the apostrophe that `render_csv` puts before a dangerous start comes off again."""
    text = _INNER.sub(r"\1\2", text)
    if _PREFIXED.match(text):
        return text[1:]
    return text or None


def _decode(data: bytes, language: Language) -> str:
    """UTF-8 or UTF-16 by their marks, else UTF-8, else Windows-1252, in which Excel saves plain CSV."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs = ["utf-16"]
    else:
        codecs = ["utf-8-sig", "cp1252"]
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable(fault("encoding", language))


def _delimiter(text: str) -> str:
    """The one of `;` `,` tab that splits the first lines most evenly; Indonesian Excel writes `;`."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    best, best_score = ",", 0
    for candidate in (";", ",", "\t"):
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=candidate)]
        except csv.Error:
            continue
        score = min(widths, default=1) * 1_000 - (max(widths, default=1) - min(widths, default=1))
        if min(widths, default=1) > 1 and score > best_score:
            best, best_score = candidate, score
    return best
