"""A framework is read whole or refused with every fault."""

from __future__ import annotations

import json

import pytest

from smartprovince.engines.composite_index import Framework, FrameworkError, effective_weights

from .trees import PERCENT, flat, leaf, two_groups


def faults_of(*nodes, **framework):
    with pytest.raises(FrameworkError) as caught:
        Framework.from_dict({"nodes": list(nodes), **framework})
    return list(caught.value.faults)


ROOT = {"id": "all", "parent": None}


def test_order_of_nodes_is_the_order_of_columns():
    framework = Framework.from_dict({"nodes": [leaf("b", "g"), ROOT, {"id": "g", "parent": "all"}, leaf("a")]})
    assert framework.node_ids == ("b", "all", "g", "a")
    assert framework.indicator_ids == ("b", "a")
    assert framework.index("g") == 2
    with pytest.raises(ValueError, match="no node 'h'"):
        framework.index("h")


def test_defaults_are_weight_1_coverage_one_half_arithmetic():
    root, a = flat(leaf("a")).nodes
    assert (root.aggregator, root.min_coverage, a.weight, a.imputer) == ({"method": "arithmetic"}, 0.5, 1.0, "none")


def test_a_framework_survives_the_way_through_json():
    framework = two_groups({"method": "power", "exponent": 0.3})
    assert Framework.from_dict(json.loads(json.dumps(framework.to_dict()))) == framework


def test_effective_weights_are_products_down_the_tree():
    framework = two_groups()
    assert effective_weights(framework) == pytest.approx([0.1, 0.3, 0.2, 0.2, 0.2])
    assert effective_weights(framework, "x") == pytest.approx([0.25, 0.75, 0, 0, 0])


@pytest.mark.parametrize(
    ("nodes", "fault"),
    [
        ([ROOT, leaf("a"), {"id": "p", "parent": "q"}, {"id": "q", "parent": "p"}], "p: cycle p → q → p"),
        ([ROOT, leaf("a"), {"id": "p", "parent": "p"}], "p: cycle p → p"),
        ([ROOT, leaf("a"), leaf("b", "al")], "b: orphan, its parent 'al' is not in the framework; did"),
        ([ROOT, leaf("a"), leaf("a")], "a: duplicate id"),
        ([ROOT, leaf("a"), leaf("b", None)], "framework: several roots (all, b)"),
        ([leaf("a", "b"), {"id": "b", "parent": "a"}], "framework: no root"),
        ([ROOT, leaf("a", weight=0)], 'a: "weight" must be a finite number above 0, not 0'),
        ([ROOT, leaf("a", weight=-1)], 'a: "weight" must be'),
        ([ROOT, leaf("a", weight=float("nan"))], 'a: "weight" must be'),
        ([ROOT, leaf("a", weight="1")], 'a: "weight" must be'),
        ([ROOT, leaf("a", weight=True)], 'a: "weight" must be'),
        ([ROOT, leaf("a", direction=None)], "a: no direction"),
        ([ROOT, leaf("a", direction=2)], 'a: "direction" must be 1'),
        ([ROOT, leaf("a", direction="+1")], 'a: "direction" must be 1'),
        ([ROOT, leaf("a", normaliser=None)], "a: no normaliser"),
        ([ROOT, {"id": "empty", "parent": "all"}, leaf("a")], "empty: no normaliser"),
        ([{**ROOT, "normaliser": PERCENT}, leaf("a")], 'all: has children, so it takes no "normaliser"'),
        ([{**ROOT, "direction": 1}, leaf("a")], 'all: has children, so it takes no "direction"'),
        ([{**ROOT, "min_coverage": 1.5}, leaf("a")], 'all: "min_coverage" must be a share'),
        ([{**ROOT, "aggregator": "kemeny"}, leaf("a")], "all: unknown aggregator 'kemeny'; there are arithmetic"),
        ([{**ROOT, "aggregator": {"method": "power", "exponent": 0}}, leaf("a")], 'all: "exponent" of'),
        ([ROOT, leaf("a", normaliser={"method": "borda"})], "a: unknown normaliser 'borda'; there are goalposts"),
        ([ROOT, leaf("a", imputer="last")], "a: unknown imputer 'last'; there are none, mean, median"),
        ([ROOT, leaf("a", transform="boxcox")], "a: unknown transform 'boxcox'; there are None, log10"),
        ([ROOT, leaf("a", wieght=2)], "a: unknown key 'wieght'; did you mean \"weight\"?"),
        ([ROOT, leaf("a", normaliser={"method": "goalposts", "lower": 5, "upper": 1})], "a: inverted goalposts"),
        ([ROOT, leaf("a", normaliser={"method": "goalposts", "lower": 1, "upper": 1})], "a: inverted goalposts"),
        ([ROOT, leaf("a", normaliser={"method": "goalposts", "lower": 1})], 'a: normaliser "goalposts" needs "upper"'),
        ([ROOT, leaf("a", normaliser={**PERCENT, "uper": 1})], 'a: normaliser "goalposts" has no parameter \'uper\''),
        ([ROOT, leaf("a", normaliser={**PERCENT, "upper": float("inf")})], 'a: "upper" of normaliser'),
        ([ROOT, leaf("a", normaliser={**PERCENT, "floor": 100})], 'a: "floor" 100 must lie on the scale'),
        ([ROOT, leaf("a", transform="log10")], 'a: log10 needs numbers above 0, but "lower" is 0'),
        ([ROOT, leaf("a", normaliser={"method": "bands", "thresholds": [3, 2]})], 'a: "thresholds" of'),
        ([ROOT, leaf("a", normaliser={"method": "bands", "levels": 1})], 'a: "levels" of normaliser "bands"'),
        ([ROOT, leaf("a", normaliser={"method": "bands", "levels": 3, "thresholds": [1]})], "a: bands take either"),
        ([ROOT, leaf("a", normaliser={"method": "target", "target": 5, "base": 9})], "a: the target 5 is not better"),
        ([ROOT, leaf("a", normaliser={"method": "identity", "upper": 400})], "a: identity scores run 0..400"),
        ([ROOT, leaf("a", normaliser={"method": "reference", "reference": -1})], 'a: "reference" of normaliser'),
        ([ROOT, {"id": 7, "parent": "all"}, leaf("a")], "node number 2: must be a mapping"),
        ([ROOT, "a", leaf("b")], "node number 2: must be a mapping"),
        ([ROOT, leaf("a", parent=["all"])], 'a: "parent" must be the id of a node'),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_node(nodes, fault):
    assert any(found.startswith(fault) for found in faults_of(*nodes)), faults_of(*nodes)


@pytest.mark.parametrize("data", [None, {}, {"nodes": []}, {"nodes": "abc"}, []])
def test_what_is_no_framework_at_all_is_refused(data):
    with pytest.raises(FrameworkError, match="a framework is"):
        Framework.from_dict(data)


@pytest.mark.parametrize("scale", [[4, 0], [0], "0-4", [0, float("nan")]])
def test_a_scale_runs_upwards(scale):
    assert faults_of(ROOT, leaf("a"), scale=scale)[0].startswith('framework: "scale" must be')


def test_all_faults_are_listed_together():
    found = faults_of(
        {"id": "all", "parent": None, "aggregator": "geometric"},
        leaf("a", weight=-1, direction=None, normaliser={"method": "goalposts", "lower": 9, "upper": 1}),
        leaf("b", imputer="guess"),
        leaf("b", "nowhere"),
        leaf("c", "nowhere"),
        {"id": "p", "parent": "q"},
        {"id": "q", "parent": "p"},
    )
    said = "\n".join(found)
    for part in ("weight", "no direction", "inverted", "guess", "duplicate", "orphan", "cycle", '"geometric" needs'):
        assert part in said
    assert len(found) == 8


@pytest.mark.parametrize("aggregator", ["geometric", "harmonic", {"method": "power", "exponent": -1}])
def test_means_that_need_positive_scores_say_how_to_mend_it(aggregator):
    (fault,) = faults_of({**ROOT, "aggregator": aggregator}, leaf("a"), leaf("b", normaliser={**PERCENT, "floor": 1}))
    assert '"floor" above 0' in fault
    assert "scores of a can" in fault


def test_a_geometric_mean_high_up_is_refused_for_leaves_far_below():
    assert "all: " in faults_of({**ROOT, "aggregator": "geometric"}, {"id": "g", "parent": "all"}, leaf("a", "g"))[0]


def test_scores_without_a_lower_end_are_refused_under_a_power_mean():
    (fault,) = faults_of({**ROOT, "aggregator": "power"}, leaf("a", normaliser={"method": "zscore"}))
    assert "can be negative" in fault


@pytest.mark.parametrize(
    "normaliser",
    [{**PERCENT, "floor": 1}, {"method": "rank"}, {"method": "percentile"}, {"method": "identity", "lower": 1}],
)
def test_scores_above_0_may_enter_a_geometric_mean(normaliser):
    assert flat(leaf("a", normaliser=normaliser), aggregator="geometric")


@pytest.mark.parametrize("normaliser", [{"method": "identity"}, {"method": "bands"}, {"method": "bands", "levels": 3}])
def test_values_that_are_scores_already_need_no_direction(normaliser):
    assert flat(leaf("a", direction=None, normaliser=normaliser))


def test_bands_by_thresholds_need_a_direction():
    assert (
        "no direction"
        in faults_of(ROOT, leaf("a", direction=None, normaliser={"method": "bands", "thresholds": [1]}))[0]
    )
