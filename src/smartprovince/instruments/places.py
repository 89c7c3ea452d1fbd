"""The place of this room in the menu of the work area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants


def reads_instruments(person: object) -> bool:
    """People who work with answers; everybody else finds published instruments by search and link."""
    names = ("round.progress", "answer.verify", "result.view_own", "instrument.edit")
    return any(grants(person, name) for name in names)


navigation.register(
    "instruments", Place(_("Instruments"), "/kerja/instrumen/", "list-check", 41, reads_instruments, _("Coordination"))
)
