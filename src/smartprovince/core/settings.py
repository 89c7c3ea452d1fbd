"""Typed settings, inherited nation → province → kabupaten/kota, with validity.

A room declares what can be set; `value("movement.floor", scope="51.03", on=today)` walks from the region up to the
nation and ends at the declared default. Changing one is an action like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .actions import Log
from .clock import today
from .errors import Fault, Invalid
from .models import Setting
from .registry import Registry


@dataclass(frozen=True)
class Declared:
    """A setting that exists: its key, type, default, what it means, and what is allowed."""

    key: str
    kind: type
    default: Any
    meaning: Any
    choices: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


declared: Registry[Declared] = Registry("settings")


def declare(key: str, kind: type, default: Any, meaning: Any, **limits: Any) -> Declared:
    return declared.register(key, Declared(key, kind, default, meaning, **limits))


def lineage(scope: str) -> list[str]:
    """`51.03` → `["51.03", "51", ""]`: nearest first."""
    parts = scope.split(".") if scope else []
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)] + [""]


def value(key: str, *, scope: str = "", on: date | None = None) -> Any:
    """The value in force for a region (code) on a day; the declared default when nobody has set it."""
    day = on or today()
    rows = [
        row
        for row in Setting.objects.filter(key=key, scope__in=lineage(scope), valid_from__lte=day)
        if row.valid_until is None or day <= row.valid_until
    ]
    rows.sort(key=lambda row: (len(row.scope), row.valid_from), reverse=True)
    return rows[0].value if rows else declared.get(key).default


def check(key: str, given: Any) -> Any:
    """The value, if it is of the declared type and inside its limits. Raises Invalid."""
    rule = declared.get(key)
    if rule.kind is float and isinstance(given, int) and not isinstance(given, bool):
        given = float(given)
    if not isinstance(given, rule.kind) or (rule.kind is not bool and isinstance(given, bool)):
        raise Invalid(Fault(key, _("This must be a %(kind)s.") % {"kind": rule.kind.__name__}))
    if rule.choices and given not in rule.choices:
        raise Invalid(Fault(key, _("Choose one of: %(all)s.") % {"all": ", ".join(map(str, rule.choices))}))
    low, high = rule.minimum, rule.maximum
    number: float = given if isinstance(given, int | float) else 0.0
    if (low is not None and number < low) or (high is not None and number > high):
        raise Invalid(Fault(key, _("This must lie between %(low)s and %(high)s.") % {"low": low, "high": high}))
    return given


@dataclass(frozen=True)
class Shown:
    """A setting as a page shows it: the value in force, and whose it is ("" the nation, None the default)."""

    declared: Declared
    value: Any
    scope: str | None


def shown(scope: str, on: date | None = None) -> list[Shown]:
    """Every declared setting as it stands for a region; one query."""
    day = on or today()
    rows: dict[str, Setting] = {}
    for row in Setting.objects.filter(scope__in=lineage(scope), valid_from__lte=day).order_by("valid_from"):
        current = rows.get(row.key)
        nearer = current is None or len(row.scope) >= len(current.scope)
        if nearer and (row.valid_until is None or day <= row.valid_until):
            rows[row.key] = row
    return [
        Shown(each, rows[name].value if name in rows else each.default, rows[name].scope if name in rows else None)
        for name, each in declared.items()
    ]


def read_typed(key: str, text: str) -> Any:
    """What somebody typed for a setting, in its type; a comma is a decimal comma. Raises Invalid."""
    rule = declared.get(key)
    cleaned = text.strip()
    try:
        if rule.kind is bool:
            return check(key, cleaned == "1")
        if rule.kind in (int, float):
            return check(key, rule.kind(cleaned.replace(",", ".")))
    except ValueError as error:
        raise Invalid(Fault(key, _("“%(text)s” is not a number.") % {"text": text})) from error
    return check(key, cleaned)


def keep(log: Log, key: str, scope: str, value: Any) -> Setting:
    """Write a value for a scope from today on, inside the action of the room that knows who may."""
    checked = check(key, value)
    row = Setting.objects.filter(key=key, scope=scope, valid_from=today()).first()
    if row is None:
        return log.create(Setting, key=key, scope=scope, value=checked, valid_from=today())
    log.set(row, value=checked)
    return row
