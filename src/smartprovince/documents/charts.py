"""What a server-side chart is: one frozen spec, used by PDF, DOCX and HTML alike; `drawing.render_svg` draws it.

A spec holds numbers and names. Scores are 0–100 unless `maximum` says otherwise; `None` is "no data", drawn hatched or
left out, never as 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .wording import clean

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart has: `title` and `description` are its accessible name and the sentence that replaces it."""

    title: str
    description: str

    @property
    def alt(self) -> str:
        return clean(f"{self.title}. {self.description}".strip())


@dataclass(frozen=True)
class Region:
    """One region of a map. `polygons` in degrees (longitude, latitude), outer ring first, then holes.

    `step` is the place on the ramp, 0–4, or None for no data; `value` is printed under the name; `label_at` moves the
    label, and `outside` says that it then stands on the sea, not on the region's own colour.
    """

    name: str
    polygons: tuple[Polygon, ...]
    step: int | None
    value: str = ""
    label_at: Point | None = None
    outside: bool = False


@dataclass(frozen=True)
class LegendEntry:
    step: int | None
    label: str


@dataclass(frozen=True, kw_only=True)
class ChoroplethMap(Chart):
    regions: tuple[Region, ...]
    legend: tuple[LegendEntry, ...] = ()

    def __post_init__(self) -> None:
        for region in self.regions:
            if region.step is not None and not 0 <= region.step <= 4:
                raise ValueError(f"{region.name}: step {region.step} is not on the ramp; give 0 to 4, or None.")


@dataclass(frozen=True)
class HeatColumn:
    label: str
    dimension: str = ""


@dataclass(frozen=True, kw_only=True)
class Heatmap(Chart):
    """Rows by columns, values printed in the cells. `bands` are the four lower bounds of ramp steps 1–4."""

    rows: tuple[str, ...]
    columns: tuple[HeatColumn, ...]
    values: tuple[tuple[float | None, ...], ...]
    bands: tuple[float, float, float, float] = (20, 40, 60, 80)
    maximum: float = 100
    decimals: int = 0
    dimension_names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.values) != len(self.rows):
            raise ValueError(f"{len(self.rows)} rows are named but {len(self.values)} rows of values given.")
        for name, row in zip(self.rows, self.values, strict=True):
            if len(row) != len(self.columns):
                raise ValueError(f"{name}: {len(row)} values for {len(self.columns)} columns.")


@dataclass(frozen=True)
class Bar:
    """One score, with the smallest and largest of those it is the mean of, if there is a range."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    dimension: str = ""


@dataclass(frozen=True, kw_only=True)
class DimensionBars(Chart):
    bars: tuple[Bar, ...]
    maximum: float = 100
    decimals: int = 1


@dataclass(frozen=True, kw_only=True)
class CoverageMeter(Chart):
    """`have` of `total` regions, one cell each; `possible` counts those that may have it too but lack a document.

    `required` is the floor (8 of 9 for 80 per cent) and `required_label` its words; `unit` names what is counted.
    """

    have: int
    total: int
    required: int
    required_label: str
    unit: str
    possible: int | None = None

    def __post_init__(self) -> None:
        most = self.have if self.possible is None else self.possible
        if not 0 <= self.have <= most <= self.total or not 0 < self.required <= self.total:
            raise ValueError(
                f"have {self.have} ≤ possible {most} ≤ total {self.total} and 0 < required {self.required} ≤ total "
                "must hold."
            )


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Radar(Chart):
    """A profile over at least three axes, one series or two. Never for ranking."""

    axes: tuple[str, ...]
    series: tuple[Series, ...]
    maximum: float = 100

    def __post_init__(self) -> None:
        if len(self.axes) < 3 or not 1 <= len(self.series) <= 2:
            raise ValueError("A radar has at least three axes and one or two series.")
        for one in self.series:
            if len(one.values) != len(self.axes):
                raise ValueError(f"{one.name}: {len(one.values)} values for {len(self.axes)} axes.")


def polygons_from_geojson(geometry: Mapping[str, Any]) -> tuple[Polygon, ...]:
    """The polygons of a GeoJSON Polygon or MultiPolygon. Raises ValueError for another type."""
    if geometry["type"] == "Polygon":
        bodies: Sequence[Any] = [geometry["coordinates"]]
    elif geometry["type"] == "MultiPolygon":
        bodies = geometry["coordinates"]
    else:
        raise ValueError(f"A {geometry['type']} is not an area; Polygon or MultiPolygon is needed.")
    return tuple(tuple(tuple((float(p[0]), float(p[1])) for p in ring) for ring in body) for body in bodies)
