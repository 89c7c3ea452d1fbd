"""What the register offers to desks, masterplans, search and menus."""

from __future__ import annotations

from datetime import date

import pytest

from smartprovince.core import clock, search
from smartprovince.core.access import SystemActor
from smartprovince.core.registry import blocks
from smartprovince.core.web import menu
from smartprovince.movement import actions
from smartprovince.movement.models import Claim, Milestone
from smartprovince.movement.steps import steps_of_register
from smartprovince.organisations.roles import Role

SYSTEM = SystemActor("test")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["coverage", "register", "kabkota_coverage", "coverage_plan", "bimtek", "movement_path"]
)
@pytest.mark.parametrize("code", ["51", "51.06"])
def test_blocks_are_whole_tables_of_text(register, name, code):
    block = blocks.get(name)(register[code], person=None, on=date(2024, 12, 31))
    assert set(block) == {"title", "columns", "rows", "note", "source", "simulated"}
    assert block["rows"] or (name, code) == ("movement_path", "51")
    for row in block["rows"]:
        assert len(row) == len(block["columns"])
        assert all(isinstance(cell, str) for cell in row)
    assert block["simulated"] is False


def test_the_coverage_block_keeps_the_rules_apart(register):
    rows = blocks.get("coverage")(register["51"], person=None, on=date(2022, 10, 13))["rows"]
    assert [row[1:4] for row in rows] == [["4", "5", "9"], ["0", "9", "9"], ["0", "9", "9"]]


def test_the_register_block_has_one_row_a_region(register):
    rows = blocks.get("register")(register["51"], person=None, on=date(2022, 11, 7))["rows"]
    assert [row[0] for row in rows][:2] == ["51.01", "51.02"]
    assert len(rows) == 9


def test_the_coordinator_is_asked_to_settle_klungkung(register, bali):
    steps = {step["key"]: step for step in steps_of_register(bali)}
    assert steps["movement.settle.51.05"]["address"] == "/kerja/wilayah/51.05/tahap/"
    assert "Klungkung" in steps["movement.settle.51.05"]["title"]
    assert "movement.plans.51" in steps


def test_a_step_disappears_by_doing_it(register, bali):
    actions.record_milestone(
        actor=bali, region=register["51.05"], kind="joined", basis="letter", not_before=date(2024, 6, 1),
        not_after=date(2024, 6, 1), holds=False, source="Surat Pemkab Klungkung",
    )  # fmt: skip
    with clock.pinned(date(2024, 6, 1)):
        assert "movement.settle.51.05" not in {step["key"] for step in steps_of_register(bali)}


def test_many_unknown_are_one_step(register, jabar):
    assert [s["key"] for s in steps_of_register(jabar) if s["key"].startswith("movement.s")] == ["movement.sheet.32"]


def test_the_kabupaten_is_asked_for_its_own_paper(register, klungkung, person):
    assert [step["key"] for step in steps_of_register(klungkung)] == ["movement.own.51.05"]
    assert steps_of_register(person("51", Role.LEADER)) == []


def test_the_menu_has_only_what_is_open(register, bali, klungkung, person):
    def addresses(someone):
        return {place.address for place in menu(someone)}

    assert {"/kerja/wilayah/", "/kerja/klaim/", "/kerja/impor/"} <= addresses(bali)
    assert "/kerja/impor/" not in addresses(klungkung)
    assert not {"/kerja/wilayah/", "/kerja/klaim/"} & addresses(person("51", Role.PARTNER))


def test_claims_are_found_in_search(register, bali):
    search.index(Claim.objects.all())
    assert any("Enam kabupaten" in entry.title for entry in search.find(bali, "enam kabupaten"))


def test_system_may_load_what_is_later_than_the_demo_day(regions):
    """The demo stands on 7 November 2022; the register knows 2024."""
    with clock.pinned(date(2022, 11, 7)):
        actions.load_register(actor=SYSTEM)
    assert Milestone.objects.filter(not_after__year=2024).exists()
