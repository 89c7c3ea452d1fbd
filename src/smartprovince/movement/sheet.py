"""The spreadsheet a province keeps: its columns, whatever they are called, and its cells as dates, regions and numbers.

The same columns make the export, so that what goes out comes back in.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from smartprovince.documents.reading import Cell, parse_date


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its heading in both languages, and other words under which provinces keep it."""

    key: str
    title_id: str
    title_en: str
    also: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id


COLUMNS = (
    Column("region_code", "Kode wilayah", "Region code", ("kode", "code", "kode kemendagri", "kode daerah")),
    Column(
        "region_name",
        "Kabupaten/Kota",
        "Kabupaten/kota",
        ("wilayah", "daerah", "region", "nama daerah", "nama wilayah", "kab/kota", "kabupaten", "pemda", "kab kota",
         "nama kabupaten/kota", "pemerintah daerah", "regency"),
    ),
    Column("cohort", "Angkatan", "Cohort", ("tahun angkatan", "tahun ikut", "year joined", "tahun bergabung")),
    Column("stage", "Tahap", "Stage", ("tahapan", "status tahap", "posisi tahap", "status")),
    Column("stage_date", "Tanggal tahap", "Stage date", ("tanggal tahapan",)),
    Column(
        "mou_number",
        "Nomor nota kesepakatan",
        "MoU number",
        ("nota kesepakatan", "mou", "memorandum", "memorandum number", "no nota kesepahaman"),
    ),
    Column("mou_date", "Tanggal nota kesepakatan", "MoU date", ("memorandum date", "tanggal nota kesepahaman")),
    Column(
        "sk_number",
        "Nomor SK tim",
        "Decree (SK) number",
        ("sk", "sk tim", "no sk", "sk tim pelaksana", "nomor sk tim pelaksana", "decree number", "sk number"),
    ),
    Column(
        "sk_date", "Tanggal SK tim", "Decree (SK) date",
        ("tanggal sk", "tanggal sk tim pelaksana", "decree date", "sk date"),
    ),
    Column(
        "masterplan", "Masterplan", "Masterplan title",
        ("rencana induk", "dokumen masterplan", "judul masterplan", "master plan"),
    ),
    Column(
        "masterplan_date", "Tanggal masterplan", "Masterplan date",
        ("tahun masterplan", "tanggal rencana induk", "masterplan year"),
    ),
    Column(
        "regulation_number",
        "Nomor Perbup/Perwali",
        "Regulation number",
        ("perbup", "perwali", "perbup/perwali", "nomor perbup", "nomor perwali", "nomor peraturan", "perkada",
         "nomor perkada", "peraturan bupati", "peraturan bupati/wali kota"),
    ),
    Column(
        "regulation_date",
        "Tanggal Perbup/Perwali",
        "Regulation date",
        ("tanggal perbup", "tanggal perwali", "tanggal peraturan", "tanggal perkada"),
    ),
    Column(
        "regulation_until",
        "Berlaku sampai",
        "Valid until",
        ("berlaku s/d", "berlaku s.d.", "masa berlaku", "berlaku hingga", "akhir masa berlaku"),
    ),
    Column(
        "contact_name",
        "Penanggung jawab",
        "Person in charge",
        ("pic", "pj", "narahubung", "contact person", "koordinator", "kontak", "nama pic", "nama penanggung jawab"),
    ),
    Column(
        "contact_phone",
        "Telepon",
        "Telephone",
        ("hp", "no hp", "phone", "telp", "wa", "no wa", "whatsapp", "nomor telepon", "telepon/hp", "no telepon"),
    ),
)  # fmt: skip
COLUMN_OF = {column.key: column for column in COLUMNS}
HEAD_DEPTH = 10
TOTALS = {"jumlah", "total", "rata-rata", "bali total"}

_SHORT = {
    "nomor": "no", "number": "no", "nomer": "no", "tanggal": "tgl", "date": "tgl", "tahun": "tgl", "handphone": "hp",
    "telephone": "telepon", "kab": "kabupaten",
}  # fmt: skip


def heading_key(text: object) -> str:
    """A heading without case, punctuation and spelling: `No. MoU` and `Nomor MoU` are one."""
    words = re.findall(r"[a-z0-9]+", str(text or "").casefold())
    plain = " ".join(_SHORT.get(word, word) for word in words)
    return (
        plain.replace("nota kesepakatan", "mou")
        .replace("nota kesepahaman", "mou")
        .replace("rencana induk", "masterplan")
    )


_BY_HEADING: dict[str, str] = {}
for _column in COLUMNS:
    for _name in (_column.title_id, _column.title_en, *_column.also):
        _BY_HEADING.setdefault(heading_key(_name), _column.key)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the headings stand (row index from 0) and which column index carries what."""

    row: int
    columns: Mapping[str, int]


def guess_head(table: Sequence[Sequence[Cell]]) -> Head:
    """The row among the first ten that has most known headings; above it may stand titles and marks."""
    best = Head(0, {})
    for index, row in enumerate(table[:HEAD_DEPTH]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            if (key := _BY_HEADING.get(heading_key(cell.value))) and key not in found:
                found[key] = place
        if len(found) > len(best.columns):
            best = Head(index, found)
    return best


# --- cells -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A day, or the days between which it lies. `first` is None when nothing says how early."""

    first: date | None
    last: date

    @property
    def text(self) -> str:
        """As the export writes it and `parse_span` reads it back."""
        if self.first is None:
            return f"s.d. {self.last.isoformat()}"
        if self.first == self.last:
            return self.last.isoformat()
        if (self.first, self.last) == (date(self.last.year, 1, 1), date(self.last.year, 12, 31)):
            return str(self.last.year)
        return f"{self.first.isoformat()} s.d. {self.last.isoformat()}"


_YEAR = re.compile(r"(19|20)\d\d")
_RANGE = re.compile(r"\s*(?:s\.?\s?d\.?|s/d|sampai|until|to|\u2013|\u2014)\s*", re.IGNORECASE)
_MONTH_YEAR = re.compile(r"[A-Za-z]+\.? \d{4}")


def parse_span(value: object) -> Span:
    """A day as people type it, a year (`2017`), a month (`Mei 2017`), or two days with `s.d.` between.

    Raises NotADate for anything else.
    """
    if isinstance(value, datetime | date):
        day = parse_date(value)
        return Span(day, day)
    text = str(value).strip()
    if _YEAR.fullmatch(text):
        return Span(date(int(text), 1, 1), date(int(text), 12, 31))
    if _MONTH_YEAR.fullmatch(text):
        first = parse_date(f"1 {text}")
        return Span(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))
    if isinstance(value, str) and len(ends := _RANGE.split(text)) == 2:
        last = parse_span(ends[1]).last
        return Span(parse_span(ends[0]).first if ends[0] else None, last)
    day = parse_date(value)
    return Span(day, day)


def text_of(value: object) -> str:
    """A cell as text. A whole number loses its `.0`; a telephone that Excel took for a number gets its 0 back later."""
    return "" if value is None else re.sub(r"\s+", " ", str(value)).strip()


def phone_of(value: object) -> str:
    """Excel drops the first 0 of a telephone number that it takes for a number."""
    text = text_of(value)
    return f"0{text}" if isinstance(value, int) and text.startswith("8") else text


def code_of(value: object) -> str:
    """A dotted region code from `51.03`, `5103` or the number 51.03; 51.1 is 51.10, since Excel drops the zero."""
    if isinstance(value, float):
        return f"{value:05.2f}"
    digits = re.sub(r"\D", "", text_of(value))
    return f"{digits[:2]}.{digits[2:4]}" if len(digits) == 4 else text_of(value)


YES = {"ada", "sudah", "ya", "yes", "selesai", "v", "x", "\u2713", "\u221a", "done", "sudah ada"}
NO = {
    "-",
    "\u2013",
    "\u2014",
    "belum",
    "tidak",
    "tidak ada",
    "belum ada",
    "no",
    "none",
    "n/a",
    "tidak diketahui",
    "belum ikut",
}

STAGE_WORDS = {
    "assessment": ("assessment", "asesmen", "assesment", "penilaian", "seleksi"),
    "launch": ("launch", "peluncuran", "nota kesepakatan", "mou", "launching"),
    "implementation": ("implementation", "implementasi", "bimtek", "penyusunan masterplan", "pelaksanaan"),
    "outreach": ("outreach", "sosialisasi", "evaluasi", "evaluation"),
}


def stage_of(text: str) -> str:
    """A stage by its name in either language, "" for an unknown one. `3. Implementasi` is fine."""
    plain = re.sub(r"^[\d.)\s]+", "", text.casefold()).strip()
    return next((stage for stage, words in STAGE_WORDS.items() if plain in words), "")


def is_nothing(text: str) -> bool:
    """Empty, a dash, or a word for it: the sheet says nothing."""
    return not text or text.casefold() in NO


def rows_below(table: Sequence[Sequence[Cell]], head: Head) -> Iterable[tuple[int, Sequence[Cell]]]:
    """Rows under the headings that hold anything, with their line number in the file; sums are left out."""
    for index, row in enumerate(table[head.row + 1 :], start=head.row + 2):
        texts = [text_of(cell.value) for cell in row]
        if any(texts) and next(text for text in texts if text).casefold() not in TOTALS:
            yield index, row
