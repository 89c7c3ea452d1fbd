"""Whether two words are forms of one another: for showing why letters in common count, not for counting."""

from __future__ import annotations

from difflib import SequenceMatcher

PREFIXES = [
    *["", "ber", "be", "di", "ke", "meng", "meny", "mem", "men", "me"],
    *["peng", "peny", "pem", "pen", "per", "pe", "se", "ter"],
]
SUFFIXES = ["", "an", "i", "isasi", "kan", "nya"]
SWALLOWED = "kpst"  # "kelola" loses its k in "mengelola", "tabung" its t in "menabung"
SHORTEST = 4  # letters of a stem
SLIP, SLIP_FROM = 0.9, 6  # share of letters in common, and letters of the shorter word: "pariwsata"


def are_near(one: str, other: str) -> bool:
    """Two words share a stem, or one is the other with a slip of the pen. Numbers are never near."""
    if not (one.isalpha() and other.isalpha()):
        return False
    if stems(one) & stems(other):
        return True
    if one[0] != other[0] or min(len(one), len(other)) < SLIP_FROM:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= SLIP


def stems(word: str) -> set[str]:
    """What a word may be a form of, itself included."""
    found = {
        word[len(prefix) : len(word) - len(suffix)]
        for prefix in PREFIXES
        if word.startswith(prefix)
        for suffix in SUFFIXES
        if word.endswith(suffix)
    }
    found |= {stem[1:] for stem in found if stem[:1] and stem[0] in SWALLOWED}
    return {stem for stem in found if len(stem) >= SHORTEST}
