"""Numbers that others have published."""

from __future__ import annotations

import numpy as np
import pytest

from smartprovince.engines.composite_index import Framework, score

from . import tai


def test_equal_weights_give_the_ranks_of_table_23():
    assert score(tai.tai(), tai.VALUES).ranks[:, 0].tolist() == tai.EQUAL_WEIGHTS_RANKS.tolist()


def test_budget_allocation_weights_give_the_ranks_of_table_23():
    ranks = score(tai.tai(tai.BUDGET_ALLOCATION), tai.VALUES).ranks[:, 0]
    assert ranks.tolist() == tai.BUDGET_ALLOCATION_RANKS.tolist()


def test_minmax_over_the_countries_agrees_with_table_23_in_eleven_places_only():
    ranks = score(tai.tai(normaliser={"method": "minmax"}), tai.VALUES).ranks[:, 0]
    assert (ranks == tai.EQUAL_WEIGHTS_RANKS).sum() == 11


def test_geometric_mean_of_the_printed_data_gives_the_ranks_of_table_38():
    leaves = [{"id": name, "parent": "TAI", "normaliser": {"method": "identity"}} for name in tai.INDICATORS]
    nodes = [{"id": "TAI", "parent": None, "aggregator": "geometric"}, *leaves]
    framework = Framework.from_dict({"scale": [0.001, 1000], "nodes": nodes})
    assert score(framework, tai.PRINTED).ranks[:, 0].tolist() == tai.GEOMETRIC_RANKS.tolist()


@pytest.mark.parametrize(
    ("normaliser", "column", "unit", "rounding"),
    [
        ({"method": "rank"}, "rank", 1, 0),
        ({"method": "zscore"}, "zscore", 1, 0.005),
        ({"method": "minmax"}, "minmax", 100, 0.5),
        ({"method": "percentile"}, "percentile", 1, 0.05),
        ({"method": "reference", "reference": "mean"}, "mean", 100, 0.5),
        ({"method": "reference", "reference": "best"}, "best", 100, 0.5),
        ({"method": "reference", "reference": "worst"}, "worst", 100, 0.5),
    ],
)
def test_schooling_is_normalised_as_in_table_15(normaliser, column, unit, rounding):
    framework = Framework.from_dict(
        {"nodes": [{"id": "schooling", "parent": None, "direction": 1, "normaliser": normaliser}]}
    )
    scores = score(framework, tai.VALUES[:, [6]]).scores[:, 0]
    np.testing.assert_allclose(scores, tai.SCHOOLING[column] * unit, rtol=0, atol=rounding + 1e-9)


GROUPS = ("BAS", "OUT", "OTC", "IMP", "QW")
KEDIRI_2022 = (3.60, 3.21, 3.23, 3.07, 3.65)
THEMES = {"GOV": 2.75, "BRA": 2.75, "ECO": 3.50, "SOC": 3.33, "LIV": 3.33, "ENV": 2.75}


def evaluation(weights: tuple[float, ...]) -> Framework:
    """The annual evaluation on its own scale 0..4; of the lines only those of Impact are known."""
    nodes = [{"id": "TOTAL", "parent": None}]
    for group, weight in zip(GROUPS, weights):
        nodes.append({"id": group, "parent": "TOTAL", "weight": weight})
        lines = [f"IMP.{theme}" for theme in THEMES] if group == "IMP" else [f"{group}.1", f"{group}.2"]
        nodes += [{"id": line, "parent": group, "normaliser": {"method": "identity"}} for line in lines]
    return Framework.from_dict({"scale": [0, 4], "nodes": nodes})


@pytest.mark.parametrize(("weights", "total"), [((10, 20, 30, 20, 20), 3.315), ((10, 20, 30, 30, 10), 3.257)])
def test_kota_kediri_2022_from_the_published_parts(weights, total):
    framework = evaluation(weights)
    nothing = np.full((1, len(framework.indicator_ids)), np.nan)
    direct = {group: [part] for group, part in zip(GROUPS, KEDIRI_2022)}
    result = score(framework, nothing, direct=direct)
    assert result.scores[0, framework.index("TOTAL")] == pytest.approx(total, abs=1e-12)
    assert result.coverage[0, framework.index("TOTAL")] == pytest.approx(1)


def test_kota_kediri_impact_is_the_mean_of_its_six_themes():
    framework = evaluation((10, 20, 30, 20, 20))
    values = np.full((1, len(framework.indicator_ids)), np.nan)
    for theme, number in THEMES.items():
        values[0, framework.indicator_ids.index(f"IMP.{theme}")] = number
    direct = {group: [part] for group, part in zip(GROUPS, KEDIRI_2022) if group != "IMP"}
    result = score(framework, values, direct=direct)
    assert result.scores[0, framework.index("IMP")] == pytest.approx(3.0683, abs=1e-4)
    assert result.scores[0, framework.index("TOTAL")] == pytest.approx(3.31, abs=0.01)
