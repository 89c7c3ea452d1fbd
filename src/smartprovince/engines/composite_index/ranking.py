"""Ranks with ties."""

from __future__ import annotations

import numpy as np

from .arrays import FloatArray, IntArray

# In score points. Scores run over 0..100 or so, and float64 sums of a few hundred terms err below 1e-12.
TIE_TOLERANCE = 1e-9


def competition_ranks(scores: FloatArray, tolerance: float = TIE_TOLERANCE) -> IntArray:
    """Rank along the last axis: 1 = highest, ties share the smaller rank, 0 = NaN.

    Two neighbours in descending order are tied when they differ by at most ``tolerance``.

    scores: float64[..., n]. Returns int64[..., n].
    """
    order = np.argsort(-scores, axis=-1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=-1)
    position = np.broadcast_to(np.arange(scores.shape[-1]), scores.shape)
    opens = np.ones(scores.shape, dtype=np.bool_)
    opens[..., 1:] = ordered[..., :-1] - ordered[..., 1:] > tolerance
    first = np.maximum.accumulate(np.where(opens, position, 0), axis=-1)
    ranks = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.where(np.isnan(ordered), 0, first + 1), axis=-1)
    return ranks
