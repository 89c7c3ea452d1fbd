"""TopoJSON decoding, on a document small enough to draw by hand."""

import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from smartprovince.engines.boundaries import BoundaryError, land_from_topojson

# Grid steps of half a degree from (100, -10). Two countries share arc 0, which runs north from (102, -10) to (102, -8):
# 360 lies west of it (and owns an islet), 598 east of it and uses the arc backwards. 360 has a lake, arc 3.
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [100.0, -10.0]},
    "arcs": [
        [[4, 0], [0, 4]],
        [[4, 4], [-4, 0], [0, -4], [4, 0]],
        [[4, 0], [4, 0], [0, 4], [-4, 0]],
        [[1, 1], [1, 0], [0, 1], [-1, 0], [0, -1]],
        [[10, 10], [1, 0], [0, 1], [-1, 0], [0, -1]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "MultiPolygon", "id": "360", "arcs": [[[0, 1], [3]], [[4]]]},
                {"type": "Polygon", "id": "598", "arcs": [[2, -1]]},
                {"type": "Point", "id": "900", "coordinates": [0, 0]},
            ],
        }
    },
}
MAINLAND = box(100, -10, 102, -8).difference(box(100.5, -9.5, 101, -9))
ISLET = box(105, -5, 105.5, -4.5)


def test_quantised_arcs_become_degrees_with_holes_and_islands():
    land = land_from_topojson(TOPOLOGY, "360")

    assert isinstance(land, MultiPolygon)
    assert land.equals(MAINLAND.union(ISLET))


def test_an_arc_used_backwards_closes_the_neighbour_along_the_same_line():
    assert land_from_topojson(TOPOLOGY, "598").equals(box(102, -10, 104, -8))


def test_arcs_without_a_transform_are_degrees_already():
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    plain = {
        "type": "Topology",
        "arcs": [ring],
        "objects": {"countries": {"geometries": [{"type": "Polygon", "id": "360", "arcs": [[0]]}]}},
    }

    assert land_from_topojson(plain).equals(Polygon(ring))


def test_several_countries_are_joined():
    land = land_from_topojson(TOPOLOGY, ["360", "598"])

    assert land.equals(MAINLAND.union(box(102, -10, 104, -8)).union(ISLET))


def test_land_is_cut_at_the_box():
    assert land_from_topojson(TOPOLOGY, "360", bbox=(101, -10, 106, -4)).equals(box(101, -10, 102, -8).union(ISLET))


def test_islands_that_cross_the_box_can_be_left_out():
    assert land_from_topojson(TOPOLOGY, "360", bbox=(101, -10, 106, -4), straddling="drop").equals(ISLET)


def test_a_box_in_the_sea_holds_no_land():
    assert land_from_topojson(TOPOLOGY, "360", bbox=(110, 0, 111, 1)).is_empty


@pytest.mark.parametrize(
    ("document", "country", "options", "message"),
    [
        ({"type": "FeatureCollection"}, "360", {}, "Topology"),
        (TOPOLOGY, "360", {"layer": "provinces"}, "no layer 'provinces'"),
        (TOPOLOGY, "458", {}, "id 458"),
        (TOPOLOGY, "900", {}, "needs polygons"),
        (TOPOLOGY, "360", {"bbox": (106, -10, 101, -4)}, "west < east"),
    ],
)
def test_wrong_documents_are_refused_with_a_reason(document, country, options, message):
    with pytest.raises(BoundaryError, match=message):
        land_from_topojson(document, country, **options)
