"""News of objections: to assessors when one waits, to the region when it is decided."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role
from smartprovince.organisations.seated import seated

from .models import Objection


def _assessors(found: Objection, event: OutboxEvent) -> list[Person]:
    """Assessors of this round or of no named one; who may not decide is told nothing."""
    round = found.answer.participation.round_id
    return seated(Q(round_id=round) | Q(round_id=None), [Role.ASSESSOR])


def _coordinator(found: Objection, event: OutboxEvent) -> list[Person]:
    return seated(Q(organisation__region=found.answer.participation.region_id), [Role.REGION_COORDINATOR])


def _names(found: Objection) -> dict[str, str]:
    part = found.answer.participation
    return {"region": part.region.short_name, "round": part.round.title, "line": found.answer.node.code}


def _address(found: Objection, person: Any) -> str:
    return reverse("assessment:objection", args=[found.answer.participation.round_id, found.pk])


def _decided(found: Objection, event: OutboxEvent) -> str:
    if found.state == Objection.State.UPHELD:
        return _("Your objection to %(line)s was granted: %(round)s") % _names(found)
    return _("Your objection to %(line)s was not granted: %(round)s") % _names(found)


news.register(
    news.NoticeType(
        name="objection.raise",
        action="objection.raise",
        label=gettext_lazy("Objections that wait"),
        model=Objection,
        verb="decide",
        who=_assessors,
        say=lambda found, event: _("%(region)s objects to the verdict on %(line)s: %(round)s") % _names(found),
        address=_address,
        roles=frozenset({Role.ASSESSOR}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="objection.decide",
        action="objection.decide",
        label=gettext_lazy("Decisions on objections"),
        model=Objection,
        who=_coordinator,
        say=_decided,
        address=_address,
        roles=frozenset({Role.REGION_COORDINATOR}),
        waits=True,
    )
)
