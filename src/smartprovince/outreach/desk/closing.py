"""The end of an event: the organiser's words, the report, and looking back after 30 and 90 days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.core import clock, jobs, outbox
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.registry import due_actions
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import roles_with
from smartprovince.outreach import zones
from smartprovince.outreach.models import Event, EventNote
from smartprovince.outreach.states import EVENT

LOOK_BACK = "outreach.look_back"
AFTER_DAYS = (30, 90)


def unanswered(event: Event) -> list[EventNote]:
    """Questions that nobody has answered in any way."""
    return list(EventNote.objects.filter(event=event, kind=EventNote.Kind.QUESTION, answer="").order_by("pk"))


def look_back_on(event: Event, days: int) -> date:
    return zones.day_of(event.ends_at, event.zone) + timedelta(days=days)


@action("event.closing_note", on="event")
def write_closing_note(log: Log, *, event: Event, closing_note: str) -> Event:
    """What the organiser adds to the report; it can be completed until the report is handed over."""
    if event.state not in (Event.State.OPEN, Event.State.CLOSED):
        raise Invalid(_("The report is written."))
    log.set(event, closing_note=closing_note.strip())
    return event


@action("event.report", on="event")
def report_event(log: Log, *, event: Event) -> Event:
    """Hand the report over. Every question has an answer by then, if only to whom it was passed on."""
    state = EVENT.check(event.state, "report")
    if open_ones := unanswered(event):
        numbers = ", ".join(note.number for note in open_ones[:10])
        raise Invalid(
            Fault(
                "questions",
                _("Questions without an answer: %(numbers)s.") % {"numbers": numbers},
                "",
                _("Answer them, or write to whom they were passed on and leave them open."),
            )
        )
    log.set(event, state=state)
    for days in AFTER_DAYS:
        appoint(event, days)
    return event


def appoint(event: Event, days: int) -> None:
    """The tick looks back on that business day; where the day is set by hand, as many days from now."""
    ahead = (look_back_on(event, days) - clock.today(event.zone)).days
    jobs.due(LOOK_BACK, f"{event.pk}:{days}", clock.now() + timedelta(days=max(0, ahead)), event=event.pk, days=days)


def coordinators_of(event: Event) -> list[Person]:
    """Who edits the events of this organiser."""
    rows = Membership.objects.in_force(clock.today()).filter(
        organisation=event.organiser_id, role__in=roles_with("event.edit")
    )
    return list(Person.objects.filter(pk__in=rows.values("person"), is_active=True))


@due_actions.named(LOOK_BACK)
def look_back(event: int, days: int, **_more: Any) -> None:
    """Tell the organiser's coordinators what is still open."""
    found = Event.objects.filter(pk=event).select_related("organiser").first()
    if found is None or found.state != Event.State.REPORTED:
        return
    open_ones = EventNote.objects.filter(event=found, settled_on=None).count()
    address = reverse("outreach:report", args=[found.number])
    for person in coordinators_of(found):
        with translation.override(person.language):
            title = _("%(days)d days after %(event)s: %(n)d notes are still open") % {
                "days": days,
                "event": found.title,
                "n": open_ones,
            }
        outbox.notify(person, LOOK_BACK, title, address=address)
