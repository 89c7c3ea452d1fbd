"""Who is told of what, after it happened: a notice in the platform, and a mail to people who are not invented.

Subscribers run at least once; a notice is given once while unread, and a mail once for each notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.assessment.models import Participation, Round
from smartprovince.core import clock, outbox
from smartprovince.core.models import Notice, OutboxEvent
from smartprovince.core.registry import subscribers
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from smartprovince.territory.models import Region


def people_at(region: Region, *roles: str) -> list[Person]:
    """People with one of the roles in the government of exactly this region, today."""
    grants = Membership.objects.in_force(clock.today()).filter(organisation__region=region, role__in=roles)
    return list(Person.objects.filter(pk__in=grants.values("person"), is_active=True))


def tell(people: Iterable[Person], kind: str, address: str, say: Any) -> None:
    """`say()` gives the title in the language of each person."""
    for person in people:
        with translation.override(person.language):
            title = str(say())
        known = Notice.objects.filter(recipient_id=str(person.pk), kind=kind, address=address, title=title[:300])
        if known.exists():
            continue
        outbox.notify(person, kind, title, address=address)
        if not person.simulated:
            outbox.mail(person.email, title, f"{title}\n{address}\n")


def _participation(event: OutboxEvent) -> Participation | None:
    return Participation.objects.select_related("region", "round__province").filter(pk=event.payload.get("id")).first()


@subscribers.named("participation.send:tell_the_owner")
def sent(event: OutboxEvent) -> None:
    """The coordinators of the province hear that a region has sent its answers (of their own round)."""
    part = _participation(event)
    if part is None or part.round.province is None:
        return
    address = f"/kerja/penilaian/{part.round_id}/"
    people = people_at(part.round.province, Role.PROVINCE_COORDINATOR)
    tell(people, event.name, address, lambda: _("%(region)s has sent its answers: %(round)s") % _names(part))


@subscribers.named("participation.return:tell_the_region")
def returned(event: OutboxEvent) -> None:
    """The region hears that something has to be mended."""
    part = _participation(event)
    if part is None:
        return
    address = f"/kerja/penilaian/{part.round_id}/{part.region.code}/"
    people = people_at(part.region, Role.REGION_COORDINATOR, Role.OFFICER, Role.DIMENSION_LEAD)
    tell(people, event.name, address, lambda: _("Sent back to be mended: %(round)s") % _names(part))


@subscribers.named("participation.finish:tell_the_region")
def finished(event: OutboxEvent) -> None:
    """The region hears that its answers are verified."""
    part = _participation(event)
    if part is None:
        return
    address = f"/kerja/penilaian/{part.round_id}/{part.region.code}/"
    people = people_at(part.region, Role.REGION_COORDINATOR)
    tell(people, event.name, address, lambda: _("Your answers are verified: %(round)s") % _names(part))


@subscribers.named("round.publish:tell_the_regions")
def published(event: OutboxEvent) -> None:
    """The coordinators of all regions that took part hear that the scores are published."""
    found = Round.objects.filter(pk=event.payload.get("id")).first()
    if found is None:
        return
    for part in found.participations.select_related("region", "round"):
        people = people_at(part.region, Role.REGION_COORDINATOR)
        address = f"/kerja/penilaian/{found.pk}/hasil/"
        tell(people, event.name, address, lambda part=part: _("The scores are published: %(round)s") % _names(part))


def _names(part: Participation) -> dict[str, str]:
    return {"region": part.region.short_name, "round": part.round.title}


def notices_of(person: Any) -> Any:
    return Notice.objects.filter(recipient_id=str(person.pk)).order_by("-created_at")
