"""Who sees a region's way before its gates, who moves it, who confirms what was shown, who shapes the gates."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.movement.models import Milestone, StageGate
from smartprovince.organisations.roles import Role, who_may
from smartprovince.organisations.scopes import NATION, grants, in_region, reach, region_codes
from smartprovince.territory.models import Region

from .models import Cycle, StageChange

OWNER, COORDINATOR = Role.PROGRAMME_OWNER.value, Role.PROVINCE_COORDINATOR.value


def ways_open_to(person: Any, field: str = "") -> Q:
    """The regions one works in and below, and the province they belong to: its way is its kabupaten's business, too."""
    condition = in_region(person, "register.view", field)
    provinces = {reach(grant)[:2] for grant in grants(person, "register.view")} - {"", "-"}
    path = f"{field}__code__in" if field else "code__in"
    return condition | Q(**{path: sorted(provinces)}) if provinces else condition


@rule("see_way", Region, who_may=who_may("register.view"))
def who_sees_ways(person: Any) -> Q:
    return ways_open_to(person)


@rule("view", Cycle)
def who_sees_cycles(person: Any) -> Q:
    return ways_open_to(person, "region")


@rule("view", StageChange)
def who_sees_changes(person: Any) -> Q:
    return ways_open_to(person, "cycle__region")


def steered_by(person: Any, field: str = "") -> Q:
    """A kabupaten/kota by its province or the programme owner; a province by the programme owner only."""
    if NATION in region_codes(person, "gate.confirm"):
        return ~NOBODY
    level = f"{field}__level" if field else "level"
    return in_region(person, "gate.confirm", field) & Q(**{level: Region.Level.REGENCY})


@rule("steer", Region, who_may=who_may("gate.confirm"))
def who_begins_cycles(person: Any) -> Q:
    return steered_by(person)


@rule("edit", Cycle, who_may=who_may("gate.confirm"))
def who_moves_cycles(person: Any) -> Q:
    return steered_by(person, "region")


@rule("confirm", Milestone, who_may=who_may("gate.confirm"))
def who_confirms(person: Any) -> Q:
    """The role that the item names; the programme owner also in place of a province."""
    waiting = Q(withdrawn_at__isnull=True, gate__isnull=False)
    if NATION in region_codes(person, "gate.confirm"):
        return waiting & Q(gate__confirms__in=[OWNER, COORDINATOR])
    return waiting & Q(gate__confirms=COORDINATOR) & steered_by(person, "region")


@rule("edit", StageGate, who_may=who_may("gate.design"))
def who_shapes_gates(person: Any) -> Q:
    return EVERYBODY if grants(person, "gate.design") else NOBODY
