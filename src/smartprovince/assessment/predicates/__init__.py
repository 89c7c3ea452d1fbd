"""Predicates: words for scores. Official where a regulation defines them, otherwise the owner's own and indicative."""
