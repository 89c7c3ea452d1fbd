"""The colours and shapes of charts: the tokens of `static/css/tokens.css`, light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .charts import Point


@dataclass(frozen=True)
class Palette:
    """The tokens a chart needs. `ramp` goes from little to much; `ramp_text` is readable on it."""

    surface: str
    sunken: str
    line: str
    line_strong: str
    control: str
    ink: str
    ink_2: str
    ink_3: str
    nila: str
    ramp: tuple[str, str, str, str, str]
    ramp_text: tuple[str, str, str, str, str]
    dimensions: Mapping[str, str]


LIGHT = Palette(
    surface="#ffffff", sunken="#efefea", line="#e2e2db", line_strong="#cbcbc2", control="#7f8078",
    ink="#171a21", ink_2="#3d424d", ink_3="#5a606c", nila="#274c8b",
    ramp=("#eef2f8", "#cfdaeb", "#a6badb", "#4f72aa", "#1f3f78"),
    ramp_text=("#171a21", "#171a21", "#171a21", "#ffffff", "#ffffff"),
    dimensions={
        "gov": "#1073b7", "bra": "#ce1781", "eco": "#946322", "liv": "#276163", "soc": "#8e403d", "env": "#2a4e00",
    },
)  # fmt: skip

DARK = Palette(
    surface="#1a1e26", sunken="#151920", line="#2b313c", line_strong="#3b4250", control="#7d8696",
    ink="#eceef2", ink_2="#c6cbd4", ink_3="#9da5b3", nila="#9bb8ec",
    ramp=("#1f2735", "#2d4064", "#45629a", "#86a6e0", "#d3e0fa"),
    ramp_text=("#eceef2", "#eceef2", "#ffffff", "#10182a", "#10182a"),
    dimensions={
        "gov": "#71a7fd", "bra": "#f648a8", "eco": "#fbda7a", "liv": "#a8dee1", "soc": "#de9a8a", "env": "#5b9d07",
    },
)  # fmt: skip

# The fixed shape of each dimension, in a box from −1 to 1. Another dimension (a province's own) is a ring.
SHAPES: dict[str, tuple[Point, ...]] = {
    "gov": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "eco": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "liv": ((0, -0.96), (1, 0.92), (-1, 0.92)),
    "soc": ((0, -1), (0.9, -0.46), (0.9, 0.5), (0, 1), (-0.9, 0.5), (-0.9, -0.46)),
    "env": ((-1, -0.92), (1, -0.92), (0, 0.96)),
}
