"""What this room offers to desks, masterplans, spreadsheets and the menu."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from smartprovince.assessment import actions, exports
from smartprovince.core import outbox, search
from smartprovince.core.registry import blocks, navigation, steps
from smartprovince.core.web import menu
from smartprovince.documents.drawing import render_svg

from .conftest import DAY, SYSTEM, draft_round


def steps_of(person) -> list[str]:
    found = [s for name, provider in steps.items() if name.startswith("assessment.") for s in provider(person)]
    for each in found:
        assert {"key", "title", "why", "due", "address", "verb", "weight", "icon"} <= set(each)
        assert each["address"].startswith("/kerja/penilaian/")
    return [each["key"].split(".")[1] for each in found]


def test_the_steps_of_each_person_along_the_round(scene):
    officer = lambda: scene.person("officer", "51.01")  # noqa: E731
    assert steps_of(officer()) == steps_of(scene.coordinator) == ["fill"]
    assert steps_of(scene.assessor) == steps_of(scene.owner) == steps_of(scene.world.people["stranger"]) == []
    scene.fill()
    assert steps_of(scene.coordinator) == ["send"]
    assert steps_of(officer()) == []
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    assert steps_of(scene.coordinator) == []
    assert steps_of(scene.assessor) == ["verify"]
    actions.return_participation(actor=scene.assessor, participation=scene.participation(), reason="Perbaiki")
    assert steps_of(scene.coordinator) == ["mend"]
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    for node in ("GOV.PUB.1", "GOV.PUB.2", "GOV.BUR.1", "ENV.WAS.1", "ENV.WAS.2"):
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), outcome="accepted")
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    assert steps_of(scene.assessor) == []
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    assert steps_of(scene.owner) == ["close"]
    actions.close_round(actor=scene.owner, round=scene.fresh_round())
    assert steps_of(scene.owner) == ["minutes", "compute"]
    actions.compute_result(actor=scene.owner, round=scene.fresh_round())
    assert steps_of(scene.owner) == ["minutes", "publish"]
    assert steps_of(scene.coordinator) == ["consent"]
    assert steps_of(scene.person("region_coordinator", "51.02")) == []
    actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())
    actions.publish_result(actor=scene.owner, round=scene.fresh_round())
    assert steps_of(scene.owner) == steps_of(scene.coordinator) == []


@pytest.fixture
def catalogue(scene, shipped):
    """A closed catalogue round of both regions of province 51."""
    version = shipped["katalog-72/1"]
    row = actions.open_round(actor=SYSTEM, round=draft_round(scene.world, version, title="Katalog"))
    answers = [
        actions.SimulatedAnswer(region=code, node=node.code, value=1 if node.kind == "yes_no" else node.upper)
        for code in ("51.01", "51.02")
        for node in version.nodes.all()
        if node.is_indicator
    ]
    actions.load_simulated_answers(actor=SYSTEM, round=row, answers=answers)
    for step in (actions.begin_verification, actions.close_round, actions.compute_result):
        row.refresh_from_db()
        step(actor=SYSTEM, round=row)
    return row


@pytest.mark.parametrize("name", ["dimension_scores", "gap_table", "readiness_scores"])
@pytest.mark.parametrize("code", ["51", "51.01"])
def test_blocks_are_whole_tables_whoever_asks(catalogue, scene, name, code):
    region = scene.world.regions[code]
    for role in ("province_coordinator:51", "region_coordinator:51.01", "partner:51"):
        block = blocks.get(name)(region, person=scene.world.people[role], on=DAY)
        assert set(block) == {"title", "columns", "rows", "note", "source", "simulated", "chart"}
        assert all(len(row) == len(block["columns"]) for row in block["rows"])
        assert all(isinstance(cell, str) for row in block["rows"] for cell in row)
        if block["chart"] is not None:
            assert "<svg" in render_svg(block["chart"], simulated=block["simulated"])


def test_a_block_shows_the_owner_all_regions_and_a_region_itself(catalogue, scene):
    def rows(role):
        block = blocks.get("dimension_scores")(scene.world.regions["51"], person=scene.world.people[role], on=DAY)
        return [row[0] for row in block["rows"]]

    assert rows("province_coordinator:51") == ["51.01", "51.02"]
    assert rows("planner:51") == ["51.01", "51.02"]
    assert rows("region_coordinator:51.01") == ["51.01"]
    assert rows("programme_owner:") == []
    block = blocks.get("dimension_scores")(
        scene.world.regions["51"], person=scene.world.people["province_coordinator:51"], on=DAY
    )
    assert block["simulated"] is True
    assert "Katalog" in block["source"]


def test_the_workbook_says_what_it_is_and_that_it_is_simulated(catalogue, scene):
    catalogue.refresh_from_db()
    content = exports.scores_xlsx(catalogue, scene.world.people["province_coordinator:51"])
    book = load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == 3
    first = book.worksheets[0]
    assert first["A1"].value == "DATA SIMULASI · BUKAN SITUS RESMI"
    assert [first.cell(row, 1).value for row in (3, 4)] == ["51.01", "51.02"]
    assert first.max_column == 4 + 6 + 18
    assert b"DATA SIMULASI" in exports.scores_csv(catalogue, scene.world.people["province_coordinator:51"])


def test_the_place_in_the_menu_is_there_for_those_who_take_part(scene):
    place = navigation.get("assessment")
    assert place.address == "/kerja/penilaian/"
    for role, code in (("officer", "51.01"), ("province_coordinator", "51"), ("mentor", "")):
        assert place in menu(scene.person(role, code))
    assert place in menu(scene.assessor)
    assert place not in menu(scene.person("partner", "51"))
    assert place not in menu(scene.world.people["stranger"])


def test_a_round_and_its_parts_are_found_after_it_was_opened(scene):
    outbox.deliver()
    assert {e.title for e in search.find(scene.owner, "kesiapan 2022")} == {
        "Kesiapan 2022",
        "Kesiapan 2022: Kab. Tabanan",
        "Kesiapan 2022: Kab. Jembrana",
    }
    assert {e.title for e in search.find(scene.coordinator, "kesiapan")} == {
        "Kesiapan 2022",
        "Kesiapan 2022: Kab. Jembrana",
    }
    assert search.find(scene.world.people["stranger"], "kesiapan") == []
