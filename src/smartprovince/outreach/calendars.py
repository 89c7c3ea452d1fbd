"""Events as iCalendar (RFC 5545): a file for one, an invitation by mail, a feed for many.

The key of an event stays the same for its life and `SEQUENCE` grows when it moves, so that calendars follow. A file
holds what everyone who sees the event may read; the only person named is the one the invitation is for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, vCalAddress, vText
from icalendar import Event as Entry

from smartprovince.core import clock

from . import zones
from .models import Event, Output

PRODUCT = "-//smartprovince//kegiatan//ID"
TYPE = "text/calendar; charset=utf-8"
FORMAT = 1  # of what a feed says; raise it when the same events are written otherwise


def address_of(event: Event) -> str:
    """The public page of an event, with the site before it."""
    return settings.ADDRESS + reverse("outreach:event_page", args=[event.number])


def key_of(event: Event) -> str:
    return f"{event.number.lower()}@{_host()}"


def _host() -> str:
    return urlsplit(settings.ADDRESS).hostname or "localhost"


def event_file(event: Event, *, attendee: str = "", name: str = "") -> str:
    """One event: an invitation (METHOD:REQUEST, or CANCEL) for the attendee's address, else for everybody (PUBLISH)."""
    method = "PUBLISH" if not attendee else "CANCEL" if event.state == Event.State.CANCELLED else "REQUEST"
    calendar = _calendar(event.title)
    calendar.add("method", method)
    entry = _entry(event, clock.now())
    if attendee:
        whom = vCalAddress(f"mailto:{attendee}")
        whom.params["CN"] = vText(name or attendee)
        whom.params["ROLE"] = vText("REQ-PARTICIPANT")
        whom.params["PARTSTAT"] = vText("ACCEPTED")
        entry.add("attendee", whom, encode=False)
    calendar.add_component(entry)
    return _text(calendar)


def feed(title: str, events: Iterable[Event], homework: Iterable[Output], changed: Mapping[int, datetime]) -> str:
    """Many events and the days on which homework is due. `changed`: when each event was last changed, by its key."""
    calendar = _calendar(title)
    calendar.add("refresh-interval", timedelta(hours=4))
    for event in events:
        calendar.add_component(_entry(event, changed.get(event.pk, event.created_at)))
    for output in homework:
        if output.due_on:
            calendar.add_component(_due(output, output.due_on))
    return _text(calendar)


def fingerprint(title: str, events: Iterable[Event], homework: Iterable[Output]) -> str:
    """The entity tag of a feed: the same while nothing in it changes. It is known without writing the feed."""
    parts = [f"{FORMAT}|{settings.ADDRESS}|{title}"]
    parts += [f"e{event.pk}.{event.version}.{event.organiser.version}" for event in events]
    parts += [f"o{output.pk}.{output.version}.{output.event.version}" for output in homework]
    return f'"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def _calendar(title: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", title)
    return calendar


def _text(calendar: Calendar) -> str:
    calendar.add_missing_timezones(first_date=date(2010, 1, 1), last_date=date(2038, 1, 1))
    return calendar.to_ical().decode()


def _entry(event: Event, stamp: datetime) -> Entry:
    entry = Entry()
    zone = event.zone
    entry.add("uid", key_of(event))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", stamp.replace(microsecond=0))
    entry.add("dtstart", clock.local(event.starts_at, zone))
    entry.add("dtend", clock.local(event.ends_at, zone))
    entry.add("summary", f"{event.title} ({_('simulated data')})" if event.simulated else event.title)
    if place := place_of(event):
        entry.add("location", place)
    entry.add("description", _description(event))
    entry.add("url", address_of(event))
    entry.add("status", "CANCELLED" if event.state == Event.State.CANCELLED else "CONFIRMED")
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    organiser.params["CN"] = vText(event.organiser.name)
    entry.add("organizer", organiser, encode=False)
    if event.state != Event.State.CANCELLED:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.title)
        alarm.add("trigger", timedelta(days=-1))
        entry.add_component(alarm)
    return entry


def place_of(event: Event) -> str:
    """Where it is, as one line. The address of a meeting is for those who come, so it is not in any file."""
    on_line = _("on line") if event.mode != Event.Mode.ON_SITE else ""
    return ", ".join(part for part in (event.venue, on_line) if part)


def _description(event: Event) -> str:
    parts = [event.summary.strip()]
    parts.append(" · ".join([zones.hours(event.starts_at, event.ends_at, event.zone), *_others(event)]))
    if event.moved_reason:
        parts.append(_("It was moved: %(reason)s") % {"reason": event.moved_reason})
    return "\n\n".join(part for part in parts if part)


def _others(event: Event) -> list[str]:
    return zones.elsewhere(event.starts_at, event.ends_at, event.zone)


def _due(output: Output, day: date) -> Entry:
    """A whole day, which takes no time of anybody's."""
    entry = Entry()
    entry.add("uid", f"tugas-{output.pk}@{_host()}")
    entry.add("dtstamp", datetime.combine(day, datetime.min.time(), clock.ZONES["WIB"]).astimezone(UTC))
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", _("Homework due: %(title)s") % {"title": output.title})
    entry.add("url", address_of(output.event))
    entry.add("transp", "TRANSPARENT")
    return entry
