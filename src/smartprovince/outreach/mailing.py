"""Mails to people who registered: their ticket, a place that became free, an event that moved or is off.

Nothing is sent to invented people, and nothing at all in the demo. Each mail names its registration as its matter, so
that it can be found again when somebody takes back their consent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.core import outbox
from smartprovince.core.models import OutgoingMail, type_name
from smartprovince.core.templatetags.writing import long_day

from . import calendars, zones
from .models import Event, Registration


def ticket_address(secret: str) -> str:
    return settings.ADDRESS + reverse("outreach:ticket", args=[secret])


def matter_of(registration: Registration) -> str:
    return f"{type_name(registration)}:{registration.pk}"


def send_ticket(registration: Registration, secret: str) -> None:
    """The only place where the secret of a ticket is written down."""
    event = registration.event
    waits = registration.state == Registration.State.WAITING

    def words() -> tuple[str, str]:
        said = (
            _("All places are taken. You are on the waiting list and hear from us when one becomes free.")
            if waits
            else _("You are registered. Show this ticket at the entrance:")
        )
        return _("Your registration"), f"{said}\n{ticket_address(secret)}"

    _send([registration], event, words, with_file=not waits)


def tell_of_a_place(registration: Registration) -> None:
    """From the waiting list to a place; the ticket that was sent before is valid now."""

    def words() -> tuple[str, str]:
        said = _("A place has become free and it is yours. The ticket that we sent you before is valid now.")
        return _("You have a place"), said

    _send([registration], registration.event, words)


def tell_of_a_move(event: Event, registrations: Iterable[Registration]) -> None:
    def words() -> tuple[str, str]:
        return _("Moved"), _("The time or the place has changed: %(reason)s") % {"reason": event.moved_reason}

    _send(registrations, event, words)


def tell_it_is_off(event: Event, registrations: Iterable[Registration], reason: str) -> None:
    def words() -> tuple[str, str]:
        return _("Cancelled"), _("This event will not take place: %(reason)s") % {"reason": reason}

    _send(registrations, event, words)


def forget(registration: Registration) -> int:
    """Take every mail to somebody out of the outbox, sent or not."""
    return OutgoingMail.objects.filter(matter=matter_of(registration)).delete()[0]


def _send(
    registrations: Iterable[Registration], event: Event, words: Callable[[], tuple[str, str]], *, with_file: bool = True
) -> None:
    if settings.DEMO:
        return
    for registration in registrations:
        if registration.simulated or not registration.email:
            continue
        with translation.override(registration.person.language if registration.person else settings.LANGUAGE_CODE):
            subject, said = words()
            text = calendars.event_file(event, attendee=registration.email, name=registration.name)
            method = text.split("METHOD:", 1)[1].split("\r\n", 1)[0]
            files = [outbox.MailFile("acara.ics", f"text/calendar; method={method}", text)]
            outbox.mail(
                registration.email,
                f"{subject}: {event.title} [{event.number}]",
                _body(event, registration, said),
                files if with_file and registration.state == Registration.State.REGISTERED else [],
                kind="outreach.registration",
                recipient=registration.person,
                sender=event.organiser,
                matter=matter_of(registration),
            )


def _body(event: Event, registration: Registration, said: str) -> str:
    when = zones.hours(event.starts_at, event.ends_at, event.zone)
    lines = [
        _("Dear %(name)s,") % {"name": registration.name},
        said,
        event.title,
        f"{long_day(zones.day_of(event.starts_at, event.zone))}, {when}",
        calendars.place_of(event),
    ]
    if event.meeting_url and event.mode != Event.Mode.ON_SITE and event.state != Event.State.CANCELLED:
        lines.append(event.meeting_url)
    lines += [calendars.address_of(event), event.organiser.name]
    return "\n\n".join(line for line in lines if line) + "\n"
