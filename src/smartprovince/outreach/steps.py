"""What waits for somebody around events: computed, never stored; the number of queries does not grow with events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.roles import Role

from . import queries, zones
from .models import Event, EventInvitation, Output, Registration
from .rules import own_organisations

type Step = dict[str, Any]
MOST = 10  # of one kind; more than that nobody does today
SOON = timedelta(days=45)


def _step(
    key: str, title: str, why: str, address: str, verb: str, *, due: date | None = None, weight: int = 1, who: str = ""
) -> Step:
    found = {
        "key": f"outreach.{key}",
        "title": title,
        "why": why,
        "due": due,
        "address": address,
        "verb": verb,
        "weight": weight,
        "icon": "calendar-event",
    }
    return found | ({"who": who} if who else {})


def _page(event: Event, anchor: str = "") -> str:
    return reverse("outreach:event", args=[event.number]) + anchor


def _first_day(event: Event) -> date:
    return zones.day_of(event.starts_at, event.zone)


def _keepers(event: Event) -> str:
    """Who else can do it: the colleagues in the same seat of the same government."""
    seat = {"province": Role.PROVINCE_COORDINATOR, "regency": Role.REGION_COORDINATOR}.get(event.organiser.kind)
    return f"{(seat or Role.PROGRAMME_OWNER).label} ({event.organiser})"


@steps.named("outreach.keep")
def steps_of_keeping(person: Any) -> list[Step]:
    """For those who hold events: announce, invite, close, report, and ask for homework that is late."""
    invited = EventInvitation.objects.filter(event=OuterRef("pk"))
    late = Q(outputs__kind=Output.Kind.HOMEWORK, outputs__delivered_on=None, outputs__due_on__lt=clock.today())
    rows = (
        access.scope(person, "edit", Event)
        .select_related("organiser")
        .exclude(state__in=[Event.State.CANCELLED])
        .annotate(is_invited=Exists(invited), late=Count("outputs", filter=late))
        .filter(~Q(state=Event.State.REPORTED) | Q(late__gt=0))
        .order_by("starts_at", "pk")
    )
    found: list[Step] = []
    for event in rows[: 4 * MOST]:
        found += _of_event(event)
    return found


def _of_event(event: Any) -> list[Step]:
    first, who = _first_day(event), _keepers(event)
    over = event.ends_at <= zones.now()
    found: list[Step] = []
    if event.state == Event.State.DRAFT:
        title = _("Announce “%(title)s”") % {"title": event.title}
        why = _("It is in preparation; nobody sees it or can register before.")
        found.append(_step(f"open.{event.pk}", title, why, _page(event), _("Look at it"), due=first, weight=2, who=who))
    elif event.state == Event.State.OPEN and over:
        title = _("Close “%(title)s”") % {"title": event.title}
        why = _("It was held on %(day)s. Closing it counts who came and opens the report.") % {"day": full_day(first)}
        found.append(_step(f"close.{event.pk}", title, why, _page(event), _("Close it"), weight=3, who=who))
    elif event.state == Event.State.OPEN and not event.is_invited and not event.is_public:
        title = _("Invite organisations to “%(title)s”") % {"title": event.title}
        why = _("It is announced, but nobody is invited yet.")
        found.append(
            _step(f"invite.{event.pk}", title, why, _page(event, "#undangan"), _("Invite"), due=first, who=who)
        )
    elif event.state == Event.State.CLOSED:
        title = _("Write the report of “%(title)s”") % {"title": event.title}
        why = _("It was held on %(day)s; the report fills itself from lists and notes.") % {"day": full_day(first)}
        address = reverse("outreach:report", args=[event.number])
        found.append(_step(f"report.{event.pk}", title, why, address, _("Write it"), weight=2, who=who))
    if event.late:
        title = ngettext("%(n)d homework of “%(title)s” is late", "%(n)d homeworks of “%(title)s” are late", event.late)
        why = _("Remind the organisations, or record what they have delivered.")
        said = title % {"n": event.late, "title": event.title}
        found.append(
            _step(f"homework.{event.pk}", said, why, _page(event, "#luaran"), _("See which"), weight=event.late)
        )
    return found


@steps.named("outreach.answer")
def steps_of_answering(person: Any) -> list[Step]:
    """For invited organisations: say whether somebody comes."""
    rows = access.scope(person, "answer", EventInvitation).filter(answer="", event__starts_at__gt=zones.now())
    rows = rows.select_related("event__organiser", "organisation").order_by("event__starts_at", "pk")
    return [
        _step(
            f"answer.{invitation.pk}",
            _("Answer the invitation to “%(title)s”") % {"title": invitation.event.title},
            _("%(organiser)s waits to hear whether %(organisation)s comes.")
            % {"organiser": invitation.event.organiser, "organisation": invitation.organisation},
            _page(invitation.event, "#undangan"),
            _("Answer"),
            due=_first_day(invitation.event),
        )
        for invitation in rows[:MOST]
    ]


@steps.named("outreach.homework")
def steps_of_homework(person: Any) -> list[Step]:
    """For organisations with homework: deliver it."""
    mine = own_organisations(person)
    if not mine:
        return []
    rows = access.scope(person, "deliver", Output, queries.homework_of(mine)).filter(due_on__lte=clock.today() + SOON)
    return [
        _step(
            f"deliver.{output.pk}",
            _("Deliver “%(title)s”") % {"title": output.title},
            _("Homework of “%(event)s”; %(organiser)s waits for it.")
            % {"event": output.event.title, "organiser": output.event.organiser},
            reverse("outreach:output", args=[output.pk]),
            _("Deliver it"),
            due=output.due_on,
        )
        for output in rows[:MOST]
    ]


@steps.named("outreach.come")
def steps_of_coming(person: Any) -> list[Step]:
    """For those who registered: come."""
    if not getattr(person, "is_authenticated", False):
        return []
    rows = Registration.objects.filter(
        person=person.pk,
        state=Registration.State.REGISTERED,
        attended_on=None,
        event__state=Event.State.OPEN,
        event__ends_at__gt=zones.now(),
        event__starts_at__lte=zones.now() + SOON,
    )
    return [
        _step(
            f"come.{registration.pk}",
            _("Come to “%(title)s”") % {"title": registration.event.title},
            zones.hours(registration.event.starts_at, registration.event.ends_at, registration.event.zone),
            reverse("outreach:event_page", args=[registration.event.number]),
            _("Look at it"),
            due=_first_day(registration.event),
            weight=0,
        )
        for registration in rows.select_related("event").order_by("event__starts_at", "pk")[:MOST]
    ]


@steps.named("outreach.register")
def steps_of_registering(person: Any) -> list[Step]:
    """For those whom an announced event is open to and who neither hold it nor stand on its list: register."""
    if not getattr(person, "is_authenticated", False):
        return []
    mine = Registration.objects.filter(person=person.pk).exclude(state=Registration.State.DROPPED)
    rows = (
        access.scope(person, "view", Event)
        .filter(state=Event.State.OPEN, is_public=True, starts_at__gt=zones.now(), starts_at__lte=zones.now() + SOON)
        .filter(Q(registration_until=None) | Q(registration_until__gt=zones.now()))
        .exclude(pk__in=mine.values("event"))
        .exclude(pk__in=access.scope(person, "desk", Event).values("pk"))
        .order_by("starts_at", "pk")
    )
    return [
        _step(
            f"register.{event.pk}",
            _("Register for “%(title)s”") % {"title": event.title},
            zones.hours(event.starts_at, event.ends_at, event.zone),
            reverse("outreach:event_page", args=[event.number]),
            _("Register"),
            due=_first_day(event),
            weight=0,
        )
        for event in rows[:3]
    ]
