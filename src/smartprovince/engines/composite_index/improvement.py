"""What a region would have to change to gain ranks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray
from .errors import ValuesError
from .framework import Framework
from .preparation import LeafScores, as_cube, prepare, score_leaf
from .ranking import TIE_TOLERANCE, competition_ranks
from .scoring import roll_up
from .simulation import Evaluator

# Steps from the present to the best value; then the step that first succeeds is divided again, down to 1.5e-11 of the
# way.
_DIVISIONS = (64,) + (8,) * 10


def smallest_change(
    framework: Framework, values: npt.ArrayLike, *, target: str, region: int, ranks: int = 1
) -> list[float | None]:
    """For every indicator, changed alone, the value nearest to the present one that gains the region so many ranks.

    values: float64[regions, indicators], one year. Returns one entry per indicator, in raw units; None where the
    indicator alone does not bring it, where it is missing, or where it lies outside the target. The search goes no
    further than where the score stops rising (the goalpost, the target, the top level) or, for relative normalisers,
    the best value of any region. A shared rank counts as gained.

    For z-scores, whose spread moves with the value, a gain that is lost again within 1/64 of the way may be passed
    over.

    Raises ValuesError for values that do not fit or a region without a score; ValueError for ranks < 1.
    """
    if ranks < 1:
        raise ValueError(f"ranks must be at least 1, not {ranks}")
    cube = as_cube(framework, values)
    if np.ndim(values) != 2:
        raise ValuesError("smallest_change takes the values of one year, [regions, indicators]")
    if not 0 <= region < cube.shape[1]:
        raise ValueError(f"region {region} is out of range: there are {cube.shape[1]}, counted from 0")
    search = _Search.of(framework, cube, framework.index(target), region, ranks)
    below = set(framework.leaves_below(search.evaluator.top).tolist())
    return [search.run(leaf) if leaf in below and search.wanted >= 1 else None for leaf in framework.leaves.tolist()]


@dataclass(frozen=True)
class _Search:
    framework: Framework
    cube: FloatArray
    leaf_scores: LeafScores
    evaluator: Evaluator
    region: int
    wanted: int

    @classmethod
    def of(cls, framework: Framework, cube: FloatArray, top: int, region: int, ranks: int) -> _Search:
        evaluator = Evaluator(framework, cube, top, {})
        present = int(competition_ranks(evaluator.nominal)[region])
        if not present:
            raise ValuesError(
                f"{framework.nodes[top].id}: region {region} has no score, so there is no rank to gain from"
            )
        return cls(framework, cube, prepare(framework, cube), evaluator, region, present - ranks)

    def run(self, leaf: int) -> float | None:
        raw = self.cube[:, :, self.framework.column(leaf)]
        present = float(raw[0, self.region])
        method, setting = self.framework.normaliser(leaf)
        if np.isnan(present):
            return None
        near, far = present, method.best(raw, setting)
        if (far - near) * setting.direction <= 0:
            return None
        for steps in _DIVISIONS:
            candidates = np.linspace(near, far, steps + 1)
            enough = np.flatnonzero(self._reaches(leaf, raw, candidates))
            if not len(enough):
                return None
            first = max(int(enough[0]), 1)
            near, far = float(candidates[first - 1]), float(candidates[first])
        return far if self._holds(leaf, raw, far) else None

    def _reaches(self, leaf: int, raw: FloatArray, candidates: FloatArray) -> npt.NDArray[np.bool_]:
        columns = np.repeat(raw[np.newaxis], len(candidates), axis=0)
        columns[:, 0, self.region] = candidates
        scored = self.evaluator.scored
        leaves = {leaf: score_leaf(self.framework, leaf, columns)[0].scores[:, 0, scored]}
        scores = self.evaluator.evaluate(np.ones((len(candidates), len(self.framework.nodes))), leaves)
        own = scores[:, [int(np.searchsorted(scored, self.region))]]
        # Half the tolerance keeps a tie found here a tie in ``score``, whatever the order of its sums.
        return (scores > own + TIE_TOLERANCE / 2).sum(axis=1) + 1 <= self.wanted

    def _holds(self, leaf: int, raw: FloatArray, value: float) -> bool:
        """The same through the whole pipeline: the change may have made the indicator constant."""
        changed = raw.copy()
        changed[0, self.region] = value
        normalised = score_leaf(self.framework, leaf, changed)[0]
        scores, active = self.leaf_scores.scores.copy(), self.leaf_scores.active.copy()
        column = self.framework.column(leaf)
        scores[:, :, column], active[:, column] = normalised.scores, ~normalised.constant[..., 0]
        nodes = roll_up(self.framework, replace(self.leaf_scores, scores=scores, active=active), {})
        rank = int(competition_ranks(nodes.scores[0, :, self.evaluator.top])[self.region])
        return 0 < rank <= self.wanted
