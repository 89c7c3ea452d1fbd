"""Who sees and decides what of the calendar and the closing papers.

A request for more time is between the region and the owner. A letter's figures are seen as scores are: the region its
own, the province its own, the ministry all. Minutes are of both parties.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.assessment.rules import owned
from smartprovince.core.access import NOBODY, rule
from smartprovince.organisations.roles import Role, who_may
from smartprovince.organisations.scopes import NATION, at_region, region_codes
from smartprovince.territory.models import Region

from .models import Extension, Minutes, OfficialLetter, OfficialScore


@rule("view", Extension)
def who_sees_extensions(person: Any) -> Q:
    return at_region(person, "answer.view_own", "participation__region") | owned(person, "participation__round")


@rule("decide", Extension, who_may=who_may("round.own"))
def who_decides_on_extensions(person: Any) -> Q:
    return owned(person, "participation__round")


@rule("record_letter", Region, who_may=(str(Role.PROVINCE_COORDINATOR.label),))
def who_records_letters(person: Any) -> Q:
    """The province coordinator, for the own province: the ministry issues the letter and need not record it."""
    codes = region_codes(person, "round.own") - {NATION}
    return Q(level=Region.Level.PROVINCE, code__in=sorted(codes)) if codes else NOBODY


@rule("view", OfficialLetter)
def who_sees_letters(person: Any) -> Q:
    """The letter and its file name all regions of the province: people of its government, and of the ministry."""
    ministry = owned(person, "round", capability="result.view_all")
    return at_region(person, "result.view_all", "province") | ministry


@rule("view", OfficialScore)
def who_sees_official_scores(person: Any) -> Q:
    ministry = owned(person, "letter__round", capability="result.view_all")
    province = at_region(person, "result.view_all", "letter__province")
    return at_region(person, "result.view_own", "region") | province | ministry


@rule("view", Minutes)
def who_sees_minutes(person: Any) -> Q:
    return at_region(person, "answer.view_own", "participation__region") | owned(person, "participation__round")


@rule("sign", Minutes, who_may=who_may("round.own"))
def who_attaches_signed_copies(person: Any) -> Q:
    return owned(person, "participation__round")
