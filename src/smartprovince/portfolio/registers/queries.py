"""Reads that pages and exports of all registers share. The number of queries grows with nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from smartprovince.core import access
from smartprovince.instruments.models import Dimension
from smartprovince.organisations.scopes import NATION, NOWHERE, at_region, below, region_codes
from smartprovince.portfolio.entries import Audience
from smartprovince.territory.models import Region

from .register import Lack, Register, in_order

OWN = "sendiri"
COMMON = ("region", "organisation", "dimension", "subdimension")
SORTS = {"nama": ("name", "pk"), "baru": ("-created_at", "-pk"), "wilayah": ("region__code", "name", "pk")}


def entries_open_to(person: Any, register: Register, chosen: Mapping[str, str]) -> QuerySet[Any]:
    """What a person may see of a register, filtered and in the order asked for. Unknown values mean nothing."""
    rows = access.scope(person, "view", register.model).select_related(*COMMON, *register.related)
    rows = rows.filter(archived_at__isnull=not chosen.get("arsip"))
    if words := chosen.get("q"):
        rows = rows.filter(Q(number__icontains=words) | Q(name__icontains=words))
    if code := chosen.get("daerah"):
        rows = rows.filter(own(person) if code == OWN else below(code))
    if dimension := chosen.get("dimensi"):
        rows = rows.filter(dimension__code=dimension)
    if (audience := chosen.get("pembaca")) in Audience:
        rows = rows.filter(audience=audience)
    for each in register.filters:
        if value := chosen.get(each.key):
            rows = rows.filter(each.condition(register.model, value))
    for lack in register.lacks:
        if lack.key == chosen.get("kurang"):
            rows = rows.filter(lack.condition)
    order = (
        register.sorts[chosen["urut"]][1]
        if chosen.get("urut") in register.sorts
        else SORTS.get(chosen.get("urut", ""), SORTS["wilayah"])
    )
    return rows.order_by(*order)


def entry_open_to(person: Any, register: Register, number: str, verb: str = "view") -> Any:
    """One entry by its public number. NotFound or Refused like `access.get`."""
    rows = register.model._default_manager.select_related(*COMMON, "region__parent", *register.related)
    return access.get(person, verb, register.model, rows, number=number)


def regions_to_keep(person: Any) -> QuerySet[Region]:
    """Where a person adds entries."""
    return access.scope(person, "add_entry", Region).select_related("parent")


def regions_to_choose(person: Any) -> QuerySet[Region]:
    """Regions offered as a filter: those of one's province, or the provinces to somebody of the nation."""
    codes = region_codes(person, "portfolio.view_below") - {NOWHERE}
    if NATION in codes:
        return Region.objects.filter(level=Region.Level.PROVINCE).order_by("code")
    near = Q(pk__in=[])
    for code in sorted({code[:2] for code in codes}):
        near |= below(code, "")
    return Region.objects.filter(near).exclude(level=Region.Level.DISTRICT).order_by("code")


def dimensions_to_choose(person: Any) -> QuerySet[Dimension]:
    codes = {code[:2] for code in region_codes(person, "portfolio.view_below")}
    return Dimension.objects.filter(Q(province=None) | Q(province__code__in=codes)).order_by("province_id", "order")


@dataclass(frozen=True)
class Shelf:
    """One register on the first page: how many entries are open to a person, of them own ones, and what these lack."""

    register: Register
    entries: int
    own: int
    lacks: list[tuple[Lack, int]]

    @property
    def address(self) -> str:
        return self.register.address("entries")


def shelves_of(person: Any) -> list[Shelf]:
    """One query a register."""
    mine = own(person)
    found = []
    for register in in_order():
        lacks = {
            f"lack_{lack.key}": Count("pk", filter=mine & lack.condition, distinct=True) for lack in register.lacks
        }
        rows = access.scope(person, "view", register.model).filter(archived_at=None)
        told = rows.aggregate(every=Count("pk", distinct=True), own=Count("pk", filter=mine, distinct=True), **lacks)
        short = [(lack, told[f"lack_{lack.key}"]) for lack in register.lacks if told[f"lack_{lack.key}"]]
        found.append(Shelf(register, told["every"], told["own"], short))
    return found


def reads_portfolio(person: Any) -> bool:
    return bool(region_codes(person, "portfolio.view") or region_codes(person, "portfolio.view_below"))


def own(person: Any) -> Q:
    """Entries of the governments a person works in."""
    return at_region(person, "portfolio.view")
