"""What changed between two texts of a usulan, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from .content import parts_of

_BETWEEN = re.compile(r"(?<=[.!?;])\s+|\n+")
MOST_SENTENCES = 400  # beyond it a text is shown as replaced: comparing grows with the square


@dataclass(frozen=True)
class Piece:
    """A stretch of text: kept (`""`), put in (`ins`) or taken out (`del`)."""

    how: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that changed."""

    label: str
    pieces: list[Piece]


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The fields that differ, in the order in which a usulan is read."""
    found = []
    for old, new in zip(parts_of(before), parts_of(after), strict=True):
        if old.text != new.text:
            found.append(Difference(new.label, _pieces(old.text, new.text)))
    return found


def _pieces(old: str, new: str) -> list[Piece]:
    first, second = _sentences(old), _sentences(new)
    if len(first) > MOST_SENTENCES or len(second) > MOST_SENTENCES:
        return [Piece("del", old), Piece("ins", new)]
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("", " ".join(first[a:b])))
            continue
        if b > a:
            found.append(Piece("del", " ".join(first[a:b])))
        if d > c:
            found.append(Piece("ins", " ".join(second[c:d])))
    return found


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _BETWEEN.split(text) if sentence.strip()]
