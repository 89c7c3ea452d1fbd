"""What events and usulan have for citizens and companies. Rooms to come register their own beside these."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access
from smartprovince.core.offers import MOST, Offer, openings, outcomes
from smartprovince.core.templatetags.writing import full_day
from smartprovince.outreach import zones
from smartprovince.outreach.models import Event, EventInvitation, EventNote, Registration
from smartprovince.outreach.queries import events_open_to, public_events
from smartprovince.outreach.rules import own_organisations
from smartprovince.outreach.templatetags.events import when
from smartprovince.proposals.models import Proposal

S = Registration.State
COMING = (S.REGISTERED, S.WAITING)
BADGES = {S.REGISTERED: "ok", S.WAITING: "warn", S.DROPPED: "none", S.ERASED: "none"}


def is_signed_in(person: Any) -> bool:
    return bool(getattr(person, "is_authenticated", False))


# --- what is open ----------------------------------------------------------------------------------------------------


def open_for_registration(person: Any) -> QuerySet[Event]:
    """Events one can register for now: public ones, and signed in also those one's own organisation is invited to."""
    now = zones.now()
    if not is_signed_in(person):
        rows = public_events(when="upcoming")
    else:
        invited = EventInvitation.objects.filter(organisation__in=own_organisations(person)).values("event")
        mine = Registration.objects.filter(person=person.pk, state__in=COMING).values("event")
        rows = events_open_to(person, when="upcoming").filter(Q(is_public=True) | Q(pk__in=invited))
        rows = rows.exclude(pk__in=mine)
    until = Q(registration_until__isnull=True) | Q(registration_until__gt=now)
    return rows.filter(until, state=Event.State.OPEN, starts_at__gt=now)


@openings.named("outreach.events")
def open_events(person: Any) -> list[Offer]:
    return [
        Offer(
            kind="event",
            word=_("Events"),
            title=event.title,
            day=zones.day_of(event.starts_at, event.zone),
            state=_places(event),
            badge="now" if _free(event) != 0 else "warn",
            address=reverse("outreach:event_page", args=[event.number]),
            verb=_("Register"),
            lines=(when(event), f"{event.venue or event.get_mode_display()} · {event.organiser.name}"),
            simulated=event.simulated,
        )
        for event in open_for_registration(person)[:MOST]
    ]


def _free(event: Any) -> int | None:
    """Places that nobody has taken; seats that are kept for invited organisations are among them."""
    return None if event.capacity is None else max(0, event.capacity - event.registered)


def _places(event: Any) -> str:
    free = _free(event)
    if free is None:
        return _("registration is open")
    return ngettext("%(n)s place left", "%(n)s places left", free) % {"n": free} if free else _("waiting list")


@openings.named("outreach.invitations")
def open_invitations(person: Any) -> list[Offer]:
    """Invitations of one's own organisation that still wait for an answer."""
    if not is_signed_in(person) or not own_organisations(person):
        return []
    rows = access.scope(person, "answer", EventInvitation).filter(
        organisation__in=own_organisations(person), answer="", event__starts_at__gt=zones.now()
    )
    return [
        Offer(
            kind="invitation",
            word=_("Invitations"),
            title=_("Invitation: %(event)s") % {"event": row.event.title},
            day=zones.day_of(row.event.starts_at, row.event.zone),
            state=_("waits for an answer"),
            badge="warn",
            address=reverse("outreach:event", args=[row.event.number]),
            verb=_("Answer the invitation"),
            lines=(when(row.event), str(row.organisation.name)),
            simulated=row.event.simulated,
        )
        for row in rows.select_related("event", "organisation").order_by("event__starts_at")[:MOST]
    ]


# --- what became of one's own ----------------------------------------------------------------------------------------


@outcomes.named("outreach.registrations")
def own_registrations(person: Any) -> list[Offer]:
    """One's own registrations, with the certificate where there is one."""
    if not is_signed_in(person):
        return []
    rows = access.scope(person, "view", Registration).filter(person=person.pk).exclude(state=S.ERASED)
    rows = rows.select_related("event__organiser", "certificate").order_by("-event__starts_at", "-pk")
    return [_registration(row) for row in rows[:MOST]]


def _registration(row: Registration) -> Offer:
    event = row.event
    certificate = getattr(row, "certificate", None)
    state, badge = str(row.get_state_display()), BADGES[S(row.state)]
    if row.attended_on:
        state, badge = _("attended on %(day)s") % {"day": full_day(row.attended_on)}, "ok"
    elif event.state == Event.State.CANCELLED:
        state, badge = str(event.get_state_display()), "bad"
    if certificate is not None and certificate.revoked_at is None:
        address, verb = reverse("outreach:certificate", args=[certificate.code]), _("Certificate")
    else:
        address, verb = reverse("outreach:event_page", args=[event.number]), _("Show the event")
    return Offer(
        kind="registration",
        word=_("Registrations and certificates"),
        title=event.title,
        day=zones.day_of(event.starts_at, event.zone),
        state=state,
        badge=badge,
        address=address,
        verb=verb,
        lines=(when(event), event.organiser.name),
        simulated=row.simulated or event.simulated,
    )


@outcomes.named("outreach.notes")
def own_notes(person: Any) -> list[Offer]:
    """What one's own organisation said at events, and what became of it."""
    if not is_signed_in(person):
        return []
    rows = access.scope(person, "follow", EventNote).select_related("event", "organisation", "proposal")
    return [_note(row) for row in rows.order_by(F("noted_at").desc(), "-pk")[:MOST]]


def _note(row: EventNote) -> Offer:
    if row.settled_on:
        state, badge = _("settled on %(day)s") % {"day": full_day(row.settled_on)}, "ok"
    elif row.answer:
        state, badge = _("passed on"), "now"
    else:
        state, badge = _("no answer yet"), "warn"
    lines = [f"{row.organisation} · {row.event.title}"]
    if row.proposal:
        lines.append(_("Became usulan %(number)s") % {"number": row.proposal.number})
    if row.answer:
        lines.append(_("Answer: %(answer)s") % {"answer": row.answer})
    return Offer(
        kind="note",
        word=_("Usulan, questions, commitments"),
        title=f"{row.number} · {row.get_kind_display()}: {row.text[:200]}",
        day=row.as_of or zones.day_of(row.event.starts_at, row.event.zone),
        state=state,
        badge=badge,
        lines=tuple(lines),
        simulated=row.simulated,
    )


@outcomes.named("proposals.own")
def own_proposals(person: Any) -> list[Offer]:
    """Usulan of one's own organisation that were not noted at an event (those stand with their note)."""
    if not is_signed_in(person):
        return []
    noted = EventNote.objects.filter(proposal__isnull=False).values("proposal")
    rows = access.scope(person, "follow", Proposal).exclude(pk__in=noted).select_related("organisation", "region")
    return [
        Offer(
            kind="note",
            word=_("Usulan, questions, commitments"),
            title=f"{row.number} · {row.title}",
            day=row.received_on,
            state=str(row.get_state_display()),
            badge="none" if row.state == Proposal.State.WITHDRAWN else "now",
            lines=(f"{row.organisation} · {row.get_addressee_display()}",),
            simulated=row.simulated,
        )
        for row in rows[:MOST]
    ]
