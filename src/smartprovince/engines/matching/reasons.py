"""Why two texts were brought together, in whole words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smartprovince.engines.matching.near_words import are_near
from smartprovince.engines.matching.thesaurus import Thesaurus
from smartprovince.engines.matching.words import Word, folded, located_words


@dataclass(frozen=True)
class _Place:
    """Where a term stands in a text, and what is shown for it."""

    shown: str
    words: frozenset[str]


@dataclass(frozen=True)
class Reader:
    """Reads two texts side by side. `weight` says how telling a term is."""

    thesaurus: Thesaurus
    weight: Callable[[str], float]

    def shared(self, query: str, text: str) -> tuple[str, ...]:
        """Words in common, synonyms as "one = other", near words as "one ~ other"; the most telling first."""
        ours, theirs = self._places(query), self._places(text)
        reasons: dict[str, float] = {}
        said: set[str] = set()
        common = {name for name in ours if name in theirs}
        for name in sorted(common, key=lambda name: (-len(ours[name][0].words), -self.weight(name), name)):
            mine, other = _pair(ours[name], theirs[name])
            if mine.words <= said and other.words <= said:  # the words of a phrase that was named as a whole
                continue
            said |= mine.words | other.words
            reasons[mine.shown if mine.shown == other.shown else f"{mine.shown} = {other.shown}"] = self.weight(name)
        left, right = self._left_over(ours, said), self._left_over(theirs, said)
        for word in left:
            near = next((each for each in right if are_near(word, each)), None)
            if near:
                right.remove(near)
                reasons[f"{word} ~ {near}"] = min(self.weight(word), self.weight(near))
        return tuple(sorted(reasons, key=lambda reason: (-reasons[reason], reason)))

    def _places(self, text: str) -> dict[str, list[_Place]]:
        """The places of each term of a text."""
        read, written = located_words(text), folded(text)
        places: dict[str, list[_Place]] = {}
        for term in self.thesaurus.terms([word.compared for word in read]):
            span = read[term.first : term.last]
            words = frozenset(word.compared for word in span)
            places.setdefault(term.name, []).append(_Place(_shown(span, written), words))
        return places

    def _left_over(self, places: dict[str, list[_Place]], said: set[str]) -> list[str]:
        return sorted({word for found in places.values() for place in found for word in place.words} - said)


def _pair(ours: list[_Place], theirs: list[_Place]) -> tuple[_Place, _Place]:
    """The places to show for a common term: written alike where possible, else the first of each."""
    written = {place.shown: place for place in reversed(theirs)}
    alike = next(((place, written[place.shown]) for place in ours if place.shown in written), None)
    return alike or (ours[0], theirs[0])


def _shown(span: list[Word], written: str) -> str:
    return " ".join(written[span[0].start : span[-1].end].split()) if len(span) > 1 else span[0].compared
