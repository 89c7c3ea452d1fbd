"""Numbers as people type them, and what an indicator's kind and unit allow."""

from __future__ import annotations

from decimal import Decimal

import pytest

from smartprovince.assessment import values
from smartprovince.core.errors import Invalid
from smartprovince.instruments.models import InstrumentVersion, Node

CATALOGUE = InstrumentVersion(scale_low=0, scale_high=100)
EVALUATION = InstrumentVersion(scale_low=0, scale_high=4)

PERCENT = Node(kind="quantity", unit_id="persen", lower=0, upper=100)
GROWTH = Node(kind="quantity", unit_id="persen", lower=0, upper=8, numerator_id="tahun berjalan dikurangi tahun lalu")
SCORE = Node(kind="quantity", unit_id="nilai 25–100", lower=65, upper=100)
MINUTES = Node(kind="quantity", unit_id="menit", lower=5, upper=30)
VISITS = Node(kind="quantity", unit_id="kunjungan per 1.000 penduduk", lower=20, upper=20_000)
LEVEL = Node(kind="maturity_level", lower=1, upper=5)
YES_NO = Node(kind="yes_no", lower=0, upper=1)
LINE = Node(kind="line", lower=0, upper=4)
GROUP = Node(kind="group")


@pytest.mark.parametrize(
    ("typed", "node", "expected"),
    [
        ("52,0", PERCENT, "52"),
        ("52.0", PERCENT, "52"),
        ("1.234,56", VISITS, "1234.56"),
        ("1,234.56", VISITS, "1234.56"),
        ("1.234", VISITS, "1234"),
        (" 7,5 ", MINUTES, "7.5"),
        ("-2,1", GROWTH, "-2.1"),
        ("25", SCORE, "25"),
        ("3", LEVEL, "3"),
        ("0", YES_NO, "0"),
        ("3,21", LINE, "3.21"),
        (3.6, GROUP, "3.6"),
        ("", PERCENT, None),
        (None, PERCENT, None),
    ],
)
def test_values_are_read_in_either_notation(typed, node, expected):
    version = EVALUATION if node in (LINE, GROUP) else CATALOGUE
    assert values.read(node, typed, version) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("520", PERCENT),
        ("100,1", PERCENT),
        ("-1", PERCENT),
        ("-120", GROWTH),
        ("24", SCORE),
        ("101", SCORE),
        ("-3", MINUTES),
        ("0", LEVEL),
        ("6", LEVEL),
        ("2,5", LEVEL),
        ("2", YES_NO),
        ("4,1", LINE),
        ("5", GROUP),
        ("lima", PERCENT),
        ("12 persen", PERCENT),
        ("1e400", MINUTES),
        ("99999999999999", MINUTES),
        (float("nan"), MINUTES),
        (float("inf"), MINUTES),
    ],
)
def test_impossible_values_are_refused_at_their_field(typed, node):
    with pytest.raises(Invalid) as refusal:
        values.read(node, typed, EVALUATION if node in (LINE, GROUP) else CATALOGUE)
    assert [fault.where for fault in refusal.value.faults] == ["value"]


def test_a_lost_comma_is_guessed_in_words():
    from django.utils import translation

    with translation.override("en"), pytest.raises(Invalid) as refusal:
        values.read(PERCENT, "520", CATALOGUE)
    assert refusal.value.faults[0].what == "The value 520 exceeds 100%. Check the comma; 52.0 may be meant."


def test_what_is_far_from_usual_is_doubted_and_not_refused():
    assert values.read(MINUTES, "900", CATALOGUE) == 900
    assert "900" in values.doubt(MINUTES, Decimal(900))
    assert values.doubt(MINUTES, Decimal(40)) == ""
    assert values.doubt(PERCENT, Decimal(100)) == ""
