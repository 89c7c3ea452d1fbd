"""Every read of the desk, the ticket and the certificate pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from smartprovince.core import access, clock
from smartprovince.outreach.models import (
    Certificate,
    CheckIn,
    Event,
    EventNote,
    Feedback,
    QuizSheet,
    Registration,
)
from smartprovince.proposals.bearers import Bearer, plain_code
from smartprovince.proposals.models import Proposal

from . import tickets

S = Registration.State


# --- the desk --------------------------------------------------------------------------------------------------------


def event_at(person: Any, verb: str, number: str) -> Event:
    """One event through the gate: NotFound or Refused like `access.get`."""
    return access.get(person, verb, Event, Event.objects.select_related("organiser", "region"), number=number)


def desks_of(person: Any) -> QuerySet[Event]:
    """The events at whose desk a person sits by membership, the next one first."""
    keys = [grant.event_id for grant in getattr(person, "granted", lambda _name: [])("event.desk") if grant.event_id]
    rows = access.scope(person, "desk", Event).filter(pk__in=keys)
    return rows.select_related("organiser", "region").order_by("starts_at", "pk")


def registrations_at(person: Any, event: Event) -> QuerySet[Registration]:
    """Everybody on the list of an event whose data is not erased."""
    rows = access.scope(person, "desk", Registration).filter(event=event).exclude(state=S.ERASED)
    return rows.select_related("organisation", "event").order_by("number")


def found_at(person: Any, event: Event, words: str) -> QuerySet[Registration]:
    """By number of the ticket, or by a part of the name or the organisation."""
    rows = registrations_at(person, event)
    words = words.strip().removeprefix("#")
    if words.isdigit() and len(words) < 7:
        return rows.filter(number=int(words))
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(organisation_name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__short_name__icontains=word)
        )
    return rows


def with_check_in_of(rows: QuerySet[Registration], day: date) -> QuerySet[Registration]:
    """Each row with `of_the_day`: its check-in on that day, in a list of none or one."""
    mine = CheckIn.objects.filter(day=day)
    return rows.prefetch_related(Prefetch("check_ins", queryset=mine, to_attr="of_the_day"))


@dataclass(frozen=True)
class Counters:
    registered: int
    waiting: int
    in_today: int
    came: int

    @property
    def missing(self) -> int:
        return max(0, self.registered - self.in_today)


def counters(event: Event, day: date) -> Counters:
    states = Counter(Registration.objects.filter(event=event).values_list("state", flat=True))
    return Counters(
        registered=states[S.REGISTERED],
        waiting=states[S.WAITING],
        in_today=CheckIn.objects.filter(registration__event=event, day=day).count(),
        came=Registration.objects.filter(event=event, attended_on__isnull=False).count(),
    )


def last_check_ins(person: Any, event: Event, day: date, most: int = 8) -> list[CheckIn]:
    rows = access.scope(person, "view", CheckIn).filter(registration__event=event, day=day)
    return list(rows.select_related("registration__organisation").order_by("-received_at", "-pk")[:most])


def roster(person: Any, event: Event) -> list[dict[str, Any]]:
    """What a device needs to check tickets without a connection: who may come in, by digest, never by secret."""
    day = clock.today(event.zone)
    rows = with_check_in_of(registrations_at(person, event).filter(state=S.REGISTERED), day)
    return [
        {
            "n": row.number,
            "name": row.name,
            "org": organisation_of(row),
            "d": row.ticket_digest,
            "in": hour(event, row.of_the_day[0]) if row.of_the_day else "",  # type: ignore[attr-defined]
        }
        for row in rows
    ]


def organisation_of(registration: Registration) -> str:
    return str(registration.organisation or registration.organisation_name)


def hour(event: Event, check_in: CheckIn) -> str:
    """`09.12` on the wall clock of the place."""
    return f"{clock.local(check_in.at, event.zone):%H.%M}"


def notes_of(person: Any, event: Event) -> QuerySet[EventNote]:
    rows = access.scope(person, "view", EventNote).filter(event=event)
    return rows.select_related("organisation", "region", "proposal", "event").order_by("-pk")


# --- the ticket ------------------------------------------------------------------------------------------------------


def registration_of_ticket(secret: str) -> Registration:
    """Whoever holds the secret holds the registration. NotFound for any other secret."""
    if not tickets.secret_in(f"{tickets.PREFIX}{secret}"):
        raise access.NotFound("ticket")
    rows = Registration.objects.select_related("event__organiser", "event__region", "organisation")
    return access.get(Bearer(secret), "hold", Registration, rows, ticket_digest=tickets.digest(secret))


@dataclass(frozen=True)
class Part:
    """What a participant did so far."""

    sheets: dict[str, QuizSheet]
    feedback: Feedback | None
    certificate: Certificate | None
    check_ins: list[CheckIn]
    place_in_line: int


def part_of(registration: Registration) -> Part:
    waiting = Registration.objects.filter(event=registration.event, state=S.WAITING, number__lte=registration.number)
    return Part(
        sheets={sheet.phase: sheet for sheet in registration.quiz_sheets.all()},
        feedback=Feedback.objects.filter(registration=registration).first(),
        certificate=Certificate.objects.filter(registration=registration, revoked_at=None).first(),
        check_ins=list(registration.check_ins.order_by("day")),
        place_in_line=waiting.count() if registration.state == S.WAITING else 0,
    )


# --- certificates and receipts ---------------------------------------------------------------------------------------


def certificates_of(person: Any, event: Event) -> QuerySet[Certificate]:
    rows = access.scope(person, "view", Certificate).filter(registration__event=event)
    return rows.select_related("registration__organisation").order_by("registration__number")


def certificate_of_code(typed: str) -> Certificate:
    """NotFound for a code that is not one of ours."""
    code = plain_code(typed)
    rows = Certificate.objects.select_related("registration__event__organiser")
    return access.get(Bearer(code), "hold", Certificate, rows, code=code)


def thing_of_receipt(typed: str) -> tuple[EventNote | None, Proposal | None]:
    """The note of a receipt, with its usulan where it is one, or a usulan alone. NotFound for any other word."""
    code = plain_code(typed)
    bearer = Bearer(code)
    notes = access.scope(bearer, "hold", EventNote).select_related("event__organiser", "organisation", "proposal")
    if note := notes.first():
        return note, note.proposal
    rows = Proposal.objects.select_related("region", "organisation")
    return None, access.get(bearer, "hold", Proposal, rows, receipt=code)
