"""Words and phrases that mean the same: the table that ships, or a province's own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from smartprovince.engines.matching.errors import MatchingError
from smartprovince.engines.matching.words import words

type Synonyms = Mapping[str, str | Iterable[str]]

CONCEPT = "="  # no word begins with it, so that a concept is never taken for a word


class Term(NamedTuple):
    """What is counted: a word, or the concept behind synonymous words; `first:last` are the words it stands for."""

    name: str
    first: int
    last: int


def default_synonyms() -> dict[str, list[str]]:
    """The table that ships, to be extended: `default_synonyms() | {"banjar": ["dusun"]}`."""
    table = files("smartprovince.engines.matching").joinpath("synonyms.csv").read_text("utf-8")
    groups = [row["terms"].split(" | ") for row in csv.DictReader(table.splitlines())]
    return {lead: rest for lead, *rest in groups}


class Thesaurus:
    """Finds the longest synonymous phrase at each place of a text."""

    def __init__(self, synonyms: Synonyms) -> None:
        """synonyms: a term → its synonyms, each of one or more words. Groups that share a term become one group.

        Raises MatchingError for an entry that is no text or holds no word.
        """
        self._concepts: dict[tuple[str, ...], str] = {}
        for lead, others in synonyms.items():
            self._join(_phrases(lead, others))
        self._lengths: dict[str, list[int]] = {}  # by first word, the longest first
        for phrase in self._concepts:
            lengths = self._lengths.setdefault(phrase[0], [])
            if len(phrase) not in lengths:
                lengths.append(len(phrase))
                lengths.sort(reverse=True)

    def terms(self, found: Sequence[str]) -> list[Term]:
        """The terms of a text's words, in order. A phrase counts as its concept, and its words count beside it,
        so that "kependudukan dan pencatatan sipil" meets both "dukcapil" and "kependudukan"."""
        terms: list[Term] = []
        at = 0
        while at < len(found):
            last = self._phrase_end(found, at)
            if last == at:
                terms.append(Term(found[at], at, at + 1))
                at += 1
                continue
            concept = self._concepts[tuple(found[at:last])]
            terms.append(Term(concept, at, last))
            if last - at > 1:
                parts = (Term(self._concepts.get((found[i],), found[i]), i, i + 1) for i in range(at, last))
                terms += [part for part in parts if part.name != concept]
            at = last
        return terms

    def _join(self, phrases: list[tuple[str, ...]]) -> None:
        """Make phrases one concept, named by the first; with every concept that one of them already belongs to."""
        met = {self._concepts[phrase] for phrase in phrases if phrase in self._concepts}
        name = min(met, default=CONCEPT + " ".join(phrases[0]))
        if len(met) > 1:
            self._concepts = {phrase: name if of in met else of for phrase, of in self._concepts.items()}
        self._concepts |= dict.fromkeys(phrases, name)

    def _phrase_end(self, found: Sequence[str], at: int) -> int:
        for length in self._lengths.get(found[at], ()):
            if at + length <= len(found) and tuple(found[at : at + length]) in self._concepts:
                return at + length
        return at


def _phrases(lead: str, others: str | Iterable[str]) -> list[tuple[str, ...]]:
    phrases = []
    for term in [lead, others] if isinstance(others, str) else [lead, *others]:
        phrase = tuple(words(term)) if isinstance(term, str) else ()
        if not phrase:
            raise MatchingError(f"synonyms of {lead!r}: {term!r} holds no word; give texts with at least one word")
        phrases.append(phrase)
    return phrases
