"""What waits at a desk and after an event: computed, never stored."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.organisations.scopes import grants
from smartprovince.outreach import zones
from smartprovince.outreach.models import Event, EventNote

from . import queries

MOST = 5


@steps.named("outreach.desk")
def steps_of_the_desk(person: Any) -> list[dict[str, Any]]:
    """For people of an event desk: sit there, on the day before all else."""
    if not grants(person, "event.desk"):
        return []
    rows = queries.desks_of(person).filter(state=Event.State.OPEN, ends_at__gt=zones.now())
    found = []
    for event in rows[:MOST]:
        day = zones.day_of(event.starts_at, event.zone)
        found.append(
            {
                "key": f"outreach.desk.{event.number}",
                "title": _("Sit at the desk of “%(title)s”") % {"title": event.title},
                "why": _("%(hours)s. Open the page once before, so that the list is on your device.")
                % {"hours": zones.hours(event.starts_at, event.ends_at, event.zone)},
                "due": day,
                "address": reverse("outreach:desk", args=[event.number]),
                "verb": _("Open the desk"),
                "weight": 5 if day <= clock.today(event.zone) else 1,
                "icon": "qrcode",
            }
        )
    return found


@steps.named("outreach.settle")
def steps_of_settling(person: Any) -> list[dict[str, Any]]:
    """For the organiser: questions without any answer, and commitments whose day is over."""
    if not grants(person, "event.edit"):
        return []
    unanswered = Q(notes__kind=EventNote.Kind.QUESTION, notes__answer="")
    late = Q(notes__kind=EventNote.Kind.COMMITMENT, notes__settled_on=None, notes__due_on__lt=clock.today())
    rows = (
        access.scope(person, "edit", Event)
        .exclude(state__in=[Event.State.DRAFT, Event.State.CANCELLED])
        .annotate(unanswered=Count("notes", filter=unanswered), late=Count("notes", filter=late))
        .filter(Q(unanswered__gt=0, state=Event.State.CLOSED) | Q(late__gt=0))
        .order_by("starts_at", "pk")
    )
    found = []
    for event in rows[: 2 * MOST]:
        address = reverse("outreach:report", args=[event.number])
        if event.unanswered and event.state == Event.State.CLOSED:
            title = ngettext(
                "Answer %(n)d question of “%(title)s”", "Answer %(n)d questions of “%(title)s”", event.unanswered
            )
            why = _("Whoever asked holds a receipt and waits; the report needs an answer to each.")
            found.append(
                _step("answer", event, title, event.unanswered, why, f"{address}#pertanyaan", _("Write an answer"))
            )
        if event.late:
            title = ngettext(
                "%(n)d commitment of “%(title)s” is over its day",
                "%(n)d commitments of “%(title)s” are over their day",
                event.late,
            )
            why = _("Ask whether it was kept, and write it down.")
            found.append(_step("late", event, title, event.late, why, f"{address}#komitmen", _("See which")))
    return found


def _step(kind: str, event: Event, title: str, n: int, why: str, address: str, verb: str) -> dict[str, Any]:
    return {
        "key": f"outreach.{kind}.{event.number}",
        "title": title % {"n": n, "title": event.title},
        "why": why,
        "due": None,
        "address": address,
        "verb": verb,
        "weight": n,
        "icon": "notes",
    }
