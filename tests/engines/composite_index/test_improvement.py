"""The smallest change that gains ranks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from smartprovince.engines.composite_index import ValuesError, score, smallest_change

from . import tai
from .trees import PERCENT_FROM_1, flat, leaf, two_groups

NAN = np.nan


def test_the_new_value_by_hand():
    framework = flat(leaf("a"), leaf("b", direction=-1), leaf("c", weight=2))
    values = [[50.0, 50, 50], [60, 50, 50], [50, 50, 60]]
    # One rank: 10 points in a, b or 5 in c. Two ranks: 20 in a or b, 10 in c. A shared rank counts.
    assert smallest_change(framework, values, target="all", region=0) == pytest.approx([60, 40, 55], abs=1e-6)
    assert smallest_change(framework, values, target="all", region=0, ranks=2) == pytest.approx([70, 30, 60], abs=1e-6)


def test_none_where_an_indicator_alone_is_not_enough():
    framework = flat(leaf("a"), leaf("b", weight=9))
    values = [[50.0, 10], [50, 90], [NAN, 5]]
    assert smallest_change(framework, values, target="all", region=0)[0] is None
    assert smallest_change(framework, values, target="all", region=2) == [None, pytest.approx(14, abs=1e-6)]
    assert smallest_change(framework, values, target="all", region=1) == [None, None]


def test_levels_change_by_whole_bands():
    framework = flat(leaf("a", normaliser={"method": "bands", "thresholds": [10, 20, 30]}))
    assert smallest_change(framework, [[5.0], [25]], target="all", region=0) == [pytest.approx(20, abs=1e-6)]


@pytest.mark.parametrize("normaliser", [None, {"method": "minmax"}, {"method": "rank"}])
def test_the_change_is_enough_and_a_little_less_is_not(normaliser):
    framework = tai.tai(normaliser=normaliser)
    for region in (5, 12, 20):
        rank = score(framework, tai.VALUES).ranks[region, 0]
        found = smallest_change(framework, tai.VALUES, target="TAI", region=region, ranks=2)
        assert any(value is not None for value in found)
        for column, value in enumerate(found):
            if value is not None:
                present = tai.VALUES[region, column]
                # Under "rank" any excess over an equal neighbour is enough; the search stops at 1.5e-11 of the way.
                less = value - max(0.01 * abs(value - present), 1e-9 * present)
                assert _rank(framework, tai.VALUES, region, column, value) <= rank - 2
                assert _rank(framework, tai.VALUES, region, column, less) > rank - 2


def _rank(framework, values, region, column, value):
    changed = np.array(values)
    changed[region, column] = value
    return score(framework, changed).ranks[region, 0]


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, (5, 5), elements=st.floats(0, 100)), st.sampled_from(["arithmetic", "geometric"]))
def test_none_is_right_for_goalposts(values, mean):
    framework = two_groups(mean, "arithmetic", PERCENT_FROM_1)
    rank = score(framework, values).ranks[0, 0]
    for column, value in enumerate(smallest_change(framework, values, target="all", region=0)):
        at_the_end = _rank(framework, values, 0, column, 0.0 if column == 4 else 100.0)
        assert (value is None) == (at_the_end > rank - 1 or rank == 1)


def test_refusals():
    with pytest.raises(ValuesError, match="no score"):
        smallest_change(flat(leaf("a")), [[NAN], [1]], target="all", region=0)
    with pytest.raises(ValuesError, match="one year"):
        smallest_change(flat(leaf("a")), np.ones((2, 2, 1)), target="all", region=0)
    with pytest.raises(ValueError, match="at least 1"):
        smallest_change(flat(leaf("a")), [[1], [2]], target="all", region=0, ranks=0)
    with pytest.raises(ValueError, match="out of range"):
        smallest_change(flat(leaf("a")), [[1], [2]], target="all", region=2)
