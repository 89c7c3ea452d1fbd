"""Contributions add up to the gap, and each is what it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from smartprovince.engines.composite_index import ValuesError, effective_weights, explain, score

from . import tai
from .trees import PERCENT_FROM_1, flat, leaf, two_groups

NAN = np.nan


def test_contributions_of_an_additive_index_are_weight_times_difference():
    framework = tai.tai(tai.BUDGET_ALLOCATION)
    scores = score(framework, tai.VALUES).scores
    gap = explain(framework, tai.VALUES, target="TAI", region=3, against=7)
    expected = effective_weights(framework) * (scores[3, 1:] - scores[7, 1:])
    np.testing.assert_allclose(gap.contributions, expected, atol=1e-12)
    assert gap.form == "additive"
    assert gap.total == scores[3, 0] - scores[7, 0]
    assert gap.node_contributions[0] == pytest.approx(gap.total, abs=1e-12)


def test_against_the_mean_is_against_the_mean_score():
    framework = tai.tai()
    scores = score(framework, tai.VALUES).scores
    gap = explain(framework, tai.VALUES, target="TAI", region=0, against="mean")
    assert gap.total == pytest.approx(scores[0, 0] - scores[:, 0].mean())
    np.testing.assert_allclose(gap.contributions, (scores[0, 1:] - scores[:, 1:].mean(axis=0)) / 8, atol=1e-12)


def test_against_the_lowest_is_what_the_region_has_earned():
    gap = explain(two_groups(), [[40, 80, 10, 20, 90]], target="all", region=0, against="lowest")
    np.testing.assert_allclose(gap.contributions, [4, 24, 2, 4, 2])
    with pytest.raises(ValueError, match="no lowest score"):
        explain(flat(leaf("a", normaliser={"method": "zscore"})), [[1], [2]], target="all", region=0, against="lowest")


def test_contributions_of_a_geometric_index_are_shares_of_the_logarithmic_gap():
    framework = flat(*[leaf(name, normaliser=PERCENT_FROM_1) for name in "ab"], aggregator="geometric")
    values = [[100, 100], [100, 25]]
    gap = explain(framework, values, target="all", region=0, against=1)
    assert gap.form == "log"
    np.testing.assert_allclose(gap.contributions, [0, gap.total], atol=1e-12)
    scores = score(framework, [[90, 30], [20, 60]]).scores
    gap = explain(framework, [[90, 30], [20, 60]], target="all", region=0, against=1)
    np.testing.assert_allclose(
        gap.contributions / gap.total,
        np.log(scores[0, 1:] / scores[1, 1:]) / np.log(scores[0, 1:] / scores[1, 1:]).sum(),
    )


def test_a_year_against_another_year():
    panel = np.array([[[40.0, 80, 10, 20, 90]], [[50, 80, 10, 20, 90]]])
    for against in (0, ("year", 0)):
        gap = explain(two_groups(), panel, target="all", region=0, against=against)
        np.testing.assert_allclose(gap.contributions, [1, 0, 0, 0, 0], atol=1e-12)
    assert explain(two_groups(), panel, target="all", region=0, against=1, year=0).total == pytest.approx(-1)


def test_an_indicator_missing_on_one_side_carries_what_its_absence_moved():
    framework = flat(*[leaf(name) for name in "abc"])
    gap = explain(framework, [[50, 50, NAN], [50, 50, 80]], target="all", region=0, against=1)
    np.testing.assert_allclose(gap.contributions, [0, 0, -10], atol=1e-12)


def test_a_part_of_the_tree_can_be_explained():
    gap = explain(two_groups(), [[40, 80, 10, 20, 90], [0, 80, 0, 0, 0]], target="x", region=0, against=1)
    np.testing.assert_allclose(gap.contributions, [10, 0, 0, 0, 0], atol=1e-12)
    np.testing.assert_allclose(gap.node_contributions[:3], [0, 10, 0], atol=1e-12)
    assert explain(two_groups(), [[1, 2, 3, 4, 5], [0] * 5], target="a", region=0, against=1).total == 1


means = st.sampled_from(["arithmetic", "geometric", "harmonic", "power", {"method": "power", "exponent": 2.5}])
percent = st.one_of(st.floats(-20, 120), st.just(NAN), st.sampled_from([0.0, 100.0, 50.0]))


@settings(max_examples=250, deadline=None)
@given(
    arrays(np.float64, (2, 4, 5), elements=percent),
    means,
    means,
    st.sampled_from([("region", 1), ("year", 0), "mean", "lowest"]),
)
def test_contributions_add_up_to_the_gap(panel, root, group, against):
    framework = two_groups(root, group, PERCENT_FROM_1)
    scores = score(framework, panel).scores[..., 0]
    other = {"mean": scores[1], "lowest": scores[1, [0]], ("region", 1): scores[1, [1]], ("year", 0): scores[0, [0]]}
    if np.isnan(scores[1, 0]) or np.isnan(other[against]).all():
        with pytest.raises(ValuesError, match="no score"):
            explain(framework, panel, target="all", region=0, against=against)
        return
    gap = explain(framework, panel, target="all", region=0, against=against)
    assert gap.contributions.sum() == pytest.approx(gap.total, abs=1e-9)
    if against != "lowest":
        assert gap.total == pytest.approx(scores[1, 0] - np.nanmean(other[against]), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(arrays(np.float64, (2, 5), elements=st.floats(1, 99)), means, means)
def test_the_gap_the_other_way_is_the_negative(values, root, group):
    framework = two_groups(root, group, PERCENT_FROM_1)
    there = explain(framework, values, target="all", region=0, against=1)
    back = explain(framework, values, target="all", region=1, against=0)
    np.testing.assert_allclose(there.contributions, -back.contributions, atol=1e-9)


@pytest.mark.parametrize("arguments", [{"region": 9}, {"against": 9}, {"against": "median"}, {"target": "none"}])
def test_what_does_not_exist_is_refused(arguments):
    with pytest.raises(ValueError, match=r"out of range|against must be|no node"):
        explain(two_groups(), np.ones((2, 5)), **{"target": "all", "region": 0, "against": 1, **arguments})
