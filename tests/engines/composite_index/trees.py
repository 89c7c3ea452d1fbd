"""Small frameworks for tests."""

from __future__ import annotations

from typing import Any

from smartprovince.engines.composite_index import Framework

PERCENT = {"method": "goalposts", "lower": 0, "upper": 100}
PERCENT_FROM_1 = {**PERCENT, "floor": 1}


def leaf(name: str, parent: str | None = "all", **changes: Any) -> dict[str, Any]:
    return {"id": name, "parent": parent, "direction": 1, "normaliser": PERCENT, **changes}


def flat(*leaves: dict[str, Any], **root: Any) -> Framework:
    """A root "all" over the leaves."""
    return Framework.from_dict({"nodes": [{"id": "all", "parent": None, **root}, *leaves]})


def two_groups(root: Any = "arithmetic", group: Any = "arithmetic", normaliser: dict[str, Any] = PERCENT) -> Framework:
    """ "all" over "x" (a, b, weights 1 and 3) and "y" (c, d, e), weights 2 and 3; e is better when lower."""
    nodes = [
        {"id": "all", "parent": None, "aggregator": root},
        {"id": "x", "parent": "all", "weight": 2, "aggregator": group},
        {"id": "y", "parent": "all", "weight": 3, "aggregator": group},
        leaf("a", "x", normaliser=normaliser),
        leaf("b", "x", weight=3, normaliser=normaliser),
        leaf("c", "y", normaliser=normaliser),
        leaf("d", "y", normaliser=normaliser),
        leaf("e", "y", direction=-1, normaliser=normaliser),
    ]
    return Framework.from_dict({"nodes": nodes})
