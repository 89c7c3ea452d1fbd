"""Wall clocks of WIB, WITA and WIT. None of them has summer time; what is kept is UTC, what is shown is local."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day

LAST = time(21, 59, 59)  # in WIB: the last second of the day in WIT
CHOICES = [(zone, zone) for zone in clock.ZONES]


def utc(moment: datetime, zone: str) -> datetime:
    """What a wall clock showed in a zone, as UTC. An aware moment is only turned. Raises Invalid for another zone."""
    if zone not in clock.ZONES:
        raise Invalid(Fault("zone", _("There is no such time zone."), ", ".join(clock.ZONES)))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.ZONES[zone])
    return moment.astimezone(UTC)


def now() -> datetime:
    """The moment that events are compared with: the real one, or the time of day of a day that is set by hand.

    Such a day is the same in all three zones (as `clock.today` has it), so it ends where WIT's clock ends it.
    """
    real = clock.now()
    if not clock.is_fixed():
        return real
    wall = real.astimezone(clock.ZONES["WIB"])
    return datetime.combine(clock.today(), min(wall.time(), LAST), wall.tzinfo).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    return clock.local(moment, zone).date()


def hours(start: datetime, end: datetime, zone: str) -> str:
    """`09.00–12.00 WITA`; with the days when it ends on another one."""
    first, last = clock.local(start, zone), clock.local(end, zone)
    if first.date() == last.date():
        return f"{first:%H.%M}–{last:%H.%M} {zone}"
    return f"{full_day(first.date())} {first:%H.%M} – {full_day(last.date())} {last:%H.%M} {zone}"


def elsewhere(start: datetime, end: datetime, zone: str) -> list[str]:
    """The same hours on the clocks of the other two zones."""
    return [hours(start, end, other) for other in clock.ZONES if other != zone]


def midnight(day: date, zone: str) -> datetime:
    """The beginning of a day in a zone, as UTC."""
    return datetime.combine(day, time(), clock.ZONES[zone]).astimezone(UTC)


def days(start: datetime, end: datetime, zone: str) -> Iterator[date]:
    """Every day of an event in its zone."""
    first, last = day_of(start, zone), day_of(end, zone)
    yield from (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
