"""Which regions share a border."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from smartprovince.engines.boundaries.errors import BoundaryError
from smartprovince.engines.boundaries.projection import Plane


def adjacency(
    shapes: Mapping[str, BaseGeometry],
    *,
    minimum_border: float = 0.005,
    gap: float = 0.001,
) -> list[tuple[str, str]]:
    """Pairs of regions whose common land border is at least `minimum_border` long.

    shapes: region code → Polygon or MultiPolygon, degrees of longitude and latitude.
    minimum_border: degrees of latitude (0.005 ≈ 560 m); two regions that meet in a corner only are no neighbours.
    gap: degrees of latitude (0.001 ≈ 110 m); edges this close count as common, since shapes imported from an official
        GeoJSON rarely share exact vertices. A river or strait wider than this parts two regions.

    Returns (code, code) with the smaller code first, sorted; the order of `shapes` does not matter. A region with an
    empty shape has no neighbours. Raises BoundaryError when `minimum_border` is not above twice `gap` (a corner would
    then count as a border) or when `gap` is negative.
    """
    if gap < 0 or minimum_border <= 2 * gap:
        raise BoundaryError(
            f"minimum_border ({minimum_border}) must be more than twice gap ({gap}), and gap at least 0"
        )
    codes = sorted(code for code, shape in shapes.items() if not shape.is_empty)
    if len(codes) < 2:
        return []
    geometries = np.array([shapely.make_valid(shapes[code]) for code in codes], dtype=object)
    plane = Plane.around(shapely.bounds(geometries)[:, [1, 3]])
    flat = plane.flatten(geometries)
    left, right = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=gap)
    return [
        (codes[i], codes[j])
        for i, j in sorted(zip(left.tolist(), right.tolist(), strict=True))
        if i < j and _common_border(flat[i], flat[j], gap) >= minimum_border
    ]


def _common_border(a: BaseGeometry, b: BaseGeometry, gap: float) -> float:
    """Length of the outline of either that runs within `gap` of the other, the shorter of both ways round."""
    if gap == 0:
        return float(a.boundary.intersection(b.boundary).length)
    return min(_outline_near(a, b, gap), _outline_near(b, a, gap))


def _outline_near(a: BaseGeometry, b: BaseGeometry, gap: float) -> float:
    west, south, east, north = a.bounds
    near = shapely.clip_by_rect(b, west - 2 * gap, south - 2 * gap, east + 2 * gap, north + 2 * gap)
    return float(a.boundary.intersection(near.buffer(gap)).length)
