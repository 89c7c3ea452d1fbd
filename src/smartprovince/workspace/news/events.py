"""News of events and of what was said there."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.models import Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.organisations.seated import people_at, people_of_nation, persons, seated
from smartprovince.outreach import zones
from smartprovince.outreach.models import Certificate, Event, EventInvitation, EventNote, Registration
from smartprovince.proposals.models import Proposal

R = Role
COORDINATORS = frozenset({R.PROVINCE_COORDINATOR, R.REGION_COORDINATOR})
ORGANISERS = COORDINATORS | {R.PROGRAMME_OWNER}
WORKING = frozenset({R.OFFICER, R.PLANNER, R.PARTNER, R.MENTOR})  # who speaks for an organisation that is no government
GOVERNMENTS = (Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY)
ANYBODY = frozenset[str]()
FOR_YOU = "/untuk-anda/"


def _facts(event: Event) -> dict[str, str]:
    return {"event": event.title, "day": full_day(zones.day_of(event.starts_at, event.zone))}


def _work(event: Event, person: Any) -> str:
    return reverse("outreach:event", args=[event.number])


def _page(event: Event, person: Any) -> str:
    """The event's own page, which participants see whether or not they have a workspace."""
    return reverse("outreach:event_page", args=[event.number])


def speaking_for(organisations: Any) -> list[Person]:
    """The coordinators of governments, and the working people of other organisations: whoever can answer."""
    here = Q(organisation__in=organisations)
    return [
        *seated(here, COORDINATORS),
        *seated(here & ~Q(organisation__kind__in=GOVERNMENTS), WORKING),
    ]


def organisers(event: Event) -> list[Person]:
    home = event.organiser
    if home.kind == Organisation.Kind.MINISTRY:
        return seated(Q(organisation=home), [R.PROGRAMME_OWNER])
    return people_at(home.region, *COORDINATORS)


def _invited(event: Event, last: int | None = None) -> list[Person]:
    rows = EventInvitation.objects.filter(event=event).order_by("-pk").values_list("organisation", flat=True)
    return speaking_for(list(rows if last is None else rows[:last]))


def participants(event: Event) -> list[Person]:
    """Those registered who sign in."""
    coming = (Registration.State.REGISTERED, Registration.State.WAITING)
    return persons(event.registrations.filter(state__in=coming).values_list("person", flat=True))


# --- invitations -----------------------------------------------------------------------------------------------------

news.register(
    news.NoticeType(
        name="event.open",
        action="event.open",
        label=gettext_lazy("Event announced"),
        model=Event,
        who=lambda found, event: _invited(found),
        say=lambda found, event: _("You are invited: %(event)s, %(day)s") % _facts(found),
        address=_work,
        roles=COORDINATORS | WORKING,
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="event.invite",
        action="event.invite",
        label=gettext_lazy("Invitation to an event"),
        model=Event,
        when=lambda found, event: found.state == Event.State.OPEN,
        who=lambda found, event: _invited(found, event.payload.get("invited", 0)),
        say=lambda found, event: _("You are invited: %(event)s, %(day)s") % _facts(found),
        address=_work,
        roles=COORDINATORS | WORKING,
        waits=True,
    )
)


def _answer(invitation: EventInvitation) -> dict[str, str]:
    return {
        "organisation": str(invitation.organisation),
        "answer": invitation.get_answer_display(),
        "event": invitation.event.title,
    }


news.register(
    news.NoticeType(
        name="event.answer_invitation",
        action="event.answer_invitation",
        label=gettext_lazy("Answer to an invitation"),
        model=EventInvitation,
        who=lambda invitation, event: organisers(invitation.event),
        say=lambda invitation, event: _("%(organisation)s: %(answer)s – %(event)s") % _answer(invitation),
        address=lambda invitation, person: _work(invitation.event, person),
        roles=ORGANISERS,
    )
)

# --- participants ----------------------------------------------------------------------------------------------------

news.register(
    news.NoticeType(
        name="event.move",
        action="event.move",
        label=gettext_lazy("Event moved"),
        model=Event,
        who=lambda found, event: participants(found),
        say=lambda found, event: _("Moved: %(event)s is now on %(day)s") % _facts(found),
        address=_page,
        roles=ANYBODY,
        by_mail=False,  # the room writes to everybody registered, with the calendar file
    )
)
news.register(
    news.NoticeType(
        name="event.cancel",
        action="event.cancel",
        label=gettext_lazy("Event cancelled"),
        model=Event,
        who=lambda found, event: participants(found),
        say=lambda found, event: _("Cancelled: %(event)s of %(day)s") % _facts(found),
        address=_page,
        roles=ANYBODY,
        by_mail=False,
    )
)
news.register(
    news.NoticeType(
        name="registration.promote",
        action="registration.promote",
        label=gettext_lazy("Place on the list"),
        model=Registration,
        who=lambda registration, event: persons([registration.person_id]),
        say=lambda registration, event: _("You have a place: %(event)s, %(day)s") % _facts(registration.event),
        address=lambda registration, person: _page(registration.event, person),
        roles=ANYBODY,
        by_mail=False,
    )
)


def _with_new_certificate(found: Event, event: OutboxEvent) -> list[Person]:
    rows = Certificate.objects.filter(registration__event=found).order_by("-pk")
    return persons(rows.values_list("registration__person", flat=True)[: event.payload.get("issued", 0)])


news.register(
    news.NoticeType(
        name="certificate.issue",
        action="certificate.issue",
        label=gettext_lazy("Certificate issued"),
        model=Event,
        who=_with_new_certificate,
        say=lambda found, event: _("Your certificate is there: %(event)s") % _facts(found),
        address=lambda found, person: FOR_YOU,
        roles=ANYBODY,
    )
)

# --- what was said ---------------------------------------------------------------------------------------------------

news.register(
    news.NoticeType(
        name="note.settle",
        action="note.settle",
        label=gettext_lazy("Answer to what was said at an event"),
        model=EventNote,
        verb="follow",
        when=lambda note, event: note.organisation_id is not None,
        who=lambda note, event: speaking_for([note.organisation_id]),
        say=lambda note, event: (
            _("An answer to %(number)s: %(event)s") % {"number": note.number, "event": note.event.title}
        ),
        address=lambda note, person: FOR_YOU,
        roles=COORDINATORS | WORKING,
    )
)


def _concerned(proposal: Proposal, event: OutboxEvent) -> list[Person]:
    """The region it belongs to, the organiser who heard it, and the nation for what is addressed to it."""
    found = people_at(proposal.region, *COORDINATORS)
    if proposal.received_by_id:
        found += seated(Q(organisation=proposal.received_by_id), COORDINATORS)
    if proposal.addressee == Proposal.Addressee.CENTRE:
        found += people_of_nation(R.PROGRAMME_OWNER)
    return found


def _words(proposal: Proposal) -> dict[str, str]:
    return {"number": proposal.number, "title": proposal.title}


news.register(
    news.NoticeType(
        name="proposal.hear",
        action="proposal.hear",
        label=gettext_lazy("Usulan noted"),
        model=Proposal,
        who=_concerned,
        say=lambda proposal, event: _("Usulan %(number)s was noted: %(title)s") % _words(proposal),
        address=lambda proposal, person: reverse("proposals:detail", args=[proposal.number]),
        roles=ORGANISERS,
    )
)
news.register(
    news.NoticeType(
        name="proposal.withdraw",
        action="proposal.withdraw",
        label=gettext_lazy("Usulan taken back"),
        model=Proposal,
        who=_concerned,
        say=lambda proposal, event: _("Usulan %(number)s was taken back: %(title)s") % _words(proposal),
        address=lambda proposal, person: reverse("proposals:detail", args=[proposal.number]),
        roles=ORGANISERS,
    )
)
