"""Published instruments are public; drafts are the programme owner's."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import NATION, region_codes
from smartprovince.territory.models import Region

from .models import Dimension, Instrument, InstrumentVersion, Node, RubricLevel, Subdimension

PUBLISHED = InstrumentVersion.State.PUBLISHED


def is_owner(person: Any) -> bool:
    """Whether somebody edits instruments of the nation."""
    return NATION in region_codes(person, "instrument.edit")


@rule("view", Dimension)
@rule("view", Subdimension)
@rule("view", Instrument)
def everyone_sees_what_is_measured(person: Any) -> Q:
    return EVERYBODY


@rule("view", InstrumentVersion)
def who_sees_versions(person: Any) -> Q:
    return EVERYBODY if is_owner(person) else Q(state=PUBLISHED)


@rule("view", Node)
def who_sees_nodes(person: Any) -> Q:
    return EVERYBODY if is_owner(person) else Q(version__state=PUBLISHED)


@rule("view", RubricLevel)
def who_sees_levels(person: Any) -> Q:
    return EVERYBODY if is_owner(person) else Q(node__version__state=PUBLISHED)


@rule("edit", InstrumentVersion, who_may=who_may("instrument.edit"))
def who_edits_versions(person: Any) -> Q:
    return EVERYBODY if is_owner(person) else NOBODY


@rule("edit_dimensions", Region, who_may=who_may("round.own"))
def who_adds_dimensions(person: Any) -> Q:
    """The province coordinator, for the own province."""
    codes = region_codes(person, "round.own") - {NATION}
    return Q(code__in=sorted(codes), level=Region.Level.PROVINCE)
