"""Reads of the catalogue of fund sources."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from smartprovince.core import access
from smartprovince.territory.models import Region

from .models import FundSource


def sources_for(region: Region) -> QuerySet[FundSource]:
    """What forms of a region offer: the nation's catalogue and its province's own, as far as in use."""
    return FundSource.objects.filter(Q(province=None) | Q(province__code=region.province_code), in_use=True).order_by(
        "order", "name"
    )


def catalogue(person: Any) -> QuerySet[FundSource]:
    return (
        access.scope(person, "view", FundSource).select_related("province").order_by("province__code", "order", "name")
    )
