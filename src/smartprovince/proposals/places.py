"""The place of usulan in the menu of the work area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place

from .views import reads_proposals

navigation.register(
    "proposals", Place(_("Usulan"), "/kerja/usulan/", "message-report", 50, reads_proposals, _("Coordination"))
)
