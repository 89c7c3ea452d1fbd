"""Public numbers such as `USL-2022-0147`: by kind and year, without gaps, not secret."""

from __future__ import annotations

from django.db import transaction

from .models import NumberSeries


def next_number(kind: str, year: int) -> str:
    """The next number of a kind in a year. Call it inside the action that uses it: a rollback gives it back."""
    return next_numbers(kind, year, 1)[0]


def next_numbers(kind: str, year: int, count: int) -> list[str]:
    """Many at once, in their order."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a public number is taken inside an action, so that a failure leaves no gap")
    NumberSeries.objects.get_or_create(kind=kind, year=year)
    series = NumberSeries.objects.select_for_update().get(kind=kind, year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return [f"{kind}-{year}-{number:04d}" for number in range(first, first + count)]


MOST_KEY = 2**63 - 1


def whole(text: str, least: int = 0, most: int = MOST_KEY) -> int | None:
    """A whole number as an address or a form gives it, or None: no sign, no exotic digit, within its limits."""
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    return number if least <= (number := int(text)) <= most else None
