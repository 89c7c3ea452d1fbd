"""From raw values to leaf scores: check → transform → impute → normalise, one indicator at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import BoolArray, FloatArray
from .errors import ValuesError
from .findings import Finding
from .framework import Framework
from .imputers import IMPUTERS
from .node import Node
from .normalisers import Normalised
from .transforms import TRANSFORMS


@dataclass(frozen=True)
class LeafScores:
    """scores: float64[years, regions, indicators], NaN where neither observed nor imputed.
    observed: bool of that shape. active: bool[years, indicators], False where the indicator is constant.
    """

    scores: FloatArray
    observed: BoolArray
    active: BoolArray
    findings: tuple[Finding, ...]


def as_cube(framework: Framework, values: npt.ArrayLike) -> FloatArray:
    """Values as float64[years, regions, indicators]; a 2-D array becomes one year.

    Raises ValuesError for a wrong shape, for values that are not numbers and for infinities, naming the first place.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValuesError(f"values must be numbers, with NaN for missing ones: {error}") from error
    wanted = len(framework.leaves)
    if array.ndim not in (2, 3) or array.shape[-1] != wanted or 0 in array.shape:
        raise ValuesError(
            f"values must have the shape [regions, indicators] or [years, regions, indicators], "
            f"with {wanted} indicators and at least one region, not {list(array.shape)}"
        )
    cube = array if array.ndim == 3 else array[np.newaxis]
    infinite = np.argwhere(np.isinf(cube))
    if len(infinite):
        year, region, column = infinite[0]
        raise ValuesError(
            f"{framework.indicator_ids[column]}: {cube[year, region, column]} of region {region} (year {year}) "
            f"is not finite; use NaN for a missing value ({len(infinite)} such value(s) in all)"
        )
    return cube


def prepare(framework: Framework, cube: FloatArray) -> LeafScores:
    """Score every leaf on its own. cube: float64[years, regions, indicators], as ``as_cube`` gives it."""
    scores = np.empty(cube.shape)
    active = np.ones((cube.shape[0], cube.shape[2]), dtype=np.bool_)
    findings: list[Finding] = []
    for column, position in enumerate(framework.leaves.tolist()):
        raw = cube[:, :, column]
        normalised, filled, raised = score_leaf(framework, position, raw)
        scores[:, :, column] = normalised.scores
        # The transform has lifted ``raised`` values to the goalpost exactly, where the normaliser no longer sees them.
        active[:, column] = ~normalised.constant[..., 0]
        findings += _leaf_findings(framework.nodes[position], raw, normalised, filled, raised)
    findings += _scale_findings(framework)
    return LeafScores(scores, ~np.isnan(cube), active, tuple(findings))


def score_leaf(framework: Framework, position: int, raw: FloatArray) -> tuple[Normalised, BoolArray, BoolArray]:
    """Transform, impute and normalise one indicator.

    raw: float64[..., years, regions]. Returns the scores, where a value was imputed, and where a value outside the
    domain of the transform was set to the lower goalpost.
    """
    node = framework.nodes[position]
    method, setting = framework.normaliser(position)
    lifted, raised = _into_domain(node, raw)
    transformed = TRANSFORMS[node.transform].function(lifted)
    complete = IMPUTERS[node.imputer](transformed)
    return method.apply(complete, setting), np.isnan(transformed) & ~np.isnan(complete), raised


def _into_domain(node: Node, raw: FloatArray) -> tuple[FloatArray, BoolArray]:
    """A value at or below 0 has no logarithm: it stands at the lower goalpost, and without one it is refused."""
    transform = TRANSFORMS[node.transform]
    outside = transform.outside(raw)
    if not outside.any():
        return raw, outside
    lower = _lower_bound(node)
    if lower is None:
        place = np.argwhere(outside)[0]
        raise ValuesError(
            f"{node.id}: {raw[tuple(place)]:g} of region {place[-1]} (year {place[-2]}) has no {transform.name}, "
            f"which needs {transform.needs}; correct the value, remove the transform, "
            f"or use goalposts, whose lower end takes such values"
        )
    return np.where(outside, lower, raw), outside


def _lower_bound(node: Node) -> float | None:
    parameters = node.normaliser or {}
    if parameters.get("thresholds"):
        # Just below the lowest cut point, so that the value stays in the lowest band.
        return float(np.nextafter(parameters["thresholds"][0], 0.0))
    bounds = [parameters.get(name) for name in ("lower", "base", "target")]
    known = [float(bound) for bound in bounds if bound is not None]
    return min(known) if parameters.get("lower") is not None or parameters.get("base") is not None else None


def _leaf_findings(
    node: Node, raw: FloatArray, normalised: Normalised, filled: BoolArray, raised: BoolArray
) -> Iterator[Finding]:
    missing = int(np.isnan(raw).sum())
    if missing:
        whole = "no value at all" if missing == raw.size else "missing values; their weight goes to the siblings"
        yield Finding(node.id, "missing", whole, missing)
    if filled.any():
        yield Finding(node.id, "imputed", f"missing values set to the {node.imputer} of the regions", int(filled.sum()))
    capped = int((normalised.capped | raised).sum())
    if capped:
        yield Finding(node.id, "capped", "values beyond the ends of the scale, scored as if at the end", capped)
    constant = int(normalised.constant.sum())
    if constant:
        what = "the same value in every region: it tells none apart, so its weight goes to the siblings"
        yield Finding(node.id, "constant", what, constant)


def _scale_findings(framework: Framework) -> Iterator[Finding]:
    """Averages of scores that do not share a scale are allowed, as in the Handbook, and said aloud."""
    methods = {leaf: framework.normaliser(leaf)[0] for leaf in framework.leaves.tolist()}
    kinds = {"on the scale" if method.on_scale else method.name for method in methods.values()}
    if len(kinds) > 1:
        what = f"indicators are averaged that do not share a scale: {', '.join(sorted(kinds))}"
        yield Finding(framework.nodes[framework.root].id, "mixed_scales", what, len(kinds))
