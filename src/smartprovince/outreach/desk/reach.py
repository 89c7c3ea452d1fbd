"""Which regions outreach has reached: where somebody came from who was counted at a sosialisasi."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from smartprovince.core import access
from smartprovince.outreach.models import Event, Registration
from smartprovince.territory.models import Region


@dataclass(frozen=True)
class Reached:
    """What is known of one region: the first day somebody came from there, how many people and at how many events."""

    region: Region
    first_on: date | None
    people: int
    events: int


def _counted(person: Any, on: date | None) -> QuerySet[Registration]:
    """Who came to a sosialisasi whose event the person may see; erased people count, since their region stays."""
    events = access.scope(person, "view", Event).filter(kind=Event.Kind.OUTREACH)
    events = events.exclude(state__in=[Event.State.DRAFT, Event.State.CANCELLED])
    rows = Registration.objects.filter(event__in=events.values("pk"), attended_on__isnull=False, region__isnull=False)
    return rows.filter(attended_on__lte=on) if on else rows


def attendance_by_region(person: Any, *, on: date | None = None) -> dict[int, date]:
    """Key of a region → the first day that somebody from there came to a sosialisasi, until `on`; one query."""
    rows = _counted(person, on).order_by().values_list("region").annotate(first=Min("attended_on"))
    return dict(rows)


def reach_of(person: Any, regions: list[Region], *, on: date | None = None) -> list[Reached]:
    """One line for each region, in the order given; one query."""
    rows = (
        _counted(person, on)
        .filter(region__in=regions)
        .order_by()
        .values("region")
        .annotate(first=Min("attended_on"), people=Count("pk"), events=Count("event", distinct=True))
    )
    known = {row["region"]: row for row in rows}
    return [
        Reached(region, row["first"], row["people"], row["events"])
        if (row := known.get(region.pk))
        else Reached(region, None, 0, 0)
        for region in regions
    ]


@dataclass(frozen=True)
class ProvinceReach:
    """How many kabupaten/kota of a province were reached, and the province's own people."""

    province: Region
    reached: int
    of: int
    people: int
    first_on: date | None


def reach_of_provinces(person: Any, *, on: date | None = None) -> list[ProvinceReach]:
    """All provinces, by code; three queries."""
    levels = [Region.Level.PROVINCE, Region.Level.REGENCY]
    regions = Region.objects.filter(level__in=levels).order_by("code").only("code", "level", "name", "slug", "kind")
    rows = (
        _counted(person, on)
        .order_by()
        .values("region__code")
        .annotate(first=Min("attended_on"), people=Count("pk", filter=Q(pk__isnull=False)))
    )
    known = {row["region__code"]: row for row in rows}
    of: dict[str, int] = defaultdict(int)
    reached: dict[str, int] = defaultdict(int)
    people: dict[str, int] = defaultdict(int)
    first: dict[str, list[date]] = defaultdict(list)
    provinces = []
    for region in regions:
        code, row = region.code[:2], known.get(region.code)
        if region.level == Region.Level.PROVINCE:
            provinces.append(region)
        else:
            of[code] += 1
            reached[code] += bool(row)
        if row:
            people[code] += row["people"]
            first[code].append(row["first"])
    return [
        ProvinceReach(p, reached[p.code], of[p.code], people[p.code], min(first[p.code], default=None))
        for p in provinces
    ]
