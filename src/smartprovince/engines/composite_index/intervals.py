"""Rank intervals: how far a region's rank moves when the choices behind the index are varied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .arrays import FloatArray, IntArray
from .errors import ValuesError
from .factors import Choice, DataError, WeightFactor
from .framework import Framework
from .preparation import as_cube
from .ranking import TIE_TOLERANCE, competition_ranks
from .scoring import Direct, read_direct
from .simulation import Factor, Simulation

# Draws compared at a time: their comparisons fit into bytes and the bytes can count to them.
_COMPARED = 255


@dataclass(frozen=True)
class Band:
    """The distribution of ranks over the draws.

    rank_counts: int64[regions, regions], draws in which region i had rank j + 1. The row of a region without a score
    is zeros; a row sums to less than ``draws`` where a draw left the region nothing (its only indicator left out).
    nominal_ranks: int64[regions], the ranks without any factor; 0 = no score.
    """

    rank_counts: IntArray
    nominal_ranks: IntArray
    draws: int
    _simulation: Simulation = field(repr=False)

    def quantiles(self, levels: Sequence[float]) -> FloatArray:
        """Ranks at the given levels, float64[levels, regions]: the smallest rank reached by that share of the draws.

        ``low, median, high = band.quantiles([0.05, 0.5, 0.95])``. NaN for a region without a score.
        """
        wanted = np.atleast_1d(np.asarray(levels, dtype=np.float64))
        if not ((wanted >= 0) & (wanted <= 1)).all():
            raise ValueError(f"levels must lie between 0 and 1, not {list(levels)}")
        reached = self.rank_counts.cumsum(axis=1)
        total = reached[:, -1]
        # The smallest whole count that makes up the share; rounding must not push 0.95 × 10000 to 9501.
        needed = np.maximum(np.ceil(wanted[:, np.newaxis] * total - 1e-9), 1)
        ranks = (reached[np.newaxis] < needed[:, :, np.newaxis]).sum(axis=2) + 1.0
        return np.where(total > 0, ranks, np.nan)

    def probability_top(self, k: int) -> FloatArray:
        """Share of the draws with each region among the first k: float64[regions]; 0 for a region without a score."""
        return self.rank_counts[:, : max(k, 0)].sum(axis=1) / self.draws

    def probability_above(self) -> FloatArray:
        """Share of the draws in which region a (row) stood strictly above region b (column): float64[regions, regions].

        The draws are made again on the first call (same seed, same draws) and the answer is kept.
        """
        return self._above.copy()

    @cached_property
    def _above(self) -> FloatArray:
        where = np.flatnonzero(self._simulation.scored)
        counts = np.zeros((len(where), len(where)), dtype=np.int64)
        for scores in self._simulation.batches():
            ranks = competition_ranks(scores)
            _count_above(ranks.astype(np.uint16 if len(where) < 65_535 else np.uint32), counts)
        above = np.zeros(self.rank_counts.shape)
        above[np.ix_(where, where)] = counts / self.draws
        return above

    def tie_groups(self, level: float = 0.9) -> list[list[int]]:
        """Regions in median order, cut wherever one stands above the next in at least ``level`` of the draws.

        Regions of one group should be read as level with each other. Regions without a score are in no group.
        """
        scored = np.flatnonzero(self._simulation.scored)
        median = self.quantiles([0.5])[0]
        mean = (self.rank_counts * np.arange(1, len(self.rank_counts) + 1)).sum(axis=1)
        order = sorted(scored.tolist(), key=lambda region: (median[region], mean[region], region))
        groups: list[list[int]] = []
        for position, region in enumerate(order):
            if position and self._above[order[position - 1], region] < level:
                groups[-1].append(region)
            else:
                groups.append([region])
        return groups


def uncertainty(
    framework: Framework,
    values: npt.ArrayLike,
    *,
    target: str,
    factors: Sequence[Factor],
    draws: int = 10_000,
    seed: int = 1,
    direct: Direct | None = None,
) -> Band:
    """Rank the regions under many draws of the factors.

    values: float64[regions, indicators], one year. factors: any of WeightNoise, Dirichlet, LeaveOneOut, DataError and
    Choice, acting together. direct: as in ``score``. The same seed gives the same counts.

    With factors that change nothing every draw has the nominal ranks: draws are float64, ties are those of ``score``.

    Regions keep or lack a score as they do nominally (with Choice: under every combination of options).

    Raises ValuesError for values that do not fit, FrameworkError for a choice that makes an invalid framework,
    ValueError for factors that cannot act below the target.
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, not {draws}")
    for factor in factors:
        if not isinstance(factor, WeightFactor | DataError | Choice):
            raise ValueError(
                f"{factor!r} is not a factor; there are WeightNoise, Dirichlet, LeaveOneOut, DataError, Choice"
            )
    cube = as_cube(framework, values)
    if np.ndim(values) != 2:
        raise ValuesError("uncertainty takes the values of one year, [regions, indicators]")
    given = read_direct(framework, direct or {}, cube.shape[:2])
    simulation = Simulation(framework, cube, framework.index(target), tuple(factors), draws, seed, given)
    where = np.flatnonzero(simulation.scored)
    counts = np.zeros(len(where) * len(where), dtype=np.int64)
    for scores in simulation.batches():
        counts += _count_ranks(scores)
    full = np.zeros((cube.shape[1], cube.shape[1]), dtype=np.int64)
    full[np.ix_(where, np.arange(len(where)))] = counts.reshape(len(where), len(where))
    return Band(full, competition_ranks(simulation.nominal), draws, simulation)


def _count_ranks(scores: FloatArray) -> IntArray:
    """How often each region had each rank: int64[regions × regions], flat. scores: float64[draws, regions]."""
    regions = scores.shape[1]
    if not regions:
        return np.zeros(0, dtype=np.int64)
    bits = int(regions).bit_length()
    top, bottom = float(scores.max()), float(scores.min())
    steps = 8.0 / TIE_TOLERANCE
    if not (top - bottom) * steps < 2.0 ** (62 - bits):
        # NaN in a draw, or a spread too wide to pack: the plain way.
        ranks = competition_ranks(scores)
        cell = np.arange(regions) * regions + ranks - 1
        return np.bincount(cell[ranks > 0], minlength=regions * regions)
    # Distance from the top in eighths of the tie tolerance, and the region in the low bits: one integer sort ranks all.
    distance = np.subtract(top, scores)
    distance *= steps
    keys = distance.astype(np.int64)
    keys <<= bits
    keys |= np.arange(regions)
    keys.sort(axis=1)
    region = keys & ((1 << bits) - 1)
    keys >>= bits
    apart = np.subtract(keys[:, 1:], keys[:, :-1]) > 8
    position = np.arange(regions)
    if not apart.all():
        opens = np.ones(keys.shape, dtype=np.bool_)
        opens[:, 1:] = apart
        position = np.maximum.accumulate(np.where(opens, position, 0), axis=1)
    region *= regions
    region += position
    return np.bincount(region.ravel(), minlength=regions * regions)


def _count_above(ranks: npt.NDArray[np.unsignedinteger], counts: IntArray) -> None:
    """Add to counts[a, b] the draws in which a stands above b. ranks: [draws, regions], 1 = best, 0 = none."""
    # Rank 0 becomes the largest number, so that nobody without a score stands above anybody.
    ranks = ranks - ranks.dtype.type(1)
    missing = ranks == np.iinfo(ranks.dtype).max
    for start in range(0, len(ranks), _COMPARED):
        some = ranks[start : start + _COMPARED]
        absent = missing[start : start + _COMPARED]
        for region in range(some.shape[1]):
            above = some[:, [region]] < some
            if absent.any():
                above &= ~absent
            counts[region] += np.add.reduce(above.view(np.uint8), axis=0, dtype=np.uint8)
