"""What a query found, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from smartprovince.engines.matching.reasons import Reader
from smartprovince.engines.matching.rows import IntArray


@dataclass(frozen=True)
class Hits:
    """The texts nearest to each query.

    ids: int64[queries, top], keys from the best down; -1 where no text is left that has anything in common.
    scores: float64[queries, top], 0..1, 1 = the same words as often; 0 where ids is -1. Rounded to five decimals; equal
        scores stand in the order of their keys.
    """

    ids: IntArray
    scores: npt.NDArray[np.float64]
    _queries: Sequence[str] = field(repr=False)
    _found: Sequence[Sequence[str]] = field(repr=False)  # the texts as they were when asked
    _reader: Reader = field(repr=False)

    def reasons(self, query: int, place: int) -> tuple[str, ...]:
        """What hit `place` shares with query `query`, the most telling first; () where there is no hit.

        "desa" stands in both; "wifi gratis = internet publik" are synonyms; "kelola ~ pengelolaan" are of one stem or
        nearly spelt the same. The word of the query stands first.
        """
        if self.ids[query, place] < 0:
            return ()
        return self._reader.shared(self._queries[query], self._found[query][place])
