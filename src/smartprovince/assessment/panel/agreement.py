"""How far two readers agree beyond chance. Pure functions; None where a figure is not defined, never nan.

Cohen, J. (1960), *A coefficient of agreement for nominal scales*, Educational and Psychological Measurement 20(1);
Cohen, J. (1968), *Weighted kappa*, Psychological Bulletin 70(4).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

type Labels = Sequence[Hashable]
LINEAR, QUADRATIC = "linear", "quadratic"


def raw_agreement(first: Labels, second: Labels) -> float | None:
    """The share of lines on which both say the same; None without lines."""
    _same_length(first, second)
    if not first:
        return None
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first)


def cohen_kappa(first: Labels, second: Labels) -> float | None:
    """Agreement of two readers on named categories, beyond what chance would give.

    None without lines, and where both only ever said one and the same thing: then chance explains everything.
    """
    _same_length(first, second)
    names = list(dict.fromkeys([*first, *second]))
    return _kappa(_table(first, second, names), 1.0 - np.eye(len(names)))


def weighted_kappa(
    first: Labels, second: Labels, *, order: Sequence[Hashable], weights: str = QUADRATIC
) -> float | None:
    """Kappa in which a difference counts by its distance in `order`: linearly, or by its square.

    Raises ValueError for a label that is not in `order`, and for other weights.
    """
    _same_length(first, second)
    if weights not in (LINEAR, QUADRATIC):
        raise ValueError(f"weights are {LINEAR!r} or {QUADRATIC!r}, not {weights!r}")
    if strangers := {*first, *second} - {*order}:
        raise ValueError(f"not in the order: {sorted(map(str, strangers))}")
    at = np.arange(len(order), dtype=np.float64)
    distance = np.abs(at[:, None] - at[None, :])
    return _kappa(_table(first, second, order), distance if weights == LINEAR else distance**2)


def _same_length(first: Labels, second: Labels) -> None:
    if len(first) != len(second):
        raise ValueError("both readers judge the same lines")


def _table(first: Labels, second: Labels, names: Sequence[Hashable]) -> NDArray[np.float64]:
    """How often the first said the row and the second the column."""
    place = {name: index for index, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)))
    for a, b in zip(first, second, strict=True):
        counts[place[a], place[b]] += 1
    return counts


def _kappa(counts: NDArray[np.float64], disagreement: NDArray[np.float64]) -> float | None:
    total = counts.sum()
    if total == 0:
        return None
    shares = counts / total
    expected = float((np.outer(shares.sum(axis=1), shares.sum(axis=0)) * disagreement).sum())
    if expected == 0:
        return None
    return 1.0 - float((shares * disagreement).sum()) / expected
