"""What holds regions back, seen from above: a room registers what it knows of many regions at once.

    @holds.named("assessment.rounds")
    def held_by_rounds(regions, *, person, on) -> list[Hold]: ...

The number of queries must not grow with the regions; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .registry import Registry


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that holds one region back: what, why, who can mend it, by when, where; `weight`: how much it blocks.

    `reminder` is a text that somebody can paste into a chat; empty when there is nothing to remind of.
    """

    region: Any
    kind: str
    what: str
    why: str
    who: str
    address: str
    weight: int = 1
    due: date | None = None
    reminder: str = ""

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on


holds: Registry[Callable[..., list[Hold]]] = Registry("what holds regions back")
