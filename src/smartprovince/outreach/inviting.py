"""Every write to invitations of organisations, and to who sits at the desk of an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.organisations import actions as organisations
from smartprovince.organisations.actions import Invited
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role

from . import queries, registering, zones
from .models import Event, EventInvitation

DESK_DAYS = 30  # after the last day, for paper lists and notes


def _invitable(event: Event) -> None:
    if event.state not in (Event.State.DRAFT, Event.State.OPEN):
        raise Invalid(_("It is held or cancelled; nobody is invited any more."))


@action("event.invite", on="event", system=True)
def invite_organisations(
    log: Log,
    *,
    event: Event,
    organisations: Sequence[Organisation],
    letter_number: str = "",
    letter_date: date | None = None,
    seats: int = 1,
) -> Event:
    """Invite organisations of the event's province (the ministry: any), all with the letter's number and date."""
    _invitable(event)
    faults = []
    if not organisations:
        faults.append(Fault("organisations", _("Choose at least one organisation.")))
    if not 1 <= seats <= 1_000:
        faults.append(Fault("seats", _("Keep between 1 and 1,000 seats.")))
    if letter_date and letter_date > clock.today():
        faults.append(Fault("letter_date", _("The letter cannot be dated in the future.")))
    if not getattr(log.actor, "is_system", False):
        allowed = set(
            queries.can_be_invited(log.actor, event)
            .filter(pk__in=[each.pk for each in organisations])
            .values_list("pk", flat=True)
        )
        if any(each.pk not in allowed for each in organisations):
            said = _("One of these is invited already, or belongs to another province.")
            faults.append(Fault("organisations", said, "", _("Open the page again and choose once more.")))
    if faults:
        raise Invalid(faults)
    log.about(event)
    for organisation in organisations:
        log.create(
            EventInvitation,
            event=event,
            organisation=organisation,
            letter_number=letter_number.strip(),
            letter_date=letter_date,
            seats=seats,
        )
    log.note(invited=len(organisations), letter_number=letter_number.strip())
    return event


@action("event.change_invitation", on="invitation")
def change_invitation(
    log: Log, *, invitation: EventInvitation, letter_number: str, letter_date: date | None, seats: int
) -> EventInvitation:
    """Correct the letter, or keep more or fewer seats."""
    _invitable(invitation.event)
    if not 1 <= seats <= 1_000:
        raise Invalid(Fault("seats", _("Keep between 1 and 1,000 seats.")))
    log.set(invitation, letter_number=letter_number.strip(), letter_date=letter_date, seats=seats)
    registering.fill_places(registering.locked(invitation.event))
    return invitation


@action("event.uninvite", on="invitation")
def withdraw_invitation(log: Log, *, invitation: EventInvitation) -> Event:
    """Take an invitation back. Who registered stays registered."""
    _invitable(invitation.event)
    event = invitation.event
    log.about(event)
    log.note(removed=f"invitation: {invitation.organisation}")
    invitation.delete()
    registering.fill_places(registering.locked(event))
    return event


@action("event.answer_invitation", on="invitation", verb="answer")
def answer_invitation(log: Log, *, invitation: EventInvitation, answer: str) -> EventInvitation:
    """The invited organisation says whether it comes; seats of one that does not are free for others."""
    if answer not in (EventInvitation.Answer.COMING, EventInvitation.Answer.DECLINED):
        raise Invalid(Fault("answer", _("Say whether your organisation is coming.")))
    if invitation.event.starts_at <= zones.now():
        raise Invalid(_("The event has begun."))
    log.set(invitation, answer=answer)
    registering.fill_places(registering.locked(invitation.event))
    return invitation


# --- the desk --------------------------------------------------------------------------------------------------------


def _door(log: Log) -> access.SystemActor:
    """Coordinators rule no people; for their own event they may seat somebody at the desk, and nothing else."""
    return access.SystemActor(f"event desk: {log.actor}"[:200])


@action("event.seat_at_desk", on="event")
def seat_at_desk(log: Log, *, event: Event, person: Person) -> Membership:
    """Put somebody of the own government at the desk of this one event, until a month after it."""
    if not queries.own_people(event).filter(pk=person.pk).exists():
        raise Invalid(Fault("person", _("This person does not work in your government.")))
    if queries.desk_people(event).filter(person=person).exists():
        raise Invalid(Fault("person", _("This person is at the desk already.")))
    last = zones.day_of(event.ends_at, event.zone) + timedelta(days=DESK_DAYS)
    return organisations.grant_membership(
        actor=_door(log),
        organisation=event.organiser,
        person=person,
        role=Role.EVENT_DESK,
        event_id=event.pk,
        valid_until=max(last, clock.today()),
    )


@action("event.invite_to_desk", on="event")
def invite_to_desk(log: Log, *, event: Event, name: str, email: str) -> Invited:
    """A one-time link for a helper from outside: an account that can do nothing but sit at this desk."""
    if event.state not in (Event.State.DRAFT, Event.State.OPEN, Event.State.CLOSED):
        raise Invalid(_("What is reported or cancelled stays as it is."))
    return organisations.invite(
        actor=_door(log),
        organisation=event.organiser,
        email=email,
        name=name,
        role=Role.EVENT_DESK,
        event_id=event.pk,
    )


@action("event.leave_desk", on="event")
def leave_desk(log: Log, *, event: Event, membership: Membership) -> Event:
    """Somebody sits at the desk no longer."""
    if membership.event_id != event.pk or membership.role != Role.EVENT_DESK:
        raise Invalid(_("This person is not at the desk of this event."))
    organisations.end_membership(actor=_door(log), membership=membership)
    log.about(event)
    log.note(left=membership.person_id)
    return event
