"""Rank intervals."""

from __future__ import annotations

import numpy as np
import pytest

from smartprovince.engines.composite_index import (
    Choice,
    DataError,
    Dirichlet,
    FrameworkError,
    LeaveOneOut,
    ValuesError,
    WeightNoise,
    score,
    uncertainty,
)
from smartprovince.engines.composite_index import simulation as simulation_module

from . import tai
from .trees import PERCENT, PERCENT_FROM_1, flat, leaf, two_groups

NAN = np.nan
RNG = np.random.default_rng(7)
SCATTERED = np.where(RNG.random((40, 5)) < 0.15, NAN, RNG.random((40, 5)) * 100)
FACTORS = [
    WeightNoise(0.25),
    Dirichlet(50),
    LeaveOneOut(),
    DataError(0.05),
    Choice("aggregator", ["arithmetic", "power"]),
]


def band(framework, values, *factors, target="all", draws=300, seed=1, **more):
    return uncertainty(framework, values, target=target, factors=factors, draws=draws, seed=seed, **more)


@pytest.mark.parametrize("root", ["arithmetic", "geometric", "power"])
@pytest.mark.parametrize("values", [SCATTERED, np.nan_to_num(SCATTERED, nan=50), np.full((4, 5), 30.0)])
def test_factors_that_change_nothing_give_the_nominal_ranks(root, values):
    framework = two_groups(root, "arithmetic", PERCENT_FROM_1)
    found = band(framework, values, WeightNoise(0), DataError(0), draws=7)
    nominal = score(framework, values).ranks[:, 0]
    expected = np.zeros((len(values), len(values)), dtype=int)
    scored = np.flatnonzero(nominal)
    expected[scored, nominal[scored] - 1] = 7
    np.testing.assert_array_equal(found.rank_counts, expected)
    np.testing.assert_array_equal(found.nominal_ranks, nominal)


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: type(factor).__name__)
def test_draws_agree_with_scoring_one_framework_after_another(factor, monkeypatch):
    """The fast paths against ``score`` with the very weights, values and methods of each draw."""
    framework = two_groups("arithmetic", "arithmetic", PERCENT_FROM_1)
    for values in (SCATTERED[:12], np.nan_to_num(SCATTERED[:12], nan=20)):
        found = band(framework, values, factor, draws=25)
        rng = np.random.default_rng(np.random.SeedSequence(1).spawn(1)[0])
        counts = np.zeros((12, 12), dtype=int)
        nominal = score(framework, values)
        for changed, table, kept in _one_by_one(framework, values, factor, rng, 25):
            table = np.where(kept, table, NAN)
            loose = {node: {"min_coverage": 0} for node in ("all", "x", "y")}
            ranks = _ranks_where(changed.with_changes(loose), table, nominal)
            counts[np.flatnonzero(ranks), ranks[ranks > 0] - 1] += 1
        np.testing.assert_array_equal(found.rank_counts, counts)


def _one_by_one(framework, values, factor, rng, draws):
    everything = np.ones(5, dtype=bool)
    if isinstance(factor, DataError):
        columns = values.T[np.newaxis, :, np.newaxis, :]
        for table in factor.disturb(rng, columns, draws):
            yield framework, table[:, 0].T, everything
    elif isinstance(factor, Choice):
        for option in rng.integers(0, 2, draws):
            changes = factor.changes(framework, 0, factor.options[option])
            yield framework.with_changes(changes), values, everything
    else:
        for row in factor.multipliers(rng, framework, 0, draws):
            weights = {
                node: {"weight": w * m} for node, w, m in zip(framework.node_ids, framework.weights, row) if m > 0
            }
            yield framework.with_changes(weights), values, row[framework.leaves] > 0


def _ranks_where(framework, table, nominal):
    """Ranks of the draw, with groups present exactly where they are nominally."""
    absent = {node: np.isnan(nominal.scores[:, framework.index(node)]) for node in ("x", "y")}
    table = table.copy()
    table[np.ix_(absent["x"], [0, 1])] = NAN
    table[np.ix_(absent["y"], [2, 3, 4])] = NAN
    scores = score(framework, table).scores[:, 0]
    scores[np.isnan(nominal.scores[:, 0])] = NAN
    alone = flat(leaf("a", normaliser=PERCENT))
    return score(alone, scores[:, np.newaxis]).ranks[:, 0]


def test_the_same_seed_gives_the_same_counts_whatever_the_batch(monkeypatch):
    first = band(two_groups(), SCATTERED, *FACTORS)
    monkeypatch.setattr(simulation_module, "_BATCH_NUMBERS", 40 * 3)
    monkeypatch.setattr(simulation_module, "_BATCH_RAW_NUMBERS", 40 * 5 * 7)
    np.testing.assert_array_equal(first.rank_counts, band(two_groups(), SCATTERED, *FACTORS).rank_counts)
    assert (first.rank_counts != band(two_groups(), SCATTERED, *FACTORS, seed=2).rank_counts).any()


def test_every_draw_ranks_every_region_with_a_score():
    found = band(two_groups(), SCATTERED, WeightNoise(0.25))
    scored = np.isfinite(score(two_groups(), SCATTERED).scores[:, 0])
    assert 0 < scored.sum() < 40
    np.testing.assert_array_equal(found.rank_counts.sum(axis=1), np.where(scored, 300, 0))
    assert np.isnan(found.quantiles([0.5])[0, ~scored]).all()
    assert (found.probability_top(5)[~scored] == 0).all()
    assert found.rank_counts[:, 0].sum() == 300


def test_permuting_regions_permutes_the_counts():
    order = np.random.default_rng(3).permutation(40)
    counts = band(two_groups(), SCATTERED, WeightNoise(0.25)).rank_counts
    np.testing.assert_array_equal(band(two_groups(), SCATTERED[order], WeightNoise(0.25)).rank_counts, counts[order])


def test_quantiles_are_ranks_reached_by_that_share_of_the_draws():
    found = band(tai.tai(), tai.VALUES, WeightNoise(0.25), target="TAI", draws=1000)
    low, median, high = found.quantiles([0.05, 0.5, 0.95])
    ranks = [np.repeat(np.arange(1, 24), row) for row in found.rank_counts]
    expected = [np.quantile(row, [0.05, 0.5, 0.95], method="inverted_cdf") for row in ranks]
    np.testing.assert_array_equal(np.array([low, median, high]).T, expected)
    # Finland and the United States lead; a quarter more or less on the weights can exchange them.
    assert (low[0], median[0], high[0]) == (1, 1, 2)
    np.testing.assert_allclose(found.probability_top(23), 1)
    assert found.probability_top(3)[0] == 1
    with pytest.raises(ValueError, match="between 0 and 1"):
        found.quantiles([5])


def test_probability_above_agrees_with_the_scores_of_the_draws():
    values = np.nan_to_num(SCATTERED, nan=50)
    values[3] = values[4]
    found = band(two_groups(), values, WeightNoise(0.25), draws=600)
    above = found.probability_above()
    draws = np.concatenate(list(found._simulation.batches()))
    expected = (draws[:, :, np.newaxis] > draws[:, np.newaxis, :] + 1e-9).mean(axis=0)
    np.testing.assert_allclose(above, expected, atol=1e-12)
    assert above[3, 4] == above[4, 3] == 0


def test_tie_groups_part_neighbours_that_are_surely_apart():
    values = [[90.0, 90], [50, 50], [60, 40], [41, 59], [1, 1], [NAN, NAN]]
    found = band(flat(leaf("a"), leaf("b")), values, WeightNoise(0.25), draws=500)
    groups = found.tie_groups(0.9)
    assert [sorted(group) for group in groups] == [[0], [1, 2, 3], [4]]


def test_leaving_one_out_re_spreads_its_weight():
    found = band(flat(leaf("a"), leaf("b")), [[10.0, 20], [20, 10]], LeaveOneOut(["a"]), draws=10)
    assert found.rank_counts.tolist() == [[10, 0], [0, 10]]


def test_a_region_that_a_draw_leaves_nothing_has_no_rank_in_it():
    framework = flat(leaf("a"), leaf("b"))
    found = band(framework, [[10.0, NAN], [20, 10]], LeaveOneOut(["a"]), draws=10)
    assert found.rank_counts.tolist() == [[0, 0], [10, 0]]
    assert found.probability_above()[1, 0] == 0


def test_direct_scores_stand_still():
    values = np.full((2, 5), NAN)
    found = band(two_groups(), values, WeightNoise(0.5), direct={"x": [50, 60], "y": [50, 60]}, draws=20)
    assert found.rank_counts.tolist() == [[0, 20], [20, 0]]


def test_dirichlet_keeps_the_shares_on_average():
    framework = two_groups()
    drawn = Dirichlet(100).multipliers(np.random.default_rng(0), framework, 0, 20_000)[:, [3, 4]] * np.array([1, 3])
    share = drawn[:, 0] / drawn.sum(axis=1)
    assert share.mean() == pytest.approx(0.25, abs=0.002)
    assert share.std() == pytest.approx((0.25 * 0.75 / 101) ** 0.5, rel=0.03)


def test_choices_of_normaliser_reach_every_leaf():
    choice = Choice("normaliser", [{"method": "minmax"}, {"method": "rank"}])
    found = band(flat(leaf("a"), leaf("b")), [[0.0, 10], [5, 6], [100, 0]], choice, draws=200)
    # By min-max 50, 32.5, 50; by rank 2, 2, 2: the middle one is last or level.
    assert set(np.flatnonzero(found.rank_counts[1])) == {0, 2}


def test_choices_that_make_an_invalid_framework_are_refused_before_the_first_draw():
    with pytest.raises(FrameworkError, match='"geometric" needs'):
        band(two_groups(), SCATTERED, Choice("aggregator", ["arithmetic", "geometric"]))


@pytest.mark.parametrize(
    "make",
    [
        lambda: WeightNoise(1),
        lambda: WeightNoise(-0.1),
        lambda: Dirichlet(0),
        lambda: DataError(-1),
        lambda: Choice("weight", [1]),
        lambda: Choice("aggregator", []),
        lambda: band(two_groups(), SCATTERED, LeaveOneOut(["all"])),
        lambda: band(two_groups(), SCATTERED, LeaveOneOut(), target="a"),
        lambda: band(two_groups(), SCATTERED, DataError(0.1, indicators=["x"])),
        lambda: band(two_groups(), SCATTERED, "weights"),
        lambda: band(two_groups(), SCATTERED, WeightNoise(0.1), draws=0),
        lambda: band(two_groups(), SCATTERED, WeightNoise(0.1), target="none"),
    ],
)
def test_impossible_factors_are_refused(make):
    with pytest.raises(ValueError, match=r"takes|Choice|below|groups|factor|draws|no node"):
        make()


def test_a_panel_is_refused():
    with pytest.raises(ValuesError, match="one year"):
        band(two_groups(), np.ones((2, 3, 5)), WeightNoise(0.1))
