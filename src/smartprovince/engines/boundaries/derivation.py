"""Voronoi cells of village points, dissolved by region and cut with a land mask.

The steps work on one *coverage*: coast and borders are noded together and every face is given to one region, so that
two neighbours own the very same vertices, and simplification (GEOS coverage simplification, Visvalingam–Whyatt) keeps
them so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from smartprovince.engines.boundaries.errors import BoundaryError
from smartprovince.engines.boundaries.land import as_multipolygon
from smartprovince.engines.boundaries.projection import Plane, checked_points

# Degrees of latitude (111.195 km) or their squares, in the plane of the derivation.
NUDGE = 1e-5  # about a metre: parts coincident villages of different regions
SHORE = 0.25  # how far cells reach beyond the outermost villages and the land without a mask
ISLET_REACH = 0.15  # an island without a village belongs to nobody when it lies further off than this …
ISLET_AREA = 0.01  # … or is larger than this (123 km²): then its villages are simply not among the points
SLIVER = 1e-6  # 0.012 km²: parts and holes smaller than this are artefacts of the overlay
BUFFER = (0.006, 0.03)  # smallest and largest radius round a village that lies off the mask
BUFFER_SHARE = 0.75  # of the distance to the nearest other village
DECIMALS = 4  # about 11 m

Labels = NDArray[np.object_]


def derive(
    points: NDArray[np.float64],
    labels: Sequence[str],
    land: BaseGeometry | None,
    *,
    neighbours_land: BaseGeometry | None = None,
    simplify: float = 0.0005,
    keep: Collection[str] | None = None,
) -> dict[str, MultiPolygon]:
    """Indicative shapes of regions (*batas indikatif, bukan batas resmi*).

    points: float64[n, 2] longitude and latitude of villages, degrees. Villages without a point are left out by the
        caller, who reports them.
    labels: n region codes, one a point.
    land: land mask in degrees, or None: then the hull of the points, widened by 0.25°.
    neighbours_land: land of neighbouring countries, taken away from the result.
    simplify: tolerance in degrees of latitude (0.0005 ≈ 55 m), 0 for none. Common borders stay common.
    keep: codes to return; default all. Give the villages across the border too and name your own regions here: without
        them, a province on a shared island would take all of that island.

    Villages that lie off the mask get a small disc of land (0.7–3.3 km, by the distance to the next village), so that
    islands which a coarse coast lacks do not vanish. Land between shores that only a far cell covers goes to the region
    across the longest border on the same island. An island without any village stays with the nearest region when it is
    small and near, else it is left out.

    Returns code → valid MultiPolygon, rounded to 4 decimals, in the order of the codes; every code kept has a shape.
    The order of the points does not matter. Raises BoundaryError on wrong shapes, on coordinates off the globe, on no
    points, and on codes in `keep` without a point.
    """
    xy = checked_points(points)
    names = np.array([str(label) for label in labels], dtype=object)
    _check(xy, names, simplify, keep)
    kept = sorted(set(names) if keep is None else set(keep))

    plane = Plane.around(xy[:, 1])
    villages = _distinct_villages(xy * (plane.squeeze, 1.0), names)
    mask = _mask(villages, land, neighbours_land, plane)
    cells = _cells(villages, mask)
    faces = [face for island in shapely.get_parts(mask) for face in _faces(island, villages, cells, set(kept))]
    shapes = _dissolved(faces, simplify)
    missing = sorted(set(kept) - shapes.keys())
    if missing:
        raise BoundaryError(f"no land is left for {', '.join(missing)}: their villages lie on neighbouring land")
    return {code: _rounded(plane.unflatten(shapes[code])) for code in kept}


@dataclass(frozen=True, slots=True)
class _Villages:
    points: NDArray[np.object_]  # shapely Points in the plane, distinct, in a canonical order
    labels: Labels
    tree: shapely.STRtree

    def nearest_label(self, geometry: BaseGeometry) -> str:
        return str(self.labels[self.tree.nearest(geometry)])


@dataclass(frozen=True, slots=True)
class _Cells:
    """Voronoi cells dissolved by region: one polygon a region, an exact coverage of the plane round the villages."""

    shapes: NDArray[np.object_]
    labels: list[str]
    tree: shapely.STRtree

    def over(self, geometry: BaseGeometry) -> NDArray[np.int64]:
        return np.sort(self.tree.query(geometry, predicate="intersects"))


@dataclass(slots=True)
class _Face:
    shape: BaseGeometry
    label: str
    inhabited: bool


def _check(xy: NDArray[np.float64], names: Labels, simplify: float, keep: Collection[str] | None) -> None:
    if len(xy) == 0:
        raise BoundaryError("there are no points; a region needs at least one village with a known point")
    if len(names) != len(xy):
        raise BoundaryError(f"{len(xy)} points but {len(names)} labels; give one label a point")
    if not (np.isfinite(simplify) and simplify >= 0):
        raise BoundaryError(f"simplify must be 0 or more degrees, not {simplify}")
    unknown = sorted(set(keep or ()) - set(names))
    if unknown:
        raise BoundaryError(f"no village point bears the code {', '.join(unknown)}")


def _distinct_villages(xy: NDArray[np.float64], names: Labels) -> _Villages:
    """Points sorted and distinct; villages of different regions at the very same place are set a metre apart."""
    order = np.lexsort((names.astype(str), xy[:, 1], xy[:, 0]))
    xy, names = xy[order], names[order]
    same_place = np.r_[False, (xy[1:] == xy[:-1]).all(axis=1)]
    repeated = same_place & np.r_[False, names[1:] == names[:-1]]
    xy, names, same_place = xy[~repeated], names[~repeated], same_place[~repeated]
    step = np.zeros(len(xy))
    for i in np.flatnonzero(same_place):
        step[i] = step[i - 1] + NUDGE
    xy = xy + np.column_stack([step, np.zeros(len(xy))])
    points = shapely.points(xy)
    return _Villages(points, names, shapely.STRtree(points))


def _mask(
    villages: _Villages, land: BaseGeometry | None, neighbours_land: BaseGeometry | None, plane: Plane
) -> MultiPolygon:
    """Land near the villages, in the plane, with discs for villages off the coast and without tiny holes."""
    hull = shapely.MultiPoint(list(villages.points)).convex_hull
    if land is None:
        mask = hull.buffer(SHORE)
    else:
        frame = shapely.box(*hull.buffer(SHORE).bounds)
        parts = shapely.get_parts(plane.flatten(land))
        near = [shapely.make_valid(part) for part in parts if part.area > SLIVER and frame.intersects(part)]
        mask = shapely.union_all([*near, *_discs_off(near, villages)])
    if neighbours_land is not None:
        mask = mask.difference(shapely.make_valid(plane.flatten(neighbours_land)))
    return MultiPolygon([_without_tiny_holes(part) for part in as_multipolygon(mask).geoms if part.area > SLIVER])


def _discs_off(land: list[BaseGeometry], villages: _Villages) -> list[BaseGeometry]:
    on_land = np.zeros(len(villages.points), dtype=bool)
    for part in land:
        on_land[villages.tree.query(part, predicate="intersects")] = True
    off = villages.points[~on_land]
    if len(off) == 0:
        return []
    if len(villages.points) == 1:
        return [villages.points[0].buffer(BUFFER[1])]
    (which, _), distance = villages.tree.query_nearest(off, exclusive=True, return_distance=True, all_matches=False)
    radius = np.full(len(off), BUFFER[1])
    radius[which] = np.clip(BUFFER_SHARE * distance, *BUFFER)
    return list(shapely.buffer(off, radius, quad_segs=4))


def _without_tiny_holes(part: BaseGeometry) -> BaseGeometry:
    holes = [hole for hole in part.interiors if shapely.Polygon(hole).area > SLIVER]
    return shapely.Polygon(part.exterior, holes)


def _cells(villages: _Villages, mask: MultiPolygon) -> _Cells:
    frame = shapely.box(*shapely.total_bounds([mask, *villages.points])).buffer(1, join_style="mitre")
    cells = np.array([frame], dtype=object)  # GEOS has no Voronoi cell for a single point
    if len(villages.points) > 1:
        together = shapely.MultiPoint(list(villages.points))
        cells = shapely.get_parts(shapely.voronoi_polygons(together, extend_to=frame, ordered=True))
    codes = sorted(set(villages.labels))
    shapes = np.array([shapely.coverage_union_all(cells[villages.labels == code]) for code in codes], dtype=object)
    return _Cells(shapes, codes, shapely.STRtree(shapes))


def _faces(island: BaseGeometry, villages: _Villages, cells: _Cells, kept: set[str]) -> list[_Face]:
    """The island cut along the borders of cells; nothing when none of the regions kept reaches it."""
    over = cells.over(island)
    if kept.isdisjoint(cells.labels[i] for i in over):
        return []
    inhabited = len(villages.tree.query(island, predicate="intersects")) > 0
    if not inhabited:
        return _islet(island, villages)
    if len(over) == 1:
        return [_Face(island, cells.labels[over[0]], True)]
    shapely.prepare(island)
    west, south, east, north = island.bounds
    borders = shapely.clip_by_rect(
        shapely.boundary(cells.shapes[over]), west - 0.01, south - 0.01, east + 0.01, north + 0.01
    )
    faces = []
    for shape in shapely.get_parts(shapely.polygonize(_segments([island.boundary, *borders]))):
        inside = shape.representative_point()
        if island.contains(inside):
            lived_in = len(villages.tree.query(shape, predicate="intersects")) > 0
            faces.append(_Face(shape, villages.nearest_label(inside), lived_in))
    _adopt_uninhabited(faces)
    return faces


def _segments(lines: list[Any]) -> NDArray[np.object_]:
    """All lines noded with one another; an edge that two regions bring along becomes one."""
    return np.asarray(shapely.get_parts(shapely.union_all(lines)), dtype=object)


def _islet(island: BaseGeometry, villages: _Villages) -> list[_Face]:
    owner = villages.tree.nearest(island)
    far = island.distance(villages.points[owner]) > ISLET_REACH
    return [] if far or island.area > ISLET_AREA else [_Face(island, str(villages.labels[owner]), False)]


def _adopt_uninhabited(faces: list[_Face]) -> None:
    """Give faces without a village to the inhabited region across the longest border, working inwards."""
    tree = shapely.STRtree([face.shape for face in faces])
    waiting = [i for i, face in enumerate(faces) if not face.inhabited]
    while waiting:
        adopted: dict[int, str] = {}
        for i in waiting:
            borders: dict[str, float] = {}
            for j in tree.query(faces[i].shape, predicate="intersects").tolist():
                if j != i and faces[j].inhabited:
                    length = faces[i].shape.boundary.intersection(faces[j].shape.boundary).length
                    borders[faces[j].label] = borders.get(faces[j].label, 0.0) + length
            if max(borders.values(), default=0.0) > 0:
                adopted[i] = max(sorted(borders), key=lambda label: borders[label])
        if not adopted:
            return
        for i, label in adopted.items():
            faces[i].label, faces[i].inhabited = label, True
        waiting = [i for i in waiting if i not in adopted]


def _dissolved(faces: list[_Face], simplify: float) -> dict[str, BaseGeometry]:
    by_label: dict[str, list[BaseGeometry]] = {}
    for face in faces:
        by_label.setdefault(face.label, []).append(face.shape)
    codes = sorted(by_label)
    shapes = np.array([shapely.coverage_union_all(by_label[code]) for code in codes], dtype=object)
    if simplify > 0 and len(shapes):
        shapes = shapely.coverage_simplify(shapes, simplify)
    return dict(zip(codes, shapes, strict=True))


def _rounded(shape: BaseGeometry) -> MultiPolygon:
    """Coordinates rounded one by one (so that neighbours still agree), made valid; slivers go unless they are all."""
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))
    parts = [part for part in as_multipolygon(shapely.make_valid(rounded)).geoms if part.area > 0]
    if not parts:  # smaller than the grid: keep it as it is rather than lose a region
        return as_multipolygon(shape)
    big = [part for part in parts if part.area > SLIVER]
    return MultiPolygon(big or [max(parts, key=lambda part: part.area)])
