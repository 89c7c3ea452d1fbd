"""Neighbours by the length of the border they share."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from smartprovince.engines.boundaries import BoundaryError, adjacency, derive

# Four squares, 0.1° wide: sw | se above the equator's south, nw | ne on top of them.
GRID = {
    "sw": box(115.0, -8.2, 115.1, -8.1),
    "se": box(115.1, -8.2, 115.2, -8.1),
    "nw": box(115.0, -8.1, 115.1, -8.0),
    "ne": box(115.1, -8.1, 115.2, -8.0),
}


def test_regions_with_a_common_edge_are_neighbours_and_corners_are_not():
    assert adjacency(GRID) == [("ne", "nw"), ("ne", "se"), ("nw", "sw"), ("se", "sw")]


def test_exact_edges_are_enough_when_no_gap_is_tolerated():
    assert adjacency(GRID, gap=0) == adjacency(GRID)


@pytest.mark.parametrize(("gap", "neighbours"), [(0.0005, [("a", "b")]), (0.002, []), (0.05, [])])
def test_a_small_gap_is_bridged_and_a_strait_is_not(gap, neighbours):
    assert adjacency({"a": box(115, -8.1, 115.1, -8), "b": box(115.1 + gap, -8.1, 115.2, -8)}) == neighbours


def test_a_small_overlap_counts_as_a_border():
    assert adjacency({"a": box(115, -8.1, 115.1, -8), "b": box(115.0995, -8.1, 115.2, -8)}) == [("a", "b")]


def test_a_border_shorter_than_the_minimum_does_not_count():
    shapes = {"a": box(115, -8.1, 115.1, -8), "b": box(115.1, -8.02, 115.2, -7.9)}  # 0.02° in common

    assert adjacency(shapes, minimum_border=0.01) == [("a", "b")]
    assert adjacency(shapes, minimum_border=0.03) == []


def test_a_ragged_outline_does_not_make_a_border_longer():
    """0.004° in common: measured along the teeth of "saw" alone it would be 0.017°."""
    teeth = [(115.0 + 0.0002 * i, -8.0 + 0.0008 * (i % 2)) for i in range(21)]
    saw = Polygon([*teeth, (115.004, -7.9), (115.0, -7.9)])
    straight = box(114.999, -8.1, 115.005, -8.0)

    assert adjacency({"saw": saw, "straight": straight}, minimum_border=0.012) == []


def test_an_enclave_is_the_neighbour_of_what_surrounds_it():
    town = box(115.04, -8.06, 115.06, -8.04)

    assert adjacency({"ring": box(115, -8.1, 115.1, -8).difference(town), "town": town}) == [("ring", "town")]


def test_a_border_on_any_island_counts():
    two_islands = MultiPolygon([box(116, -8.1, 116.1, -8), box(115.2, -8.2, 115.3, -8.1)])

    assert ("far", "se") in adjacency({**GRID, "far": two_islands})


def test_an_empty_shape_has_no_neighbours():
    assert adjacency({**GRID, "none": Polygon()}) == adjacency(GRID)


@given(st.permutations(list(GRID)))
def test_the_order_of_the_regions_does_not_matter(order):
    assert adjacency({code: GRID[code] for code in order}) == adjacency(GRID)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_shapes_drawn_with_wobbling_vertices_have_the_same_neighbours(seed):
    """Official GeoJSON, simplified shape by shape, meets only roughly; 0.0002° are 22 m."""
    rng = np.random.default_rng(seed)

    def wobble(ring):
        moved = ring + rng.uniform(-2e-4, 2e-4, ring.shape)
        return np.vstack([moved[:-1], moved[:1]])

    wobbling = {code: shapely.transform(shape.segmentize(0.02), wobble) for code, shape in GRID.items()}

    assert adjacency(wobbling) == adjacency(GRID)


def test_derived_strips_border_only_on_the_next_strip():
    points = [[115 + x / 20, -8.05 - y / 20] for x in range(8) for y in range(4)]
    labels = [f"51.0{x // 2 + 1}" for x in range(8) for _ in range(4)]

    assert adjacency(derive(points, labels, box(114.9, -8.3, 115.5, -8.0))) == [
        ("51.01", "51.02"),
        ("51.02", "51.03"),
        ("51.03", "51.04"),
    ]


@pytest.mark.parametrize("options", [{"gap": -1}, {"gap": 0.005}, {"minimum_border": 0}])
def test_limits_that_would_make_corners_into_borders_are_refused(options):
    with pytest.raises(BoundaryError, match="minimum_border"):
        adjacency(GRID, **options)
