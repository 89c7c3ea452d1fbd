"""One node of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .normalisers import Setting
from .transforms import TRANSFORMS

DEFAULT_SCALE = (0.0, 100.0)


@dataclass(frozen=True)
class Node:
    """A group or a leaf (indicator) of the tree. Fields as in ``Framework.from_dict``."""

    id: str
    parent: str | None
    weight: float
    aggregator: Mapping[str, Any]
    min_coverage: float
    direction: int | None
    transform: str | None
    normaliser: Mapping[str, Any] | None
    imputer: str
    unit: str
    source: str
    name: str


def setting_of(node: Node, scale: tuple[float, float]) -> Setting:
    """What the normaliser of a leaf must know."""
    return Setting(node.id, node.normaliser or {}, node.direction or 1, TRANSFORMS[node.transform], scale)
