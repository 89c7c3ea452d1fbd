"""What holds a province back, from above: computed from all rooms, gone when it is done, for who may see it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.core.access import SystemActor
from smartprovince.core.holds import Hold, holds
from smartprovince.movement.actions import load_register, record_milestone
from smartprovince.movement.gates.actions import begin_cycle
from smartprovince.organisations.models import Person
from smartprovince.territory.models import Region
from smartprovince.workspace.queries import held_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_day")]
SYSTEM = SystemActor("test")


def fresh(world, name: str) -> Person:
    return Person.objects.get(pk=world.people[name].pk)


@pytest.fixture
def gates(world):
    load_register(actor=SYSTEM)
    return world


def kinds(held) -> list[tuple[str, str]]:
    return sorted((line.region.code, line.kind) for line in held.lines)


def test_a_region_under_way_is_held_by_its_gate_with_a_text_to_paste(gates):
    begin_cycle(actor=SYSTEM, region=gates.regions["51.01"], name="1.0", started_on=date(2022, 10, 1))
    found = held_back(fresh(gates, "province_coordinator:51"), gates.regions["51"])
    line = next(each for each in found.lines if each.kind == "movement.gates")
    assert line.region.code == "51.01"
    assert line.reminder.count("\n") > 4
    assert "Jembrana" in line.reminder


def test_the_unknown_hold_the_province_back_until_a_paper_settles_them(gates):
    before = held_back(fresh(gates, "province_coordinator:52"), gates.regions["52"])
    assert ("52.01", "movement.register") in kinds(before)
    record_milestone(
        actor=SYSTEM,
        region=gates.regions["52.01"],
        kind="joined",
        basis="letter",
        not_after=date(2022, 6, 1),
        not_before=date(2022, 6, 1),
        source="surat",
    )
    after = held_back(fresh(gates, "province_coordinator:52"), gates.regions["52"])
    assert ("52.01", "movement.register") not in kinds(after)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("province_coordinator:51", {"51.01", "51.02"}),
        ("programme_owner:", {"51.01", "51.02"}),
        ("region_coordinator:51.02", {"51.02"}),
        ("province_coordinator:52", set()),
        ("stranger", set()),
    ],
)
def test_everybody_sees_only_regions_whose_way_is_theirs_to_see(gates, monkeypatch, who, sees):
    def everything(regions, *, person, on):
        return [Hold(region, "uji", "apa", "mengapa", "siapa", "/kerja/") for region in regions]

    monkeypatch.setattr(holds, "_things", {"uji": everything})
    found = held_back(fresh(gates, who), gates.regions["51"])
    assert {line.region.code for line in found.lines} - {"51"} == sees


def test_the_page_costs_the_same_for_two_regions_and_for_thirty(gates):
    person, counts = fresh(gates, "province_coordinator:51"), []
    assert person.grants  # read once for a request
    for more in (0, 28):
        for n in range(more):
            Region.objects.create(
                code=f"51.{n + 10}", name=f"Uji {n}", kind="kabupaten", level="regency", slug=f"uji-{n}",
                parent=gates.regions["51"], source="test",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            found = held_back(person, gates.regions["51"])
        assert found.regions >= more
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_pages(gates, client):
    client.force_login(fresh(gates, "province_coordinator:51"))
    assert client.get("/kerja/dasbor/51/tertahan/").status_code == 200
    assert "Jembrana" in client.get("/kerja/dasbor/51/").content.decode()
    assert client.get("/kerja/dasbor/52/tertahan/").status_code == 403
    assert client.get("/kerja/dasbor/99/tertahan/").status_code == 404
