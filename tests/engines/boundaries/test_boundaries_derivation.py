"""Voronoi cells, land mask, discs for small islands, islands without villages, common borders."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from smartprovince.engines.boundaries import BoundaryError, derive

ISLAND = box(115.0, -8.5, 116.0, -8.0)
TWO_VILLAGES = np.array([[115.25, -8.25], [115.75, -8.25]])
ONE_AT_THE_EAST_COAST = np.array([[115.25, -8.25], [115.98, -8.25]])

degrees = st.integers(0, 400).map(lambda step: step / 400)
villages = st.lists(
    st.tuples(degrees, degrees, st.sampled_from(["51.01", "51.02", "51.03"])), min_size=1, max_size=30, unique=True
)


def points_and_labels(rows):
    return np.array([[115.0 + x, -8.5 + y / 2] for x, y, _ in rows]), [label for _, _, label in rows]


def test_two_villages_halve_their_island():
    shapes = derive(TWO_VILLAGES, ["51.01", "51.02"], ISLAND)

    assert shapes["51.01"].equals(box(115.0, -8.5, 115.5, -8.0))
    assert shapes["51.02"].equals(box(115.5, -8.5, 116.0, -8.0))
    assert all(isinstance(shape, MultiPolygon) for shape in shapes.values())


def test_villages_of_one_region_become_one_polygon():
    points = [[115.1, -8.1], [115.2, -8.4], [115.3, -8.2], [115.75, -8.25]]
    shapes = derive(points, ["51.01", "51.01", "51.01", "51.02"], ISLAND)

    assert len(shapes["51.01"].geoms) == 1
    assert shapely.union_all(list(shapes.values())).symmetric_difference(ISLAND).area < 1e-6


def test_longitudes_are_squeezed_before_distances_are_compared():
    """At 60° N a degree of longitude is half a degree of latitude: without the projection the border runs elsewhere."""
    land = box(10, 59, 12, 61)
    shapes = derive([[10.0, 60.0], [11.0, 60.6]], ["a", "b"], land)

    # x = lon·cos 60.3°; the point (10.9, 60.1) is 0.457° from a and 0.503° from b in the plane, nearer to b without it.
    assert shapes["a"].contains(shapely.Point(10.9, 60.1))


@settings(max_examples=60, deadline=None)
@given(villages)
def test_shapes_cover_the_land_once_and_do_not_depend_on_the_order_of_points(rows):
    points, labels = points_and_labels(rows)
    shapes = derive(points, labels, ISLAND, simplify=0)

    assert set(shapes) == set(labels)
    assert all(shape.is_valid and not shape.is_empty for shape in shapes.values())
    # Points on the very edge may lie just off the mask in the plane and bring a disc, so land is covered, not equalled.
    assert ISLAND.difference(shapely.union_all(list(shapes.values()))).area < 5e-4
    overlap = sum(shape.area for shape in shapes.values()) - shapely.union_all(list(shapes.values())).area
    assert overlap < 5e-4

    backwards = derive(points[::-1], labels[::-1], ISLAND, simplify=0)
    assert {code: shape.wkb for code, shape in shapes.items()} == {code: s.wkb for code, s in backwards.items()}


def random_villages(seed, n=300, regions=6):
    """Villages in vertical strips with ragged borders, as regions are: contiguous, but not straight."""
    rng = np.random.default_rng(seed)
    xy = rng.random((n, 2))
    strip = np.clip((xy[:, 0] * regions + rng.normal(0, 0.15, n)).astype(int), 0, regions - 1)
    return np.column_stack([115 + xy[:, 0], -8.5 + xy[:, 1] / 2]), [f"51.0{k + 1}" for k in strip]


@pytest.mark.parametrize("simplify", [0.0, 0.0005, 0.005])
def test_neighbours_share_the_very_same_vertices_also_after_simplification(simplify):
    points, labels = random_villages(7)
    shapes = list(derive(points, labels, ISLAND, simplify=simplify).values())

    assert shapely.coverage_is_valid(shapes)


def test_simplification_removes_vertices():
    points, labels = random_villages(7)
    fine = derive(points, labels, ISLAND, simplify=0)
    coarse = derive(points, labels, ISLAND, simplify=0.01)

    assert (
        shapely.get_num_coordinates(list(coarse.values())).sum()
        < shapely.get_num_coordinates(list(fine.values())).sum()
    )


def test_coordinates_have_four_decimals():
    points, labels = random_villages(3)
    coordinates = shapely.get_coordinates(list(derive(points, labels, ISLAND).values()))

    assert np.array_equal(coordinates, np.round(coordinates, 4))


def test_a_village_off_the_mask_brings_its_own_island():
    """The coast mask lacks Serangan and Lembongan: their regions keep them, and nobody else gets them."""
    points = np.vstack([TWO_VILLAGES, [[115.25, -8.8]]])
    shapes = derive(points, ["51.01", "51.02", "51.02"], ISLAND)

    islet = [part for part in shapes["51.02"].geoms if part.contains(shapely.Point(115.25, -8.8))]
    assert len(shapes["51.02"].geoms) == 2
    assert len(islet) == 1
    assert 0.0001 < islet[0].area < 0.003
    assert len(shapes["51.01"].geoms) == 1


def test_a_region_wholly_off_the_mask_keeps_a_shape():
    points = np.vstack([TWO_VILLAGES, [[117.0, -8.8], [117.02, -8.8]]])
    shapes = derive(points, ["51.01", "51.02", "51.03", "51.03"], ISLAND)

    assert all(shapes["51.03"].intersects(shapely.Point(x, -8.8)) for x in (117.0, 117.02))


def test_discs_of_close_villages_are_smaller_than_those_of_lonely_ones():
    close = derive([[115.5, -8.25], [117.0, -8.8], [117.008, -8.8]], ["a", "b", "b"], ISLAND)
    lonely = derive([[115.5, -8.25], [117.0, -8.8]], ["a", "b"], ISLAND)

    assert close["b"].area < lonely["b"].area


def test_a_small_island_without_a_village_goes_to_the_nearest_region():
    islet = box(116.02, -8.26, 116.05, -8.24)
    shapes = derive(ONE_AT_THE_EAST_COAST, ["51.01", "51.02"], MultiPolygon([ISLAND, islet]), simplify=0)

    assert shapes["51.02"].contains(islet.centroid)
    assert not shapes["51.01"].intersects(islet)


@pytest.mark.parametrize(
    "other", [box(116.02, -8.5, 116.5, -8.0), box(116.4, -8.26, 116.42, -8.24)], ids=["large", "far"]
)
def test_an_island_whose_villages_are_not_given_belongs_to_nobody(other):
    """The land mask of a nation may be given for one province: the tip of Java is not Jembrana's."""
    shapes = derive(ONE_AT_THE_EAST_COAST, ["51.01", "51.02"], MultiPolygon([ISLAND, other]))

    assert not any(shape.intersects(other) for shape in shapes.values())


def test_land_that_only_a_far_cell_covers_goes_to_the_region_across_the_border():
    """A bay parts a's village from the other shore, where its cell would cover land that hangs on to b alone."""
    land = shapely.union_all(
        [box(115.0, -8.2, 115.3, -8.0), box(115.0, -8.5, 116.0, -8.3), box(115.9, -8.3, 116.0, -8.0)]
    ).difference(box(115.0, -8.31, 115.4, -8.29))
    land = shapely.union_all([land, box(115.3, -8.05, 116.0, -8.0)])
    shapes = derive([[115.15, -8.19], [115.8, -8.4]], ["a", "b"], land, simplify=0)

    assert shapes["b"].contains(shapely.Point(115.05, -8.35))  # nearer to a's village, but across the bay
    assert shapes["a"].contains(shapely.Point(115.15, -8.1))
    assert sum(shape.area for shape in shapes.values()) == pytest.approx(land.area, rel=1e-3)


def test_without_a_mask_cells_reach_a_quarter_degree_beyond_the_villages():
    shapes = derive(TWO_VILLAGES, ["51.01", "51.02"], None)
    whole = shapely.union_all(list(shapes.values()))

    assert whole.contains(shapely.Point(115.25, -8.49))
    assert not whole.intersects(shapely.Point(115.25, -8.51))


def test_neighbouring_countries_keep_their_land():
    shapes = derive(TWO_VILLAGES, ["51.01", "51.02"], ISLAND, neighbours_land=box(115.9, -8.5, 117, -8.0))

    assert shapes["51.02"].bounds[2] == pytest.approx(115.9, abs=1e-3)


def test_kept_regions_have_the_same_shape_as_when_all_are_returned():
    points, labels = random_villages(5)
    every = derive(points, labels, ISLAND)
    some = derive(points, labels, ISLAND, keep={"51.02", "51.03"})

    assert list(some) == ["51.02", "51.03"]
    assert all(some[code].equals_exact(every[code]) for code in some)


def test_villages_across_the_border_hold_back_a_region():
    alone = derive(TWO_VILLAGES[:1], ["51.01"], ISLAND)
    held = derive(TWO_VILLAGES, ["51.01", "52.01"], ISLAND, keep=["51.01"])

    assert alone["51.01"].area == pytest.approx(2 * held["51.01"].area, rel=1e-3)


def test_the_same_village_twice_changes_nothing():
    once = derive(TWO_VILLAGES, ["51.01", "51.02"], ISLAND)
    twice = derive(np.vstack([TWO_VILLAGES, TWO_VILLAGES]), ["51.01", "51.02"] * 2, ISLAND)

    assert once == twice


def test_two_regions_at_the_very_same_place_both_keep_a_shape():
    shapes = derive([[115.5, -8.25]] * 3, ["51.01", "51.02", "51.03"], ISLAND)

    assert all(shape.area > 0 for shape in shapes.values())


def test_one_village_owns_its_whole_island():
    assert derive([[115.5, -8.25]], ["51.01"], ISLAND)["51.01"].equals(ISLAND)


@pytest.mark.parametrize(
    ("points", "labels", "options", "message"),
    [
        (np.empty((0, 2)), [], {}, "no points"),
        ([115.0, -8.0], ["a"], {}, r"float64\[n, 2\]"),
        ([[115.0, np.nan]], ["a"], {}, "row 0"),
        ([[-8.25, 115.25]], ["a"], {}, "longitude before latitude"),
        (TWO_VILLAGES, ["a"], {}, "2 points but 1 labels"),
        (TWO_VILLAGES, ["a", "b"], {"simplify": -1}, "simplify"),
        (TWO_VILLAGES, ["a", "b"], {"keep": ["c"]}, "code c"),
        (TWO_VILLAGES, ["a", "b"], {"neighbours_land": box(115.5, -9, 117, -7)}, "no land is left for b"),
    ],
)
def test_wrong_input_is_refused_with_a_reason(points, labels, options, message):
    with pytest.raises(BoundaryError, match=message):
        derive(points, labels, ISLAND, **options)
