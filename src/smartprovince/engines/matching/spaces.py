"""The two vector spaces in which texts are compared: their terms, and the letters of their words.

Weights are TF-IDF with the count as it is and a smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1,
over the n texts of the index. What a query holds and the index does not has df = 0 and lengthens the query:
a text is never "the same" as one that says more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from smartprovince.engines.matching.rows import FLOAT, FloatArray, IntArray, Rows

type Bag = Mapping[str, int]  # what a text holds and how often, in the order in which it first stands there

GRAM = 3  # letters; a word is set in spaces first, so that its beginning and its end count too
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
    def _products(self, queries: FloatArray, first: int) -> FloatArray:
        """Counts of the rows from `first` on, times queries[columns, queries]."""

    def forget(self, rows: Iterable[int]) -> None:
        """Take rows out of the document frequencies; they stay in their places until `keep`."""
        for row in rows:
            self._frequency[self._columns(row)] -= 1
            self._texts -= 1
        self._idf = self._row_scale = None

    def cosines(self, bags: Sequence[Bag], first: int = 0) -> FloatArray:
        """float32[rows from `first` on, bags], 0 where either is empty."""
        counts = [self._counts(bag) for bag in bags]
        idf = self._weights()
        queries = np.zeros((len(self._numbers), len(bags)), dtype=FLOAT)
        scale = np.zeros(len(bags), dtype=FLOAT)
        unseen = _idf(np.zeros(1), self._texts)[0]
        for number, bag in enumerate(counts):
            columns = np.array([self._numbers.get(name, -1) for name in bag], dtype=np.int64)
            amounts = np.fromiter(bag.values(), dtype=FLOAT, count=len(bag))
            known = columns >= 0
            weights = amounts * np.where(known, idf[columns] if len(idf) else unseen, unseen)
            queries[columns[known], number] = weights[known] * idf[columns[known]]
            scale[number] = _inverse_root(np.sum(weights * weights, dtype=np.float64, keepdims=True))[0]
        found = self._products(queries, first)
        found *= self._scale()[first:, None]
        found *= scale
        return found

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
        _append(self._rows, bags, self._numbers)
        self._count_in(self._appended(len(bags)), len(bags))

    def keep(self, wanted: npt.NDArray[np.bool_]) -> None:
        self._rows.keep(wanted)
        self._row_scale = None

    def _appended(self, texts: int) -> npt.NDArray[np.int32]:
        return np.asarray(self._rows.matrix(len(self._numbers), self._rows.count - texts).indices, dtype=np.int32)

    def _columns(self, row: int) -> npt.NDArray[np.int32]:
        return self._rows.columns(row)

    def _squares(self) -> sparse.csr_array:
        rows = self._rows.matrix(len(self._numbers))
        return sparse.csr_array((rows.data**2, rows.indices, rows.indptr), shape=rows.shape)

    def _counts(self, bag: Bag) -> Bag:
        return bag

    def _products(self, queries: FloatArray, first: int) -> FloatArray:
        return np.asarray(self._rows.matrix(len(self._numbers), first) @ queries, dtype=FLOAT)


class GramSpace(Space):
    """Letter n-grams within words, which bring together "kelola" and "pengelolaan", or a slip of the pen.

    A text's grams are those of its words, so its counts are the product texts × words × grams. A query goes through the
    product from the right: the long matrix texts × grams is never multiplied, and is kept (squared) for the norms only.
    """

    def __init__(self) -> None:
        super().__init__()
        self._words: dict[str, int] = {}
        self._texts_words = Rows()
        self._words_grams = Rows()
        self._texts_grams_squared = Rows()

    def append(self, bags: Sequence[Bag]) -> None:
        known = len(self._words)
        _append(self._texts_words, bags, self._words)
        new = list(self._words)[known:]
        _append(self._words_grams, [Counter(_grams(word)) for word in new], self._numbers)
        first = self._texts_words.count - len(bags)
        words_grams = self._words_grams.matrix(len(self._numbers))
        appended = self._texts_words.matrix(len(self._words), first)
        for start in range(0, len(bags), APPENDED_AT_ONCE):
            counts = appended[start : start + APPENDED_AT_ONCE] @ words_grams
            self._texts_grams_squared.append(np.diff(counts.indptr), counts.indices, counts.data**2)
            self._count_in(counts.indices, counts.shape[0])

    def keep(self, wanted: npt.NDArray[np.bool_]) -> None:
        self._texts_words.keep(wanted)
        self._texts_grams_squared.keep(wanted)
        self._row_scale = None

    def _columns(self, row: int) -> npt.NDArray[np.int32]:
        return self._texts_grams_squared.columns(row)

    def _squares(self) -> sparse.csr_array:
        return self._texts_grams_squared.matrix(len(self._numbers))

    def _counts(self, bag: Bag) -> Bag:
        counts: Counter[str] = Counter()
        for word, times in bag.items():
            for gram in _grams(word):
                counts[gram] += times
        return counts

    def _products(self, queries: FloatArray, first: int) -> FloatArray:
        by_word = self._words_grams.matrix(len(self._numbers)) @ queries
        return np.asarray(self._texts_words.matrix(len(self._words), first) @ by_word, dtype=FLOAT)


def _append(rows: Rows, bags: Sequence[Bag], numbers: dict[str, int]) -> None:
    """A row for each bag; names that are new get the next numbers."""
    columns = [numbers.setdefault(name, len(numbers)) for bag in bags for name in bag]
    rows.append([len(bag) for bag in bags], columns, [times for bag in bags for times in bag.values()])


def _grams(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[at : at + GRAM] for at in range(len(padded) - GRAM + 1)]


def _idf(frequency: npt.NDArray[np.float64] | IntArray, texts: int) -> FloatArray:
    return np.asarray(np.log((1 + texts) / (1 + frequency)) + 1, dtype=FLOAT)


def _inverse_root(squares: npt.NDArray[np.floating]) -> FloatArray:
    return np.asarray(np.where(squares > 0, 1 / np.sqrt(np.maximum(squares, 1e-30)), 0), dtype=FLOAT)
