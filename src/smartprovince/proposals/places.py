"""The place of usulan in the menu of the work area."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants


def reads_proposals(person: Any) -> bool:
    return bool(grants(person, "proposal.view") or grants(person, "proposal.view_national"))


navigation.register(
    "proposals", Place(_("Usulan"), "/kerja/usulan/", "message-report", 50, reads_proposals, _("Coordination"))
)
