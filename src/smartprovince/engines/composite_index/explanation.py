"""Why one score differs from another: exact contributions of every indicator.

At each node the gap is split over the children and each child's part is passed down to its own children:

    S_a - S_b = M · Σ w (f(s_a) - f(s_b)),   M = (S_a - S_b) / (f(S_a) - f(S_b))

with f the form of the mean. For arithmetic means M = 1 and a contribution is weight × difference; for geometric means
f is the logarithm and M the logarithmic mean (the LMDI of Ang, 2005, Energy Policy 33(7)); other means and mixed
trees are the same formula node by node. Contributions add up to the gap, an indicator in which both sides agree
contributes 0, and no order of indicators has to be chosen.

Where an indicator is missing on one side, its siblings carry its weight there; what that moved is its contribution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import BoolArray, FloatArray
from .errors import ValuesError
from .framework import Framework
from .preparation import LeafScores, as_cube, prepare
from .scoring import roll_up, shares

# In score points; below it M is taken as the derivative, with an error of its square.
_SAME = 1e-7

Against = int | str | tuple[str, int]


@dataclass(frozen=True)
class Gap:
    """A gap in score points and where it comes from.

    total: score of the region minus what it is compared with.
    contributions: float64[indicators], adding up to total within 1e-9; 0 outside the target.
    node_contributions: float64[nodes]: for a group, the sum over its indicators.
    form: "additive" (all means arithmetic), "log" (all geometric: logarithmic mean weights) or "mixed".
    """

    total: float
    contributions: FloatArray
    node_contributions: FloatArray
    form: str


@dataclass(frozen=True)
class _Side:
    """Node scores of the regions on one side, float64[m, nodes], and the active nodes of its year, bool[nodes]."""

    scores: FloatArray
    active: BoolArray

    def weights(self, framework: Framework, group: int) -> FloatArray:
        """Weights of the children as realised: re-spread over those present. float64[m, children]; 0 where none is."""
        children = framework.children[group]
        nominal = shares(framework.weights[children], self.active[children]) * np.isfinite(self.scores[:, children])
        total = nominal.sum(axis=1, keepdims=True)
        return nominal / np.where(total > 0, total, 1.0)


def explain(
    framework: Framework,
    values: npt.ArrayLike,
    *,
    target: str,
    region: int,
    against: Against,
    year: int = -1,
) -> Gap:
    """Split the gap between a region's score and another score over the indicators.

    values: float64[regions, indicators] or [years, regions, indicators].
    region: the region explained; year: in a panel, the year in which it is looked at (default: the last).
    against: one of

    * ``7`` – region 7; in a panel, year 7 of the same region;
    * ``("region", 7)`` or ``("year", 7)`` – the same, said outright;
    * ``"mean"`` – the mean score of all regions that have one, in the same year;
    * ``"lowest"`` – the lowest score possible, so that the parts add up to what the region has earned.

    Raises ValuesError where either side has no score, ValueError for an unknown target or an index out of range.
    """
    cube = as_cube(framework, values)
    top = framework.index(target)
    leaf_scores = prepare(framework, cube)
    nodes = roll_up(framework, leaf_scores, {})
    at = _within(year, cube.shape[0], "year")
    here = _Side(nodes.scores[at, [_within(region, cube.shape[1], "region")]], nodes.active[at])
    there = _other_side(framework, leaf_scores, _named(against, np.ndim(values) == 3), region, at)
    with_score = np.isfinite(there.scores[:, top])
    if not np.isfinite(here.scores[0, top]) or not with_score.any():
        raise ValuesError(
            f"{target}: region {region} or what it is compared with has no score, so there is no gap to explain"
        )
    there = _Side(there.scores[with_score], there.active)
    contributions = _gap(framework, top, here, there).mean(axis=0)
    total = float(here.scores[0, top] - there.scores[:, top].mean())
    return Gap(total, contributions, _by_node(framework, top, contributions), _form(framework, top))


def _named(against: Against, panel: bool) -> tuple[str, int]:
    if against in ("mean", "lowest"):
        return str(against), 0
    if isinstance(against, tuple) and len(against) == 2 and against[0] in ("region", "year"):
        return against
    if isinstance(against, int | np.integer) and not isinstance(against, bool):
        return "year" if panel else "region", int(against)
    raise ValueError(f'against must be an index, ("region", i), ("year", i), "mean" or "lowest", not {against!r}')


def _within(index: int, count: int, what: str) -> int:
    if not -count <= index < count:
        raise ValueError(f"{what} {index} is out of range: there are {count}, counted from 0")
    return index % count


def _other_side(
    framework: Framework, leaf_scores: LeafScores, against: tuple[str, int], region: int, year: int
) -> _Side:
    kind, index = against
    years, regions, _ = leaf_scores.scores.shape
    if kind == "lowest":
        leaf_scores = _at_lowest(framework, leaf_scores)
    nodes = roll_up(framework, leaf_scores, {})
    if kind == "mean":
        return _Side(nodes.scores[year], nodes.active[year])
    if kind == "year":
        year = _within(index, years, "year")
    if kind == "region":
        region = _within(index, regions, "region")
    return _Side(nodes.scores[year, [region]], nodes.active[year])


def _at_lowest(framework: Framework, leaf_scores: LeafScores) -> LeafScores:
    """Every indicator that has a score at the lowest it can have."""
    lowest = np.empty(len(framework.leaves))
    for column, position in enumerate(framework.leaves.tolist()):
        method, setting = framework.normaliser(position)
        lowest[column] = method.lowest(setting)
        if not np.isfinite(lowest[column]):
            raise ValueError(f'{setting.node}: "{method.name}" has no lowest score; compare with "mean" instead')
    scores = np.where(np.isnan(leaf_scores.scores), np.nan, lowest)
    return LeafScores(scores, leaf_scores.observed, leaf_scores.active, ())


def _gap(framework: Framework, node: int, here: _Side, there: _Side) -> FloatArray:
    """Contributions float64[m, indicators] to the gap in the score of one node; NaN-free where both sides have one."""
    result = np.zeros((len(there.scores), len(framework.leaves)))
    children = framework.children[node]
    if not len(children):
        result[:, framework.column(node)] = here.scores[:, node] - there.scores[:, node]
        return result
    factors, shift = _split(framework, node, here, there)
    for child, factor in zip(children.tolist(), factors.T):
        if factor.any():
            inner = _gap(framework, child, here, there)
            result += np.where(factor[:, np.newaxis] != 0, factor[:, np.newaxis] * inner, 0.0)
    if shift.any():
        result += shift[:, np.newaxis] * _carriers(framework, node, here, there)
    return result


def _split(framework: Framework, node: int, here: _Side, there: _Side) -> tuple[FloatArray, FloatArray]:
    """The gap of a node as ``(factors * gaps of the children).sum() + shift``.

    factors: float64[m, children], 0 for a child without a score on both sides. shift: float64[m], what re-spread
    weights moved.
    """
    mean = framework.aggregators[node]
    children = framework.children[node]
    a, b = here.scores[:, children], there.scores[:, children]
    both = np.isfinite(a) & np.isfinite(b)
    forwarded_a = mean.forward(np.where(np.isfinite(a), a, 1.0))
    forwarded_b = mean.forward(np.where(np.isfinite(b), b, 1.0))
    weights_a, weights_b = here.weights(framework, node), there.weights(framework, node)
    weights = np.where(both, (weights_a + weights_b) / 2, 0.0)
    moved = (weights_a * forwarded_a).sum(axis=1) - (weights_b * forwarded_b).sum(axis=1)
    shift = moved - (weights * (forwarded_a - forwarded_b)).sum(axis=1)
    if np.array_equal(np.broadcast_to(weights_a, weights_b.shape), weights_b):
        # What is left is rounding, which must not be attributed to anyone.
        shift = np.zeros_like(shift)
    near, far = np.where(both, a, 1.0), np.where(both, b, 1.0)
    slopes = _ratio(forwarded_a - forwarded_b, near - far, mean.slope((near + far) / 2))
    own_a, own_b = here.scores[:, node], there.scores[:, node]
    scale = 1.0 / _ratio(moved, own_a - own_b, mean.slope((own_a + own_b) / 2))
    return np.where(both, scale[:, np.newaxis] * weights * slopes, 0.0), scale * shift


def _ratio(change: FloatArray, gap: FloatArray, slope: FloatArray) -> FloatArray:
    """change / gap, or the slope where both vanish."""
    vanishing = np.abs(gap) <= _SAME
    return np.where(vanishing, slope, change / np.where(vanishing, 1.0, gap))


def _carriers(framework: Framework, node: int, here: _Side, there: _Side) -> FloatArray:
    """Who carries the effect of re-spread weights: float64[m, indicators], summing to 1.

    The children present on one side only, by weight; where there is none (an indicator is constant in one of two
    years), those whose weight changed.
    """
    children = framework.children[node]
    present_a, present_b = np.isfinite(here.scores[:, children]), np.isfinite(there.scores[:, children])
    weights_a, weights_b = here.weights(framework, node), there.weights(framework, node)
    changed = np.abs(weights_a - weights_b)
    one_sided = changed * (present_a ^ present_b)
    carried = np.where(one_sided.sum(axis=1, keepdims=True) > 0, one_sided, changed)
    carried = carried / np.maximum(carried.sum(axis=1, keepdims=True), 1e-300)
    result = np.zeros((len(there.scores), len(framework.leaves)))
    for position, child in enumerate(children.tolist()):
        inside = _inside(framework, child, here), _inside(framework, child, there)
        in_a, in_b = present_a[:, [position]] * 1.0, present_b[:, [position]] * 1.0
        spread = (in_a * inside[0] + in_b * inside[1]) / np.maximum(in_a + in_b, 1.0)
        result += carried[:, [position]] * spread
    return result


def _inside(framework: Framework, node: int, side: _Side) -> FloatArray:
    """Realised weights of the indicators inside a node, float64[m, indicators]."""
    result = np.zeros((len(side.scores), len(framework.leaves)))
    if not len(framework.children[node]):
        result[:, framework.column(node)] = 1.0
        return result
    weights = side.weights(framework, node)
    for position, child in enumerate(framework.children[node].tolist()):
        result += weights[:, [position]] * _inside(framework, child, side)
    return result


def _by_node(framework: Framework, top: int, contributions: FloatArray) -> FloatArray:
    result = np.zeros(len(framework.nodes))
    result[framework.leaves] = contributions
    for group in reversed(framework.groups_below(top)):
        result[group] = result[framework.children[group]].sum()
    return result


def _form(framework: Framework, top: int) -> str:
    names = {framework.aggregators[group].name for group in framework.groups_below(top)} or {"arithmetic"}
    if names == {"arithmetic"}:
        return "additive"
    return "log" if names == {"geometric"} else "mixed"
