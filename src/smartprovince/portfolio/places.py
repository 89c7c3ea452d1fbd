"""The place of the portfolio in the menu of the work area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from smartprovince.core.registry import navigation
from smartprovince.core.web import Place
from smartprovince.organisations.scopes import grants


def knows_the_portfolio(person: object) -> bool:
    return bool(grants(person, "portfolio.view") or grants(person, "portfolio.view_below"))


navigation.register(
    "portfolio",
    Place(
        _("Portfolio"),
        "/kerja/portofolio/",
        "briefcase",
        45,
        knows_the_portfolio,
        _("Coordination"),
        short=_("Portfolio"),
    ),
)
