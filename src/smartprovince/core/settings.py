"""Typed settings, inherited nation → province → kabupaten/kota, with validity.

A room declares what can be set; `value("movement.floor", scope="51.03", on=today)` walks from the region up to the
nation and ends at the declared default. Changing one is an action like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .actions import Log, action
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


@action("setting.change", on="setting", verb="edit", system=True)
def change_setting(log: Log, *, setting: Setting, new: Any) -> Setting:
    """Set another value; the old one stays in the trail."""
    log.set(setting, value=check(setting.key, new))
    return setting
