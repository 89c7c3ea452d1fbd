"""Reads of instruments that pages, rounds and the engine share."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from smartprovince.core import access
from smartprovince.engines.composite_index import Framework

from .models import Dimension, InstrumentVersion, Node, Subdimension


def dimensions(province_code: str = "") -> list[Dimension]:
    """The six national dimensions in their fixed order, then the province's own."""
    own = Q(province__code=province_code) if province_code else Q(pk__in=[])
    rows = Dimension.objects.filter(Q(province__isnull=True) | own).prefetch_related("parts")
    return sorted(rows, key=lambda d: (d.province_id is not None, d.order))


def subdimensions() -> list[Subdimension]:
    """The eighteen national sub-dimensions in their fixed order."""
    return list(Subdimension.objects.filter(dimension__province__isnull=True).select_related("dimension"))


def versions_open_to(person: Any) -> QuerySet[InstrumentVersion]:
    return access.scope(person, "view", InstrumentVersion).select_related("instrument", "instrument__owner")


def nodes_of(version: InstrumentVersion) -> list[Node]:
    """The whole tree in its order, with rubric levels; two queries."""
    return list(version.nodes.order_by("order").prefetch_related("levels"))


def framework_data(version: InstrumentVersion) -> dict[str, Any]:
    """The version as the engine reads it. Placeholders are left out; so are groups without a scored line below."""
    nodes = [node for node in version.nodes.order_by("order") if not node.is_placeholder]
    own_scale = version.scale_high != 100
    codes = {node.pk: node.code for node in nodes}
    data: list[dict[str, Any]] = []
    for node in nodes:
        entry: dict[str, Any] = {
            "id": node.code,
            "parent": codes.get(node.parent_id) if node.parent_id else None,
            "weight": float(node.weight),
            "min_coverage": float(node.min_coverage),
        }
        data.append(entry | (_leaf(node, own_scale) if node.is_indicator else {"aggregator": node.aggregator}))
    return {"nodes": data, "scale": [version.scale_low, version.scale_high]}


def _leaf(node: Node, own_scale: bool) -> dict[str, Any]:
    method = "identity" if own_scale else "goalposts"
    return {
        "direction": node.direction,
        "unit": node.unit_id,
        "transform": node.transform or None,
        "normaliser": {"method": method, "lower": node.lower, "upper": node.upper},
    }


def build_framework(data: dict[str, Any]) -> Framework:
    return Framework.from_dict(data)


@lru_cache(maxsize=64)
def _published_framework(pk: int, fingerprint: str) -> Framework:
    return build_framework(framework_data(InstrumentVersion.objects.get(pk=pk)))


def framework_of(version: InstrumentVersion) -> Framework:
    """The engine's framework of a published version; kept in memory, since it never changes."""
    return _published_framework(version.pk, version.fingerprint)
