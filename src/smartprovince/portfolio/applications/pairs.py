"""Which of many applications read alike: cosine of word weights, computed for all pairs at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from scipy import sparse

from smartprovince.core.search import tokens

# Words that name half of all applications and tell none from another.
COMMON = frozenset(
    "sistem sisfo informasi aplikasi elektronik online daring digital website web mobile android portal dashboard "
    "manajemen pengelolaan layanan pelayanan pemerintah daerah kabupaten kota provinsi dinas berbasis "
    "dan untuk di pada yang dengan dari the of and for".split()
)
THRESHOLD = 0.5
NAME, REST = 3.0, 1.0


@dataclass(frozen=True)
class Pair:
    """Two places in the list that was given (first < second), how alike (0..1), and the words that they share."""

    first: int
    second: int
    score: float
    shared: tuple[str, ...]


def pairs_of(texts: Sequence[tuple[str, str]], *, fresh: int = 0, threshold: float = THRESHOLD) -> list[Pair]:
    """Pairs of (name, description) that read alike, most alike first.

    fresh: only pairs of which the second is one of the last `fresh` texts; 0 compares all with all.
    """
    counted = [_weights(name, rest) for name, rest in texts]
    spread = Counter(word for words in counted for word in words)
    place = {word: column for column, word in enumerate(sorted(spread))}
    if not place:
        return []
    rows, columns, values = [], [], []
    for row, words in enumerate(counted):
        weighed = {word: weight * log(1 + len(texts) / spread[word]) for word, weight in words.items()}
        length = sum(value * value for value in weighed.values()) ** 0.5
        for word, value in weighed.items():
            rows.append(row)
            columns.append(place[word])
            values.append(value / length)
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(place)))
    late = matrix[len(texts) - fresh :] if fresh else matrix
    found = (late @ matrix.T).tocoo()
    keep = found.data >= threshold
    offset = len(texts) - fresh if fresh else 0
    seconds, firsts, scores = found.row[keep] + offset, found.col[keep], found.data[keep]
    order = np.lexsort((seconds, firsts, -scores))
    return [
        Pair(int(firsts[n]), int(seconds[n]), min(1.0, float(scores[n])), _shared(counted, firsts[n], seconds[n]))
        for n in order
        if firsts[n] < seconds[n]
    ]


def _weights(name: str, rest: str) -> dict[str, float]:
    """A name's words weigh more than those of the description; where all are common, they count after all."""
    names = tokens(name)
    telling = [word for word in names if word not in COMMON] or names
    found = dict.fromkeys((word for word in tokens(rest)[:40] if word not in COMMON), REST)
    return found | dict.fromkeys(telling, NAME)


def _shared(counted: Sequence[dict[str, float]], first: int, second: int) -> tuple[str, ...]:
    both = counted[first].keys() & counted[second].keys()
    return tuple(sorted(both, key=lambda word: (-counted[first][word], word))[:5])
