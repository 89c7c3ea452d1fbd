"""Where events and their outputs that point at papers stand."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.evidence import pointing
from smartprovince.evidence.pointing import Place

from .models import Event, Output


def place_of_event(event: Event) -> Place:
    return Place(_("Agenda"), event.title, reverse("outreach:event", args=[event.number]))


def place_of_output(output: Output) -> Place:
    title = f"{output.event.title}: {output.title}"
    return Place(_("Outputs of events"), title, reverse("outreach:event", args=[output.event.number]))


pointing.register(Event, place_of_event)
pointing.register(Output, place_of_output, "event")
