"""Potential against challenge as a picture: points in a square of four quarters, drawn on the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SIDE = 320
MARGIN = 28


@dataclass(frozen=True, slots=True)
class Point:
    """Where a region stands in the square, with the words that are read out for it."""

    x: float
    y: float
    name: str
    potential: float
    challenge: float
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    side: int
    low: float
    middle: float
    high: float
    points: list[Point]

    @property
    def inner(self) -> float:
        return self.high - self.low

    @property
    def below(self) -> float:
        """Where words under the square stand."""
        return self.high + 16

    @property
    def above(self) -> float:
        return self.low - 8


def quadrants(rows: Iterable[Any]) -> Picture:
    """Potential to the right, challenge upwards; the upper right quarter has much of both."""
    inner = SIDE - 2 * MARGIN
    points = [
        Point(
            round(MARGIN + row.score.potential * inner, 1),
            round(SIDE - MARGIN - row.score.challenge * inner, 1),
            row.region.short_name,
            row.score.potential,
            row.score.challenge,
            row.state,
        )
        for row in rows
    ]
    return Picture(SIDE, MARGIN, SIDE / 2, SIDE - MARGIN, points)
