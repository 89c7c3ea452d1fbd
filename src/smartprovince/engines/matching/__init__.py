"""Matching: the same application, programme or *usulan* written down twice, found by its words.

    index = TextIndex.build(texts, keys)
    hits = index.query(["Wi-Fi gratis di desa"], top=10, among=visible)
    hits.ids, hits.scores, hits.reasons(0, 0)

Pure computation: no clock, no randomness, and no file but the table of synonyms that ships with the package.
"""

from smartprovince.engines.matching.errors import MatchingError
from smartprovince.engines.matching.hits import Hits
from smartprovince.engines.matching.index import TextIndex
from smartprovince.engines.matching.thesaurus import default_synonyms

__all__ = ["Hits", "MatchingError", "TextIndex", "default_synonyms"]
