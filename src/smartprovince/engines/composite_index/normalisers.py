"""Normalisers: from an indicator in its own unit to a score on the framework's scale.

Each method is one small class with three questions: what is wrong with this setting (``faults``), how low can a score
come (``lowest``), and the scores themselves (``apply``). Direction is handled here, once. Columns have the shape
float64[..., years, regions]; NaN stays NaN.

Two families:

* absolute – goalposts, bands, identity, target with a base, reference with a number: a region's score depends on its
  own value only, so years and editions are comparable;
* relative – minmax, zscore, rank, percentile and the rest: the score depends on the other regions. In a panel they
  look at all years together (``"pooled": true``, the default) so that years are comparable, or at each year alone.

Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5 and Table 15.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .arrays import BoolArray, FloatArray
from .errors import ValuesError
from .parameters import Check, ascending, flag, is_number, number, positive, several_levels
from .ranking import competition_ranks
from .transforms import Transform

# Relative to the largest value: below this spread a column is one number with rounding noise.
CONSTANT_TOLERANCE = 1e-12
DEFAULT_LEVELS = 5


@dataclass(frozen=True)
class Setting:
    """What a normaliser must know of its leaf.

    ``transform`` has already been applied to the column; goalposts in ``parameters`` are still in the raw unit.
    """

    node: str
    parameters: Mapping[str, Any]
    direction: int
    transform: Transform
    scale: tuple[float, float]

    def get(self, name: str, default: Any = None) -> Any:
        value = self.parameters.get(name)
        return default if value is None else value

    def transformed(self, name: str) -> float:
        return self.transform.of(self.parameters[name])

    @property
    def floor(self) -> float:
        """The lowest score: the foot of the scale, or the parameter "floor" above it."""
        return float(self.get("floor", self.scale[0]))

    def on_scale(self, share: FloatArray) -> FloatArray:
        """Shares 0..1 as scores floor..top."""
        return self.floor + (self.scale[1] - self.floor) * share


@dataclass(frozen=True)
class Normalised:
    """scores: float64[..., years, regions]. capped: bool of that shape, where a value lay beyond its bounds.
    constant: bool[..., years, 1], where the column does not tell regions apart and its weight must be re-spread.
    """

    scores: FloatArray
    capped: BoolArray
    constant: BoolArray


class Normaliser:
    """Base of the methods. Parameters are checked against ``required`` and ``optional`` before ``faults`` is asked."""

    name: ClassVar[str]
    required: ClassVar[Mapping[str, Check]] = {}
    optional: ClassVar[Mapping[str, Check]] = {}
    # False where scores leave the framework's scale (z-scores, rank positions, ratios).
    on_scale: ClassVar[bool] = True

    def implies_direction(self, parameters: Mapping[str, Any]) -> bool:
        """Whether the values already run from bad to good, so that a leaf may leave out "direction"."""
        return False

    def faults(self, setting: Setting) -> list[str]:
        return []

    def lowest(self, setting: Setting) -> float:
        """The lowest score this setting can give; -inf where there is none."""
        return setting.floor

    def best(self, raw: FloatArray, setting: Setting) -> float:
        """The raw value beyond which a region gains nothing; for relative methods the best value seen."""
        return float(np.nanmax(raw) if setting.direction > 0 else np.nanmin(raw))

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        raise NotImplementedError


class Goalposts(Normaliser):
    """(x - L) / (U - L), or (U - x) / (U - L) where less is better; values beyond a goalpost are capped and counted."""

    name = "goalposts"
    required = {"lower": number, "upper": number}
    optional = {"floor": number}

    def faults(self, setting: Setting) -> list[str]:
        lower, upper = setting.parameters["lower"], setting.parameters["upper"]
        return [*_order_faults(lower, upper), *_domain_faults(setting, "lower", "upper"), *_floor_faults(setting)]

    def best(self, raw: FloatArray, setting: Setting) -> float:
        return float(setting.parameters["upper" if setting.direction > 0 else "lower"])

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        return _between(column, setting.transformed("lower"), setting.transformed("upper"), setting)


class Bands(Normaliser):
    """Maturity levels 1..k, evenly spread over the scale: level 1 at its foot, level k at its top.

    ``{"levels": 5}`` (the default): the value is a level; a mean of several assessors may lie between two.
    ``{"thresholds": [t1, …]}``: k - 1 cut points in the raw unit; a value at a cut point belongs to the better band.
    """

    name = "bands"
    optional = {"levels": several_levels, "thresholds": ascending, "floor": number}

    def implies_direction(self, parameters: Mapping[str, Any]) -> bool:
        return parameters.get("thresholds") is None

    def faults(self, setting: Setting) -> list[str]:
        thresholds = setting.get("thresholds")
        found = _floor_faults(setting)
        if thresholds is not None and setting.get("levels") is not None:
            found.append('bands take either "levels" or "thresholds", not both')
        if thresholds is None and setting.transform.name is not None:
            found.append(f'bands by "levels" take no transform; remove "{setting.transform.name}"')
        if thresholds is not None and not setting.transform.defined_at(thresholds[0]):
            found.append(f"{setting.transform.name} needs thresholds that are {setting.transform.needs}")
        return found

    def best(self, raw: FloatArray, setting: Setting) -> float:
        ends = setting.get("thresholds") or (1, setting.get("levels", DEFAULT_LEVELS))
        return float(ends[-1] if setting.direction > 0 else ends[0])

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        thresholds = setting.get("thresholds")
        if thresholds is None:
            return _between(column, 1.0, float(setting.get("levels", DEFAULT_LEVELS)), setting)
        cuts = setting.transform.function(np.array(thresholds, dtype=np.float64))
        # "right" counts the cuts at or below the value, "left" those strictly below it.
        side = "right" if setting.direction > 0 else "left"
        passed = np.searchsorted(cuts, column, side=side).astype(np.float64)  # type: ignore[call-overload]
        share = (passed if setting.direction > 0 else len(cuts) - passed) / len(cuts)
        return _plain(np.where(np.isnan(column), np.nan, setting.on_scale(share)))


class Identity(Normaliser):
    """The value is a score already, such as 0..4 of the annual evaluation; capped to lower..upper and counted.

    ``lower`` and ``upper`` default to the framework's scale, which they may not leave.
    """

    name = "identity"
    optional = {"lower": number, "upper": number}

    def implies_direction(self, parameters: Mapping[str, Any]) -> bool:
        return True

    def _bounds(self, setting: Setting) -> tuple[float, float]:
        return float(setting.get("lower", setting.scale[0])), float(setting.get("upper", setting.scale[1]))

    def faults(self, setting: Setting) -> list[str]:
        lower, upper = self._bounds(setting)
        found = _order_faults(lower, upper)
        if lower < setting.scale[0] or upper > setting.scale[1]:
            low, high = setting.scale
            found.append(
                f"identity scores run {lower:g}..{upper:g} but the framework's scale is {low:g}..{high:g}; "
                f'set the framework\'s "scale", or use goalposts to bring the values onto it'
            )
        if setting.transform.name is not None:
            found.append(f'identity keeps the value as it is; remove the transform "{setting.transform.name}"')
        return found

    def lowest(self, setting: Setting) -> float:
        return self._bounds(setting)[0]

    def best(self, raw: FloatArray, setting: Setting) -> float:
        return self._bounds(setting)[1 if setting.direction > 0 else 0]

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        lower, upper = self._bounds(setting)
        kept = np.clip(column, lower, upper)
        scores = kept if setting.direction > 0 else lower + upper - kept
        return Normalised(scores, (column < lower) | (column > upper), _nowhere(column))


class Target(Normaliser):
    """Distance travelled from a base to the target: (x - base) / (target - base), capped to 0..1 and counted.

    ``base`` defaults to the worst value seen, which makes the method relative; give it to compare years.
    Where every region has reached the target, every region has the top score.
    """

    name = "target"
    required = {"target": number}
    optional = {"base": number, "floor": number, "pooled": flag}

    def faults(self, setting: Setting) -> list[str]:
        names = ["target"] if setting.get("base") is None else ["target", "base"]
        found = [*_domain_faults(setting, *names), *_floor_faults(setting)]
        base, target = setting.get("base"), setting.get("target")
        if base is not None and (target - base) * setting.direction <= 0:
            found.append(
                f'the target {target:g} is not better than the base {base:g}; exchange them or turn "direction"'
            )
        return found

    def best(self, raw: FloatArray, setting: Setting) -> float:
        return float(setting.parameters["target"])

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        target = setting.transformed("target")
        if setting.get("base") is not None:
            base = setting.transformed("base")
            return _between(column, min(base, target), max(base, target), setting)
        pool = _pool(column, setting)
        worst, _ = _extremes(setting.direction * pool)
        span = setting.direction * target - worst
        share = np.where(span > 0, (setting.direction * pool - worst) / np.where(span > 0, span, 1.0), 1.0)
        scores = setting.on_scale(np.clip(np.where(np.isnan(pool), np.nan, share), 0.0, 1.0))
        # Beyond the target counts as capped; at or above it everywhere (span <= 0) does so too.
        beyond = setting.direction * pool > setting.direction * target
        return _unpool(scores, _constant(pool), column, capped=beyond)


class MinMax(Normaliser):
    """(x - min) / (max - min) over the regions, turned where less is better. Table 15 of the Handbook, times 100."""

    name = "minmax"
    optional = {"floor": number, "pooled": flag}

    def faults(self, setting: Setting) -> list[str]:
        return _floor_faults(setting)

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        pool = _pool(column, setting)
        low, high = _extremes(pool)
        constant = _constant(pool)
        span = np.where(constant, 1.0, high - low)
        share = ((pool - low) if setting.direction > 0 else (high - pool)) / span
        # A constant column says nothing: the middle of the scale, and no weight.
        share = np.where(constant & ~np.isnan(pool), 0.5, share)
        return _unpool(setting.on_scale(share), constant, column)


class ZScore(Normaliser):
    """Mean 0, standard deviation 1 (the n - 1 form, Table 15 of the Handbook), or the given "mean" and "sd".

    Not on the framework's scale: scores have no bounds.
    """

    name = "zscore"
    optional = {"mean": number, "sd": positive, "pooled": flag}
    on_scale = False

    def lowest(self, setting: Setting) -> float:
        return -np.inf

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        pool = _pool(column, setting)
        present = ~np.isnan(pool)
        count = np.maximum(present.sum(axis=-1, keepdims=True), 1)
        deviation = pool - np.where(present, pool, 0.0).sum(axis=-1, keepdims=True) / count
        variance = np.where(present, deviation**2, 0.0).sum(axis=-1, keepdims=True) / np.maximum(count - 1, 1)
        constant = _constant(pool)
        z = np.where(constant & present, 0.0, deviation / np.where(constant, 1.0, np.sqrt(variance)))
        scores = setting.get("mean", 0.0) + setting.get("sd", 1.0) * setting.direction * z
        return _unpool(scores, constant, column)


class Rank(Normaliser):
    """Position counted from the worst region: 1 = worst, n = best, ties share the smaller (Table 15 of the Handbook).

    Not on the framework's scale: scores run 1..n. ``percentile`` is the same on the scale.
    """

    name = "rank"
    optional = {"pooled": flag}
    on_scale = False

    def lowest(self, setting: Setting) -> float:
        return 1.0

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        pool = _pool(column, setting)
        return _unpool(_positions(pool, setting.direction), _constant(pool), column)


class Percentile(Normaliser):
    """Position from the worst divided by the number of regions, on the scale: 100 = best (Table 15 of the Handbook)."""

    name = "percentile"
    optional = {"floor": number, "pooled": flag}

    def faults(self, setting: Setting) -> list[str]:
        return _floor_faults(setting)

    def lowest(self, setting: Setting) -> float:
        # The worst of n regions has 1 / n of the scale: above the foot whatever n is.
        return float(np.nextafter(setting.floor, np.inf))

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        pool = _pool(column, setting)
        count = np.maximum((~np.isnan(pool)).sum(axis=-1, keepdims=True), 1)
        return _unpool(setting.on_scale(_positions(pool, setting.direction) / count), _constant(pool), column)


def _reference(value: Any) -> str | None:
    if value in ("mean", "best", "worst") or (is_number(value) and value > 0):
        return None
    return f'must be a number above 0, "mean", "best" or "worst", not {value!r}'


class Reference(Normaliser):
    """Ratio to a reference: x / reference where more is better, 2 - x / reference where less is better.

    The reference itself scores the top of the scale (100), a quarter better scores 125. Not bounded. (Handbook, step 5:
    distance to a reference; the second form is its relative difference with the sign turned.)
    """

    name = "reference"
    required = {"reference": _reference}
    optional = {"pooled": flag}
    on_scale = False

    def faults(self, setting: Setting) -> list[str]:
        if setting.transform.name is None:
            return []
        return [f'a ratio of {setting.transform.name} values has no meaning; remove the transform or use "goalposts"']

    def lowest(self, setting: Setting) -> float:
        return -np.inf

    def apply(self, column: FloatArray, setting: Setting) -> Normalised:
        pool = _pool(column, setting)
        wanted = setting.parameters["reference"]
        if is_number(wanted):
            reference, constant = np.full((*pool.shape[:-1], 1), float(wanted)), _nowhere(pool)
        else:
            reference, constant = self._from_data(pool, wanted, setting), _constant(pool)
        ratio = pool / reference
        low, high = setting.scale
        scores = low + (high - low) * (ratio if setting.direction > 0 else 2.0 - ratio)
        return _unpool(scores, constant, column)

    def _from_data(self, pool: FloatArray, wanted: str, setting: Setting) -> FloatArray:
        if wanted == "mean":
            present = ~np.isnan(pool)
            total = np.where(present, pool, 0.0).sum(axis=-1, keepdims=True)
            reference = total / np.maximum(present.sum(axis=-1, keepdims=True), 1)
        else:
            low, high = _extremes(pool)
            reference = high if (wanted == "best") == (setting.direction > 0) else low
        seen = (~np.isnan(pool)).any(axis=-1, keepdims=True)
        if (seen & ~(reference > 0)).any():
            raise ValuesError(f'{setting.node}: the "{wanted}" value is not above 0, so no ratio to it can be taken')
        return np.where(seen, reference, np.nan)


NORMALISERS: dict[str, Normaliser] = {
    method.name: method
    for method in (
        Goalposts(), MinMax(), ZScore(), Rank(), Percentile(), Target(), Reference(), Bands(), Identity(),
    )
}  # fmt: skip


def _order_faults(lower: float, upper: float) -> list[str]:
    if lower < upper:
        return []
    return [
        f"inverted goalposts: lower {lower:g} is not below upper {upper:g}; exchange them, "
        f'and say with "direction" which way is better'
    ]


def _domain_faults(setting: Setting, *names: str) -> list[str]:
    return [
        f'{setting.transform.name} needs {setting.transform.needs}, but "{name}" is {setting.parameters[name]:g}'
        for name in names
        if not setting.transform.defined_at(setting.parameters[name])
    ]


def _floor_faults(setting: Setting) -> list[str]:
    low, high = setting.scale
    if low <= setting.floor < high:
        return []
    return [f'"floor" {setting.floor:g} must lie on the scale, at or above {low:g} and below {high:g}']


def _nowhere(column: FloatArray) -> BoolArray:
    return np.zeros((*column.shape[:-1], 1), dtype=np.bool_)


def _plain(scores: FloatArray) -> Normalised:
    return Normalised(scores, np.zeros(scores.shape, dtype=np.bool_), _nowhere(scores))


def _between(column: FloatArray, lower: float, upper: float, setting: Setting) -> Normalised:
    share = ((column - lower) if setting.direction > 0 else (upper - column)) / (upper - lower)
    capped = (column < lower) | (column > upper)
    return Normalised(setting.on_scale(np.clip(share, 0.0, 1.0)), capped, _nowhere(column))


def _pool(column: FloatArray, setting: Setting) -> FloatArray:
    """The values compared with each other, along the last axis: [..., 1, years × regions] if pooled, else as given."""
    if setting.get("pooled", True):
        return column.reshape(*column.shape[:-2], 1, -1)
    return column


def _unpool(scores: FloatArray, constant: BoolArray, column: FloatArray, capped: BoolArray | None = None) -> Normalised:
    spread = np.broadcast_to(constant, (*column.shape[:-1], 1))
    beyond = np.zeros(column.shape, dtype=np.bool_) if capped is None else capped.reshape(column.shape)
    return Normalised(scores.reshape(column.shape), beyond, spread)


def _extremes(pool: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest value along the last axis, kept as an axis of 1; NaN where there is none."""
    return np.fmin.reduce(pool, axis=-1, keepdims=True), np.fmax.reduce(pool, axis=-1, keepdims=True)


def _constant(pool: FloatArray) -> BoolArray:
    low, high = _extremes(pool)
    return high - low <= CONSTANT_TOLERANCE * np.maximum(np.abs(low), np.abs(high))


def _positions(pool: FloatArray, direction: int) -> FloatArray:
    ranks = competition_ranks(-direction * pool, tolerance=0.0).astype(np.float64)
    return np.where(np.isnan(pool), np.nan, ranks)
