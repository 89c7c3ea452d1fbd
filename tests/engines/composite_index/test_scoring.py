"""Scores, coverage, ranks and findings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from smartprovince.engines.composite_index import Framework, ValuesError, score

from .trees import PERCENT, PERCENT_FROM_1, flat, leaf, two_groups

NAN = np.nan
percent = st.one_of(st.floats(-20, 120, width=32), st.just(NAN))
tables = st.integers(1, 7).flatmap(lambda regions: arrays(np.float64, (regions, 5), elements=percent))
means = st.sampled_from(["arithmetic", "geometric", "harmonic", "power"])


def findings(result, kind):
    return {finding.node: finding.count for finding in result.report if finding.kind == kind}


def test_a_tree_is_a_mean_of_means():
    result = score(two_groups(), [[40, 80, 10, 20, 90]])
    np.testing.assert_allclose(result.scores[0], [36.0, 70.0, 40 / 3, 40, 80, 10, 20, 10])
    assert result.coverage.tolist() == [[1.0] * 8]


@pytest.mark.parametrize(
    ("aggregator", "expected"),
    [
        ("arithmetic", (20 + 3 * 80) / 4),
        ("geometric", (20 * 80**3) ** 0.25),
        ("harmonic", 4 / (1 / 20 + 3 / 80)),
        ("power", ((20**0.5 + 3 * 80**0.5) / 4) ** 2),
        ({"method": "power", "exponent": -2}, ((20**-2 + 3 * 80**-2) / 4) ** -0.5),
        ({"method": "power", "exponent": 3}, ((20**3 + 3 * 80**3) / 4) ** (1 / 3)),
    ],
)
def test_means(aggregator, expected):
    own = {"method": "identity", "lower": 1, "upper": 100}
    framework = flat(leaf("a", normaliser=own), leaf("b", weight=3, normaliser=own), aggregator=aggregator)
    assert score(framework, [[20, 80]]).scores[0, 0] == pytest.approx(expected, rel=1e-14)


def test_missing_weight_goes_to_the_siblings_and_lowers_coverage():
    framework = flat(leaf("a"), leaf("b", weight=3))
    result = score(framework, [[40, NAN], [NAN, 40], [NAN, NAN], [10, 20]])
    np.testing.assert_allclose(result.scores[:, 0], [NAN, 40, NAN, 17.5])
    np.testing.assert_allclose(result.coverage[:, 0], [0.25, 0.75, 0, 1])
    assert result.ranks[:, 0].tolist() == [0, 1, 0, 2]
    assert findings(result, "missing") == {"a": 2, "b": 2}
    assert findings(result, "no_score") == {"all": 2}


def test_coverage_counts_the_weight_of_leaves_and_exactly_half_is_enough():
    result = score(two_groups(), [[NAN, 80, 10, NAN, NAN], [NAN, 80, 10, 20, NAN], [50, NAN, 1, 1, 1]])
    # x, y and all, by the weights 1:3, 1:1:1 and 2:3.
    np.testing.assert_allclose(result.coverage[:, :3], [[0.5, 0.75, 1 / 3], [0.7, 0.75, 2 / 3], [0.7, 0.25, 1]])
    np.testing.assert_allclose(result.scores[:, :3], [[80, 80, NAN], [41, 80, 15], [101 / 3, NAN, 101 / 3]], rtol=1e-12)


def test_ten_tenths_halved_are_one_half():
    framework = flat(*[leaf(f"i{i}", weight=0.1) for i in range(10)])
    assert score(framework, [[50] * 5 + [NAN] * 5]).scores[0, 0] == pytest.approx(50)


def test_min_coverage_is_set_per_node():
    framework = flat(leaf("a"), leaf("b"), min_coverage=0.6)
    assert np.isnan(score(framework, [[1, NAN]]).scores[0, 0])
    assert score(flat(leaf("a"), leaf("b"), min_coverage=0), [[1, NAN], [NAN, NAN]]).ranks[:, 0].tolist() == [1, 0]


def test_ties_share_the_smaller_rank_within_the_tolerance():
    values = [[50], [70], [50 + 1e-12], [50 - 1e-6], [NAN]]
    assert score(flat(leaf("a")), values).ranks[:, 0].tolist() == [2, 1, 2, 4, 0]
    assert score(flat(leaf("a")), values, tie_tolerance=1e-5).ranks[:, 0].tolist() == [2, 1, 2, 2, 0]


def test_years_are_scored_together_and_ranked_apart():
    values = np.array([[[10.0], [20.0]], [[40.0], [30.0]]])
    result = score(flat(leaf("a")), values)
    assert result.scores[:, :, 0].tolist() == [[10, 20], [40, 30]]
    assert result.ranks[:, :, 0].tolist() == [[2, 1], [1, 2]]
    assert result.coverage.shape == (2, 2, 2)


def test_a_constant_indicator_is_reported_and_its_weight_re_spread():
    framework = flat(*[leaf(name, normaliser={"method": "minmax"}) for name in "abc"])
    values = np.array([[1.0, 7, 3], [2, 7, 5], [4, 7, NAN]])
    result = score(framework, values)
    without = score(flat(*[leaf(name, normaliser={"method": "minmax"}) for name in "ac"]), values[:, [0, 2]])
    np.testing.assert_allclose(result.scores[:, 0], without.scores[:, 0])
    np.testing.assert_allclose(result.coverage[:, 0], without.coverage[:, 0])
    assert result.scores[:, 2].tolist() == [50, 50, 50]
    assert findings(result, "constant") == {"b": 1}


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank", "percentile"])
def test_a_group_of_constants_is_passed_over_like_one(method):
    normaliser = {"method": method}
    framework = Framework.from_dict(
        {
            "nodes": [
                {"id": "all", "parent": None},
                {"id": "x", "parent": "all"},
                leaf("a", "x", normaliser=normaliser),
                leaf("b", "x", normaliser=normaliser),
                leaf("c", normaliser=normaliser),
            ]
        }
    )
    result = score(framework, [[1, 0, 1], [1, 0, 2], [1, 0, 3]])
    np.testing.assert_allclose(result.scores[:, 0], result.scores[:, 4])
    everything = score(framework, [[1, 0, 3]] * 3)
    assert np.isfinite(everything.scores).all()
    assert (everything.ranks == 1).all()


@pytest.mark.parametrize(("imputer", "stand_in"), [("mean", 30), ("median", 20)])
def test_imputed_values_score_but_do_not_cover(imputer, stand_in):
    framework = flat(leaf("a", imputer=imputer), leaf("b"))
    result = score(framework, [[10, 50], [20, 50], [60, 50], [NAN, 50], [NAN, NAN]])
    assert result.scores[3].tolist() == [(stand_in + 50) / 2, stand_in, 50]
    assert result.coverage[3].tolist() == [0.5, 0, 1]
    assert np.isnan(result.scores[4, 0])
    assert findings(result, "imputed") == {"a": 2}


def test_imputation_stays_within_a_year_and_cannot_start_from_nothing():
    values = np.array([[[10.0], [NAN]], [[NAN], [NAN]]])
    scores = score(flat(leaf("a", imputer="mean")), values).scores[:, :, 1]
    np.testing.assert_array_equal(scores, [[10, 10], [NAN, NAN]])


def test_direct_scores_take_the_place_of_what_is_below():
    values = [[40, 80, NAN, NAN, NAN], [40, 80, 10, 20, 90]]
    result = score(two_groups(), values, direct={"y": [55, NAN]})
    np.testing.assert_allclose(result.scores[:, :3], [[61, 70, 55], [36, 70, 40 / 3]])
    assert result.coverage[0, :3].tolist() == [1, 1, 1]
    assert findings(result, "direct") == {"y": 1}


@pytest.mark.parametrize(
    ("direct", "message"),
    [
        ({"z": [1, 1]}, "'z', which is not a node"),
        ({"a": [1, 1]}, "a, which is an indicator"),
        ({"y": [1, 1, 1]}, "shape"),
        ({"y": [1, 101]}, r"y: direct score 101 of region 1 \(year 0\) is outside the scale 0..100"),
        ({"y": [np.inf, 1]}, "y: direct score inf of region 0"),
    ],
)
def test_direct_scores_that_do_not_fit_are_refused(direct, message):
    with pytest.raises(ValuesError, match=message):
        score(two_groups(), np.ones((2, 5)), direct=direct)


def test_a_direct_score_of_0_cannot_enter_a_geometric_mean():
    with pytest.raises(ValuesError, match='x: direct score 0 cannot enter the "geometric" mean of all'):
        score(two_groups("geometric", normaliser=PERCENT_FROM_1), np.ones((1, 5)), direct={"x": [0]})


@pytest.mark.parametrize("bad", [np.inf, -np.inf])
def test_infinities_are_refused_with_their_place(bad):
    values = np.ones((3, 5))
    values[1, 3] = bad
    with pytest.raises(ValuesError, match=r"d: -?inf of region 1 \(year 0\) is not finite"):
        score(two_groups(), values)
    with pytest.raises(ValuesError, match=r"d: -?inf of region 1 \(year 1\)"):
        score(two_groups(), np.stack([np.ones((3, 5)), values]))


@pytest.mark.parametrize("values", [np.ones(5), np.ones((2, 4)), np.ones((0, 5)), [["a"] * 5], [[1, 2], [3]]])
def test_values_of_another_shape_or_kind_are_refused(values):
    with pytest.raises(ValuesError):
        score(two_groups(), values)


def test_averages_of_different_scales_are_said_aloud():
    framework = flat(leaf("a"), leaf("b", normaliser={"method": "zscore"}))
    assert "mixed_scales" in {finding.kind for finding in score(framework, [[1, 2], [3, 4]]).report}


def test_the_scale_of_the_framework_is_the_scale_of_the_scores():
    data = {"scale": [1, 5], "nodes": [leaf("a", None)]}
    assert score(Framework.from_dict(data), [[0], [25], [100]]).scores[:, 0].tolist() == [1, 2, 5]


@settings(max_examples=60, deadline=None)
@given(tables, means, means, st.randoms(use_true_random=False))
def test_permuting_regions_permutes_the_results(values, root, group, random):
    framework = two_groups(root, group, PERCENT_FROM_1)
    order = list(range(len(values)))
    random.shuffle(order)
    result, permuted = score(framework, values), score(framework, values[order])
    np.testing.assert_allclose(permuted.scores, result.scores[order], rtol=1e-13)
    np.testing.assert_array_equal(permuted.ranks, result.ranks[order])
    np.testing.assert_array_equal(permuted.coverage, result.coverage[order])


RELATIVE = [{"method": method} for method in ("minmax", "zscore", "rank", "percentile")]
ABSOLUTE = [
    PERCENT,
    {"method": "identity"},
    {"method": "bands", "thresholds": [10, 20, 50]},
    {"method": "bands", "levels": 100},
    {"method": "target", "target": 90, "base": 5},
    {"method": "reference", "reference": 40},
]


@settings(max_examples=150, deadline=None)
@given(
    arrays(np.float64, (5, 5), elements=percent),
    st.sampled_from(RELATIVE + ABSOLUTE),
    st.integers(0, 4),
    st.integers(0, 4),
    st.floats(0.001, 100),
)
def test_a_better_value_never_lowers_a_score(values, normaliser, region, column, step):
    if normaliser.get("base") is not None:
        nodes = [leaf(name, normaliser=normaliser) for name in "abcde"]
    else:
        nodes = [leaf(name, normaliser=normaliser, direction=-1 if name == "e" else 1) for name in "abcde"]
    framework = flat(*nodes, min_coverage=0)
    better = values.copy()
    better[region, column] += step * framework.nodes[1 + column].direction
    before, after = (score(framework, table).scores[region] for table in (values, better))
    constants = [
        np.ptp(table[:, column][~np.isnan(table[:, column])]) == 0
        for table in (values, better)
        if not np.isnan(table[:, column]).all()
    ]
    assert not after[1 + column] < before[1 + column] - 1e-9 or any(constants)
    # A relative indicator that stops being constant takes weight from its siblings; nothing else may lower the total.
    assert not after[0] < before[0] - 1e-9 or any(constants)


@settings(max_examples=60, deadline=None)
@given(tables, means, means)
def test_scores_stay_on_the_scale(values, root, group):
    scores = score(two_groups(root, group, PERCENT_FROM_1), values).scores
    known = scores[~np.isnan(scores)]
    assert ((known >= 1) & (known <= 100)).all()
