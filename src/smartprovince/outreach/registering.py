"""Every write to registrations: coming, waiting, dropping out, and disappearing when consent is taken back.

Visitors act through system doors: a public form, or the secret of a ticket. People at the desk act as themselves.
Whoever takes or frees a place holds the lock of the event's row, so that no place is given twice.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from smartprovince.core import access, audit, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.models import AuditEntry, type_name
from smartprovince.organisations.models import Organisation, Person
from smartprovince.territory.models import Region

from . import mailing, queries, questions, states, zones
from .models import Certificate, Event, Feedback, Registration

PAGE = access.SystemActor("registration page")  # somebody fills in the public form
TICKET = access.SystemActor("ticket")  # somebody shows the secret of a ticket
WAITING_LIST = access.SystemActor("waiting list")  # a place became free

S = Registration.State
BY_PAGE = (Registration.Source.PAGE, Registration.Source.INVITATION)
PERSONAL = ("name", "email", "phone", "position", "organisation_name")
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Registered:
    """A registration with the secret of its ticket, which is kept nowhere."""

    registration: Registration
    secret: str


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    return secrets.token_urlsafe(16)


def secret_for(event: Event, form_key: str) -> str:
    """The secret that a form leads to: its second click leads to the ticket of the first, not to a refusal."""
    if not _KEY.fullmatch(form_key):
        return new_secret()
    sealed = hmac.digest(settings.SECRET_KEY.encode(), f"ticket:{event.pk}:{form_key}".encode(), "sha256")
    return urlsafe_b64encode(sealed[:16]).decode().rstrip("=")


def locked(event: Event) -> Event:
    """The event read afresh; until the end of the transaction nobody else gives or frees a place."""
    return Event.objects.select_for_update().get(pk=event.pk)


# --- coming ----------------------------------------------------------------------------------------------------------


@action("registration.add", on="event", verb="desk", system=True)
def register(
    log: Log,
    *,
    event: Event,
    name: str,
    email: str = "",
    came_by: str = Registration.Source.PAGE,
    consented: bool = False,
    answers: dict[str, Any] | None = None,
    person: Person | None = None,
    organisation: Organisation | None = None,
    region: Region | None = None,
    secret: str = "",
    **fields: Any,
) -> Registered:
    """Register somebody: through the page (before it begins, with consent), at the desk or from a paper list.

    `person` is the account of the one who comes, not of a colleague who names them (came_by: invitation).

    A full event puts those who come by the page on the waiting list; who stands at the desk is there. `answers` are
    checked against the questions of the event, by the page only: a paper list has no conditional questions.
    fields: phone, position, organisation_name, dimension. secret: of the ticket; made here unless given.
    """
    event = locked(event)
    by_page = came_by in BY_PAGE
    email = email.strip().lower()
    faults = _faults(event, name, email, organisation, by_page=by_page, consented=consented, **fields)
    if faults:
        raise Invalid(faults)
    kept = questions.checked(list(event.questions.all()), answers or {}) if by_page else dict(answers or {})
    _settle_address(log, event, email)
    secret = secret or new_secret()
    full = by_page and queries.free_places(event, organisation) == 0
    registration = log.create(
        Registration,
        event=event,
        number=queries.last_number(event) + 1,
        state=S.WAITING if full else S.REGISTERED,
        came_by=came_by,
        person=person,
        name=name.strip(),
        email=email,
        organisation=organisation,
        region=region,
        answers=kept,
        ticket_digest=digest(secret),
        consented_at=clock.now() if consented else None,
        simulated=settings.DEMO or event.simulated or bool(person and person.simulated),
        **{field: str(value or "").strip() for field, value in fields.items()},
    )
    mailing.send_ticket(registration, secret)
    return Registered(registration, secret)


def _faults(
    event: Event,
    name: str,
    email: str,
    organisation: Organisation | None,
    *,
    by_page: bool,
    consented: bool,
    dimension: str = "",
    **_others: Any,
) -> list[Fault]:
    faults = []
    if closed := closed_because(event, by_page=by_page):
        raise Invalid(closed)
    if not name.strip():
        faults.append(Fault("name", _("Write the name.")))
    if by_page and not email:
        faults.append(Fault("email", _("Write the address to which we send the ticket.")))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            faults.append(Fault("email", _("This is not an address of mail."), "", _("For example: nama@contoh.go.id")))
    if by_page and not consented:
        faults.append(Fault("consent", _("Without your consent we may not keep your data, so you cannot register.")))
    if dimension and dimension not in queries.group_codes(event):
        faults.append(Fault("dimension", _("There is no such group here.")))
    if organisation and not queries.may_come(event).filter(pk=organisation.pk).exists():
        faults.append(Fault("organisation", _("Choose an organisation from the list, or write its name.")))
    return faults


def closed_because(event: Event, *, by_page: bool = True, now: datetime | None = None) -> str:
    """Why nobody can register (any more); empty when registration is open. Paper lists are entered afterwards, too."""
    moment = now or zones.now()
    if event.state == Event.State.CANCELLED:
        return _("This event is cancelled.")
    if event.state == Event.State.DRAFT:
        return _("Registration has not begun.")
    if not by_page:
        return _("The report is written; the list is closed.") if event.state == Event.State.REPORTED else ""
    if event.state != Event.State.OPEN or moment >= event.starts_at:
        return _("Registration is closed: the event has begun or is over.")
    if event.registration_until and moment >= event.registration_until:
        return _("Registration is closed since its last day is over.")
    return ""


def _settle_address(log: Log, event: Event, email: str) -> None:
    """One address, one place. An address that dropped out may come again: it leaves the old row, which stays."""
    if not email:
        return
    known = Registration.objects.filter(event=event, email=email).first()
    if known is None:
        return
    if known.state != S.DROPPED:
        raise Invalid(
            Fault(
                "email",
                _("With this address a registration is there already."),
                "",
                _("The ticket is in its mail. If you cannot find it, ask the organiser."),
            )
        )
    free_address(actor=WAITING_LIST, registration=known)


@action("registration.free_address", on="registration", verb="desk", system=True)
def free_address(log: Log, *, registration: Registration) -> Registration:
    """Take the address from a registration that was dropped, so that it can be used once more."""
    log.set(registration, email="")
    return registration


# --- waiting and dropping out ----------------------------------------------------------------------------------------


@action("registration.drop", on="registration", system=True)
def drop_registration(log: Log, *, registration: Registration) -> Registration:
    """Not coming after all; the first who waits gets the place."""
    event = locked(registration.event)
    registration.refresh_from_db()
    if registration.attended_on:
        raise Invalid(_("Somebody who came cannot drop out."))
    if event.state not in (Event.State.OPEN, Event.State.DRAFT):
        raise Invalid(_("The event is over."))
    held = registration.state == S.REGISTERED
    log.set(registration, state=states.REGISTRATION.check(registration.state, "drop"))
    if held:
        fill_places(event)
    return registration


@action("registration.promote", on="registration", verb="desk", system=True)
def promote_registration(log: Log, *, registration: Registration) -> Registration:
    """From the waiting list to a place, by the list itself or by hand (then the desk answers for the room)."""
    log.set(registration, state=states.REGISTRATION.check(registration.state, "promote"))
    mailing.tell_of_a_place(registration)
    return registration


def fill_places(event: Event) -> int:
    """Give free places to those who wait, in the order of their numbers. Call it with the lock of the event."""
    if event.state != Event.State.OPEN or event.starts_at <= zones.now():
        return 0
    waiting = Registration.objects.filter(event=event, state=S.WAITING).select_related("event__organiser", "person")
    given = 0
    for registration in waiting.order_by("number"):
        if queries.free_places(event, registration.organisation) == 0:
            break
        promote_registration(actor=WAITING_LIST, registration=registration)
        given += 1
    return given


@action("registration.group", on="registration", verb="desk")
def assign_group(log: Log, *, registration: Registration, dimension: str) -> Registration:
    """Put somebody into the group of a dimension; empty takes them out."""
    if dimension and dimension not in queries.group_codes(registration.event):
        raise Invalid(Fault("dimension", _("There is no such group here.")))
    if registration.state in (S.DROPPED, S.ERASED):
        raise Invalid(_("This person is not coming."))
    log.set(registration, dimension=dimension)
    return registration


@action("event.group_people", on="event", verb="desk")
def assign_groups(log: Log, *, event: Event, registrations: Sequence[Registration], dimension: str) -> int:
    """Put several people of an event into a group, all or none. Returns how many."""
    if not registrations:
        raise Invalid(_("Tick the people first."))
    log.about(event)
    for registration in registrations:
        if registration.event_id != event.pk:
            raise Invalid(_("This person registered for another event."))
        assign_group(actor=log.actor, acting_for=log.acting_for, registration=registration, dimension=dimension)
    log.note(people=len(registrations), dimension=dimension)
    return len(registrations)


# --- disappearing ----------------------------------------------------------------------------------------------------


@action("registration.erase", on="registration", system=True)
def erase_registration(log: Log, *, registration: Registration) -> Registration:
    """Consent is taken back: name, addresses, answers and words disappear, from the trail and the outbox, too.

    What stays counts nobody by name: number, organisation, region, group, and that somebody came.
    """
    event = locked(registration.event)
    registration.refresh_from_db()
    target = states.REGISTRATION.check(registration.state, "erase")
    held = registration.state == S.REGISTERED and not registration.attended_on
    log.set(registration, state=target)
    # Not through the log: it would keep the very texts that have to go.
    for field in PERSONAL:
        setattr(registration, field, "")
    registration.answers, registration.person, registration.consented_at = {}, None, None
    registration.save(update_fields=[*PERSONAL, "answers", "person", "consented_at"])
    things = [registration, *Feedback.objects.filter(registration=registration)]
    Feedback.objects.filter(registration=registration).update(words="")
    for thing in things:
        entries = AuditEntry.objects.filter(object_type=type_name(thing), object_id=str(thing.pk))
        audit.erase_texts(entries)
    certificate = Certificate.objects.filter(registration=registration, revoked_at=None).first()
    if certificate:
        log.set(certificate, revoked_at=clock.now(), revoked_reason=_("consent withdrawn"))
    mailing.forget(registration)
    if held:
        fill_places(event)
    return registration
