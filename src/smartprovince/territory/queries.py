"""Reads of regions that pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import shape

from smartprovince.core import access

from .models import Boundary, Region


def province_by_slug(person: Any, slug: str) -> Region | None:
    return access.scope(person, "view", Region).filter(level=Region.Level.PROVINCE, slug=slug).first()


def regencies_of(province: Region) -> list[Region]:
    """The kabupaten and kota of a province, by code."""
    return list(province.parts.filter(level=Region.Level.REGENCY).order_by("code"))


def map_features(regions: Sequence[Region], layers: dict[str, dict[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """GeoJSON features for the map of `charts.js`.

    layers: layer name → region code → `{"step": 0..4 or None, "value": text, "note": text}`. Regions without a shape
    are left out; the map's table twin has them all.
    """
    shapes = dict(Boundary.objects.filter(region__in=regions).values_list("region__code", "geometry"))
    return [
        {
            "type": "Feature",
            "geometry": shapes[region.code],
            "properties": {
                "id": region.code,
                "name": region.short_name,
                "short": region.name,
                "label": label_point(shapes[region.code]),
                "layers": {name: facts.get(region.code, {"step": None}) for name, facts in layers.items()},
            },
        }
        for region in regions
        if region.code in shapes
    ]


def label_point(geometry: dict[str, Any]) -> list[float]:
    """Where a region's name stands: the middle of the largest circle inside its shape, longitude and latitude."""
    largest = max(getattr(shape(geometry), "geoms", [shape(geometry)]), key=lambda part: part.area)
    middle = shapely.maximum_inscribed_circle(largest, tolerance=0.01).coords[0]
    return [round(middle[0], 4), round(middle[1], 4)]
