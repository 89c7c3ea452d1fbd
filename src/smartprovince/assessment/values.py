"""Is this a possible value of this indicator? Read in Indonesian notation, checked by kind and unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import exact, number
from smartprovince.documents.notation import NotANumber, parse_decimal
from smartprovince.documents.wording import Language
from smartprovince.instruments.models import InstrumentVersion, Node

PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 13
# Beyond so many times the upper goalpost a value is doubted: a wrong unit or a lost comma is likelier than the truth.
DOUBT_FROM = 5
_RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)$")


def read(node: Node, given: Any, version: InstrumentVersion) -> Decimal | None:
    """The value of an answer, None for an empty one.

    given: text as typed (`52,0`, `1.234,56`), a number, or None. Raises Invalid with one fault at `value`.
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    value = _parse(given)
    if what := fault(node, value, version):
        raise Invalid(Fault("value", what))
    return value


def _parse(given: Any) -> Decimal:
    """Digits to six places. Raises Invalid for text that is not a number, and for one that the column cannot hold."""
    try:
        locale: Language = "en" if get_language() == "en" else "id"
        value = parse_decimal(given, locale) if isinstance(given, str) else Decimal(str(given))
    except (NotANumber, ArithmeticError) as error:
        text = str(given)[:60]
        raise Invalid(
            Fault("value", _("“%(text)s” is not a number.") % {"text": text}, "", _("Write for example 52,0 or 1.234."))
        ) from error
    if not value.is_finite() or abs(value) >= LARGEST:
        raise Invalid(Fault("value", _("This number is too large. Check the unit.")))
    return value.quantize(PLACES)


def fault(node: Node, value: Decimal, version: InstrumentVersion) -> str:
    """What is impossible about a value, "" when nothing is."""
    kind = Node.Kind
    if node.kind == kind.YES_NO:
        return "" if value in (0, 1) else _("Choose yes or no.")
    if node.kind == kind.MATURITY:
        return _level_fault(node, value)
    if node.kind in (kind.LINE, kind.GROUP):
        return _outside(value, Decimal(str(version.scale_low)), Decimal(str(version.scale_high)))
    if is_percent(node):
        return _percent_fault(node, value)
    if match := _RANGE.search(node.unit_id):
        return _outside(value, Decimal(match[1]), Decimal(match[2]))
    if value < 0:
        return _("The value %(value)s is below 0. Check the sign.") % {"value": exact(value)}
    return ""


def doubt(node: Node, value: Decimal | None) -> str:
    """What looks unlikely about a possible value; it is said beside the field and hinders nobody."""
    if value is None or node.kind != Node.Kind.QUANTITY or is_percent(node) or node.upper is None:
        return ""
    if float(value) <= node.upper * DOUBT_FROM:
        return ""
    return _("%(value)s %(unit)s is far above what is usual (%(low)s to %(high)s). Check the unit and the comma.") % {
        "value": exact(value),
        "unit": node.unit_id,
        "low": exact(node.lower),
        "high": exact(node.upper),
    }


def is_percent(node: Node) -> bool:
    return node.unit_id.strip().lower() in ("persen", "%")


def _level_fault(node: Node, value: Decimal) -> str:
    low, high = int(node.lower or 1), int(node.upper or 5)
    if value == value.to_integral_value() and low <= value <= high:
        return ""
    return _("Choose one level from %(low)s to %(high)s.") % {"low": low, "high": high}


def _outside(value: Decimal, low: Decimal, high: Decimal) -> str:
    if low <= value <= high:
        return ""
    return _("The value %(value)s lies outside %(low)s to %(high)s. Check the comma.") % {
        "value": exact(value),
        "low": exact(low),
        "high": exact(high),
    }


def _percent_fault(node: Node, value: Decimal) -> str:
    """A share lies in 0..100; a rate of growth may be negative, which its own numerator (a difference) shows."""
    if value > 100:
        meant = value
        while meant > 100:
            meant /= 10
        return _("The value %(value)s exceeds 100%%. Check the comma; %(meant)s may be meant.") % {
            "value": exact(value),
            "meant": number(meant, 1),
        }
    if value < 0 and not _is_difference(node):
        return _("The value %(value)s is below 0%%. Check the sign.") % {"value": exact(value)}
    if value < -100:
        return _("The value %(value)s is below -100%%. Check the comma.") % {"value": exact(value)}
    return ""


def _is_difference(node: Node) -> bool:
    return " dikurangi " in f" {node.numerator_id} "


def bounds(node: Node, version: InstrumentVersion) -> tuple[float | None, float | None]:
    """The lowest and highest possible number, None where it is open; the same limits as `fault`."""
    if node.kind == Node.Kind.YES_NO:
        return 0.0, 1.0
    if node.kind == Node.Kind.MATURITY:
        return float(node.lower or 1), float(node.upper or 5)
    if node.kind in (Node.Kind.LINE, Node.Kind.GROUP):
        return float(version.scale_low), float(version.scale_high)
    if is_percent(node):
        return (-100.0 if _is_difference(node) else 0.0), 100.0
    if match := _RANGE.search(node.unit_id):
        return float(match[1]), float(match[2])
    return 0.0, None
