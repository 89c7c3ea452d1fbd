"""The place of the desk in the menu, for those who sit there by membership; others reach it from the event."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants


def sits_at_a_desk(person: object) -> bool:
    return bool(grants(person, "event.desk"))


navigation.register(
    "event_desk", Place(_("Event desk"), "/kerja/agenda/meja/", "qrcode", 12, sits_at_a_desk, short=_("Desk"))
)
