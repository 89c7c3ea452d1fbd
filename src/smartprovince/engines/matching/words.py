"""From a text to its words."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# A reduplicated plural ("desa-desa") is one word.
WORD = re.compile(r"([^\W_]+)(?:-\1\b)?")

# Words that say nothing about what a programme is for; a reason that reads "yang" helps nobody. "tidak" and "tanpa" are
# kept: a house fit to live in is another thing than one that is not.
STOPWORDS = frozenset(
    """
    ada adalah agar akan antara atas atau bagi bahwa bisa baik beberapa berbagai belum bila cara dalam dan dapat dari
    dengan demi di dilakukan guna hal hanya harus hingga ini itu jadi juga kami karena ke kepada kita lain lagi lebih
    lewat maka masih melalui melakukan memiliki mereka namun oleh pada para perlu pula pun saat saja sampai sangat
    sebagai sebuah secara sedang sehingga selama seluruh semua seperti serta setiap sudah suatu supaya telah
    tentang terhadap tersebut tetapi tiap untuk yaitu yakni yang
    """.split()  # noqa: SIM905 - a list to be read
)


class Word(NamedTuple):
    """A word as it is compared, with its place in the folded text."""

    compared: str
    start: int
    end: int


def folded(text: str) -> str:
    """One spelling for what reads the same: width, composition and case of letters."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    """The words of a text in order, without stopwords unless it holds nothing else."""
    every = WORD.findall(folded(text))
    return [word for word in every if word not in STOPWORDS] or every


def located_words(text: str) -> list[Word]:
    """The same words with their place in the folded text, for showing."""
    every = [Word(found[1], found.start(), found.end()) for found in WORD.finditer(folded(text))]
    return [word for word in every if word.compared not in STOPWORDS] or every
