"""The only source of business dates.

`today()` is the day the province works on: the real local day, or `SMARTPROVINCE_TODAY` in the demo and in tests.
Security, sessions and the audit trail use `now()`, which is always the real time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONES = {"WIB": ZoneInfo("Asia/Jakarta"), "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}

_pinned: ContextVar[date | None] = ContextVar("pinned_today", default=None)


def now() -> datetime:
    """The real time, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: str = "WIB") -> date:
    """The business day in a time zone (`WIB`, `WITA` or `WIT`)."""
    if pinned := _pinned.get():
        return pinned
    if fixed := os.environ.get("SMARTPROVINCE_TODAY"):
        return date.fromisoformat(fixed)
    return now().astimezone(ZONES[zone]).date()


def is_fixed() -> bool:
    """Whether the business day is set by hand (demo, tests)."""
    return _pinned.get() is not None or bool(os.environ.get("SMARTPROVINCE_TODAY"))


@contextlib.contextmanager
def pinned(day: date) -> Iterator[None]:
    """Hold the business day still inside a `with` block."""
    token = _pinned.set(day)
    try:
        yield
    finally:
        _pinned.reset(token)


def fiscal_year(day: date) -> int:
    """Indonesia's fiscal year (*tahun anggaran*) is the calendar year: UU 17/2003, article 4."""
    return day.year


def local(moment: datetime, zone: str) -> datetime:
    """An aware UTC moment in the wall clock of WIB, WITA or WIT."""
    return moment.astimezone(ZONES[zone])
