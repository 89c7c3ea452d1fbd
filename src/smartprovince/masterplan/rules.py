"""Who reads and writes plans. A plan in the making belongs to its region; the people of the movement there read it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, rule
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import at_region, in_region, region_codes
from smartprovince.territory.models import Region

from .models import Guidebook, GuideSection, Plan, Section


@rule("view", Guidebook)
@rule("view", GuideSection)
def everyone_reads_guidebooks(person: Any) -> Q:
    return EVERYBODY


def readable(person: Any, field: str) -> Q:
    """Plans of the regions a person works at; a province's own plan also for its kabupaten and kota."""
    above = {code[:2] for code in region_codes(person, "plan.view") if "." in code}
    return at_region(person, "plan.view", field) | Q(**{f"{field}__code__in": sorted(above)})


@rule("view", Plan)
def who_reads_plans(person: Any) -> Q:
    return readable(person, "region")


@rule("view", Section)
def who_reads_sections(person: Any) -> Q:
    return readable(person, "plan__region")


@rule("edit", Plan, who_may=who_may("plan.edit"))
def who_edits_plans(person: Any) -> Q:
    return at_region(person, "plan.edit")


@rule("edit", Section, who_may=who_may("plan.edit"))
def who_writes_sections(person: Any) -> Q:
    return at_region(person, "plan.edit", "plan__region")


@rule("start_plan", Region, who_may=who_may("plan.edit"))
def who_starts_plans(person: Any) -> Q:
    return in_region(person, "plan.edit", "") & Q(code__in=sorted(region_codes(person, "plan.edit")))
