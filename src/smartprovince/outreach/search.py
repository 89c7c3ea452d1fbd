"""How events read in search."""

from __future__ import annotations

from smartprovince.core import search
from smartprovince.core.templatetags.writing import full_day

from . import zones
from .models import Event


def text(event: Event) -> search.Text:
    day = full_day(zones.day_of(event.starts_at, event.zone))
    return search.Text(
        event.title,
        f"/kerja/agenda/{event.number}/",
        detail=f"{event.number} · {day} · {event.venue}".strip(" ·"),
        words=f"{event.number} {event.summary} {event.venue}",
    )


search.register(Event, text)
