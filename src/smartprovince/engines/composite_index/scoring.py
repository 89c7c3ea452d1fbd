"""Scores, ranks and coverage of every node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .arrays import BoolArray, FloatArray, IntArray
from .errors import ValuesError
from .findings import Finding
from .framework import Framework
from .preparation import LeafScores, as_cube, prepare
from .ranking import TIE_TOLERANCE, competition_ranks

# Half of ten tenths is 0.49999999999999994 in floating point.
COVERAGE_TOLERANCE = 1e-9

Direct = Mapping[str, npt.ArrayLike]


@dataclass(frozen=True)
class Result:
    """What ``score`` gives. The first axis is there only when values had years.

    scores: float64[(years,) regions, nodes] on the framework's scale; NaN = no score.
    ranks: int64 of that shape; 1 = best, ties share the smaller, 0 = no score.
    coverage: float64 of that shape, 0..1, share of the weight of a node's indicators that was observed.
    report: findings, in the order of the stages.
    node_ids: the columns.
    """

    scores: FloatArray
    ranks: IntArray
    coverage: FloatArray
    report: list[Finding]
    node_ids: tuple[str, ...]


@dataclass(frozen=True)
class NodeScores:
    """scores, coverage: float64[years, regions, nodes]. active: bool[years, nodes], False where weight is re-spread."""

    scores: FloatArray
    coverage: FloatArray
    active: BoolArray


def score(
    framework: Framework,
    values: npt.ArrayLike,
    *,
    direct: Direct | None = None,
    tie_tolerance: float = TIE_TOLERANCE,
) -> Result:
    """Score every node for every region.

    values: float64[regions, indicators] or [years, regions, indicators], columns as ``framework.indicator_ids``;
    NaN = missing.
    direct: node id → float64[(years,) regions], scores of groups on the framework's scale, which take the place of
    what their indicators give (the lines of an evaluation that are not public); NaN = compute it.
    tie_tolerance: neighbours in rank order that differ by at most so many score points share a rank.

    The weight of missing indicators, of groups under their ``min_coverage`` and of constant indicators goes to their
    siblings in proportion. A constant indicator under a relative normaliser keeps a score of its own (for min-max the
    middle of the scale) that counts nowhere.
    Imputed values count in the score and not in coverage, so that an imputed leaf has a score with coverage 0.

    Raises ValuesError (a ValueError) for shapes, infinities and direct scores that do not fit.
    """
    cube = as_cube(framework, values)
    leaf_scores = prepare(framework, cube)
    given = read_direct(framework, direct or {}, cube.shape[:2])
    nodes = roll_up(framework, leaf_scores, given)
    ranks = np.moveaxis(competition_ranks(np.moveaxis(nodes.scores, 1, -1), tie_tolerance), -1, 1)
    report = [*leaf_scores.findings, *_group_findings(framework, nodes, given)]
    result = Result(nodes.scores, np.ascontiguousarray(ranks), nodes.coverage, report, framework.node_ids)
    if np.ndim(values) == 3:
        return result
    return replace(result, scores=result.scores[0], ranks=result.ranks[0], coverage=result.coverage[0])


def read_direct(framework: Framework, direct: Direct, shape: tuple[int, ...]) -> dict[int, FloatArray]:
    """Direct scores by node position, as float64[years, regions]. Raises ValuesError."""
    low, high = framework.scale
    given: dict[int, FloatArray] = {}
    for node_id, numbers in direct.items():
        if node_id not in framework.node_ids:
            raise ValuesError(f"direct score for {node_id!r}, which is not a node of the framework")
        position = framework.index(node_id)
        if not len(framework.children[position]):
            raise ValuesError(f"direct score for {node_id}, which is an indicator; put its value into values")
        array = np.asarray(numbers, dtype=np.float64)
        if array.shape != shape and not (shape[0] == 1 and array.shape == shape[1:]):
            raise ValuesError(
                f"direct scores of {node_id} must have the shape {list(shape[1:])}, not {list(array.shape)}"
            )
        array = array.reshape(shape)
        wrong = np.argwhere(np.isinf(array) | (array < low) | (array > high))
        if len(wrong):
            year, region = wrong[0]
            raise ValuesError(
                f"{node_id}: direct score {array[year, region]:g} of region {region} (year {year}) "
                f"is outside the scale {low:g}..{high:g}"
            )
        _check_domain(framework, position, array)
        given[position] = array
    return given


def _check_domain(framework: Framework, position: int, array: FloatArray) -> None:
    """Direct scores obey the domains of the means above them, as leaf scores do by validation."""
    if np.isnan(array).all():
        return
    lowest = float(np.nanmin(array))
    node = framework.nodes[position]
    parent = node.parent
    while parent is not None:
        above = framework.index(parent)
        if not framework.aggregators[above].accepts(lowest):
            raise ValuesError(
                f"{node.id}: direct score {lowest:g} cannot enter the "
                f'"{framework.aggregators[above].name}" mean of {parent}, which needs scores above 0'
            )
        parent = framework.nodes[above].parent


def roll_up(framework: Framework, leaf_scores: LeafScores, direct: Mapping[int, FloatArray]) -> NodeScores:
    """Leaf scores up the tree. direct: as ``read_direct`` gives it."""
    years, regions, _ = leaf_scores.scores.shape
    shape = (years, regions, len(framework.nodes))
    nodes = NodeScores(np.full(shape, np.nan), np.zeros(shape), np.zeros((years, shape[2]), dtype=np.bool_))
    nodes.scores[..., framework.leaves] = leaf_scores.scores
    nodes.coverage[..., framework.leaves] = leaf_scores.observed
    nodes.active[:, framework.leaves] = leaf_scores.active
    for group in reversed(framework.groups_below(framework.root)):
        _roll_up_group(framework, group, nodes)
        if group in direct:
            present = np.isfinite(direct[group])
            nodes.scores[..., group] = np.where(present, direct[group], nodes.scores[..., group])
            nodes.coverage[..., group] = np.where(present, 1.0, nodes.coverage[..., group])
            nodes.active[:, group] |= present.any(axis=1)
    return nodes


def _roll_up_group(framework: Framework, group: int, nodes: NodeScores) -> None:
    children = framework.children[group]
    weights = shares(framework.weights[children], nodes.active[:, children])[:, np.newaxis, :]
    coverage = (weights * nodes.coverage[..., children]).sum(axis=-1)
    combined = framework.aggregators[group].combine(nodes.scores[..., children], weights)
    enough = coverage >= framework.nodes[group].min_coverage - COVERAGE_TOLERANCE
    nodes.scores[..., group] = np.where(enough, combined, np.nan)
    nodes.coverage[..., group] = np.clip(coverage, 0.0, 1.0)
    nodes.active[:, group] = nodes.active[:, children].any(axis=-1)


def shares(weights: FloatArray, active: BoolArray) -> FloatArray:
    """Weights of siblings with those of inactive ones re-spread, summing to 1.

    Where no sibling is active all keep their weight: the group is then constant itself and inactive in its parent.

    weights: float64[children]. active: bool[..., children]. Returns float64[..., children].
    """
    counted = weights * (active | ~active.any(axis=-1, keepdims=True))
    return counted / counted.sum(axis=-1, keepdims=True)


def _group_findings(framework: Framework, nodes: NodeScores, direct: Mapping[int, FloatArray]) -> Iterator[Finding]:
    for position, numbers in direct.items():
        what = "scores given directly, in place of those of the indicators"
        yield Finding(framework.nodes[position].id, "direct", what, int(np.isfinite(numbers).sum()))
    for position, node in enumerate(framework.nodes):
        without = int(np.isnan(nodes.scores[..., position]).sum())
        if without and len(framework.children[position]):
            what = f"regions without a score, because less than {node.min_coverage:.0%} of the weight is present"
            yield Finding(node.id, "no_score", what, without)
