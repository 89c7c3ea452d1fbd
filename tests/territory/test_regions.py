"""Regions: loaded once, shapes derived or taken over, holes kept as holes."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Invalid
from smartprovince.territory import actions, sources
from smartprovince.territory.models import Boundary, Neighbour, Region, RegionPredecessor
from smartprovince.territory.queries import map_features

SYSTEM = SystemActor("test")


@pytest.fixture
def bali(db) -> Region:
    rows = [row for row in sources.regions() if row.code.split(".")[0] in ("51", "91", "92", "93", "94", "95", "96")]
    actions.load_regions(actor=SYSTEM, rows=rows)
    return Region.objects.get(code="51")


def test_bali_has_nine_kabupaten_and_kota_with_figures_and_source(bali):
    parts = bali.parts.filter(level="regency")
    assert parts.count() == 9
    assert sum(part.population for part in parts) == bali.population == 4_375_263
    assert {part.zone for part in parts} == {"WITA"}
    assert all("300.2.2-2138/2025" in part.source for part in parts)
    denpasar = parts.get(code="51.71")
    assert (denpasar.short_name, denpasar.full_name, denpasar.slug) == (
        "Kota Denpasar",
        "Kota Denpasar",
        "kota-denpasar",
    )


def test_loading_again_changes_nothing_and_takes_over_a_correction(bali):
    before = Region.objects.count()
    rows = [row for row in sources.regions() if row.code.startswith("51")]
    actions.load_regions(actor=SYSTEM, rows=rows)
    assert Region.objects.count() == before
    assert Region.objects.get(code="51").pk == bali.pk


def test_unknown_areas_are_null_never_zero(bali):
    assert not Region.objects.filter(area_km2=0).exists()
    assert not Region.objects.filter(population=0).exists()
    assert Region.objects.filter(code="92.06", area_km2=None).exists()


def test_predecessors_carry_their_source(bali):
    assert RegionPredecessor.objects.filter(region__code="93.01", old_code="91.01").exists()
    assert all(item.source for item in RegionPredecessor.objects.all())


def square(west: float, south: float, size: float = 1.0) -> dict:
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(*pairs) -> dict:
    features = [{"type": "Feature", "properties": {"code": code}, "geometry": shape} for code, shape in pairs]
    return {"type": "FeatureCollection", "features": features}


def test_official_shapes_replace_derived_ones_and_give_the_neighbours(bali):
    geojson = collection(("51.01", square(114, -8)), ("51.02", square(115, -8)), ("51.03", square(117, -8)))
    actions.load_boundaries(actor=SYSTEM, geojson=geojson, source="BIG 2024")
    assert Boundary.objects.filter(indicative=False, source="BIG 2024").count() == 3
    pairs = [(n.first.code, n.second.code) for n in Neighbour.objects.select_related("first", "second")]
    assert pairs == [("51.01", "51.02")]


BOWTIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


@pytest.mark.parametrize(
    ("geojson", "faults"),
    [
        ([], 1),
        ({"type": "FeatureCollection", "features": []}, 1),
        (collection(("99.99", square(0, 0))), 1),
        (collection(("51.01", BOWTIE)), 1),
        (collection(("51.01", {"type": "Point", "coordinates": [0, 0]})), 1),
        (collection(("51.01", square(0, 0)), ("51.01", square(2, 0)), ("98.98", square(4, 0))), 2),
    ],
    ids=["list", "empty", "unknown code", "bowtie", "point", "two faults"],
)
def test_a_faulty_file_names_every_fault_and_replaces_nothing(bali, geojson, faults):
    actions.load_boundaries(actor=SYSTEM, geojson=collection(("51.01", square(114, -8))), source="lama")
    with pytest.raises(Invalid) as refusal:
        actions.load_boundaries(actor=SYSTEM, geojson=geojson, source="baru")
    assert len(refusal.value.faults) == faults
    assert [b.source for b in Boundary.objects.all()] == ["lama"]


def test_the_map_draws_what_has_a_shape_and_hatches_what_is_unknown(bali):
    actions.load_boundaries(actor=SYSTEM, geojson=collection(("51.01", square(114, -8))), source="x")
    features = map_features(list(bali.parts.all()), {"joined": {}})
    assert [feature["properties"]["name"] for feature in features] == ["Kab. Jembrana"]
    assert features[0]["properties"]["layers"]["joined"] == {"step": None}


def test_derived_shapes_cover_the_nine_regions(bali):
    """A coast of one square around the island: enough to see that every region gets its own shape."""
    topology = {
        "type": "Topology",
        "arcs": [[[114.0, -9.2], [116.0, -9.2], [116.0, -7.9], [114.0, -7.9], [114.0, -9.2]]],
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "id": "360", "arcs": [[0]]}]}
        },
    }
    saved = actions.derive_boundaries(actor=SYSTEM, province=bali, topology=topology)
    assert len(saved) == 9
    assert all(boundary.indicative for boundary in saved)
    assert Neighbour.objects.count() >= 10
    area = [np.prod(np.ptp(np.array(b.geometry["coordinates"][0][0]), axis=0)) for b in saved]
    assert min(area) > Decimal("0.001")
