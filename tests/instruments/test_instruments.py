"""The instruments that ship: complete, published once, and scorable by the engine."""

from __future__ import annotations

import numpy as np
import pytest

from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Invalid
from smartprovince.engines.composite_index import score
from smartprovince.instruments import actions, queries
from smartprovince.instruments.models import Dimension, InstrumentVersion, Node, Subdimension

LOADER = SystemActor("test")


@pytest.fixture
def loaded(db) -> dict[str, InstrumentVersion]:
    actions.load_instruments(actor=LOADER)
    return {f"{v.instrument.code}/{v.label}": v for v in InstrumentVersion.objects.select_related("instrument")}


def indicators(version: InstrumentVersion) -> list[Node]:
    return [node for node in version.nodes.all() if node.is_indicator]


def test_the_national_set_is_six_dimensions_of_three_parts(loaded):
    assert Dimension.objects.count() == 6
    assert Subdimension.objects.count() == 18
    assert [d.code for d in queries.dimensions()] == ["GOV", "BRA", "ECO", "LIV", "SOC", "ENV"]


def test_the_catalogue_has_four_indicators_for_each_subdimension(loaded):
    found = indicators(loaded["katalog-72/1"])
    assert len(found) == 72
    parents = {node.parent_id for node in found}
    assert len(parents) == 18
    assert sum(node.kind == "maturity_level" for node in found) == 22
    assert all(node.levels.count() == 5 for node in found if node.kind == "maturity_level")


def test_the_other_instruments_are_complete(loaded):
    assert len(indicators(loaded["kesiapan/1"])) == 27
    assert len(indicators(loaded["cek-cepat/1"])) == 18
    assert len(loaded) == 5
    assert all(v.state == "published" and len(v.fingerprint) == 64 for v in InstrumentVersion.objects.all())


def test_placeholders_of_the_annual_evaluation_are_shown_but_never_scored(loaded):
    version = loaded["evaluasi-tahunan/B"]
    placeholders = version.nodes.filter(is_placeholder=True)
    assert placeholders.count() > 0
    assert not set(placeholders.values_list("code", flat=True)) & set(queries.framework_of(version).indicator_ids)


@pytest.mark.parametrize(("label", "expected"), [("B", 3.315), ("A", 3.257)])
def test_kota_kediri_2022_from_its_published_parts(loaded, label, expected):
    """Published: 3.31 (bangsaonline); the weights of 2022 reach it, the older ones do not."""
    framework = queries.framework_of(loaded[f"evaluasi-tahunan/{label}"])
    values = np.full((1, len(framework.indicator_ids)), np.nan)
    parts = {"BAS": 3.60, "OUT": 3.21, "OTC": 3.23, "IMP": 3.07, "QW": 3.65}
    result = score(framework, values, direct={code: np.array([value]) for code, value in parts.items()})
    total = result.scores[0, list(framework.node_ids).index("TOTAL")]
    assert total == pytest.approx(expected, abs=1e-9)
    assert bool(abs(total - 3.31) <= 0.01) is (label == "B")


def test_loading_again_changes_nothing(loaded):
    before = Node.objects.count(), InstrumentVersion.objects.order_by("pk").last().pk
    actions.load_instruments(actor=LOADER)
    assert (Node.objects.count(), InstrumentVersion.objects.order_by("pk").last().pk) == before


def test_a_published_version_cannot_be_published_again(loaded, world):
    with pytest.raises(Invalid):
        actions.publish(actor=world.people["programme_owner:"], version_row=loaded["katalog-72/1"])


def test_a_faulty_tree_is_not_published_and_every_fault_is_named(loaded, world):
    catalogue = loaded["katalog-72/1"].instrument
    draft = InstrumentVersion.objects.create(instrument=catalogue, label="rusak")
    root = Node.objects.create(version=draft, code="TOTAL", kind="group", name_id="Total")
    for code in ("A", "B"):
        Node.objects.create(version=draft, parent=root, code=code, kind="quantity", name_id=code, lower=5, upper=1)
    with pytest.raises(Invalid) as refusal:
        actions.publish(actor=world.people["programme_owner:"], version_row=draft)
    assert len(refusal.value.faults) == 2


def test_a_province_adds_its_own_dimension_and_it_stays_out_of_the_national_six(loaded, world):
    actions.add_local_dimension(
        actor=world.people["province_coordinator:51"], province=world.regions["51"], code="CUL", name="Smart Culture"
    )
    assert len(queries.dimensions()) == 6
    assert [d.code for d in queries.dimensions("51")][-1] == "51-CUL"
    assert len(queries.subdimensions()) == 18
