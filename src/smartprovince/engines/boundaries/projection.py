"""A flat plane on which a degree is as long to the east as to the north."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from smartprovince.engines.boundaries.errors import BoundaryError

KM_PER_DEGREE = 111.195  # a degree of latitude on the mean sphere of 6,371 km


@dataclass(frozen=True, slots=True)
class Plane:
    """Equirectangular plane: x = longitude · cos(`latitude`), y = latitude, both in degrees of latitude (111.195 km).

    Lengths to the east are wrong by 1 % six degrees from `latitude` at 11° S and by far less within one province:
    enough for indicative shapes, not for areas that anyone relies on.
    """

    latitude: float

    @classmethod
    def around(cls, latitudes: NDArray[np.float64]) -> Plane:
        """The plane whose true scale runs through the middle of `latitudes` (float64[n], degrees)."""
        return cls(float(latitudes.min() + latitudes.max()) / 2)

    @property
    def squeeze(self) -> float:
        """Degrees of latitude that one degree of longitude is worth, 0..1."""
        return cos(radians(self.latitude))

    def flatten(self, geometry: Any) -> Any:
        """Geometry (or array of them) from longitude and latitude to the plane."""
        return shapely.transform(geometry, lambda xy: xy * (self.squeeze, 1.0))

    def unflatten(self, geometry: Any) -> Any:
        """Geometry (or array of them) from the plane back to longitude and latitude."""
        return shapely.transform(geometry, lambda xy: xy / (self.squeeze, 1.0))


def checked_points(points: Any) -> NDArray[np.float64]:
    """float64[n, 2] longitude and latitude; raises BoundaryError on another shape, on NaN and off the globe."""
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2:
        raise BoundaryError(f"points must be float64[n, 2] (longitude, latitude), not of shape {array.shape}")
    wrong = ~np.isfinite(array).all(axis=1) | (np.abs(array[:, 0]) > 180) | (np.abs(array[:, 1]) > 90)
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise BoundaryError(
            f"{int(wrong.sum())} points are not on the globe, the first is row {first}: {array[first].tolist()}. "
            "Leave villages without a known point out, and give longitude before latitude."
        )
    return array
