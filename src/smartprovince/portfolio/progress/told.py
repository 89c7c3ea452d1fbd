"""News of reports: sent to be checked, returned, approved."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import roles_with
from smartprovince.organisations.seated import people_at, persons

from .models import Update


def _sender(found: Update, event: OutboxEvent) -> list[Person]:
    return persons([int(found.sent_by_id)] if found.sent_by_id.isdigit() else [])


def _checkers(found: Update, event: OutboxEvent) -> list[Person]:
    """Coordinators and planners of the government."""
    return people_at(found.programme.region, *roles_with("progress.approve"))


def _names(found: Update) -> dict[str, str]:
    return {"name": found.programme.name, "period": str(found.period)}


def _page(found: Update, person: Any) -> str:
    return reverse("portfolio:update", args=[found.pk])


news.register(
    news.NoticeType(
        name="update.send",
        action="update.send",
        label=gettext_lazy("Progress reports to be checked"),
        model=Update,
        verb="approve",
        who=_checkers,
        say=lambda found, event: _("To be checked: progress of %(name)s, %(period)s") % _names(found),
        address=_page,
        roles=roles_with("progress.approve"),
        by_mail=False,
    )
)
news.register(
    news.NoticeType(
        name="update.return",
        action="update.return",
        label=gettext_lazy("Progress reports sent back"),
        model=Update,
        who=_sender,
        say=lambda found, event: _("Returned with a reason: progress of %(name)s, %(period)s") % _names(found),
        address=_page,
        roles=roles_with("progress.report"),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="update.approve",
        action="update.approve",
        label=gettext_lazy("Progress reports approved"),
        model=Update,
        who=_sender,
        say=lambda found, event: _("Approved: progress of %(name)s, %(period)s") % _names(found),
        address=_page,
        roles=roles_with("progress.report"),
    )
)
