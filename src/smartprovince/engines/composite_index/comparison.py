"""Why a score differs between two editions of an index: new data, new weights, other indicators, or another method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray
from .errors import FrameworkError, ValuesError
from .framework import Framework
from .preparation import as_cube
from .scoring import score

PARTS = ("data", "weights", "version", "method")
_METHOD_FIELDS = ("aggregator", "min_coverage", "direction", "transform", "normaliser", "imputer")


@dataclass(frozen=True)
class Change:
    """The change of a score from edition a to edition b, float64[regions] each; the four parts add up to ``total``.

    data: the values of indicators that both editions have. weights: the weights of nodes that both have.
    version: which indicators and groups there are. method: normalisers with their goalposts, directions, aggregators.
    NaN where a region lacks a score in a or b, or has one in no order of the steps.
    """

    total: FloatArray
    data: FloatArray
    weights: FloatArray
    version: FloatArray
    method: FloatArray


def compare(
    framework_a: Framework,
    values_a: npt.ArrayLike,
    framework_b: Framework,
    values_b: npt.ArrayLike,
    *,
    target: str,
) -> Change:
    """Split the change of a score between two editions.

    values_a, values_b: float64[regions, indicators] for the same regions in the same order, each with the columns of
    its framework. Nodes are the same when their ids are.

    Each part is the mean of its step over all 24 orders in which data, weights, version and method can be exchanged
    (the Shapley value), so that no order is preferred. Orders that pass through an invalid framework are left out.

    Raises ValuesError for values that do not fit; ValueError where scales or numbers of regions differ, the target is
    not in both, or every order passes through an invalid framework.
    """
    editions = _Editions.of(framework_a, values_a, framework_b, values_b, target)
    scores: dict[tuple[int, ...], FloatArray | None] = {}
    steps = []
    for order in permutations(range(len(PARTS))):
        states = [tuple(int(part in order[:done]) for part in range(len(PARTS))) for done in range(len(PARTS) + 1)]
        for state in states:
            if state not in scores:
                scores[state] = editions.score(state)
        path = [found for state in states if (found := scores[state]) is not None]
        if len(path) == len(states):
            moves = {part: after - before for part, (before, after) in zip(order, pairwise(path))}
            steps.append([moves[part] for part in range(len(PARTS))])
    if not steps:
        raise ValueError(
            "the editions cannot be compared step by step: every order passes through an invalid framework"
        )
    return _mean_of_orders(np.array(steps))


def _mean_of_orders(steps: FloatArray) -> Change:
    """steps: float64[orders, parts, regions]; for each region the orders count in which it always has a score."""
    complete = np.isfinite(steps).all(axis=1)
    count = complete.sum(axis=0)
    summed = np.where(complete[:, np.newaxis], steps, 0.0).sum(axis=0)
    parts = np.where(count > 0, summed / np.maximum(count, 1), np.nan)
    return Change(parts.sum(axis=0), *parts)


@dataclass(frozen=True)
class _Editions:
    frameworks: tuple[Framework, Framework]
    values: tuple[Mapping[str, FloatArray], Mapping[str, FloatArray]]
    target: str

    @classmethod
    def of(cls, a: Framework, values_a: npt.ArrayLike, b: Framework, values_b: npt.ArrayLike, target: str) -> _Editions:
        first, second = as_cube(a, values_a), as_cube(b, values_b)
        if np.ndim(values_a) != 2 or np.ndim(values_b) != 2:
            raise ValuesError("compare takes the values of one year each, [regions, indicators]")
        if first.shape[1] != second.shape[1]:
            raise ValuesError(
                f"the editions have {first.shape[1]} and {second.shape[1]} regions; give the same in both"
            )
        if a.scale != b.scale:
            raise ValueError(f"scores on the scales {a.scale} and {b.scale} cannot be compared")
        a.index(target), b.index(target)
        columns = (dict(zip(a.indicator_ids, first[0].T)), dict(zip(b.indicator_ids, second[0].T)))
        return cls((a, b), columns, target)

    def score(self, state: tuple[int, ...]) -> FloatArray | None:
        """Target scores with each part taken from edition 0 or 1; None where that makes no valid framework."""
        data, weights, version, method = state
        try:
            framework = self._framework(weights, version, method)
            own = {**self.values[1 - data], **self.values[data]}
            values = np.stack([own[indicator] for indicator in framework.indicator_ids], axis=1)
            return score(framework, values).scores[:, framework.index(self.target)]
        except (FrameworkError, ValuesError):
            return None

    def _framework(self, weights: int, version: int, method: int) -> Framework:
        base = self.frameworks[version].to_dict()
        methods = {node["id"]: node for node in self.frameworks[method].to_dict()["nodes"]}
        shares = self._shares(self.frameworks[version], self.frameworks[weights])
        nodes = [_node(node, methods.get(node["id"]), shares[node["id"]]) for node in base["nodes"]]
        return Framework.from_dict({"scale": base["scale"], "nodes": nodes})

    def _shares(self, framework: Framework, source: Framework) -> dict[str, float]:
        """Shares among siblings: those that ``source`` knows in its proportions, new ones as they are here."""
        theirs = {node.id: node for node in source.nodes}
        shares = {framework.nodes[framework.root].id: 1.0}
        for group in framework.groups_below(framework.root):
            siblings = [framework.nodes[child] for child in framework.children[group]]
            total = sum(node.weight for node in siblings)
            known = [node for node in siblings if node.id in theirs and theirs[node.id].parent == node.parent]
            shared = sum(node.weight for node in known) / total
            their_total = sum(theirs[node.id].weight for node in known)
            shares |= {node.id: node.weight / total for node in siblings}
            shares |= {node.id: shared * theirs[node.id].weight / their_total for node in known}
        return shares


def _node(node: Mapping[str, Any], method: Mapping[str, Any] | None, share: float) -> dict[str, Any]:
    same_kind = method is not None and ("normaliser" in method) == ("normaliser" in node)
    taken = {field: method[field] for field in _METHOD_FIELDS if field in method} if method and same_kind else {}
    return {**node, **taken, "weight": share}
