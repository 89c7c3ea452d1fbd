"""Places in the menu: the desk for those who sit there by membership, and where outreach has been for its people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants

from .rules import GUESTS


def sits_at_a_desk(person: object) -> bool:
    return bool(grants(person, "event.desk"))


def reads_reach(person: object) -> bool:
    """People of the movement; guests see events, not where they have been."""
    return any(grant.role not in GUESTS for grant in grants(person, "event.view"))


navigation.register(
    "event_desk", Place(_("Event desk"), "/kerja/agenda/meja/", "qrcode", 12, sits_at_a_desk, short=_("Desk"))
)
navigation.register(
    "outreach_reach",
    Place(_("Where outreach has been"), "/kerja/agenda/jangkauan/", "map-2", 37, reads_reach, _("Coordination")),
)
