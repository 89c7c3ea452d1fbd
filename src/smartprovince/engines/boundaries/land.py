"""Land masks from TopoJSON (https://github.com/topojson/topojson-specification), such as npm `world-atlas`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from smartprovince.engines.boundaries.errors import BoundaryError

INDONESIA = "360"
NEIGHBOURING_COUNTRIES = ("096", "458", "598", "626", "702")
"""ISO 3166-1 numeric: Brunei, Malaysia, Papua New Guinea, Timor-Leste, Singapore."""

Ring = NDArray[np.float64]


def land_from_topojson(
    topology: Mapping[str, Any],
    country_id: str | Sequence[str] = INDONESIA,
    *,
    layer: str = "countries",
    bbox: tuple[float, float, float, float] | None = None,
    straddling: Literal["clip", "drop"] = "clip",
) -> MultiPolygon:
    """The land of one or more countries, in degrees of longitude and latitude.

    topology: a parsed TopoJSON document, quantised or not.
    country_id: ISO 3166-1 numeric code(s) as text, the `id` of a geometry in `objects[layer]`.
    bbox: (west, south, east, north); only land inside it is kept. An island that crosses its edge is cut there
        (`straddling="clip"`, right for a province on a shared island) or left out (`"drop"`, right for a province that
        is whole islands, such as Bali: the tip of Java inside the box goes).

    Returns a valid MultiPolygon, empty when no land lies inside `bbox`.
    Raises BoundaryError when the document is no topology, lacks the layer or lacks the country.
    """
    wanted = (country_id,) if isinstance(country_id, str) else tuple(country_id)
    if topology.get("type") != "Topology":
        raise BoundaryError(f"expected a TopoJSON document with type 'Topology', got {topology.get('type')!r}")
    layers = topology.get("objects", {})
    if layer not in layers:
        raise BoundaryError(f"the topology has no layer {layer!r}; it has {sorted(layers)}")
    countries = [shape for shape in layers[layer].get("geometries", []) if str(shape.get("id")) in wanted]
    missing = sorted(set(wanted) - {str(shape.get("id")) for shape in countries})
    if missing:
        raise BoundaryError(f"layer {layer!r} has no geometry with id {', '.join(missing)}")

    arcs = _decoded_arcs(topology)
    polygons = [polygon for shape in countries for polygon in _polygons(shape, arcs)]
    if bbox is not None:
        polygons = _inside(polygons, bbox, straddling)
    return as_multipolygon(shapely.union_all([shapely.make_valid(polygon) for polygon in polygons]))


def as_multipolygon(geometry: Any) -> MultiPolygon:
    """The polygonal parts of any geometry (lines and points, which overlays may leave behind, are dropped)."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon" and not part.is_empty])


def _decoded_arcs(topology: Mapping[str, Any]) -> list[Ring]:
    """Arcs as float64[k, 2] degrees; a quantised arc holds integer steps from the point before."""
    transform = topology.get("transform")
    raw = [np.asarray(arc, dtype=np.float64)[:, :2] for arc in topology["arcs"]]
    if transform is None:
        return raw
    return [arc.cumsum(axis=0) * transform["scale"] + transform["translate"] for arc in raw]


def _polygons(shape: Mapping[str, Any], arcs: list[Ring]) -> list[Polygon]:
    match shape.get("type"):
        case "Polygon":
            outlines = [shape["arcs"]]
        case "MultiPolygon":
            outlines = shape["arcs"]
        case other:
            raise BoundaryError(f"geometry {shape.get('id')} is a {other!r}; a land mask needs polygons")
    return [Polygon(rings[0], rings[1:]) for rings in ([_ring(ring, arcs) for ring in rings] for rings in outlines)]


def _ring(indices: Sequence[int], arcs: list[Ring]) -> Ring:
    """Arcs joined end to end; a negative index ~i is arc i backwards, and each arc starts where the last one ended."""
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _inside(
    polygons: list[Polygon], bbox: tuple[float, float, float, float], straddling: Literal["clip", "drop"]
) -> list[Any]:
    west, south, east, north = bbox
    if not (west < east and south < north):
        raise BoundaryError(f"bbox must be (west, south, east, north) with west < east and south < north, got {bbox}")
    box = shapely.box(west, south, east, north)
    if straddling == "drop":
        return [polygon for polygon in polygons if box.covers(polygon)]
    return [shapely.make_valid(polygon).intersection(box) for polygon in polygons if polygon.intersects(box)]
