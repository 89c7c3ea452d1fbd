"""Reads of instruments that pages, rounds and the engine share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet

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


def national_indicators() -> dict[str, Node]:
    """Indicators of the newest published edition of the national catalogue, by their code; two queries."""
    editions = InstrumentVersion.objects.filter(
        instrument__code="katalog-72", instrument__owner=None, state=InstrumentVersion.State.PUBLISHED
    )
    newest = editions.order_by("-valid_from_year", "-pk").first()
    nodes = newest.nodes.order_by("order") if newest else ()
    return {node.code: node for node in nodes if node.is_indicator}


def nodes_of(version: InstrumentVersion) -> list[Node]:
    """The whole tree in its order, with rubric levels; two queries."""
    return list(version.nodes.order_by("order").prefetch_related("levels"))


def framework_data(version: InstrumentVersion) -> dict[str, Any]:
    """The version as the engine reads it: without placeholders, and without what a province asks beside the national
    items."""
    nodes = [node for node in version.nodes.order_by("order") if not node.is_placeholder and not node.is_local]
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
    return {"nodes": data, "scale": [float(version.scale_low), float(version.scale_high)]}


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


# --- pages -----------------------------------------------------------------------------------------------------------

# What the keys of `Node.mappings` are called.
MAPPING_NAMES = {
    "spbe": "SPBE",
    "pemdi": "Indeks Pemdi",
    "iid": "Indeks Inovasi Daerah",
    "u4ssc": "U4SSC",
    "sdg": "SDG",
}


def versions_with_counts(person: Any) -> QuerySet[InstrumentVersion]:
    """Versions open to a person with the number of their indicators; one query."""
    indicators = Count("nodes", filter=~Q(nodes__kind=Node.Kind.GROUP) & Q(nodes__is_placeholder=False))
    rows = versions_open_to(person).annotate(items=indicators)
    return rows.order_by("instrument__owner__region__code", "instrument__code", "-valid_from_year", "-pk")


@dataclass(frozen=True)
class Group:
    """A group with the items right below it, as a page lists them; `depth` is its distance from the root."""

    node: Node
    depth: int
    items: list[Node]


def tree_of(version: InstrumentVersion, words: str = "") -> list[Group]:
    """Groups in their order with their items, only those with the words in code, name or definition. Two queries."""
    nodes = nodes_of(version)
    depth: dict[int, int] = {}
    groups: dict[int, Group] = {}
    for node in nodes:
        depth[node.pk] = depth[node.parent_id] + 1 if node.parent_id else 0
        if node.kind == Node.Kind.GROUP:
            groups[node.pk] = Group(node, depth[node.pk], [])
        elif node.parent_id in groups and _has(node, words):
            groups[node.parent_id].items.append(node)
    return [group for group in groups.values() if group.items or (not words and group.depth)]


def _has(node: Node, words: str) -> bool:
    text = f"{node.code} {node.name_id} {node.name_en} {node.definition_id}".casefold()
    return all(word in text for word in words.casefold().split())


def counts_of(version: InstrumentVersion) -> dict[str, int]:
    """How many items of each kind, placeholders apart; one query."""
    rows = version.nodes.order_by().exclude(kind=Node.Kind.GROUP).values_list("kind", "is_placeholder")
    found = {"items": 0, "placeholders": 0, "local": version.nodes.filter(is_local=True).exclude(kind="group").count()}
    for kind, placeholder in rows:
        found["placeholders" if placeholder else "items"] += 1
        if not placeholder:
            found[kind] = found.get(kind, 0) + 1
    return found


def mappings_of(node: Node) -> list[tuple[str, str]]:
    """What an item is elsewhere: name of the instrument and its code there."""
    return [(MAPPING_NAMES.get(key, key), value) for key, value in sorted(node.mappings.items()) if value]
