"""Published instruments are public; drafts are the programme owner's, and the province's own for its own edition."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.organisations.models import Organisation
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


def own_editions(person: Any, prefix: str = "") -> Q:
    """Versions of instruments that the person's own province has."""
    codes = region_codes(person, "instrument.extend") - {NATION}
    return Q(**{f"{prefix}instrument__owner__region__code__in": sorted(codes)}) if codes else NOBODY


@rule("view", InstrumentVersion)
def who_sees_versions(person: Any) -> Q:
    return EVERYBODY if is_owner(person) else Q(state=PUBLISHED) | own_editions(person)


@rule("view", Node)
def who_sees_nodes(person: Any) -> Q:
    return EVERYBODY if is_owner(person) else Q(version__state=PUBLISHED) | own_editions(person, "version__")


@rule("view", RubricLevel)
def who_sees_levels(person: Any) -> Q:
    return (
        EVERYBODY if is_owner(person) else Q(node__version__state=PUBLISHED) | own_editions(person, "node__version__")
    )


@rule("edit", InstrumentVersion, who_may=who_may("instrument.edit", "instrument.extend"))
@rule("copy", InstrumentVersion, who_may=who_may("instrument.edit", "instrument.extend"))
def who_edits_versions(person: Any) -> Q:
    """The programme owner the national ones, a province coordinator the editions of the own province."""
    national = Q(instrument__owner__isnull=True) if is_owner(person) else NOBODY
    return national | own_editions(person)


@rule("extend_instruments", Organisation, who_may=who_may("instrument.extend"))
def who_extends_instruments(person: Any) -> Q:
    """The province coordinator, for the own provincial government."""
    codes = region_codes(person, "instrument.extend") - {NATION}
    return Q(kind=Organisation.Kind.PROVINCE, region__code__in=sorted(codes)) if codes else NOBODY


@rule("edit_dimensions", Region, who_may=who_may("round.own"))
def who_adds_dimensions(person: Any) -> Q:
    """The province coordinator, for the own province."""
    codes = region_codes(person, "round.own") - {NATION}
    return Q(code__in=sorted(codes), level=Region.Level.PROVINCE)
