"""News of copying from each other: somebody asks, and the owner answered."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role, roles_with
from smartprovince.organisations.seated import seated
from smartprovince.territory.models import Region

from .models import ReuseRequest

KEEPERS = frozenset(Role(role) for role in roles_with("portfolio.edit"))
COORDINATORS = [Role.PROVINCE_COORDINATOR, Role.REGION_COORDINATOR]


def _at(region: Region) -> list[Person]:
    return seated(Q(organisation__region=region), COORDINATORS)


def _asked(found: ReuseRequest, event: OutboxEvent) -> str:
    return _("%(region)s asks to copy “%(name)s”") % {"region": found.region, "name": found.thing.name}


def _answered(found: ReuseRequest, event: OutboxEvent) -> str:
    said = _("You may copy “%(name)s”") if found.state == ReuseRequest.State.GRANTED else _("Not now: “%(name)s”")
    return said % {"name": found.thing.name}


def _address(found: ReuseRequest, person: Any) -> str:
    return reverse("portfolio:reuse", args=[found.pk])


news.register(
    news.NoticeType(
        name="reuse.ask",
        action="reuse.ask",
        label=gettext_lazy("Requests to copy what you have"),
        model=ReuseRequest,
        verb="answer",
        who=lambda found, event: _at(found.thing.region),
        say=_asked,
        address=_address,
        roles=KEEPERS,
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="reuse.answer",
        action="reuse.answer",
        label=gettext_lazy("Answers to your requests to copy"),
        model=ReuseRequest,
        who=lambda found, event: _at(found.region),
        say=_answered,
        address=_address,
        roles=KEEPERS,
        waits=True,
    )
)
