"""An instrument as a table, one row a node: out as XLSX or CSV, edited in a spreadsheet, and back with every fault.

What goes out comes back as the same nodes, so a version that is written and read again has the same fingerprint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault, Invalid
from smartprovince.documents.notation import NotANumber, parse_decimal
from smartprovince.documents.reading import Cell, Unreadable, read_table
from smartprovince.documents.sheets import Sheet, SheetColumn, Value, render_csv, render_xlsx
from smartprovince.documents.wording import Language
from smartprovince.engines.composite_index.aggregators import AGGREGATORS
from smartprovince.engines.composite_index.transforms import TRANSFORMS

from .models import InstrumentVersion, Node
from .queries import nodes_of
from .sources import NodeRow

LEVELS = range(1, 6)
KINDS = tuple(Node.Kind.values)
MAPPINGS = ("spbe", "pemdi", "iid", "u4ssc", "sdg")
LIMITS = {"code": 40, "short_id": 60, "short_en": 60, "unit_id": 60, "unit_en": 60, "name_id": 300, "name_en": 300}
TEXTS = (
    "name_id", "name_en", "short_id", "short_en", "definition_id", "definition_en", "unit_id", "unit_en",
    "numerator_id", "denominator_id", "producer", "evidence_id", "note", "confidence",
)  # fmt: skip
NUMBERS = ("weight", "min_coverage", "lower", "upper")
HEADINGS = (
    "code", "parent", "kind", "weight", "aggregator", "min_coverage", *TEXTS[:8], "direction", "lower", "upper",
    "transform", *TEXTS[8:], *MAPPINGS, "placeholder",
    *(f"level_{n}_{part}" for n in LEVELS for part in ("id", "en", "evidence")),
)  # fmt: skip
ANSWERED = (Node.Kind.QUANTITY, Node.Kind.MATURITY, Node.Kind.YES_NO, Node.Kind.LINE)


# --- out -------------------------------------------------------------------------------------------------------------


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


def sheet_of(version: InstrumentVersion) -> Sheet:
    """Headings are the names of the fields, in every language, so that a file can travel."""
    numeric = {*NUMBERS, "direction"}
    columns = tuple(SheetColumn(name, "number" if name in numeric else "text", 4) for name in HEADINGS)
    nodes = nodes_of(version)
    codes = {node.pk: node.code for node in nodes}
    return Sheet("Instrumen", columns, tuple(_row(node, codes) for node in nodes))


def _row(node: Node, codes: dict[int, str]) -> tuple[Value, ...]:
    cells: dict[str, Value] = {name: getattr(node, name) for name in TEXTS}
    cells |= {name: None if (value := getattr(node, name)) is None else float(value) for name in NUMBERS}
    cells |= {"code": node.code, "parent": codes.get(node.parent_id or 0, ""), "kind": node.kind}
    cells |= {"aggregator": node.aggregator, "direction": node.direction, "transform": node.transform}
    cells |= {name: node.mappings.get(name, "") for name in MAPPINGS}
    cells["placeholder"] = "ya" if node.is_placeholder else ""
    for level in node.levels.all():
        cells[f"level_{level.level}_id"], cells[f"level_{level.level}_en"] = level.text_id, level.text_en
        cells[f"level_{level.level}_evidence"] = level.evidence_id
    return tuple(cells.get(name) or None if name not in NUMBERS else cells[name] for name in HEADINGS)


def version_xlsx(version: InstrumentVersion) -> bytes:
    return render_xlsx(
        (sheet_of(version),), simulated=False, title=str(version), source=_(version.source), language=_language()
    )


def version_csv(version: InstrumentVersion) -> bytes:
    return render_csv(sheet_of(version), simulated=False, language=_language())


# --- in --------------------------------------------------------------------------------------------------------------


@dataclass
class _Line:
    """One row of the table on its way to a node. In a CSV (`plain`) a point is a decimal point, as we write it."""

    number: int
    cells: dict[str, Cell]
    plain: bool

    def text(self, name: str) -> str:
        cell = self.cells.get(name)
        if cell is None or cell.value is None:
            return ""
        value = cell.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def at(self, name: str) -> str:
        return self.cells[name].address if name in self.cells else f"A{self.number}"


def read_nodes(content: bytes, file_name: str) -> list[NodeRow]:
    """The nodes of a table. Raises Invalid with every fault at its cell; nothing is half read."""
    try:
        rows = read_table(content, file_name, language=_language())
    except Unreadable as error:
        raise Invalid([Fault(each.cell, each.what, each.allowed, each.mend) for each in error.faults]) from error
    lines = _lines(rows, file_name.lower().endswith(".csv"))
    faults: list[Fault] = []
    codes: dict[str, _Line] = {}
    for line in lines:
        code = line.text("code")
        if code in codes:
            what = _("The code %(code)s stands in row %(row)d already.") % {"code": code, "row": codes[code].number}
            faults.append(Fault(line.at("code"), what, "", _("Give every row a code of its own.")))
        codes.setdefault(code, line)
    nodes = [_node(line, codes, faults) for line in lines]
    if not nodes:
        faults.append(Fault("", _("The table has no rows."), "", _("Download an instrument as an example.")))
    if faults:
        raise Invalid(faults)
    return nodes


def _lines(rows: Sequence[Sequence[Cell]], plain: bool) -> list[_Line]:
    """Rows below the row of headings, which is looked for in the first ten. Raises Invalid where it is not there."""
    heads = [[str(cell.value or "").strip().lower() for cell in row] for row in rows[:10]]
    top = next((number for number, names in enumerate(heads) if {"code", "kind"} <= set(names)), None)
    if top is None:
        what = _("There is no row of headings with “code” and “kind”.")
        raise Invalid(Fault("A1", what, f"{', '.join(HEADINGS[:6])}, …"))
    names = heads[top]
    found = []
    for number, cells in enumerate(rows[top + 1 :], top + 2):
        line = _Line(number, {name: cell for name, cell in zip(names, cells, strict=False) if name}, plain)
        if any(cell.value not in (None, "") for cell in cells):
            found.append(line)
    return found


def _node(line: _Line, codes: dict[str, _Line], faults: list[Fault]) -> NodeRow:
    def fault(name: str, what: str, allowed: str = "", mend: str = "") -> None:
        faults.append(Fault(line.at(name), what, allowed, mend))

    code, parent, kind = line.text("code"), line.text("parent"), line.text("kind")
    if not code or len(code) > LIMITS["code"] or not all(c.isalnum() or c in "._-" for c in code):
        fault(
            "code", _("“%(code)s” is no code.") % {"code": code[:60]}, _("Letters, digits, dot, - and _; at most 40.")
        )
    if kind not in KINDS:
        fault("kind", _("“%(kind)s” is no kind of item.") % {"kind": kind[:60]}, ", ".join(KINDS))
    if parent and (parent not in codes or codes[parent].number >= line.number):
        fault("parent", _("The parent %(code)s does not stand above this row.") % {"code": parent}, "",
              _("Put groups above what belongs to them."))  # fmt: skip
    if parent and parent in codes and codes[parent].text("kind") != Node.Kind.GROUP:
        fault("parent", _("The parent %(code)s is not a group.") % {"code": parent})
    fields: dict[str, Any] = {name: line.text(name) for name in TEXTS if name != "name_id"}
    for name, limit in LIMITS.items():
        if len(line.text(name)) > limit:
            what = _("%(n)d characters; at most %(limit)d fit.") % {"n": len(line.text(name)), "limit": limit}
            fault(name, what)
    if not line.text("name_id"):
        fault("name_id", _("The name is missing."))
    fields |= _measured(line, kind, fault)
    fields["mappings"] = {name: line.text(name) for name in MAPPINGS if line.text(name)}
    fields["is_placeholder"] = line.text("placeholder").lower() in ("ya", "yes", "true", "1")
    levels = _levels(line)
    if kind == Node.Kind.MATURITY and not levels and not fields["is_placeholder"]:
        fault("level_1_id", _("A maturity level needs the text of its levels."), _("level_1_id to level_5_id"))
    return NodeRow(code, parent or None, kind, line.text("name_id"), fields, levels)


def _measured(line: _Line, kind: str, fault: Callable[..., None]) -> dict[str, Any]:
    """Weight, direction, goalposts: as numbers, inside their bounds."""
    found: dict[str, Any] = {}
    for name in NUMBERS:
        text = line.text(name)
        try:
            value = _decimal(line.cells[name].value, line.plain) if text else None
        except NotANumber:
            fault(name, _("“%(text)s” is not a number.") % {"text": text[:60]})
            continue
        if value is not None:
            found[name] = float(value) if name in ("lower", "upper") else value
    if found.get("weight", 1) <= 0:
        fault("weight", _("A weight is above 0."), "", _("Leave the row out if it does not count."))
    if not 0 <= found.get("min_coverage", 0) <= 1:
        fault("min_coverage", _("The least coverage is a share between 0 and 1."))
    direction = line.text("direction") or "1"
    if direction.lstrip("+") not in ("1", "-1"):
        fault("direction", _("“%(text)s” is no direction.") % {"text": direction[:60]}, "1, -1")
        direction = "1"
    found["direction"] = int(direction)
    for name, allowed in (("aggregator", tuple(AGGREGATORS)), ("transform", ("", *filter(None, TRANSFORMS)))):
        text = line.text(name) or allowed[0]
        if text not in allowed:
            fault(name, _("“%(text)s” is not known here.") % {"text": text[:60]}, ", ".join(filter(None, allowed)))
        found[name] = text
    if kind in ANSWERED and line.text("placeholder") == "":
        low, high = found.get("lower"), found.get("upper")
        if low is None or high is None or low >= high:
            fault("lower", _("Lower and upper goalpost are needed, the lower one below the upper one."))
    return found


def _decimal(given: Any, plain: bool) -> Decimal:
    """A number of the file as it is, a text as it is read in the language of the page. Raises NotANumber."""
    if plain and re.fullmatch(r"-?\d+(\.\d+)?", str(given).strip()):
        return Decimal(str(given).strip())
    if isinstance(given, int | float) and not isinstance(given, bool):
        return Decimal(str(given))
    return parse_decimal(str(given), _language())


def _levels(line: _Line) -> list[dict[str, Any]]:
    return [
        {
            "level": n,
            "text_id": line.text(f"level_{n}_id"),
            "text_en": line.text(f"level_{n}_en"),
            "evidence_id": line.text(f"level_{n}_evidence"),
        }
        for n in LEVELS
        if line.text(f"level_{n}_id")
    ]


# --- what a table changes --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Codes of items that are new, gone, or changed in some field."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    items: int

    @property
    def tally(self) -> dict[str, int]:
        return {"items": self.items, "new": len(self.new), "gone": len(self.gone), "changed": len(self.changed)}


def difference(before: Sequence[NodeRow], after: Sequence[NodeRow]) -> Difference:
    """What `after` makes of `before`, by code."""
    old, new = ({row.code: _comparable(row) for row in rows} for rows in (before, after))
    return Difference(
        tuple(code for code in new if code not in old),
        tuple(code for code in old if code not in new),
        tuple(code for code in new if code in old and new[code] != old[code]),
        len(new),
    )


def _comparable(row: NodeRow) -> tuple[Any, ...]:
    defaults = {"weight": 1, "min_coverage": 0.5, "aggregator": "arithmetic", "direction": 1, "mappings": {}}
    fields = {name: row.fields.get(name, defaults.get(name)) for name in (*TEXTS[1:], *NUMBERS, *defaults, "transform")}
    plain = {name: float(value) if isinstance(value, Decimal) else value or None for name, value in fields.items()}
    levels = [(each["level"], each["text_id"], each.get("text_en") or "") for each in row.levels]
    return row.parent, row.kind, row.name_id, sorted(plain.items(), key=lambda pair: pair[0]), levels
