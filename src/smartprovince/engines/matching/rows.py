"""Sparse rows that grow at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

# Half the memory and traffic of float64; an error below 1e-6 is what scores are rounded for (`ranking.DECIMALS`).
FLOAT = np.float32


class Rows:
    """A matrix in compressed rows with room to spare, so that appending a row costs the row and not the matrix.

    Entries stay in the order in which they were given: sums over a row then come out the same bit for bit, whatever
    numbers the columns have, and an index that grew row by row scores exactly as one built at once.
    """

    def __init__(self) -> None:
        self._ends = np.zeros(1, dtype=np.int32)
        self._columns = np.zeros(0, dtype=np.int32)
        self._values = np.zeros(0, dtype=FLOAT)
        self.count = 0

    def append(self, lengths: Sequence[int] | IntArray, columns: npt.ArrayLike, values: npt.ArrayLike) -> None:
        """lengths: entries of each new row; columns, values: the entries of all of them, row after row."""
        old, start = self.count, int(self._ends[self.count])
        ends = start + np.cumsum(lengths, dtype=np.int32)
        self.count = old + len(ends)
        self._ends = _with_room(self._ends, old + 1, self.count + 1)
        self._ends[old + 1 : self.count + 1] = ends
        stop = int(self._ends[self.count])
        self._columns = _with_room(self._columns, start, stop)
        self._values = _with_room(self._values, start, stop)
        self._columns[start:stop] = columns
        self._values[start:stop] = values

    def matrix(self, width: int, first: int = 0) -> sparse.csr_array:
        """The rows from `first` on, as a view: nothing is copied."""
        start, stop = self._ends[first], self._ends[self.count]
        ends = self._ends[first : self.count + 1]
        parts = (self._values[start:stop], self._columns[start:stop], ends - start if first else ends)
        return sparse.csr_array(parts, shape=(self.count - first, width), copy=False)

    def columns(self, row: int) -> npt.NDArray[np.int32]:
        """The columns of one row."""
        return self._columns[self._ends[row] : self._ends[row + 1]]

    def keep(self, wanted: npt.NDArray[np.bool_]) -> None:
        """Drop every row that is not wanted."""
        lengths = np.diff(self._ends[: self.count + 1])
        entries = np.repeat(wanted, lengths)
        stop = len(entries)
        self._columns, self._values = self._columns[:stop][entries], self._values[:stop][entries]
        self._ends = np.concatenate([[0], np.cumsum(lengths[wanted])]).astype(np.int32)
        self.count = len(self._ends) - 1


def _with_room[Number: np.generic](array: npt.NDArray[Number], used: int, needed: int) -> npt.NDArray[Number]:
    """The array itself when it has room, else one half as large again as needed."""
    if needed <= len(array):
        return array
    roomy = np.empty(needed + needed // 2 if used else needed, dtype=array.dtype)
    roomy[:used] = array[:used]
    return roomy
