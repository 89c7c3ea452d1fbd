"""Two editions of an index."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from smartprovince.engines.composite_index import Framework, ValuesError, compare, score

from .trees import PERCENT, flat, leaf, two_groups

OLD = np.array([[40.0, 60], [10, 90]])
NEW = np.array([[50.0, 60], [10, 70]])


def parts(change):
    return {name: getattr(change, name).tolist() for name in ("data", "weights", "version", "method")}


def expect(change, **expected):
    for name, found in parts(change).items():
        np.testing.assert_allclose(found, expected.get(name, [0, 0]), atol=1e-12)


def test_new_data_only():
    framework = flat(leaf("a"), leaf("b"))
    expect(compare(framework, OLD, framework, NEW, target="all"), data=[5, -10])


def test_new_weights_only_and_their_unit_does_not_matter():
    before, after = flat(leaf("a"), leaf("b")), flat(leaf("a", weight=75), leaf("b", weight=25))
    expect(compare(before, OLD, after, OLD, target="all"), weights=[-5, -20])
    expect(compare(before, OLD, flat(leaf("a", weight=3), leaf("b", weight=3)), OLD, target="all"))


def test_new_goalposts_are_method():
    after = flat(leaf("a", normaliser={**PERCENT, "upper": 80}), leaf("b"))
    expect(compare(flat(leaf("a"), leaf("b")), OLD, after, OLD, target="all"), method=[5, 1.25])


def test_a_new_indicator_is_version():
    after = flat(leaf("a"), leaf("b"), leaf("c"))
    values = np.column_stack([OLD, [80, 80]])
    expect(compare(flat(leaf("a"), leaf("b")), OLD, after, values, target="all"), version=[10, 10])


def test_orders_through_invalid_frameworks_are_left_out():
    floor = {**PERCENT, "floor": 1}
    before = flat(leaf("a"), leaf("b"))
    after = flat(*[leaf(name, normaliser=floor) for name in "bc"], aggregator="geometric")
    values = np.array([[60.0, 70], [80, 20]])
    change = compare(before, OLD, after, values, target="all")
    total = score(after, values).scores[:, 0] - score(before, OLD).scores[:, 0]
    np.testing.assert_allclose(change.total, total)


@settings(max_examples=25, deadline=None)
@given(
    arrays(np.float64, (3, 5), elements=st.one_of(st.floats(0, 100), st.just(np.nan))),
    arrays(np.float64, (3, 3), elements=st.one_of(st.floats(0, 100), st.just(np.nan))),
)
def test_parts_add_up_to_the_change(values_a, values_b):
    after = Framework.from_dict(
        {"nodes": [{"id": "all", "parent": None, "aggregator": "power"}, leaf("a"), leaf("d", weight=4), leaf("z")]}
    )
    change = compare(two_groups(), values_a, after, values_b, target="all")
    total = score(after, values_b).scores[:, 0] - score(two_groups(), values_a).scores[:, 0]
    known = np.isfinite(change.total)
    np.testing.assert_allclose(change.total[known], total[known], atol=1e-9)
    added = change.data + change.weights + change.version + change.method
    np.testing.assert_allclose(added[known], total[known], atol=1e-9)


def test_editions_that_cannot_be_compared_are_refused():
    framework = flat(leaf("a"), leaf("b"))
    other = Framework.from_dict({"scale": [0, 4], "nodes": [leaf("all", None)]})
    with pytest.raises(ValueError, match="scales"):
        compare(framework, OLD, other, [[1], [2]], target="all")
    with pytest.raises(ValuesError, match="regions"):
        compare(framework, OLD, framework, OLD[:1], target="all")
    with pytest.raises(ValueError, match="no node"):
        compare(framework, OLD, flat(leaf("a")), OLD[:, :1], target="b")
    with pytest.raises(ValuesError, match="one year"):
        compare(framework, OLD[np.newaxis], framework, OLD, target="all")
