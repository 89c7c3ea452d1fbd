"""Agreement of two readers against published figures, and what must always hold."""

from __future__ import annotations

import random

import pytest

from smartprovince.assessment.panel.agreement import cohen_kappa, raw_agreement, weighted_kappa


def readers(table, names):
    """Two rows of labels from a table of counts (rows: first reader)."""
    pairs = [(names[i], names[j]) for i, row in enumerate(table) for j, n in enumerate(row) for _each in range(n)]
    return [a for a, _b in pairs], [b for _a, b in pairs]


def test_the_textbook_example_of_fifty_grants():
    first, second = readers([[20, 5], [10, 15]], ["yes", "no"])
    assert raw_agreement(first, second) == pytest.approx(0.70)
    assert cohen_kappa(first, second) == pytest.approx(0.40)


def test_cohens_own_table_of_1960():
    """Three diagnoses, shares out of 200: p_o = 0.70, p_e = 0.41, kappa = 0.492."""
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    first, second = readers(table, ["a", "b", "c"])
    assert raw_agreement(first, second) == pytest.approx(0.70)
    assert cohen_kappa(first, second) == pytest.approx(0.29 / 0.59)


def test_weights_by_hand():
    """Two of three lines agree, one differs by two of two steps; margins are even."""
    first, second = ["low", "mid", "high"], ["low", "mid", "low"]
    order = ["low", "mid", "high"]
    # observed: 2/3 (linear), 4/3 (squared). Expected: (0+1+2 + 0+1+2... )/9 by the margins (1,1,1) and (2,1,0).
    expected_linear = (2 * 0 + 1 * 1 + 2 * 1 + 1 * 0 + 2 * 2 + 1 * 1) / 9
    expected_square = (2 * 0 + 1 * 1 + 2 * 1 + 1 * 0 + 2 * 4 + 1 * 1) / 9
    assert weighted_kappa(first, second, order=order, weights="linear") == pytest.approx(1 - (2 / 3) / expected_linear)
    assert weighted_kappa(first, second, order=order) == pytest.approx(1 - (4 / 3) / expected_square)


@pytest.mark.parametrize("seed", range(20))
def test_what_always_holds(seed):
    draw = random.Random(seed)
    order = ["accepted", "adjusted", "returned", "rejected"]
    first = [draw.choice(order) for _each in range(30)]
    second = [draw.choice(order) for _each in range(30)]
    for weights in ("linear", "quadratic"):
        here = weighted_kappa(first, second, order=order, weights=weights)
        assert here == pytest.approx(weighted_kappa(second, first, order=order, weights=weights))
        assert here <= 1
        assert weighted_kappa(first, first, order=order, weights=weights) == pytest.approx(1)
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa(second, first))
    assert cohen_kappa(first, first) == pytest.approx(1)
    shuffled = list(zip(first, second, strict=True))
    draw.shuffle(shuffled)
    assert cohen_kappa(*zip(*shuffled, strict=True)) == pytest.approx(cohen_kappa(first, second))


def test_two_categories_weigh_alike():
    first, second = readers([[20, 5], [10, 15]], [1, 2])
    assert weighted_kappa(first, second, order=[1, 2]) == pytest.approx(cohen_kappa(first, second))


def test_what_is_not_defined_is_nothing_not_a_strange_number():
    assert raw_agreement([], []) is cohen_kappa([], []) is weighted_kappa([], [], order=["a"]) is None
    assert cohen_kappa(["a", "a"], ["a", "a"]) is None
    assert weighted_kappa(["a", "a"], ["a", "a"], order=["a", "b"]) is None


def test_wrong_use_is_refused():
    with pytest.raises(ValueError, match="same lines"):
        cohen_kappa(["a"], ["a", "b"])
    with pytest.raises(ValueError, match="not in the order"):
        weighted_kappa(["a"], ["z"], order=["a", "b"])
    for weights in ("cubic", ""):
        with pytest.raises(ValueError, match="weights are"):
            weighted_kappa(["a"], ["a"], order=["a"], weights=weights)
