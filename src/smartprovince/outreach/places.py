"""The place of events in the menu of the work area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants


def knows_of_events(person: object) -> bool:
    return bool(grants(person, "event.view") or grants(person, "event.desk"))


navigation.register(
    "outreach",
    Place(
        _("Agenda & bimtek"),
        "/kerja/agenda/",
        "calendar-event",
        36,
        knows_of_events,
        _("Coordination"),
        short=_("Agenda"),
    ),
)
