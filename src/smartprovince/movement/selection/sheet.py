"""Values of parameters as a sheet: what goes out comes back in. Columns by name, every fault at its cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault, Invalid
from smartprovince.documents.reading import AmbiguousNumber, Cell, NotANumber, Unreadable, parse_decimal, read_table
from smartprovince.documents.sheets import Sheet, SheetColumn, render_csv, render_xlsx
from smartprovince.documents.wording import Language
from smartprovince.territory.models import Region

from .models import Parameter, ParameterValue

MOST_ROWS = 3_000
COLUMNS = {
    "region": ("kode wilayah", "kode", "region code", "code"),
    "name": ("wilayah", "nama wilayah", "region"),
    "parameter": ("parameter", "kode parameter"),
    "year": ("tahun", "year"),
    "value": ("nilai", "value"),
    "category": ("kategori", "category"),
    "method": ("metode", "method"),
    "source": ("sumber", "source"),
    "source_url": ("alamat sumber", "source address"),
}
NEEDED = ("region", "parameter", "year", "source")
LENGTHS = {"category": 60, "method": 60, "source": 300, "source_url": 400}


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row of the sheet, as `actions.set_value` takes it, and where its cells are."""

    given: dict[str, Any]
    cells: dict[str, str]

    def cell_of(self, field: str) -> str:
        return self.cells.get(field) or self.cells["region"]


def language() -> Language:
    return "en" if get_language() == "en" else "id"


def read_values(content: bytes, file_name: str) -> list[ValueRow]:
    """Rows of a sheet. Raises Invalid with all faults, each at its cell."""
    try:
        table = read_table(content, file_name, language=language())
    except Unreadable as error:
        raise Invalid([Fault(f.cell, f.what, f.allowed, f.mend) for f in error.faults]) from error
    head, places = _head(table)
    lines = [line for line in table[head + 1 :] if any(_text(line[n]) for n in places.values())]
    if not lines:
        raise Invalid(_("The sheet has no rows below its headings."))
    if len(lines) > MOST_ROWS:
        raise Invalid(_("The sheet has %(n)d rows; at most %(m)d are read at once.")
                      % {"n": len(lines), "m": MOST_ROWS})  # fmt: skip
    regions = {r.code: r for r in Region.objects.exclude(level=Region.Level.DISTRICT)}
    parameters = {p.code.casefold(): p for p in Parameter.objects.all()}
    faults: list[Fault] = []
    rows = [_row(line, places, regions, parameters, faults) for line in lines]
    seen: dict[tuple[Any, ...], str] = {}
    for row in rows:
        key = (row.given.get("region"), row.given.get("parameter"), row.given.get("year"))
        if None not in key and key in seen:
            faults.append(
                Fault(row.cells["region"], _("The same value stands in %(cell)s, too.") % {"cell": seen[key]})
            )
        seen.setdefault(key, row.cells["region"])
    if faults:
        raise Invalid(faults)
    return rows


def _head(table: list[list[Cell]]) -> tuple[int, dict[str, int]]:
    """The row of the headings (a mark of simulation may stand above) and the column of each thing."""
    missing: list[str] = []
    for number, line in enumerate(table[:3]):
        titles = {_text(cell).casefold(): place for place, cell in enumerate(line)}
        found = {k: next((titles[w] for w in words if w in titles), None) for k, words in COLUMNS.items()}
        places = {key: place for key, place in found.items() if place is not None}
        missing = [COLUMNS[key][0] for key in NEEDED if key not in places]
        if not missing and ("value" in places or "category" in places):
            return number, places
        if places:
            break
    raise Invalid(Fault("1", _("These columns are missing: %(names)s.") % {"names": ", ".join(missing or ["nilai"])}))


def _row(
    line: list[Cell],
    places: dict[str, int],
    regions: dict[str, Region],
    parameters: dict[str, Parameter],
    faults: list[Fault],
) -> ValueRow:
    cells = {key: line[place].address for key, place in places.items()}
    texts = {key: _text(line[place]) for key, place in places.items()}
    region = regions.get(texts["region"])
    parameter = parameters.get(texts["parameter"].casefold())
    if region is None:
        faults.append(Fault(cells["region"], _("“%(text)s” is no region code.") % {"text": texts["region"][:20]}))
    if parameter is None:
        allowed = ", ".join(sorted(p.code for p in parameters.values()))
        text = texts["parameter"][:20]
        faults.append(Fault(cells["parameter"], _("“%(text)s” is no parameter.") % {"text": text}, allowed))
    year = _whole(texts["year"])
    if year is None:
        faults.append(Fault(cells["year"], _("This is no year."), "2024"))
    value = _value(line[places["value"]], faults) if "value" in places else None
    for key, most in LENGTHS.items():
        if len(texts.get(key, "")) > most:
            faults.append(Fault(cells[key], _("This text is too long."), _("At most %(n)d characters.") % {"n": most}))
    given: dict[str, Any] = {"region": region, "parameter": parameter, "year": year, "value": value}
    given |= {key: texts.get(key, "") for key in LENGTHS}
    return ValueRow(given, cells)


def _value(cell: Cell, faults: list[Fault]) -> Decimal | None:
    text = _text(cell)
    if not text:
        return None
    try:
        return Decimal(text) if isinstance(cell.value, int | float) else parse_decimal(text, language())
    except (NotANumber, AmbiguousNumber, ArithmeticError):
        faults.append(Fault(cell.address, _("“%(text)s” is no number.") % {"text": text[:20]}))
        return None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _text(cell: Cell) -> str:
    """A cell as text; a whole number that Excel keeps as `2024.0` is `2024`."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


# --- out -------------------------------------------------------------------------------------------------------------


def values_sheet(rows: Iterable[ParameterValue]) -> Sheet:
    """The values in the shape in which they are imported."""
    titles = ["Kode wilayah", "Wilayah", "Parameter", "Tahun", "Nilai", "Kategori", "Metode", "Sumber", "Alamat sumber"]
    columns = tuple(
        SheetColumn(title, "number", decimals=4) if title == "Nilai" else SheetColumn(title) for title in titles
    )
    lines = [
        (
            row.region.code,
            row.region.short_name,
            row.parameter.code,
            str(row.year),
            row.value,
            row.category,
            row.method,
            row.source,
            row.source_url,
        )
        for row in rows
    ]
    return Sheet("Parameter", columns, tuple(lines))


def render(rows: list[ParameterValue], ending: str, on: date) -> bytes:
    """As XLSX or CSV; the mark of simulation stands inside when a row is invented."""
    simulated = settings.DEMO or any(row.simulated for row in rows)
    sheet = values_sheet(rows)
    if ending == "csv":
        return render_csv(sheet, simulated=simulated, language=language())
    return render_xlsx(
        (sheet,),
        simulated=simulated,
        title=_("Values of the selection parameters"),
        source=_("Each row names its own source."),
        as_of=on,
        language=language(),
    )
