"""What stands where in the workbook: its columns in both languages, and the mark of the hidden sheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

MAGIC = "smartprovince-workbook"
FORMAT = 1
HIDDEN_NAME = "smartprovince"
HEAD_DEPTH = 15
INPUTS = ("value", "narrative", "not_available")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading in both languages; a sheet is read back whatever language it was written in."""

    key: str
    title_id: str
    title_en: str
    width: int

    @property
    def title(self) -> str:
        return self.title_en if get_language() == "en" else self.title_id


COLUMNS = (
    Column("code", "Kode", "Code", 12),
    Column("part", "Subdimensi", "Sub-dimension", 22),
    Column("question", "Pertanyaan", "Question", 44),
    Column("unit", "Satuan", "Unit", 14),
    Column("allowed", "Isian yang diperbolehkan", "What is allowed", 34),
    Column("value", "Nilai", "Value", 14),
    Column("narrative", "Penjelasan", "Explanation", 50),
    Column("not_available", "Mengapa belum ada nilai", "Why there is no value", 30),
    Column("evidence", "Data dukung yang diminta", "Evidence asked for", 40),
)
KEY_OF = {
    title.casefold(): column.key for column in COLUMNS for title in (column.title_id, column.title_en)
}  # headings are compared without case
