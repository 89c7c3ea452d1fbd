"""Potential and challenge of a region out of the values that are there. Pure functions; the weights are a choice.

A value is placed between the goalposts of its parameter (0..1, beyond them 0 or 1) and turned round when a larger value
lowers the score. A score is the weighted mean of the parameters that have a value; what is missing is never guessed,
it is counted, and `coverage` says which share of the weight the score rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

# Words of the fiscal capacity maps, from least to most. A word that is not here is shown and not counted.
CATEGORIES = ("sangat rendah", "rendah", "sedang", "tinggi", "sangat tinggi")


@dataclass(frozen=True, slots=True)
class Scale:
    """What scoring needs of a parameter."""

    code: str
    role: str
    direction: int
    weight: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """potential, challenge: 0..1, None when nothing is known of it. coverage: share of the weight that has a value."""

    potential: float | None
    challenge: float | None
    have: int
    of: int
    coverage: float


def placed(scale: Scale, value: Decimal | float | None, category: str = "") -> float | None:
    """One value between the goalposts, 0..1; None when it says nothing. A number speaks before a word."""
    if value is not None:
        share = (float(value) - scale.low) / (scale.high - scale.low)
    elif category.strip().casefold() in CATEGORIES:
        share = CATEGORIES.index(category.strip().casefold()) / (len(CATEGORIES) - 1)
    else:
        return None
    share = min(1.0, max(0.0, share))
    return share if scale.direction > 0 else 1.0 - share


def score(scales: Sequence[Scale], values: Mapping[str, float]) -> Score:
    """The score of one region from its placed values by parameter code."""
    return Score(
        potential=_mean((s.weight, values.get(s.code)) for s in scales if s.role == "potential"),
        challenge=_mean((s.weight, values.get(s.code)) for s in scales if s.role == "challenge"),
        have=sum(1 for s in scales if s.code in values),
        of=len(scales),
        coverage=_share(sum(s.weight for s in scales if s.code in values), sum(s.weight for s in scales)),
    )


def _mean(pairs: Iterable[tuple[float, float | None]]) -> float | None:
    known = [(weight, value) for weight, value in pairs if value is not None]
    total = sum(weight for weight, _value in known)
    return sum(weight * value for weight, value in known) / total if total else None


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
