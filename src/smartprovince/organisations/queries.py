"""Reads of people and organisations that pages share."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from smartprovince.core import access, clock
from smartprovince.territory.models import Region

from .models import Membership, Organisation, Person, Team, TeamMember


def organisations_open_to(person: Any) -> QuerySet[Organisation]:
    """With the number of people in force, in tree order."""
    running = Q(memberships__valid_until__isnull=True) | Q(memberships__valid_until__gte=clock.today())
    return (
        access.scope(person, "view", Organisation)
        .select_related("region", "parent")
        .annotate(people=Count("memberships", filter=running))
        .order_by("path")
    )


def members_of(person: Any, organisation: Organisation) -> QuerySet[Membership]:
    return (
        access.scope(person, "view", Membership)
        .filter(organisation=organisation)
        .select_related("person", "region")
        .order_by("role", "person__name")
    )


def teams_open_to(person: Any, region: Region | None = None) -> QuerySet[Team]:
    """With their seats, two queries for any number of teams."""
    teams = access.scope(person, "view", Team).select_related("region")
    if region is not None:
        teams = teams.filter(Q(region=region) | Q(region__code__startswith=f"{region.code}."))
    seats = access.scope(person, "view", TeamMember).filter(ended_on=None).select_related("organisation", "person")
    return teams.prefetch_related(Prefetch("members", queryset=seats, to_attr="seats"))


def directory(person: Any, *, words: str = "", dimension: str = "") -> QuerySet[Membership]:
    """People by region and dimension, with telephone, for colleagues of the same province."""
    rows = (
        Membership.objects.in_force(clock.today())
        .filter(access.condition(person, "view", Membership))
        .select_related("person", "organisation", "organisation__region", "region")
    )
    if words:
        rows = rows.filter(Q(person__name__icontains=words) | Q(organisation__name__icontains=words))
    if dimension:
        rows = rows.filter(dimension=dimension)
    return rows.order_by("organisation__region__code", "organisation__path", "person__name")


def demo_people() -> QuerySet[Membership]:
    """One membership for each role, for the doors of the demo's sign-in page."""
    first: dict[str, int] = {}
    for pk, role in Membership.objects.filter(person__simulated=True).order_by("pk").values_list("pk", "role"):
        first.setdefault(role, pk)
    return (
        Membership.objects.filter(pk__in=first.values())
        .select_related("person", "region", "organisation")
        .order_by("pk")
    )


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=email.lower()).first()


def dimensions_led(person: Any) -> list[str]:
    """The dimensions that colleagues lead, for the filter of the directory."""
    rows = access.scope(person, "view", Membership).exclude(dimension="")
    return list(rows.order_by("dimension").values_list("dimension", flat=True).distinct())
