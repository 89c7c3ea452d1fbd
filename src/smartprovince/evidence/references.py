"""Pages of a paper as people write them, `3–5, 8`: read, checked, and kept one way."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault, Invalid

LONGEST = 60  # as many characters as a use keeps
_WORD = re.compile(r"^(?:hlm|hal|halaman|pp?|pages?)\b\.?\s*", re.IGNORECASE)
_PART = re.compile(r"([0-9]{1,4})(?:\s*[-–—]\s*([0-9]{1,4}))?")


def tidied(text: str) -> str:
    """`hlm. 3-5,8` → `3–5, 8`; nothing stays nothing. Raises Invalid with one fault for what names no pages."""
    rest = _WORD.sub("", text.strip())
    if not rest:
        return ""
    kept = ", ".join(_part(piece.strip(), text.strip()) for piece in re.split(r"[,;]", rest))
    if len(kept) > LONGEST:
        raise _fault(text.strip())
    return kept


def _part(piece: str, whole: str) -> str:
    found = _PART.fullmatch(piece)
    if found is None:
        raise _fault(whole)
    first, last = int(found[1]), int(found[2] or found[1])
    if first < 1 or last < first:
        raise _fault(whole)
    return str(first) if first == last else f"{first}–{last}"


def _fault(text: str) -> Invalid:
    return Invalid(
        Fault(
            "pages",
            _("“%(text)s” does not say which pages.") % {"text": text[:LONGEST]},
            _("Pages and ranges of pages, with commas between them: 3–5, 8."),
        )
    )


def first_page(text: str) -> int:
    """The page to open for a reference; the first page of the paper for one that names none."""
    found = re.search(r"[0-9]{1,4}", text)
    return max(1, int(found[0])) if found else 1
