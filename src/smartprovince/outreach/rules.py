"""Who sees, holds and keeps events, and whose registrations are whose.

A public event is open to everyone once it is announced. Any other is for the people of its region: a kabupaten/kota
sees its own events and those of its province, a province those of all its kabupaten/kota, the nation's programme owner
all of them; a kabupaten/kota never sees what another one holds for itself, partners and the verified public only what
their organisation is invited to or they registered for. Drafts are for those who edit them.
Registrations are personal data: for the desk of that very event and for the person.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import NOBODY, condition, rule
from smartprovince.organisations.models import Membership, Organisation
from smartprovince.organisations.roles import Role, who_may
from smartprovince.organisations.rules import own_government
from smartprovince.organisations.scopes import NATION, NOWHERE, at_region, below, grants, reach

from .models import (
    AgendaItem,
    CalendarFeed,
    Certificate,
    CheckIn,
    Event,
    EventInvitation,
    EventNote,
    Feedback,
    Material,
    Output,
    Question,
    QuizItem,
    QuizSheet,
    Registration,
)

EDITORS = who_may("event.edit")
DESK = (*EDITORS, str(Role.EVENT_DESK.label))
HOLDERS = (Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY)
_ANNOUNCED = ~Q(state=Event.State.DRAFT) & ~Q(state=Event.State.CANCELLED, sequence=0)  # dropped as a draft
_GUESTS = (Role.PARTNER, Role.PUBLIC)  # not people of the government itself
_GOVERNMENT = (*HOLDERS, Organisation.Kind.AGENCY)  # a partner may have its seat in the region, too


def of(person: Any, verb: str, field: str = "event") -> Q:
    """Rows whose event the person may do `verb` on."""
    return Q(**{f"{field}__in": Event.objects.filter(condition(person, verb, Event))})


def ministries(person: Any, capability: str) -> list[int]:
    """The organisations that somebody acts for with the reach of the nation."""
    return [grant.organisation_id for grant in grants(person, capability) if reach(grant) == NATION]


def own_organisations(person: Any) -> list[int]:
    """Organisations somebody works in; the verified public speaks for none."""
    return [grant.organisation_id for grant in grants(person, "event.view") if grant.role != Role.PUBLIC]


# --- events ----------------------------------------------------------------------------------------------------------


@rule("view", Event)
def who_sees_events(person: Any) -> Q:
    seen = Q(is_public=True) | _concerned(person)
    if getattr(person, "is_authenticated", False):
        seen |= Q(pk__in=Registration.objects.filter(person=person.pk).values("event"))
    return (seen & _ANNOUNCED) | who_edits_events(person) | _desks(person)


def _concerned(person: Any) -> Q:
    """The events that somebody would see were they not public: by region, or by an invitation of the organisation."""
    seen = NOBODY
    mine = grants(person, "event.view")
    for grant in mine:
        if works_for_government(grant):
            seen |= _beside(grant) | Q(organiser__kind=Organisation.Kind.MINISTRY)
    if mine:
        invited = EventInvitation.objects.filter(organisation__in=own_organisations(person))
        seen |= Q(pk__in=invited.values("event"))
    return seen


def works_for_government(grant: Membership) -> bool:
    """A ministry, a government or a perangkat daerah; a mentor of a university works for the programme."""
    home = grant.organisation.kind in (*_GOVERNMENT, Organisation.Kind.MINISTRY)
    return grant.role not in _GUESTS and (home or grant.role == Role.MENTOR)


def own_region_of(grant: Membership) -> int | None:
    """The region of the government that somebody works for; administrators rule its people, not its content."""
    if grant.role in (*_GUESTS, Role.ADMINISTRATOR) or grant.organisation.kind not in _GOVERNMENT:
        return None
    return grant.organisation.region_id


def _beside(grant: Membership) -> Q:
    """The events of the region of a membership, of what lies below it, and of its province."""
    code = reach(grant)
    if code == NOWHERE:
        return NOBODY
    if code == NATION:
        return ~NOBODY if grant.role == Role.PROGRAMME_OWNER else NOBODY
    province = code[:2]
    of_province = Q(region__code=province) | Q(organiser__region__code=province)
    return below(code) | below(code, "organiser__region") | of_province


@rule("edit", Event, who_may=EDITORS)
def who_edits_events(person: Any) -> Q:
    """Coordinators the events of their own government; the programme owner those of the ministry."""
    own = at_region(person, "event.edit", "organiser__region") & Q(organiser__kind__in=HOLDERS)
    return own | Q(organiser__in=ministries(person, "event.edit"), organiser__kind=Organisation.Kind.MINISTRY)


def _desks(person: Any) -> Q:
    """The one event that a desk membership names, if it is held by the government that gave the membership."""
    found = NOBODY
    for grant in grants(person, "event.desk"):
        if grant.event_id and grant.organisation.region_id:
            found |= Q(pk=grant.event_id, organiser__region=grant.organisation.region_id)
    return found


@rule("desk", Event, who_may=DESK)
def who_sits_at_the_desk(person: Any) -> Q:
    return who_edits_events(person) | _desks(person)


@rule("hold_event", Organisation, who_may=EDITORS)
def who_holds_events(person: Any) -> Q:
    own = at_region(person, "event.edit") & Q(kind__in=HOLDERS)
    return own | Q(pk__in=ministries(person, "event.edit"), kind=Organisation.Kind.MINISTRY)


@rule("trail", Event)
def who_reads_the_trail(person: Any) -> Q:
    """It holds what an event was before it was announced, addresses of meetings, and numbers of letters."""
    return who_edits_events(person)


# --- what belongs to an event ----------------------------------------------------------------------------------------


@rule("view", AgendaItem)
@rule("view", Question)
def who_sees_the_programme(person: Any) -> Q:
    return of(person, "view")


@rule("edit", AgendaItem, who_may=EDITORS)
@rule("edit", Question, who_may=EDITORS)
@rule("edit", Material, who_may=EDITORS)
@rule("edit", Output, who_may=EDITORS)
@rule("edit", EventInvitation, who_may=EDITORS)
def who_edits_the_programme(person: Any) -> Q:
    return of(person, "edit")


@rule("view", QuizItem)
@rule("edit", QuizItem, who_may=EDITORS)
def who_keeps_the_test(person: Any) -> Q:
    """The rows hold the right answers; participants get the questions alone, by their ticket."""
    return of(person, "edit")


@rule("view", Material)
def who_sees_materials(person: Any) -> Q:
    """Open ones with the event; the others are for its people and for participants."""
    mine = of(person, "desk") | Q(event__in=Event.objects.filter(_concerned(person) & _ANNOUNCED))
    if getattr(person, "is_authenticated", False):
        coming = Registration.objects.filter(person=person.pk, state=Registration.State.REGISTERED)
        mine |= Q(event__in=coming.values("event"))
    return (Q(is_public=True) & of(person, "view")) | mine


@rule("view", Output)
def who_sees_outputs(person: Any) -> Q:
    """People of the movement who see the event: a list of who still owes what is not for the public.

    A partner sees what its own organisation owes.
    """
    if any(works_for_government(grant) for grant in grants(person, "event.view")):
        return of(person, "view")
    return of(person, "edit") | (_of_own_organisation(person) & ~Q(event__state=Event.State.DRAFT))


@rule("deliver", Output, who_may=EDITORS)
def who_delivers(person: Any) -> Q:
    """The organiser, and the organisation that has the homework, once the event is announced."""
    theirs = _of_own_organisation(person) & ~Q(event__state=Event.State.DRAFT)
    return of(person, "edit") | theirs


@rule("view", EventInvitation)
def who_sees_invitations(person: Any) -> Q:
    theirs = _of_own_organisation(person) & ~Q(event__state=Event.State.DRAFT)
    return of(person, "edit") | theirs


@rule("answer", EventInvitation, who_may=EDITORS)
def who_answers_invitations(person: Any) -> Q:
    """People of the invited organisation, and the coordinator of its government."""
    return _of_own_organisation(person) & Q(event__state=Event.State.OPEN)


def _of_own_organisation(person: Any) -> Q:
    return Q(organisation__in=own_organisations(person)) | own_government(person, "event.edit", "organisation")


# --- registrations and what grows from them --------------------------------------------------------------------------


@rule("view", Registration)
@rule("edit", Registration, who_may=DESK)
def who_sees_registrations(person: Any) -> Q:
    """The desk of that event, and the person: everyone may take back their own."""
    own = Q(person=person.pk) if getattr(person, "is_authenticated", False) else NOBODY
    return of(person, "desk") | own


@rule("desk", Registration, who_may=DESK)
def who_handles_registrations(person: Any) -> Q:
    """What only the desk does, such as saying that somebody came."""
    return of(person, "desk")


@rule("view", CheckIn)
@rule("edit", CheckIn, who_may=DESK)
@rule("view", QuizSheet)
@rule("edit", QuizSheet, who_may=DESK)
@rule("view", Feedback)
@rule("edit", Feedback, who_may=DESK)
@rule("view", Certificate)
@rule("edit", Certificate, who_may=DESK)
def who_sees_what_participants_did(person: Any) -> Q:
    return of(person, "desk", "registration__event")


@rule("view", EventNote)
def who_sees_notes(person: Any) -> Q:
    """The desk, the people of the organiser's own government, and the nation for what the ministry held."""
    seen = of(person, "desk")
    for grant in grants(person, "event.view"):
        if home := own_region_of(grant):
            seen |= Q(event__organiser__region=home)
    return seen


@rule("edit", EventNote, who_may=DESK)
def who_keeps_notes(person: Any) -> Q:
    return of(person, "desk")


# --- calendars -------------------------------------------------------------------------------------------------------


@rule("view", CalendarFeed)
@rule("edit", CalendarFeed)
def who_keeps_feeds(person: Any) -> Q:
    """One's own, and those of the organisations one coordinates."""
    if not getattr(person, "is_authenticated", False):
        return NOBODY
    return Q(person=person.pk) | own_government(person, "event.edit", "organisation")


@rule("feed", Organisation, who_may=EDITORS)
def who_makes_feeds(person: Any) -> Q:
    return own_government(person, "event.edit")
