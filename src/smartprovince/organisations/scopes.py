"""From memberships to Q: the three scopes that rules of all rooms are made of.

A membership reaches the region it names (else its organisation's region) and everything below it: code `51` reaches
`51.03`. One without any region reaches the nation.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import NOBODY
from smartprovince.territory.models import Region

from .models import Membership, Organisation

NATION = ""
NOWHERE = "-"  # no region has this code


def grants(person: Any, capability: str) -> list[Membership]:
    """The memberships of a person that carry a capability; none for a visitor or the installation."""
    granted = getattr(person, "granted", None)
    return granted(capability) if granted else []


def reach(grant: Membership) -> str:
    """The region code a membership reaches from: `51`, `51.03`, "" for the nation.

    The nation is the ministry's alone; another organisation without a region reaches nowhere.
    """
    region = grant.region or grant.organisation.region
    if region is not None:
        return region.code
    return NATION if grant.organisation.kind == Organisation.Kind.MINISTRY else NOWHERE


def region_codes(person: Any, capability: str) -> set[str]:
    return {reach(grant) for grant in grants(person, capability)}


def in_region(person: Any, capability: str, field: str = "region") -> Q:
    """Rows whose `field` (a path to a Region) lies in or below a region where the person has the capability."""
    codes = region_codes(person, capability)
    if NATION in codes:
        return ~NOBODY  # not Q(): Django drops an empty Q from an "or", and the nation would be nothing
    condition = NOBODY
    for code in sorted(codes):
        condition |= below(code, field)
    return condition


def at_region(person: Any, capability: str, field: str = "region") -> Q:
    """Rows of exactly the regions where the person has the capability: own region only, nothing below."""
    codes = region_codes(person, capability) - {NATION, NOWHERE}
    return Q(**{f"{field}__code__in": sorted(codes)}) if codes else NOBODY


def below(code: str, field: str = "region") -> Q:
    """A region and everything below it, as a condition on a path to a Region."""
    if code == NATION:
        return Q()
    path = f"{field}__code" if field else "code"
    return Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."})


def acts_in(person: Any, capability: str, region: Region) -> bool:
    """Whether the person has the capability at a region (in memory; for buttons and checks on arguments)."""
    return any(
        code == NATION or region.code == code or region.code.startswith(f"{code}.")
        for code in region_codes(person, capability)
    )
