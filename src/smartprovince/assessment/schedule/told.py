"""News of the calendar: moved dates, and what became of a request for more time."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.assessment.models import Round
from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.models import Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.organisations.seated import seated

from .models import Extension


def _coordinators(found: Round, event: OutboxEvent) -> list[Person]:
    regions = found.participations.values("region")
    return seated(Q(organisation__region__in=regions), [Role.REGION_COORDINATOR])


def _coordinator(found: Extension, event: OutboxEvent) -> list[Person]:
    return seated(Q(organisation__region=found.participation.region), [Role.REGION_COORDINATOR])


def _owners(found: Extension, event: OutboxEvent) -> list[Person]:
    owner = found.participation.round.owner
    ministry = owner.kind == Organisation.Kind.MINISTRY
    return seated(Q(organisation=owner), [Role.PROGRAMME_OWNER if ministry else Role.PROVINCE_COORDINATOR])


def _names(found: Extension) -> dict[str, str]:
    part = found.participation
    return {"region": part.region.short_name, "round": part.round.title, "day": full_day(found.until)}


def _of_region(found: Extension, person: Any) -> str:
    return reverse("assessment:extension", args=[found.participation.round_id, found.participation.region.code])


def _granted(found: Extension, event: OutboxEvent) -> str:
    return _("More time until %(day)s: %(round)s, %(region)s") % _names(found)


news.register(
    news.NoticeType(
        name="round.reschedule",
        action="round.reschedule",
        label=gettext_lazy("Dates of a round moved"),
        model=Round,
        who=_coordinators,
        say=lambda found, event: (
            _("The dates were moved: %(round)s, now to be filled in until %(day)s")
            % {"round": found.title, "day": full_day(found.closes_on)}
        ),
        address=lambda found, person: reverse("assessment:round", args=[found.pk]),
        roles=frozenset({Role.REGION_COORDINATOR}),
        waits=True,
        when=lambda found, event: found.state != Round.State.DRAFT,
    )
)
news.register(
    news.NoticeType(
        name="extension.ask",
        action="extension.ask",
        label=gettext_lazy("Requests for more time"),
        model=Extension,
        verb="decide",
        who=_owners,
        say=lambda found, event: _("%(region)s asks for more time until %(day)s: %(round)s") % _names(found),
        address=lambda found, person: reverse("assessment:extensions", args=[found.participation.round_id]),
        roles=frozenset({Role.PROVINCE_COORDINATOR, Role.PROGRAMME_OWNER}),
        waits=True,
    )
)
for _name, _say in (
    ("extension.grant", _granted),
    ("extension.offer", _granted),
    ("extension.refuse", lambda found, event: _("No more time was given: %(round)s, %(region)s") % _names(found)),
):
    news.register(
        news.NoticeType(
            name=_name,
            action=_name,
            label=gettext_lazy("Decisions on more time"),
            model=Extension,
            who=_coordinator,
            say=_say,
            address=_of_region,
            roles=frozenset({Role.REGION_COORDINATOR}),
            waits=True,
        )
    )
