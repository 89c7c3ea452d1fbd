"""When something at a desk happened, although the device's clock may be wrong.

The device sends what its clock says now; the difference to our clock corrects what it wrote down while it was off line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from smartprovince.core import clock
from smartprovince.outreach import zones
from smartprovince.outreach.models import Event

TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Moment:
    """When and on which day of the event, and whether the device's clock had to be corrected."""

    at: datetime
    day: date
    device_at: datetime | None = None
    clock_was_wrong: bool = False


def days_of(event: Event) -> list[date]:
    return list(zones.days(event.starts_at, event.ends_at, event.zone))


def now_at(event: Event) -> Moment:
    return Moment(zones.now(), clock.today(event.zone))


def offset_of(device_now: datetime) -> timedelta:
    """How far the device is behind our clock; negative when it is ahead."""
    return clock.now() - device_now


def is_wrong(offset: timedelta) -> bool:
    return abs(offset) > TOLERANCE


def corrected(event: Event, device_at: datetime, offset: timedelta) -> Moment:
    """What the device wrote down, on our clock: never later than now, never outside the days of the event.

    A clock that was set while the device was off line cannot be corrected; the days of the event bound the error.
    """
    shift = zones.now() - clock.now()  # of a day that is set by hand (demo, tests)
    at = min(device_at + offset + shift, zones.now())
    first, *_between = days = days_of(event)
    day, wrong = zones.day_of(at, event.zone), is_wrong(offset)
    if day < first:
        at, day, wrong = event.starts_at, first, True
    elif day > days[-1]:
        at, day, wrong = event.ends_at, days[-1], True
    return Moment(at, day, device_at, wrong)


def on_paper(event: Event, day: date) -> Moment:
    """A paper list knows the day only."""
    if day == zones.day_of(event.starts_at, event.zone):
        return Moment(event.starts_at, day)
    return Moment(zones.midnight(day, event.zone) + timedelta(hours=12), day)
