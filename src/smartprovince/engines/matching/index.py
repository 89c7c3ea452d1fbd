"""The index of texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from smartprovince.engines.matching.errors import MatchingError
from smartprovince.engines.matching.hits import Hits
from smartprovince.engines.matching.ranking import NOISE, best, rounded
from smartprovince.engines.matching.reasons import Reader
from smartprovince.engines.matching.rows import FloatArray, IntArray
from smartprovince.engines.matching.spaces import Bag, GramSpace, TermSpace
from smartprovince.engines.matching.thesaurus import Synonyms, Thesaurus, default_synonyms
from smartprovince.engines.matching.words import words

# Of a score; the rest is for the letters, which catch affixes and slips that no table holds.
TERM_SHARE = 0.6
ASKED_AT_ONCE = 64  # texts compared with the index in one pass: it bounds the memory, rows × 64 × 4 bytes a matrix


class TextIndex:
    """Texts by key, and the nearest of them to any text.

    A score is 0.6 × the cosine of the terms (words, synonyms made one) + 0.4 × the cosine of their letters
    (n-grams), both weighted by TF-IDF. An index that grew and shrank gives the same hits as one built at once.

    `query` costs a pass over the words of all texts; `add` and `remove` cost the texts given. What these change for the
    others (document frequencies, hence norms) is worked out once, at the next query: one pass over all n-grams.
    Not for two threads at a time while one of them changes it.
    """

    def __init__(self, thesaurus: Thesaurus) -> None:
        self._thesaurus = thesaurus
        self._terms = TermSpace()
        self._grams = GramSpace(self._terms)
        self._texts: list[str] = []
        self._keys: list[int] = []  # by row; a removed row stays as a gap until gaps prevail
        self._rows: dict[int, int] = {}

    @classmethod
    def build(
        cls, texts: Sequence[str], keys: Iterable[int] | None = None, synonyms: str | Synonyms | None = "default"
    ) -> Self:
        """An index of texts[n] under keys[n], default 0..n-1.

        synonyms: "default" for the table that ships, a mapping of a term to its synonyms, or None for none.
        Raises MatchingError for texts that are no texts, keys that repeat or are not whole numbers from 0 on, as many
        keys as not texts, and synonyms that hold no word.
        """
        if isinstance(synonyms, str):
            if synonyms != "default":
                raise MatchingError(f'synonyms is {synonyms!r}; give "default", a mapping of terms, or None')
            synonyms = default_synonyms()
        index = cls(Thesaurus(synonyms or {}))
        index.add(texts, range(len(texts)) if keys is None else keys)
        return index

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, texts: Sequence[str], keys: Iterable[int]) -> None:
        """Put more texts in. Nothing is put in when anything is refused; the refusals are those of `build`."""
        given, new = _whole_texts(texts), _whole_keys(keys)
        if len(given) != len(new):
            raise MatchingError(f"{len(given)} texts with {len(new)} keys; give one key for each text")
        known = [key for key in new if key in self._rows]
        repeated = known or [key for key, times in Counter(new).items() if times > 1]
        if repeated:
            raise MatchingError(f"keys given twice: {_listed(repeated)}; remove a key before you add it again")
        bags = [self._bag(text) for text in given]
        self._terms.append(bags)
        self._grams.append(bags)
        self._rows |= {key: len(self._keys) + place for place, key in enumerate(new)}
        self._keys += new
        self._texts += given

    def remove(self, keys: Iterable[int]) -> None:
        """Take texts out. Raises MatchingError for a key that is not in the index, and then takes nothing out."""
        gone = dict.fromkeys(_whole_keys(keys))
        unknown = [key for key in gone if key not in self._rows]
        if unknown:
            raise MatchingError(_unknown(unknown))
        rows = [self._rows.pop(key) for key in gone]
        self._terms.forget(rows)
        self._grams.forget(rows)
        if len(self._keys) > 2 * len(self._rows):
            self._close_gaps()

    def query(self, texts: Sequence[str], top: int = 10, among: Iterable[int] | None = None) -> Hits:
        """The `top` nearest of the index for each text.

        among: the keys that may be found, for example those a person may see; applied before the top is taken.
        Raises MatchingError for a key of `among` that is not in the index, and for a top below 1.
        """
        asked = _whole_texts(texts)
        if top < 1:
            raise MatchingError(f"top is {top}; ask for at least 1")
        rows = self._present()
        keys = np.array(self._keys, dtype=np.int64)[rows]
        if among is not None:
            found_in = _places_of(among, keys)
            rows, keys = rows[found_in], keys[found_in]
        ids = np.full((len(asked), top), -1, dtype=np.int64)
        scores = np.zeros((len(asked), top))
        found: list[list[str]] = []
        for start in range(0, len(asked), ASKED_AT_ONCE):
            bags = [self._bag(text) for text in asked[start : start + ASKED_AT_ONCE]]
            similar = _blended(self._terms.cosines(bags), self._grams.cosines(bags))
            for number, column in enumerate(np.ascontiguousarray(similar.T), start):
                places, shown = best(column if len(rows) == len(column) else column[rows], keys, top)
                ids[number, : len(places)], scores[number, : len(places)] = keys[places], shown
                found.append([self._texts[row] for row in rows[places]])
        return Hits(ids, scores, asked, found, Reader(self._thesaurus, self._terms.idf_of))

    def duplicates(self, threshold: float = 0.6) -> list[tuple[int, int, float]]:
        """Pairs of texts with a score of at least `threshold`: (smaller key, larger key, score), the highest first.

        Compares every pair once, a few rows with all at a time; memory grows with the texts and with the pairs found.
        Raises MatchingError for a threshold outside 0..1 or of 0: every pair would be one.
        """
        if not 0 < threshold <= 1:
            raise MatchingError(f"threshold is {threshold}; give more than 0 and at most 1")
        self._close_gaps()
        pairs = []
        for start in range(0, len(self._keys), ASKED_AT_ONCE):
            block = (start, min(start + ASKED_AT_ONCE, len(self._keys)))
            scores = _blended(self._terms.cosines_of_rows(*block), self._grams.cosines_of_rows(*block))
            below, column = np.nonzero(scores >= threshold - NOISE)
            for one, other, score in zip(below, column, rounded(scores[below, column]), strict=True):
                if one > other and score >= threshold:
                    low, high = sorted((self._keys[start + one], self._keys[start + other]))
                    pairs.append((low, high, float(score)))
        return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))

    def _bag(self, text: str) -> Bag:
        return Counter([term.name for term in self._thesaurus.terms(words(text))])

    def _present(self) -> IntArray:
        if len(self._rows) == len(self._keys):
            return np.arange(len(self._keys))
        return np.array(sorted(self._rows.values()), dtype=np.int64)

    def _close_gaps(self) -> None:
        if len(self._rows) == len(self._keys):
            return
        present = self._present()
        wanted = np.zeros(len(self._keys), dtype=np.bool_)
        wanted[present] = True
        self._terms.keep(wanted)
        self._grams.keep(wanted)
        self._texts = [self._texts[row] for row in present]
        self._keys = [self._keys[row] for row in present]
        self._rows = {key: row for row, key in enumerate(self._keys)}


def _blended(terms: FloatArray, letters: FloatArray) -> FloatArray:
    """The score of each row and query, in the memory of the first."""
    terms *= TERM_SHARE
    letters *= 1 - TERM_SHARE
    terms += letters
    return terms


def _whole_texts(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, str):
        raise MatchingError("one text was given where a list of texts is expected; put it in a list")
    given = list(texts)
    for place, text in enumerate(given):
        if not isinstance(text, str):
            raise MatchingError(
                f"text {place} is {type(text).__name__}; give a str, and an empty one where there is none"
            )
    return given


def _whole_keys(keys: Iterable[int]) -> list[int]:
    given = list(keys.tolist() if isinstance(keys, np.ndarray) else keys)
    wrong = [key for key in given if not isinstance(key, int | np.integer) or isinstance(key, bool) or key < 0]
    if wrong:
        raise MatchingError(f"keys that are no keys: {_listed(wrong)}; give whole numbers from 0 on")
    return [int(key) for key in given]


def _places_of(among: Iterable[int], keys: IntArray) -> npt.NDArray[np.bool_]:
    """Which keys are meant. Over arrays: a person may see tens of thousands, at each letter typed."""
    wanted = np.asarray(among if isinstance(among, np.ndarray) else list(among))
    if wanted.size and wanted.dtype.kind not in "iu":
        raise MatchingError(f"keys that are no keys: {_listed(wanted.tolist())}; give whole numbers from 0 on")
    known = np.isin(wanted, keys)
    if not known.all():
        raise MatchingError(_unknown(wanted[~known].tolist()))
    return np.isin(keys, wanted)


def _unknown(keys: Sequence[int]) -> str:
    return f"keys that are not in the index: {_listed(keys)}; add them or leave them out"


def _listed(keys: Sequence[object]) -> str:
    return ", ".join(map(repr, keys[:5])) + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")
