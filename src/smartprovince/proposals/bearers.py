"""Whoever holds the secret of a paper: a ticket, a receipt, a certificate. Not a person of the platform."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # base32: no 0, 1, 8, 9 to be mistaken for letters
LENGTH = 16  # 80 bits: a thousand guesses a second for the age of the earth find none


@dataclass(frozen=True)
class Bearer:
    """A visitor with one secret. Rules of the verb "hold" compare it; it opens that one thing and nothing else.

    `label` is what the trail says of who did it; never the secret.
    """

    secret: str
    label: str = ""

    is_authenticated = False
    is_system = False
    pk = None
    grants: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return self.label or _("holder of the paper")


def new_code() -> str:
    """A secret word for a paper: sixteen characters that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _each in range(LENGTH))


def plain_code(typed: str) -> str:
    """A code as somebody typed it from a paper, with spaces, dashes and small letters, as it is kept."""
    return "".join(letter for letter in typed.upper() if letter in ALPHABET)[: LENGTH + 1]


def in_fours(code: str) -> str:
    """`ABCD EFGH IJKL MNOP`: as a paper shows it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
