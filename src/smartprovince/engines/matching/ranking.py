"""The best of many scores, the same on every machine and in every order of texts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from smartprovince.engines.matching.rows import FloatArray, IntArray

DECIMALS = 5  # scores that differ by less are ties: beyond it stands only the noise of float32
NOISE = 10.0**-DECIMALS


def rounded(scores: FloatArray) -> npt.NDArray[np.float64]:
    """Scores as they are shown and compared, 0..1."""
    return np.clip(np.round(scores.astype(np.float64), DECIMALS), 0, 1)


def best(scores: FloatArray, keys: IntArray, top: int) -> tuple[IntArray, npt.NDArray[np.float64]]:
    """Positions and scores of the `top` highest above 0, highest first, ties by key."""
    count = min(top, len(scores))
    if not count:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    near = np.flatnonzero(scores >= max(least - NOISE, NOISE / 2))
    shown = rounded(scores[near])
    order = np.lexsort((keys[near], -shown))[:count]
    return near[order], shown[order]
