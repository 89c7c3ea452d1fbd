"""From plain data to nodes, collecting every fault on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .aggregators import Aggregator, aggregator_faults, build_aggregator
from .errors import listed
from .imputers import IMPUTERS
from .node import DEFAULT_SCALE, Node, setting_of
from .normalisers import NORMALISERS
from .parameters import is_number, parameter_faults, suggestion
from .transforms import TRANSFORMS

_FIELDS = dict.fromkeys(Node.__dataclass_fields__)
_LEAF_ONLY = ("direction", "normaliser", "transform", "imputer")
_TEXTS = ("unit", "source", "name")


def read_framework(data: Any) -> tuple[tuple[Node, ...], tuple[float, float], list[str]]:
    """Nodes, scale and faults. With faults, nodes are what could be read and must not be used."""
    if not isinstance(data, Mapping) or not isinstance(data.get("nodes"), list | tuple) or not data["nodes"]:
        return (), DEFAULT_SCALE, ['a framework is {"nodes": [{"id": …, "parent": …, …}, …]} with at least one node']
    faults = [f"framework: unknown key {key!r}{suggestion(key, {'nodes': 0, 'scale': 0})}"
              for key in data if key not in ("nodes", "scale")]  # fmt: skip
    scale = _read_scale(data.get("scale"), faults)
    entries = _identified(data["nodes"], faults)
    parents = {entry["parent"] for entry in entries.values() if isinstance(entry.get("parent"), str)}
    nodes = {key: _read_node(key, entry, key not in parents, faults) for key, entry in entries.items()}
    faults += _structure_faults(nodes)
    for node in nodes.values():
        if node.id in parents:
            faults += [f"{node.id}: {fault}" for fault in _group_faults(entries[node.id])]
        else:
            faults += [f"{node.id}: {fault}" for fault in _leaf_faults(node, scale)]
    faults += _domain_faults(nodes, scale)
    return tuple(nodes.values()), scale, faults


def _read_scale(given: Any, faults: list[str]) -> tuple[float, float]:
    if given is None:
        return DEFAULT_SCALE
    pair = isinstance(given, list | tuple) and len(given) == 2 and all(is_number(end) for end in given)
    if pair and given[0] < given[1]:
        return float(given[0]), float(given[1])
    faults.append(f'framework: "scale" must be [lowest, highest] with lowest below highest, not {given!r}')
    return DEFAULT_SCALE


def _identified(entries: Any, faults: list[str]) -> dict[str, Mapping[str, Any]]:
    """Entries by id; of a duplicate the first stays, so that the rest can still be checked."""
    found: dict[str, Mapping[str, Any]] = {}
    for position, entry in enumerate(entries):
        key = entry.get("id") if isinstance(entry, Mapping) else None
        if not isinstance(key, str) or not key:
            faults.append(
                f'node number {position + 1}: must be a mapping with an "id" that is a text of at least one letter'
            )
        elif key in found:
            faults.append(f"{key}: duplicate id, used again by node number {position + 1}; every id must be unique")
        else:
            found[key] = entry
    return found


def _read_node(key: str, entry: Mapping[str, Any], childless: bool, faults: list[str]) -> Node:
    def fault(text: str) -> None:
        faults.append(f"{key}: {text}")

    def number(field: str, default: float, allowed: str, low: float, high: float, open_low: bool) -> float:
        value = entry.get(field)
        if value is None:
            return default
        if is_number(value) and (low < value or (low == value and not open_low)) and value <= high:
            return float(value)
        fault(f'"{field}" must be {allowed}, not {value!r}')
        return default

    for field in entry:
        if field not in _FIELDS:
            fault(f"unknown key {field!r}{suggestion(field, _FIELDS)}")
    parent = entry.get("parent")
    if parent is not None and not isinstance(parent, str):
        fault(f'"parent" must be the id of a node, or None for the root, not {parent!r}')
    for field in _TEXTS:
        if not isinstance(entry.get(field), str | None):
            fault(f'"{field}" must be a text, not {entry[field]!r}')
    return Node(
        id=key,
        parent=parent,
        weight=number("weight", 1.0, "a finite number above 0", 0.0, float("inf"), True),
        aggregator=_method(entry.get("aggregator"), "arithmetic"),
        min_coverage=number("min_coverage", 0.5, "a share between 0 and 1", 0.0, 1.0, False),
        direction=_direction(entry, fault) if childless else None,
        transform=entry.get("transform"),
        normaliser=_method(entry.get("normaliser"), None) if childless else None,
        imputer="none" if entry.get("imputer") is None else entry["imputer"],
        **{field: entry.get(field) or "" for field in _TEXTS},
    )


def _method(given: Any, default: str | None) -> Any:
    """``{"method": name, …}`` from a bare name or a mapping; anything else is kept for the fault text."""
    if given is None:
        return None if default is None else {"method": default}
    return dict(given) if isinstance(given, Mapping) else {"method": given}


def _direction(entry: Mapping[str, Any], fault: Any) -> int | None:
    value = entry.get("direction")
    if value is None:
        return None
    if is_number(value) and value in (1, -1):
        return int(value)
    fault(f'"direction" must be 1 (more is better) or -1 (less is better), not {value!r}')
    return 1


def _structure_faults(nodes: Mapping[str, Node]) -> Iterator[str]:
    roots = [node.id for node in nodes.values() if node.parent is None]
    if not roots:
        yield 'framework: no root; exactly one node must have "parent": None'
    if len(roots) > 1:
        yield f'framework: several roots ({listed(roots)}); exactly one node may have "parent": None'
    for node in nodes.values():
        if isinstance(node.parent, str) and node.parent not in nodes:
            mend = suggestion(node.parent, nodes)
            yield f"{node.id}: orphan, its parent {node.parent!r} is not in the framework{mend}"
    for cycle in _cycles(nodes):
        yield f"{cycle[0]}: cycle {' → '.join([*cycle, cycle[0]])}; a node cannot stand below itself"


def _cycles(nodes: Mapping[str, Node]) -> Iterator[list[str]]:
    settled: set[str] = set()
    for start in nodes:
        path: dict[str, None] = {}
        current: Any = start
        while isinstance(current, str) and current in nodes and current not in settled and current not in path:
            path[current] = None
            current = nodes[current].parent
        if isinstance(current, str) and current in path:
            walked = list(path)
            yield walked[walked.index(current) :]
        settled.update(path)


def _group_faults(entry: Mapping[str, Any]) -> Iterator[str]:
    for field in _LEAF_ONLY:
        if entry.get(field) is not None and not (field == "imputer" and entry[field] == "none"):
            yield f'has children, so it takes no "{field}"; that belongs to its indicators'
    yield from aggregator_faults(_method(entry.get("aggregator"), "arithmetic"))


def _leaf_faults(node: Node, scale: tuple[float, float]) -> Iterator[str]:
    if not _known(node.imputer, IMPUTERS):
        yield f"unknown imputer {node.imputer!r}; there are {', '.join(IMPUTERS)}"
    if not _known(node.transform, TRANSFORMS):
        yield f"unknown transform {node.transform!r}; there are {', '.join(map(str, TRANSFORMS))}"
    yield from aggregator_faults(node.aggregator)
    if node.normaliser is None:
        example = '{"method": "goalposts", "lower": 0, "upper": 100}'
        yield f"no normaliser: an indicator needs one, e.g. {example}; a group needs children"
    elif not _known(node.normaliser.get("method"), NORMALISERS):
        yield f"unknown normaliser {node.normaliser.get('method')!r}; there are {', '.join(NORMALISERS)}"
    else:
        yield from _method_faults(node, scale)
    carried = node.normaliser is not None and _implies_direction(node.normaliser)
    if node.direction is None and not carried:
        yield 'no direction: "direction" must be 1 (more is better) or -1 (less is better)'


def _known(name: Any, registry: Mapping[Any, Any]) -> bool:
    return isinstance(name, str | None) and name in registry


def _implies_direction(specification: Mapping[str, Any]) -> bool:
    method: Any = specification.get("method")
    return _known(method, NORMALISERS) and NORMALISERS[method].implies_direction(specification)


def _method_faults(node: Node, scale: tuple[float, float]) -> Iterator[str]:
    assert node.normaliser is not None
    method = NORMALISERS[node.normaliser["method"]]
    found = parameter_faults(f'normaliser "{method.name}"', node.normaliser, method.required, method.optional)
    if not found and _known(node.transform, TRANSFORMS):
        found = method.faults(setting_of(node, scale))
    yield from found


def _domain_faults(nodes: Mapping[str, Node], scale: tuple[float, float]) -> Iterator[str]:
    """Means over scores outside their domain, such as a geometric mean over scores that can be 0."""
    lowest = {node.id: _lowest(node, scale) for node in nodes.values() if node.normaliser is not None}
    strict: dict[str, list[str]] = {}
    for leaf, low in lowest.items():
        for ancestor in _ancestors(leaf, nodes):
            aggregator = _aggregator(nodes[ancestor])
            if low is not None and aggregator is not None and not aggregator.accepts(low):
                strict.setdefault(ancestor, []).append(leaf)
    for group, leaves in strict.items():
        yield f"{group}: {_domain_text(_aggregator(nodes[group]), leaves, lowest)}"


def _domain_text(aggregator: Aggregator | None, leaves: list[str], lowest: Mapping[str, float | None]) -> str:
    assert aggregator is not None
    need = "above 0" if aggregator.domain == "positive" else "at or above 0"
    unbounded = [leaf for leaf in leaves if lowest[leaf] == float("-inf")]
    can_reach = "be negative" if unbounded else "reach 0 or less"
    mend = (
        'normalise these with "goalposts", "minmax" or "percentile"'
        if unbounded
        else 'give their normalisers a "floor" above 0, e.g. "floor": 1 (for "identity": "lower" above 0)'
    )
    return (
        f'"{aggregator.name}" needs scores {need}, but scores of {listed(leaves)} can {can_reach}; '
        f'{mend}, or use "arithmetic"'
    )


def _aggregator(node: Node) -> Aggregator | None:
    return None if aggregator_faults(node.aggregator) else build_aggregator(node.aggregator)


def _ancestors(key: str, nodes: Mapping[str, Node]) -> Iterator[str]:
    seen = {key}
    parent = nodes[key].parent
    while isinstance(parent, str) and parent in nodes and parent not in seen:
        yield parent
        seen.add(parent)
        parent = nodes[parent].parent


def _lowest(node: Node, scale: tuple[float, float]) -> float | None:
    """The lowest score of a leaf; None where its normaliser has faults of its own."""
    assert node.normaliser is not None
    readable = _known(node.normaliser.get("method"), NORMALISERS) and _known(node.transform, TRANSFORMS)
    if not readable or list(_method_faults(node, scale)):
        return None
    method = NORMALISERS[node.normaliser["method"]]
    return method.lowest(setting_of(node, scale))
