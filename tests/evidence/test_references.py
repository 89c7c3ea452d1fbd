"""Pages as people write them: kept one way, refused with one message."""

from __future__ import annotations

import pytest

from smartprovince.core.errors import Invalid
from smartprovince.evidence.references import first_page, tidied


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("3", "3"),
        ("3-5", "3–5"),
        ("3–5,8", "3–5, 8"),
        ("3 — 5 ; 8", "3–5, 8"),
        ("hlm. 3-5, 8", "3–5, 8"),
        ("Halaman 12", "12"),
        ("pages 1-2", "1–2"),
        ("007", "7"),
        ("4-4", "4"),
        ("8, 3", "8, 3"),
    ],
)
def test_what_is_typed_is_kept_one_way(typed, kept):
    assert tidied(typed) == kept
    assert tidied(kept) == kept


@pytest.mark.parametrize(
    "typed",
    ["0", "5-3", "0-4", "iii", "3,", ",3", "3--5", "3-5-7", "12345", "Bab II", "<b>3</b>", "٣", "=1+1", "-3", "hlm.x"],
)
def test_what_names_no_pages_is_refused_once(typed):
    with pytest.raises(Invalid) as refused:
        tidied(typed)
    (fault,) = refused.value.faults
    assert fault.where == "pages"
    assert fault.allowed


def test_more_than_a_use_keeps_is_refused():
    with pytest.raises(Invalid):
        tidied(", ".join(str(n) for n in range(1000, 1020)))


@pytest.mark.parametrize(("kept", "page"), [("3–5, 8", 3), ("", 1), ("lampiran", 1), ("lampiran 12", 12), ("0", 1)])
def test_the_viewer_opens_at_the_first(kept, page):
    assert first_page(kept) == page
