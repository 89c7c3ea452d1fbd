"""What the gates of the movement ask of the rooms: a room registers by name what it can tell of many regions at once.

    @checks.named("readiness_complete")
    def readiness_complete(regions, *, parameters, on) -> dict[int, Finding]: ...

`regions` are Region rows, `parameters` those of the gate item, `on` the business day. The answer is by the region's
key; a region that is left out has nothing to show. The number of queries must not grow with the regions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from .registry import Registry


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether the item is met, in words a person can act on, where to see or mend it, and since when (if known)."""

    met: bool
    words: str
    address: str = ""
    day: date | None = None


type Check = Callable[..., Mapping[int, Finding]]

checks: Registry[Check] = Registry("checks of gate items")
