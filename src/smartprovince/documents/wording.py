"""The few words that documents say themselves, and how numbers and dates are printed."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Language = Literal["id", "en"]

# Stands inside every page, chart and sheet of the demo, in one wording whatever the language of the document.
SIMULATION_MARK = "DATA SIMULASI · BUKAN SITUS RESMI"

MONTHS: dict[Language, tuple[str, ...]] = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

LABELS: dict[Language, dict[str, str]] = {
    "id": {
        "contents": "Daftar isi",
        "page": "Halaman",
        "of": "dari",
        "table": "Tabel",
        "figure": "Gambar",
        "source": "Sumber",
        "as_of": "Keadaan per",
        "guidance": "Bagian ini belum diisi",
        "guidance_note": "Pertanyaan buku panduan untuk bagian ini:",
        "update_contents": "Klik kanan lalu “Perbarui Bidang” untuk memuat nomor halaman.",
        "no_data": "belum dinilai",
        "range": "rentang",
        "to": "sampai",
        "title": "Judul",
        "sheets": "Lembar",
        "remark": "Catatan",
        "about": "Keterangan",
        "cut": "… (dipotong, batas sel Excel)",
    },
    "en": {
        "contents": "Contents",
        "page": "Page",
        "of": "of",
        "table": "Table",
        "figure": "Figure",
        "source": "Source",
        "as_of": "As of",
        "guidance": "This section is not filled in yet",
        "guidance_note": "The guidebook asks here:",
        "update_contents": "Right-click and choose “Update Field” for the page numbers.",
        "no_data": "not assessed",
        "range": "range",
        "to": "to",
        "title": "Title",
        "sheets": "Sheets",
        "remark": "Remark",
        "about": "About",
        "cut": "… (cut, limit of an Excel cell)",
    },
}

# What XML 1.0 forbids (and no reader of ours can show): control characters, lone surrogates, the two non-characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """`text` without the characters that XML forbids; everything else, line ends too, as it was."""
    return _ILLEGAL.sub("", text)


def clean(text: str) -> str:
    """`legal(text)` with every line end as `\\n`."""
    return legal(text).replace("\r\n", "\n").replace("\r", "\n")


def format_number(value: float | Decimal, decimals: int = 0, language: Language = "id") -> str:
    """`1234.5, 1` → `1.234,5` (id) or `1,234.5` (en). Half goes up, as people round, not to even."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)  # never −0,0
    text = f"{rounded:,.{decimals}f}".replace("-", "−")
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def format_date(day: date, language: Language = "id") -> str:
    """`7 November 2022`."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
