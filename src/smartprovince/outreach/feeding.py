"""The secret addresses of calendars: made, replaced and ended. Only a digest of the secret is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.organisations.models import Organisation, Person

from .models import CalendarFeed
from .registering import digest


@dataclass(frozen=True)
class Opened:
    """A calendar with the secret of its address, shown once."""

    feed: CalendarFeed
    secret: str


@action("calendar.open_own", on="person")
def open_own_feed(log: Log, *, person: Person) -> Opened:
    """One's own calendar; an address that was there before stops working."""
    return _open(log, person=person)


@action("calendar.open_organisation", on="organisation", verb="feed")
def open_organisation_feed(log: Log, *, organisation: Organisation) -> Opened:
    """The calendar of an organisation one coordinates; an address that was there before stops working."""
    return _open(log, organisation=organisation)


def _open(log: Log, **whose: object) -> Opened:
    secret = secrets.token_urlsafe(24)
    before = list(CalendarFeed.objects.select_for_update().filter(ended_at=None, **whose))
    feed = log.create(CalendarFeed, digest=digest(secret), made_by=str(log.actor)[:200], **whose)
    for each in before:
        log.set(each, ended_at=clock.now())
    return Opened(feed, secret)


@action("calendar.end", on="feed")
def end_feed(log: Log, *, feed: CalendarFeed) -> CalendarFeed:
    """The address stops working."""
    if feed.ended_at is None:
        log.set(feed, ended_at=clock.now())
    return feed
