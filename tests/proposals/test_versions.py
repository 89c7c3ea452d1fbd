"""What changed between two texts of a usulan: by sentence, field by field, and nothing that did not change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartprovince.proposals.filing.versions import MOST_SENTENCES, differences


def text(**fields):
    return {"title": "Wi-Fi", "goal": "", "costs": [], **fields}


def test_only_the_sentences_that_changed_are_marked():
    before = text(operation="Dinas Kominfo. Biaya tahun ketiga belum ditetapkan. Laporan bulanan.")
    after = text(operation="Dinas Kominfo. Biaya tahun ketiga ditanggung desa. Laporan bulanan.")
    (found,) = differences(before, after)
    assert [(piece.how, piece.text) for piece in found.pieces] == [
        ("", "Dinas Kominfo."),
        ("del", "Biaya tahun ketiga belum ditetapkan."),
        ("ins", "Biaya tahun ketiga ditanggung desa."),
        ("", "Laporan bulanan."),
    ]


def test_a_changed_cost_is_one_line():
    row = {"year": 2023, "source": "BKK", "item": "Titik", "quantity": "753", "unit": "titik"}
    old = text(costs=[row | {"unit_cost": 6_800_000, "amount": 5_120_400_000}, row | {"unit_cost": 1, "amount": 753}])
    new = text(costs=[row | {"unit_cost": 4_540_000, "amount": 3_418_620_000}, row | {"unit_cost": 1, "amount": 753}])
    (found,) = differences(old, new)
    assert [piece.how for piece in found.pieces] == ["del", "ins", ""]
    assert "Rp3.418.620.000" in found.pieces[1].text


def test_money_with_points_is_one_sentence():
    (found,) = differences(text(goal="Turun dari Rp5.120.000.000 saja."), text(goal="Turun dari Rp3.418.800.000 saja."))
    assert [piece.how for piece in found.pieces] == ["del", "ins"]


def test_a_very_long_text_is_shown_as_replaced():
    long = "Kalimat. " * (MOST_SENTENCES + 1)
    (found,) = differences(text(summary=long), text(summary=f"{long}Lagi."))
    assert [piece.how for piece in found.pieces] == ["del", "ins"]


def test_the_same_text_has_no_differences():
    assert differences(text(goal="Sama."), text(goal="Sama.")) == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_each_side_keeps_every_word(old, new):
    found = differences(text(goal=old), text(goal=new))
    if not found:
        return
    for side, words in (("del", old), ("ins", new)):
        kept = " ".join(piece.text for piece in found[0].pieces if piece.how in ("", side))
        assert kept.split() == words.split()


@pytest.mark.parametrize("missing", ["goal", "costs", "effects", "attachments"])
def test_a_text_of_an_earlier_day_may_lack_a_field(missing):
    whole = text(goal="Ada.")
    assert differences({key: value for key, value in whole.items() if key != missing}, whole) is not None
