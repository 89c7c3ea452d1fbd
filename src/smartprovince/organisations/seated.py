"""Who sits where today, with their memberships already read, so that asking their rights costs no query each."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from smartprovince.core import clock
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.territory.models import Region


def with_grants(people: Iterable[Person]) -> list[Person]:
    """The same people; their memberships in force today in one query."""
    found = {person.pk: person for person in people}
    held: dict[int, list[Membership]] = {key: [] for key in found}
    rows = Membership.objects.in_force(clock.today()).filter(person__in=found)
    for grant in rows.select_related("organisation__region", "region").order_by("pk"):
        held[grant.person_id].append(grant)
    for key, person in found.items():
        person.__dict__["grants"] = held[key]  # fills the cached property
    return list(found.values())


def seated(condition: Q, roles: Collection[str]) -> list[Person]:
    """Active people with one of the roles today, in the memberships of a condition."""
    grants = Membership.objects.in_force(clock.today()).filter(condition, role__in=roles)
    return with_grants(Person.objects.filter(pk__in=grants.values("person"), is_active=True))


def people_at(region: Region | None, *roles: str) -> list[Person]:
    """People with one of the roles in the government of exactly this region, today."""
    return seated(Q(organisation__region=region), roles) if region is not None else []


def people_of_nation(*roles: str) -> list[Person]:
    """People of the ministry that runs the programme."""
    return seated(Q(organisation__kind=Organisation.Kind.MINISTRY), roles)


def persons(keys: Iterable[int | None]) -> list[Person]:
    """Active people by their keys."""
    return with_grants(Person.objects.filter(pk__in=[key for key in keys if key], is_active=True))


def zone_of(person: Person) -> str:
    """The time zone somebody works in: that of the region of their first membership, WIB for the nation."""
    for grant in person.grants:
        region = grant.region or grant.organisation.region
        if region is not None:
            return region.zone
    return "WIB"
