"""The menu of the work area. A room that has pages registers its place; the order is the same for everyone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.roles import Role
from smartprovince.organisations.scopes import grants


def everyone(person: object) -> bool:
    return True


def with_capability(*capabilities: str):
    """A place that exists for people who carry one of the capabilities."""
    return lambda person: any(grants(person, capability) for capability in capabilities)


def speaks_from_outside(person: Any) -> bool:
    """Citizens and companies, whose page stands on the portal."""
    return any(grant.role in (Role.PARTNER, Role.PUBLIC) for grant in getattr(person, "grants", []))


navigation.register("home", Place(_("Next steps"), "/kerja/", "inbox", 10, everyone, short=_("Steps")))
navigation.register(
    "dashboard", Place(_("Dashboard"), "/kerja/dasbor/", "layout-dashboard", 20, with_capability("register.view"))
)
navigation.register(
    "organisations",
    Place(
        _("Organisations & teams"),
        "/kerja/organisasi/",
        "building",
        70,
        with_capability("organisation.view"),
        _("Other"),
        _("Organisations"),
    ),
)
navigation.register(
    "audit", Place(_("Audit trail"), "/kerja/riwayat/", "history", 80, with_capability("audit.view"), _("Other"))
)
navigation.register("for_you", Place(_("For you"), "/untuk-anda/", "user", 12, speaks_from_outside))
navigation.register("notices", Place(_("News"), "/kerja/kabar/", "message-circle", 15, everyone))
navigation.register("mails", Place(_("Mails"), "/kerja/surat/", "send", 85, with_capability("mail.view"), _("Other")))
navigation.register("portal", Place(_("Public pages"), "/", "external-link", 90, everyone, _("Other")))
