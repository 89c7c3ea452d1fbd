"""How pages write when an event is, on the clock of its place."""

from __future__ import annotations

from datetime import datetime

from django import template

from smartprovince.core import clock
from smartprovince.core.templatetags.writing import full_day, long_day
from smartprovince.outreach import zones
from smartprovince.outreach.models import Event

register = template.Library()


@register.filter
def first_day(event: Event) -> str:
    """`7 Nov 2022`."""
    return full_day(zones.day_of(event.starts_at, event.zone))


@register.filter
def hours(event: Event) -> str:
    """`09.00–12.00 WITA`."""
    return zones.hours(event.starts_at, event.ends_at, event.zone)


@register.filter
def when(event: Event) -> str:
    """`Senin, 7 November 2022, 09.00–12.00 WITA`; several days with both ends."""
    first, last = (zones.day_of(moment, event.zone) for moment in (event.starts_at, event.ends_at))
    return f"{long_day(first)}, {hours(event)}" if first == last else hours(event)


@register.filter
def elsewhere(event: Event) -> str:
    """The same hours in the other two zones."""
    return " · ".join(zones.elsewhere(event.starts_at, event.ends_at, event.zone))


@register.filter
def at(moment: datetime | None, zone: str) -> str:
    """`7 Nov 2022 09.00 WITA`."""
    if moment is None:
        return "–"
    local = clock.local(moment, zone)
    return f"{full_day(local.date())} {local:%H.%M} {zone}"


@register.filter
def clock_of(moment: datetime, zone: str) -> str:
    """`09.00`."""
    return f"{clock.local(moment, zone):%H.%M}"


@register.filter
def state_css(event: Event) -> str:
    """The badge of a state."""
    return {
        Event.State.DRAFT: "badge--none",
        Event.State.OPEN: "badge--now",
        Event.State.CLOSED: "badge--ok",
        Event.State.REPORTED: "badge--ok",
        Event.State.CANCELLED: "badge--bad",
    }[Event.State(event.state)]
