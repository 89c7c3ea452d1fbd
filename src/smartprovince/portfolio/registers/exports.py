"""A register as a spreadsheet: the rows a person sees, with what each matter says of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from smartprovince.core import clock, files
from smartprovince.documents.sheets import Sheet, SheetColumn, render_csv, render_xlsx
from smartprovince.documents.wording import Language

from .register import Column, Register

FORMATS = {"xlsx": files.XLSX, "csv": "text/csv; charset=utf-8"}
FIRST = (
    Column(gettext_lazy("Number"), lambda entry: entry.number),
    Column(gettext_lazy("Name"), lambda entry: entry.name),
    Column(gettext_lazy("Region code"), lambda entry: entry.region.code),
    Column(gettext_lazy("Region"), lambda entry: str(entry.region)),
    Column(gettext_lazy("Perangkat daerah"), lambda entry: str(entry.organisation or "")),
    Column(gettext_lazy("Dimension"), lambda entry: str(entry.dimension or "")),
    Column(gettext_lazy("Sub-dimension"), lambda entry: str(entry.subdimension or "")),
)
LAST = (
    Column(gettext_lazy("Description"), lambda entry: entry.description),
    Column(gettext_lazy("Who may read it"), lambda entry: str(entry.get_audience_display())),
    Column(gettext_lazy("Source"), lambda entry: entry.source),
    Column(gettext_lazy("As of"), lambda entry: entry.as_of, "date"),
)


def sheet_of(name: str, columns: Iterable[Column], rows: Iterable[Any]) -> Sheet:
    """A sheet whose text cells of nothing are empty."""
    columns = tuple(columns)
    heads = tuple(SheetColumn(str(column.title), column.kind, column.decimals) for column in columns)
    return Sheet(name, heads, tuple(tuple(_cell(column.value(row)) for column in columns) for row in rows))


def _cell(value: Any) -> Any:
    return None if value == "" else value


def render(register: Register, rows: list[Any], ending: str) -> bytes:
    """The rows as XLSX or CSV."""
    sheet = sheet_of(str(register.title), (*FIRST, *register.columns, *LAST), rows)
    return rendered(sheet, ending, title=str(register.title), simulated=is_simulated(rows))


def rendered(sheet: Sheet, ending: str, *, title: str, simulated: bool) -> bytes:
    """One sheet as XLSX or CSV, with the mark of simulation where it belongs."""
    language: Language = "en" if get_language() == "en" else "id"
    if ending == "csv":
        return render_csv(sheet, simulated=simulated, language=language)
    source = _("The registers of the regions; each row names its own source.")
    return render_xlsx(
        (sheet,), simulated=simulated, title=title, source=source, as_of=clock.today(), language=language
    )


def is_simulated(rows: Iterable[Any]) -> bool:
    return settings.DEMO or any(row.simulated for row in rows)
