"""The framework (*kerangka indeks*) as data: a tree of nodes whose leaves are indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .aggregators import Aggregator, build_aggregator
from .arrays import FloatArray, IntArray
from .errors import FrameworkError
from .node import DEFAULT_SCALE, Node, setting_of
from .normalisers import NORMALISERS, Normaliser, Setting
from .validation import read_framework


@dataclass(frozen=True)
class Framework:
    """A validated framework. Build it with ``from_dict``; the constructor checks nothing.

    nodes: in the order given. scale: lowest and highest score, (0, 100) unless told.
    """

    nodes: tuple[Node, ...]
    scale: tuple[float, float] = DEFAULT_SCALE

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Framework:
        """Read ``{"nodes": [{…}, …], "scale": [0, 100]}``.

        Every node: ``id``, ``parent`` (None for the one root), ``weight`` (default 1, relative to its siblings),
        ``name``. Groups: ``aggregator`` (a name or ``{"method": name, …}``, default "arithmetic"),
        ``min_coverage`` (0..1, default 0.5). Leaves: ``direction`` (1 more is better, -1 less is better; may be left
        out where the values are scores already: "identity" and "bands" by levels), ``transform``,
        ``normaliser`` (``{"method": name, …}`` with goalposts in the raw unit), ``imputer`` (default "none"), ``unit``,
        ``source``.

        Raises FrameworkError with every fault found.
        """
        nodes, scale, faults = read_framework(data)
        if faults:
            raise FrameworkError(faults)
        return cls(nodes, scale)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, every default written out; ``from_dict`` of it gives an equal framework."""
        nodes = []
        for node in self.nodes:
            data = asdict(node)
            for leaf_only in ("direction", "transform", "normaliser", "imputer"):
                if node.normaliser is None:
                    del data[leaf_only]
            nodes.append(data)
        return {"scale": list(self.scale), "nodes": nodes}

    def with_changes(self, changes: Mapping[str, Mapping[str, Any]]) -> Framework:
        """The same framework with some fields of some nodes replaced, validated anew.

        changes: node id → field → value. Raises FrameworkError.
        """
        data = self.to_dict()
        data["nodes"] = [{**node, **changes.get(node["id"], {})} for node in data["nodes"]]
        return Framework.from_dict(data)

    @property
    def node_ids(self) -> tuple[str, ...]:
        """All nodes, in the order of "nodes": the column order of scores."""
        return tuple(node.id for node in self.nodes)

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        """The leaves, in the order of "nodes": the column order of values."""
        return tuple(self.nodes[leaf].id for leaf in self.leaves)

    def index(self, node_id: str) -> int:
        """Column of a node in scores. Raises ValueError for an id that is not in the framework."""
        try:
            return self._positions[node_id]
        except KeyError:
            raise ValueError(
                f"there is no node {node_id!r} in the framework; there are {list(self.node_ids)}"
            ) from None

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {node.id: position for position, node in enumerate(self.nodes)}

    @cached_property
    def children(self) -> tuple[IntArray, ...]:
        """For each node the positions of its children."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for position, node in enumerate(self.nodes):
            if node.parent is not None:
                found[self._positions[node.parent]].append(position)
        return tuple(np.array(positions, dtype=np.int64) for positions in found)

    @cached_property
    def leaves(self) -> IntArray:
        """Positions of the indicators among the nodes: int64[indicators]."""
        return np.array([i for i, node in enumerate(self.nodes) if node.normaliser is not None], dtype=np.int64)

    @cached_property
    def root(self) -> int:
        return next(position for position, node in enumerate(self.nodes) if node.parent is None)

    @cached_property
    def weights(self) -> FloatArray:
        """float64[nodes], as given."""
        return np.array([node.weight for node in self.nodes], dtype=np.float64)

    @cached_property
    def aggregators(self) -> tuple[Aggregator, ...]:
        return tuple(build_aggregator(node.aggregator) for node in self.nodes)

    def groups_below(self, position: int) -> list[int]:
        """Groups of the subtree at ``position``, itself included, each before its own children."""
        order, waiting = [], [position]
        while waiting:
            current = waiting.pop()
            if len(self.children[current]):
                order.append(current)
                waiting.extend(self.children[current].tolist())
        return order

    def leaves_below(self, position: int) -> IntArray:
        """Positions among the nodes of the indicators of the subtree, in the order of "nodes"."""
        if not len(self.children[position]):
            return np.array([position], dtype=np.int64)
        below = {int(child) for group in self.groups_below(position) for child in self.children[group]}
        return np.array([leaf for leaf in self.leaves.tolist() if leaf in below], dtype=np.int64)

    def column(self, position: int) -> int:
        """Column of a leaf in values."""
        return int(np.searchsorted(self.leaves, position))

    def normaliser(self, position: int) -> tuple[Normaliser, Setting]:
        """Method and setting of a leaf."""
        node = self.nodes[position]
        assert node.normaliser is not None
        return NORMALISERS[node.normaliser["method"]], setting_of(node, self.scale)


def effective_weights(framework: Framework, target: str | None = None) -> FloatArray:
    """Weight of every indicator in the target (default: the root), the product of shares down the tree.

    Returns float64[indicators], summing to 1; 0 for indicators outside the target. For trees that are not arithmetic
    it is the weight in the nested means, not a share of the score.
    """
    top = framework.root if target is None else framework.index(target)
    share = np.zeros(len(framework.nodes))
    share[top] = 1.0
    for group in framework.groups_below(top):
        children = framework.children[group]
        share[children] = share[group] * framework.weights[children] / framework.weights[children].sum()
    return share[framework.leaves]
