"""Indicative boundaries: village points → shapes of regions → who borders whom.

No package ships kabupaten polygons, so shapes are derived: Voronoi cells of village points, dissolved by region and cut
with a land mask. They are *batas indikatif, bukan batas resmi*: fit for a map that colours regions, never for deciding
in which region a place lies. Pure computation: no files, no clock, no randomness.
"""

from smartprovince.engines.boundaries.adjacency import adjacency
from smartprovince.engines.boundaries.derivation import derive
from smartprovince.engines.boundaries.errors import BoundaryError
from smartprovince.engines.boundaries.land import INDONESIA, NEIGHBOURING_COUNTRIES, land_from_topojson

__all__ = ["INDONESIA", "NEIGHBOURING_COUNTRIES", "BoundaryError", "adjacency", "derive", "land_from_topojson"]
