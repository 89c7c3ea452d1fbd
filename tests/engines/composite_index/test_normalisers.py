"""Every normaliser, by hand-computed numbers."""

from __future__ import annotations

import numpy as np
import pytest

from smartprovince.engines.composite_index import Framework, ValuesError, score
from smartprovince.engines.composite_index.normalisers import NORMALISERS

NAN = np.nan
BEST = {"method": "reference", "reference": "best"}

GOALPOSTS = {"method": "goalposts", "lower": 20, "upper": 70}
LOGARITHMIC = {"method": "goalposts", "lower": 1, "upper": 1000}

# normaliser, direction, transform, values, scores, values capped
CASES = [
    (GOALPOSTS, 1, None, [20, 45, 70, 10, 99, NAN], [0, 50, 100, 0, 100, NAN], 2),
    (GOALPOSTS, -1, None, [20, 45, 70, 10, 99, NAN], [100, 50, 0, 100, 0, NAN], 2),
    ({"method": "goalposts", "lower": 0, "upper": 10, "floor": 10}, 1, None, [0, 5, 10], [10, 55, 100], 0),
    (LOGARITHMIC, 1, "log10", [10, 100, 0.5, 0, -3], [100 / 3, 200 / 3, 0, 0, 0], 3),
    ({"method": "goalposts", "lower": 1, "upper": 100}, -1, "log10", [10, 1, 0], [50, 100, 100], 1),
    ({"method": "bands"}, None, None, [1, 2, 3, 4, 5, 3.5, 0, NAN], [0, 25, 50, 75, 100, 62.5, 0, NAN], 1),
    ({"method": "bands", "levels": 3, "floor": 20}, 1, None, [1, 2, 3], [20, 60, 100], 0),
    ({"method": "bands", "levels": 5}, -1, None, [1, 2, 5], [100, 75, 0], 0),
    ({"method": "bands", "thresholds": [10, 20]}, 1, None, [9, 10, 19.9, 20, 99, NAN], [0, 50, 50, 100, 100, NAN], 0),
    ({"method": "bands", "thresholds": [10, 20]}, -1, None, [9, 10, 10.1, 20, 99, NAN], [100, 100, 50, 50, 0, NAN], 0),
    ({"method": "bands", "thresholds": [1, 10]}, 1, "log10", [0, 1, 10], [0, 50, 100], 1),
    ({"method": "identity"}, None, None, [0, 33.3, 100, 101], [0, 33.3, 100, 100], 1),
    ({"method": "identity", "lower": 10, "upper": 20}, -1, None, [10, 13, 25], [20, 17, 10], 1),
    ({"method": "target", "target": 80, "base": 30}, 1, None, [30, 55, 80, 90, 20], [0, 50, 100, 100, 0], 2),
    ({"method": "target", "target": 20, "base": 70}, -1, None, [20, 45, 70, 10, 99], [100, 50, 0, 100, 0], 2),
    ({"method": "target", "target": 80}, 1, None, [30, 55, 90, NAN], [0, 50, 100, NAN], 1),
    ({"method": "target", "target": 20}, -1, None, [70, 45, 10], [0, 50, 100], 1),
    ({"method": "target", "target": 20}, 1, None, [30, 40], [100, 100], 2),
    ({"method": "minmax"}, 1, None, [2, 4, 10, NAN], [0, 25, 100, NAN], 0),
    ({"method": "minmax"}, -1, None, [2, 4, 10], [100, 75, 0], 0),
    ({"method": "minmax", "floor": 1}, 1, None, [2, 4, 10], [1, 25.75, 100], 0),
    ({"method": "minmax"}, 1, "log10", [1, 10, 1000], [0, 100 / 3, 100], 0),
    ({"method": "zscore"}, 1, None, [1, 2, 3, NAN], [-1, 0, 1, NAN], 0),
    ({"method": "zscore", "mean": 50, "sd": 10}, -1, None, [1, 2, 3], [60, 50, 40], 0),
    ({"method": "rank"}, 1, None, [5, 7, 5, 9, NAN], [1, 3, 1, 4, NAN], 0),
    ({"method": "rank"}, -1, None, [5, 7, 5, 9], [3, 2, 3, 1], 0),
    ({"method": "percentile"}, 1, None, [5, 7, 5, 9, NAN], [25, 75, 25, 100, NAN], 0),
    ({"method": "reference", "reference": 50}, 1, None, [50, 75, 0, NAN], [100, 150, 0, NAN], 0),
    ({"method": "reference", "reference": 50}, -1, None, [50, 75, 0], [100, 50, 200], 0),
    ({"method": "reference", "reference": "mean"}, 1, None, [1, 3], [50, 150], 0),
    ({"method": "reference", "reference": "best"}, -1, None, [2, 3], [100, 50], 0),
    ({"method": "reference", "reference": "worst"}, -1, None, [2, 4], [150, 100], 0),
]  # fmt: skip


def one_leaf(normaliser, direction=1, transform=None):
    node = {"id": "a", "parent": None, "direction": direction, "transform": transform, "normaliser": normaliser}
    return Framework.from_dict({"nodes": [node]})


@pytest.mark.parametrize(("normaliser", "direction", "transform", "values", "scores", "capped"), CASES)
def test_scores_by_hand(normaliser, direction, transform, values, scores, capped):
    result = score(one_leaf(normaliser, direction, transform), np.array(values, dtype=float)[:, np.newaxis])
    np.testing.assert_allclose(result.scores[:, 0], scores, rtol=1e-13, atol=1e-13)
    assert sum(finding.count for finding in result.report if finding.kind == "capped") == capped


def test_every_listed_normaliser_stands_in_the_table_above():
    assert {case[0]["method"] for case in CASES} == set(NORMALISERS)


@pytest.mark.parametrize(
    ("normaliser", "together", "apart"),
    [
        ({"method": "minmax"}, [[0, 50], [25, 100]], [[0, 100], [0, 100]]),
        ({"method": "rank"}, [[1, 3], [2, 4]], [[1, 2], [1, 2]]),
        ({"method": "percentile"}, [[25, 75], [50, 100]], [[50, 100], [50, 100]]),
        ({"method": "target", "target": 9}, [[0, 50], [25, 100]], [[0, 50], [0, 100]]),
        (BEST, [[100 / 9, 500 / 9], [100 / 3, 100]], [[20, 100], [100 / 3, 100]]),
    ],
)  # fmt: skip
def test_years_of_a_panel_are_pooled_unless_told_otherwise(normaliser, together, apart):
    panel = np.array([[[1.0], [5.0]], [[3.0], [9.0]]])
    np.testing.assert_allclose(score(one_leaf(normaliser), panel).scores[..., 0], together)
    np.testing.assert_allclose(score(one_leaf({**normaliser, "pooled": False}), panel).scores[..., 0], apart)


def test_a_year_in_which_nothing_differs_is_constant_on_its_own():
    panel = np.array([[[1.0], [1.0]], [[3.0], [9.0]]])
    result = score(one_leaf({"method": "minmax", "pooled": False}), panel)
    assert result.scores[..., 0].tolist() == [[50, 50], [0, 100]]
    assert [(finding.kind, finding.count) for finding in result.report] == [("constant", 1)]


def test_rounding_noise_is_not_a_difference():
    result = score(one_leaf({"method": "minmax"}), [[0.3], [0.1 + 0.2]])
    assert result.scores[:, 0].tolist() == [50, 50]


def test_a_value_without_a_logarithm_is_refused_where_no_goalpost_can_take_it():
    with pytest.raises(ValuesError, match=r"a: 0 of region 1 \(year 0\) has no log10"):
        score(one_leaf({"method": "minmax"}, transform="log10"), [[1], [0]])


def test_no_ratio_is_taken_to_a_mean_that_is_not_above_0():
    with pytest.raises(ValuesError, match='a: the "mean" value is not above 0'):
        score(one_leaf({"method": "reference", "reference": "mean"}), [[1], [-1]])
