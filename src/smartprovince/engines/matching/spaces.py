"""The two vector spaces in which texts are compared: their terms, and the letters of these.

Weights are TF-IDF with the count as it is and a smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1,
over the n texts of the index. What a query holds and the index does not has df = 0 and lengthens the query:
a text is never "the same" as one that says more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
from scipy import sparse

from smartprovince.engines.matching.rows import FLOAT, FloatArray, IntArray, Rows
from smartprovince.engines.matching.thesaurus import CONCEPT

type Bag = Mapping[str, int]  # what a text holds and how often, in the order in which it first stands there

GRAM = 3  # letters; a term is set in spaces first, so that its beginning and its end count too
APPENDED_AT_ONCE = 2_000  # texts whose grams are counted in one product


class Space(ABC):
    """Columns with document frequencies, and rows with norms that follow when texts come and go."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}  # column by name
        self._frequency = np.zeros(0, dtype=np.int64)
        self._texts = 0
        self._idf: FloatArray | None = None
        self._row_scale: FloatArray | None = None

    @abstractmethod
    def append(self, bags: Sequence[Bag]) -> None:
        """Add a row for each bag."""

    @abstractmethod
    def keep(self, wanted: npt.NDArray[np.bool_]) -> None:
        """Drop the rows that are not wanted; they were forgotten before."""

    @abstractmethod
    def _columns(self, row: int) -> npt.NDArray[np.int32]:
        """The distinct columns of a row."""

    @abstractmethod
    def _squares(self) -> sparse.csr_array:
        """The squared counts of all rows."""

    @abstractmethod
    def _counts(self, bag: Bag) -> Bag:
        """How often each column's name stands in a text."""

    @abstractmethod
    def _row_counts(self, start: int, stop: int) -> sparse.csr_array:
        """The counts of the rows start:stop."""

    @abstractmethod
    def _products(self, queries: FloatArray, first: int) -> FloatArray:
        """Counts of the rows from `first` on, times queries[columns, queries]."""

    def forget(self, rows: Iterable[int]) -> None:
        """Take rows out of the document frequencies; they stay in their places until `keep`."""
        for row in rows:
            self._frequency[self._columns(row)] -= 1
            self._texts -= 1
        self._idf = self._row_scale = None

    def cosines(self, bags: Sequence[Bag]) -> FloatArray:
        """float32[rows, bags], 0 where either is empty."""
        idf = self._weights()
        queries = np.zeros((len(self._numbers), len(bags)), dtype=FLOAT)
        scale = np.zeros(len(bags), dtype=np.float64)
        unseen = _idf(np.zeros(1), self._texts)[0]
        for number, bag in enumerate(map(self._counts, bags)):
            columns = np.array([self._numbers.get(name, -1) for name in bag], dtype=np.int64)
            counts = np.fromiter(bag.values(), dtype=FLOAT, count=len(bag))
            known = columns >= 0
            queries[columns[known], number] = counts[known] * idf[columns[known]] ** 2
            counts[known] *= idf[columns[known]]
            counts[~known] *= unseen
            scale[number] = counts @ counts
        queries *= _inverse_root(scale)
        return self._scaled(self._products(queries, 0), 0)

    def cosines_of_rows(self, start: int, stop: int) -> FloatArray:
        """float32[rows from `start` on, rows start:stop], the same between the rows themselves."""
        counts = self._row_counts(start, stop).toarray().T
        queries = np.ascontiguousarray(counts * self._weights()[:, None] ** 2 * self._scale()[start:stop], dtype=FLOAT)
        return self._scaled(self._products(queries, start), start)

    def idf_of(self, name: str) -> float:
        """The weight of one occurrence."""
        column = self._numbers.get(name)
        return float(_idf(np.zeros(1), self._texts)[0] if column is None else self._weights()[column])

    def _weights(self) -> FloatArray:
        if self._idf is None:
            self._idf = _idf(self._frequency[: len(self._numbers)], self._texts)
        return self._idf

    def _scale(self) -> FloatArray:
        """One over the norm of each row."""
        if self._row_scale is None:
            self._row_scale = _inverse_root(self._squares() @ self._weights() ** 2)
        return self._row_scale

    def _scaled(self, products: FloatArray, first: int) -> FloatArray:
        products *= self._scale()[first:, None]
        return products

    def _count_in(self, columns: npt.NDArray[np.int32], texts: int) -> None:
        self._frequency = np.pad(self._frequency, (0, max(0, len(self._numbers) - len(self._frequency))))
        self._frequency += np.bincount(columns, minlength=len(self._frequency))
        self._texts += texts
        self._idf = self._row_scale = None


class TermSpace(Space):
    """Words, and the concepts behind synonyms."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()

    def append(self, bags: Sequence[Bag]) -> None:
        first = self._rows.count
        _append(self._rows, bags, self._numbers)
        self._count_in(self.counts(first).indices, len(bags))

    def counts(self, first: int = 0) -> sparse.csr_array:
        """The counts of the rows from `first` on."""
        return self._rows.matrix(len(self._numbers), first)

    def names(self, first: int) -> list[str]:
        """The names of the columns from `first` on."""
        return list(islice(self._numbers, first, None))

    def keep(self, wanted: npt.NDArray[np.bool_]) -> None:
        self._rows.keep(wanted)
        self._row_scale = None

    def _columns(self, row: int) -> npt.NDArray[np.int32]:
        return self._rows.columns(row)

    def _squares(self) -> sparse.csr_array:
        rows = self.counts()
        return sparse.csr_array((rows.data**2, rows.indices, rows.indptr), shape=rows.shape)

    def _row_counts(self, start: int, stop: int) -> sparse.csr_array:
        return self.counts()[start:stop]

    def _counts(self, bag: Bag) -> Bag:
        return bag

    def _products(self, queries: FloatArray, first: int) -> FloatArray:
        return np.asarray(self.counts(first) @ queries, dtype=FLOAT)


class GramSpace(Space):
    """Letter n-grams within terms, which bring together "kelola" and "pengelolaan", or a slip of the pen.

    A concept has the letters of its first synonym, so that "persampahan" is as near to "sampahnya" as "sampah" is.
    A text's grams are those of its terms, so its counts are the product texts × terms × grams. A query goes through the
    product from the right: the long matrix texts × grams is never multiplied, and is kept (squared) for the norms only.
    """

    def __init__(self, terms: TermSpace) -> None:
        super().__init__()
        self._terms = terms
        self._terms_grams = Rows()
        self._texts_grams_squared = Rows()

    def append(self, bags: Sequence[Bag]) -> None:
        """Add a row for each bag; the space of the terms has them already."""
        new = self._terms.names(self._terms_grams.count)
        _append(self._terms_grams, [Counter(_grams(name)) for name in new], self._numbers)
        terms_grams = self._terms_grams.matrix(len(self._numbers))
        appended = self._terms.counts(self._texts_grams_squared.count)
        for start in range(0, len(bags), APPENDED_AT_ONCE):
            counts = appended[start : start + APPENDED_AT_ONCE] @ terms_grams
            self._texts_grams_squared.append(np.diff(counts.indptr), counts.indices, counts.data**2)
            self._count_in(counts.indices, counts.shape[0])

    def keep(self, wanted: npt.NDArray[np.bool_]) -> None:
        self._texts_grams_squared.keep(wanted)
        self._row_scale = None

    def _columns(self, row: int) -> npt.NDArray[np.int32]:
        return self._texts_grams_squared.columns(row)

    def _squares(self) -> sparse.csr_array:
        return self._texts_grams_squared.matrix(len(self._numbers))

    def _row_counts(self, start: int, stop: int) -> sparse.csr_array:
        squares = self._squares()[start:stop]
        return sparse.csr_array((np.sqrt(squares.data), squares.indices, squares.indptr), shape=squares.shape)

    def _counts(self, bag: Bag) -> Bag:
        counts: Counter[str] = Counter()
        for name, times in bag.items():
            for gram in _grams(name):
                counts[gram] += times
        return counts

    def _products(self, queries: FloatArray, first: int) -> FloatArray:
        by_term = self._terms_grams.matrix(len(self._numbers)) @ queries
        return np.asarray(self._terms.counts(first) @ by_term, dtype=FLOAT)


def _append(rows: Rows, bags: Sequence[Bag], numbers: dict[str, int]) -> None:
    """A row for each bag; names that are new get the next numbers."""
    columns = [numbers.setdefault(name, len(numbers)) for bag in bags for name in bag]
    rows.append([len(bag) for bag in bags], columns, [times for bag in bags for times in bag.values()])


def _grams(name: str) -> list[str]:
    padded = f" {name.removeprefix(CONCEPT)} "
    return [padded[at : at + GRAM] for at in range(len(padded) - GRAM + 1)]


def _idf(frequency: npt.NDArray[np.float64] | IntArray, texts: int) -> FloatArray:
    return np.asarray(np.log((1 + texts) / (1 + frequency)) + 1, dtype=FLOAT)


def _inverse_root(squares: npt.NDArray[np.floating]) -> FloatArray:
    return np.asarray(np.where(squares > 0, 1 / np.sqrt(np.maximum(squares, 1e-30)), 0), dtype=FLOAT)
