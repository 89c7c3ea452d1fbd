"""Numbers and dates as people in Indonesia type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

# ── numbers ──────────────────────────────────────────────────────────────────


class NotANumber(ValueError):
    """The text is no number in either notation."""


class AmbiguousNumber(ValueError):
    """`1.234` is 1234 in Indonesian and 1.234 in English; `readings` holds both, Indonesian first."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        self.readings = readings
        super().__init__(f"{text!r} may mean {readings[0]} or {readings[1]}.")


_GROUPED = {
    ",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
    ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
}
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+")
# Thousands set apart by a space (also narrow or non-breaking) or an apostrophe.
_SPACED = re.compile("[0-9]{1,3}(?:[ \u00a0\u2009\u202f'’][0-9]{3})+(?:[.,][0-9]+)?")


def parse_decimal(text: str, locale: Literal["id", "en"] | None = None) -> Decimal:
    """A number as people type it: `1.234,56`, `1,234.56`, `52,0`, `52.0`, `Rp 3.418.800.000`, `-5`.

    One separator before exactly three digits (`1.234`) can be read both ways: `locale` decides (`Rp` means Indonesian),
    else AmbiguousNumber. Raises NotANumber for anything else, so that `3,4 M` is never read as 34.
    """
    body = text.strip()
    if len(body) > 60:
        raise NotANumber(f"{text[:60]!r}… is not a number.")
    sign = -1 if body[:1] in ("-", "−") else 1
    body = re.sub("^[+−-]", "", body)
    if rupiah := re.match(r"(?i)rp\.?\s*", body):
        body, locale = body[rupiah.end() :], locale or "id"
    if _SPACED.fullmatch(body):
        whole, mark, part = re.sub("[^0-9.,]", "", body).partition("," if "," in body else ".")
        return sign * Decimal(f"{whole}.{part}" if mark else whole)
    return sign * _unsigned(body, text, locale)


def _unsigned(body: str, text: str, locale: Literal["id", "en"] | None) -> Decimal:
    marks = [mark for mark in ".," if mark in body]
    if len(marks) == 1 and body.count(marks[0]) == 1 and re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", body):
        as_group, as_decimal = Decimal(re.sub("[.,]", "", body)), Decimal(body.replace(",", "."))
        indonesian, english = (as_group, as_decimal) if marks[0] == "." else (as_decimal, as_group)
        if locale is None:
            raise AmbiguousNumber(text, (indonesian, english))
        return indonesian if locale == "id" else english
    if _PLAIN.fullmatch(body):
        return Decimal(body.replace(",", "."))
    for decimal_mark, pattern in _GROUPED.items():
        if pattern.fullmatch(body):
            whole, _, part = body.partition(decimal_mark)
            digits = re.sub("[.,]", "", whole)
            return Decimal(f"{digits}.{part}" if part else digits)
    raise NotANumber(f"{text!r} is not a number.")


# ── dates ────────────────────────────────────────────────────────────────────


class NotADate(ValueError):
    """The value is no date in any notation accepted."""


_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari jan january", "februari feb pebruari february", "maret mar march", "april apr", "mei may",
            "juni jun june", "juli jul july", "agustus agu agt ags aug august", "september sep sept",
            "oktober okt october oct", "november nov nopember nop", "desember des december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WORDY = re.compile(r"(?:[a-z']+,\s*)?(\d{1,2})[\s-]+([a-z]+)\.?[\s-]+(\d{4})", re.IGNORECASE | re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)


def parse_date(value: object) -> date:
    """`7 Nov 2022`, `Senin, 7 November 2022`, `07-11-2022`, `7/11/2022` (day first, as in Indonesia), ISO, a
    spreadsheet's date, or its serial number (44872; from 61 on, before which Excel counts a day that never was).

    Raises NotADate for anything else, two-digit years among it.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(float(value))
    if isinstance(value, str):
        return _from_text(value.strip())
    raise NotADate(f"{value!r} is not a date.")


def _from_serial(serial: float) -> date:
    if not 61 <= serial < 2_958_466:
        raise NotADate(f"{serial:g} is not a date.")
    return _EXCEL_EPOCH + timedelta(days=int(serial))


def _from_text(text: str) -> date:
    try:
        if match := _WORDY.fullmatch(text):
            return date(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
        if match := _DAY_FIRST.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
    except (KeyError, ValueError):
        pass
    raise NotADate(f"{text!r} is not a date.")
