"""The place of this room in the menu of the work area."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants


def takes_part(person: Any) -> bool:
    """Whoever fills, sends, verifies, owns or follows rounds."""
    return any(grants(person, name) for name in ("round.progress", "answer.verify", "result.view_own"))


navigation.register(
    "assessment",
    Place(_("Assessment"), "/kerja/penilaian/", "clipboard-check", 40, takes_part, _("Coordination")),
)
