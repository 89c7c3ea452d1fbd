"""News of assessment: answers on their way, and what came of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.assessment.models import Participation, Round
from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role
from smartprovince.organisations.seated import people_at, seated

R = Role


def _names(part: Participation) -> dict[str, str]:
    return {"region": part.region.short_name, "round": part.round.title}


def _of_part(part: Participation, person: Any) -> str:
    return f"/kerja/penilaian/{part.round_id}/{part.region.code}/"


def regions_of_round(found: Round) -> list[Person]:
    """The coordinators of all regions that take part."""
    regions = found.participations.values("region")
    return seated(Q(organisation__region__in=regions), [R.REGION_COORDINATOR])


news.register(
    news.NoticeType(
        name="participation.send",
        action="participation.send",
        label=gettext_lazy("Answers sent"),
        model=Participation,
        verb="progress",
        who=lambda part, event: people_at(part.round.province, R.PROVINCE_COORDINATOR),
        say=lambda part, event: _("%(region)s has sent its answers: %(round)s") % _names(part),
        address=lambda part, person: f"/kerja/penilaian/{part.round_id}/",
        roles=frozenset({R.PROVINCE_COORDINATOR}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="participation.return",
        action="participation.return",
        label=gettext_lazy("Answers sent back"),
        model=Participation,
        who=lambda part, event: people_at(part.region, R.REGION_COORDINATOR, R.OFFICER, R.DIMENSION_LEAD),
        say=lambda part, event: _("Sent back to be mended: %(round)s") % _names(part),
        address=_of_part,
        roles=frozenset({R.REGION_COORDINATOR, R.OFFICER, R.DIMENSION_LEAD}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="participation.finish",
        action="participation.finish",
        label=gettext_lazy("Answers verified"),
        model=Participation,
        who=lambda part, event: people_at(part.region, R.REGION_COORDINATOR),
        say=lambda part, event: _("Your answers are verified: %(round)s") % _names(part),
        address=_of_part,
        roles=frozenset({R.REGION_COORDINATOR}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="round.publish",
        action="round.publish",
        label=gettext_lazy("Scores published"),
        model=Round,
        who=lambda found, event: regions_of_round(found),
        say=lambda found, event: _("The scores are published: %(round)s") % {"round": found.title},
        address=lambda found, person: f"/kerja/penilaian/{found.pk}/hasil/",
        roles=frozenset({R.REGION_COORDINATOR}),
    )
)


def _opened(found: Round, event: OutboxEvent) -> str:
    return _("A round is open to be filled: %(round)s") % {"round": found.title}


news.register(
    news.NoticeType(
        name="round.open",
        action="round.open",
        label=gettext_lazy("Round of assessment opened"),
        model=Round,
        who=lambda found, event: regions_of_round(found),
        say=_opened,
        address=lambda found, person: f"/kerja/penilaian/{found.pk}/",
        roles=frozenset({R.REGION_COORDINATOR}),
        waits=True,
    )
)
