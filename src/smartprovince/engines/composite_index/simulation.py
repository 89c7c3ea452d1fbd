"""Draws of a target's scores under factors, in batches, so that memory does not grow with the number of draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from .aggregators import Aggregator
from .arrays import BoolArray, FloatArray
from .factors import Choice, DataError, WeightFactor
from .framework import Framework
from .preparation import prepare, score_leaf
from .scoring import NodeScores, roll_up, shares

# Scores of one batch: half a MiB of float64 stays in a core's own cache (measured: 2^15 and 2^17 are slower).
_BATCH_NUMBERS = 1 << 16
# Raw values of one batch where they vary too: more, because every indicator costs some calls a batch.
_BATCH_RAW_NUMBERS = 1 << 21
_MOST_COMBINATIONS = 256

Factor = WeightFactor | DataError | Choice


class Evaluator:
    """One framework over one set of values, made to be evaluated with many sets of weights.

    Which regions have a score, and which groups are present, is settled once with the given weights; draws do not
    change it.
    """

    def __init__(self, framework: Framework, cube: FloatArray, top: int, direct: Mapping[int, FloatArray]) -> None:
        """cube: float64[1, regions, indicators]."""
        self.framework, self.top = framework, top
        nodes = roll_up(framework, prepare(framework, cube), direct)
        self.nominal = nodes.scores[0, :, top]
        self.scored = np.flatnonzero(np.isfinite(self.nominal))
        self._fixed = np.ascontiguousarray(nodes.scores[0, self.scored].T)
        self._direct = {position: numbers[0, self.scored] for position, numbers in direct.items()}
        self._counted = _counted(framework, nodes)
        self._groups = framework.groups_below(top)
        self._leaves = framework.leaves_below(top)
        self._leaf_scores = self._fixed[self._leaves]
        self._plain = self._is_plain()

    def _is_plain(self) -> bool:
        """Whether the target is one weighted sum: arithmetic throughout, nothing missing, nothing direct."""
        arithmetic = all(self.framework.aggregators[group].name == "arithmetic" for group in self._groups)
        complete = np.isfinite(self._leaf_scores).all()
        return bool(arithmetic and complete and not self._direct)

    def evaluate(self, multipliers: FloatArray, leaves: Mapping[int, FloatArray]) -> FloatArray:
        """Scores of the target for the scored regions.

        multipliers: float64[draws, nodes]. leaves: node position → float64[draws, scored regions], leaf scores that
        differ from the given ones. Returns float64[draws, scored regions]; NaN where a draw leaves a region nothing.
        """
        weights = self.framework.weights * self._counted * multipliers
        if self._plain and not leaves:
            return self._weighted_sum(weights)
        scores = self._node(self.top, weights, leaves)
        return scores if len(scores) == len(multipliers) else np.repeat(scores, len(multipliers), axis=0)

    def _weighted_sum(self, weights: FloatArray) -> FloatArray:
        alive = weights > 0
        for group in reversed(self._groups):
            alive[:, group] &= alive[:, self.framework.children[group]].any(axis=1)
        share = np.zeros_like(weights)
        share[:, self.top] = np.where(alive[:, self.top], 1.0, np.nan)
        for group in self._groups:
            children = self.framework.children[group]
            counted = weights[:, children] * alive[:, children]
            total = counted.sum(axis=1, keepdims=True)
            share[:, children] = share[:, [group]] * counted / np.where(total > 0, total, 1.0)
        return share[:, self._leaves] @ self._leaf_scores

    def _node(self, node: int, weights: FloatArray, leaves: Mapping[int, FloatArray]) -> FloatArray:
        """float64[draws or 1, scored regions]."""
        children = self.framework.children[node]
        if not len(children):
            return leaves.get(node, self._fixed[[node]])
        mean = self.framework.aggregators[node]
        simple = all(not len(self.framework.children[child]) and child not in leaves for child in children.tolist())
        if simple:
            above, below = self._products(mean, self._fixed[children], weights[:, children])
        else:
            parts = [self._node(child, weights, leaves) for child in children.tolist()]
            above, below = self._sums(mean, parts, weights[:, children])
        with np.errstate(divide="ignore", invalid="ignore"):
            scores = np.where(below > 0, mean.inverse(above / np.where(below > 0, below, 1.0)), np.nan)
        scores[:, np.isnan(self._fixed[node])] = np.nan
        if node in self._direct:
            scores = np.where(np.isfinite(self._direct[node]), self._direct[node], scores)
        return scores

    def _products(self, mean: Aggregator, scores: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        present = np.isfinite(scores)
        forwarded = np.where(present, mean.forward(np.where(present, scores, 1.0)), 0.0)
        if present.all():
            return weights @ forwarded, weights.sum(axis=1, keepdims=True)
        return weights @ forwarded, weights @ present.astype(np.float64)

    def _sums(self, mean: Aggregator, parts: list[FloatArray], weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        above, below = np.zeros((1, 1)), np.zeros((1, 1))
        for position, scores in enumerate(parts):
            present = np.isfinite(scores)
            counted = weights[:, [position]] * present
            above = above + counted * mean.forward(np.where(present, scores, 1.0))
            below = below + counted
        return above, below


def _counted(framework: Framework, nodes: NodeScores) -> FloatArray:
    """float64[nodes]: 0 for nodes whose weight is re-spread because they are constant, else 1."""
    counted = np.ones(len(framework.nodes))
    for children in framework.children:
        if len(children):
            counted[children] = shares(framework.weights[children], nodes.active[0, children]) > 0
    return counted


@dataclass(frozen=True)
class Simulation:
    """A repeatable series of draws: ``batches`` starts from the seed every time it is called."""

    framework: Framework
    cube: FloatArray
    top: int
    factors: tuple[Factor, ...]
    draws: int
    seed: int
    direct: Mapping[int, FloatArray]
    _evaluators: list[Evaluator] = field(init=False, repr=False)
    scored: BoolArray = field(init=False)
    nominal: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        plain = Evaluator(self.framework, self.cube, self.top, self.direct)
        evaluators = [plain]
        if self._choices:
            evaluators = [Evaluator(variant, self.cube, self.top, self.direct) for variant in self._variants()]
        scored = np.isfinite(plain.nominal)
        for evaluator in evaluators:
            scored = scored & np.isfinite(evaluator.nominal)
        object.__setattr__(self, "_evaluators", evaluators)
        object.__setattr__(self, "nominal", plain.nominal)
        object.__setattr__(self, "scored", scored)

    @property
    def _choices(self) -> list[Choice]:
        return [factor for factor in self.factors if isinstance(factor, Choice)]

    def _variants(self) -> Iterator[Framework]:
        """One framework for every combination of options, the last choice turning fastest. Raises FrameworkError."""
        sizes = [len(choice.options) for choice in self._choices]
        if np.prod(sizes) > _MOST_COMBINATIONS:
            raise ValueError(
                f"the choices have {np.prod(sizes)} combinations; at most {_MOST_COMBINATIONS} are computed"
            )
        for options in product(*(choice.options for choice in self._choices)):
            changes: dict[str, dict[str, object]] = {}
            for choice, option in zip(self._choices, options):
                for node, fields in choice.changes(self.framework, self.top, option).items():
                    changes.setdefault(node, {}).update(fields)
            yield self.framework.with_changes(changes)

    def batches(self) -> Iterator[FloatArray]:
        """float64[batch, regions with a score under every choice], until all draws are made.

        Every factor has a random stream of its own, read in the order of the draws: batch size changes nothing.
        """
        disturbed = sum(len(f.columns(self.framework, self.top)) for f in self.factors if isinstance(f, DataError))
        numbers = _BATCH_NUMBERS if not disturbed else _BATCH_RAW_NUMBERS
        size = max(1, numbers // (self.cube.shape[1] * max(1, disturbed)))
        streams = np.random.SeedSequence(self.seed).spawn(len(self.factors))
        generators = [np.random.default_rng(stream) for stream in streams]
        for start in range(0, self.draws, size):
            yield self._batch(generators, min(size, self.draws - start))

    def _batch(self, generators: Sequence[np.random.Generator], count: int) -> FloatArray:
        multipliers = np.ones((count, len(self.framework.nodes)))
        variant = np.zeros(count, dtype=np.int64)
        columns: dict[int, FloatArray] = {}  # raw values with errors: float64[count, 1, regions]
        for factor, rng in zip(self.factors, generators):
            if isinstance(factor, WeightFactor):
                multipliers = multipliers * factor.multipliers(rng, self.framework, self.top, count)
            elif isinstance(factor, Choice):
                variant = variant * len(factor.options) + rng.integers(0, len(factor.options), count)
            else:
                columns |= self._disturbed(factor, rng, columns, count)
        if len(self._evaluators) == 1:
            return self._evaluate(self._evaluators[0], multipliers, columns)
        scores = np.empty((count, int(self.scored.sum())))
        for which, evaluator in enumerate(self._evaluators):
            rows = np.flatnonzero(variant == which)
            if len(rows):
                scores[rows] = self._evaluate(evaluator, multipliers[rows], {k: v[rows] for k, v in columns.items()})
        return scores

    def _disturbed(
        self, factor: DataError, rng: np.random.Generator, columns: Mapping[int, FloatArray], count: int
    ) -> dict[int, FloatArray]:
        positions = factor.columns(self.framework, self.top)
        raw = [columns.get(p, self.cube[np.newaxis, :, :, self.framework.column(p)]) for p in positions]
        stacked = np.stack(np.broadcast_arrays(*raw), axis=1)
        return dict(zip(positions, np.moveaxis(factor.disturb(rng, stacked, count), 1, 0)))

    def _evaluate(self, evaluator: Evaluator, multipliers: FloatArray, columns: Mapping[int, FloatArray]) -> FloatArray:
        leaves = {
            position: score_leaf(evaluator.framework, position, raw)[0].scores[:, 0, evaluator.scored]
            for position, raw in columns.items()
        }
        scores = evaluator.evaluate(multipliers, leaves)
        kept = self.scored[evaluator.scored]
        return scores if kept.all() else scores[:, kept]
