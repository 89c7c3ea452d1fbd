"""The pages of the gates: who gets in, what a shut gate says, what somebody types is never lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.movement.gates import actions, eligibility
from smartprovince.movement.gates.models import Cycle
from smartprovince.movement.models import Milestone, StageGate
from smartprovince.organisations.roles import Role

from .conftest import SYSTEM
from .test_ways import computed_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


PAGES = [
    "/kerja/wilayah/51.05/gerbang/",
    "/kerja/wilayah/51/gerbang/",
    "/kerja/gerbang/",
    "/kerja/gerbang/?provinsi=51&keadaan=tertahan",
    "/kerja/gerbang/konfirmasi/",
    "/kerja/gerbang/butir/",
    "/kerja/kelayakan/",
    "/kerja/kelayakan/?pada=2024-12-31&aturan=in_force",
]


@pytest.mark.parametrize("address", PAGES)
def test_pages_open_in_both_languages(begun, bali, sign_in, address):
    client = sign_in(bali)
    for language in ("id", "en"):
        client.cookies["bahasa"] = language
        assert client.get(address).status_code == 200


def test_a_shut_gate_answers_with_the_list_and_changes_nothing(begun, bali, sign_in):
    client = sign_in(bali)
    page = client.post("/kerja/wilayah/51.05/gerbang/maju/", {"version": begun.version})
    assert page.status_code == 422
    assert [fault.where for fault in page.context["refused"]][:2] == ["SC.ASM.1", "SC.ASM.2"]
    assert Cycle.objects.get(pk=begun.pk).stage == "assessment"


def test_a_region_begins_shows_and_goes_on_by_forms(register, bali, ministry, sign_in, monkeypatch):
    computed_as(monkeypatch, True)
    StageGate.objects.exclude(code__in=["SC.ASM.5", "SC.ASM.7"]).update(required=False)
    client = sign_in(bali)
    begin = {"name": "Smart City 1.0", "started_on": "2025-01-10", "stage": "assessment"}
    assert client.post("/kerja/wilayah/51.05/gerbang/mulai/", begin).status_code == 302
    shown = {"not_after": "2025-02-01", "people": "2", "source": "Berita acara", "confidentiality": "public"}
    assert client.post("/kerja/wilayah/51.05/gerbang/SC.ASM.5/", {**shown, "people": "0"}).status_code == 422
    assert client.post("/kerja/wilayah/51.05/gerbang/SC.ASM.5/", shown).status_code == 302
    letter = {**shown, "paper_kind": "selection_letter", "number": "12/2025", "source": ""}
    assert client.post("/kerja/wilayah/51.05/gerbang/SC.ASM.7/", letter).status_code == 302
    fact = Milestone.objects.get(gate__code="SC.ASM.7")
    assert client.post(f"/kerja/wilayah/51.05/gerbang/{fact.pk}/tegaskan/").status_code == 403
    assert client.post("/kerja/wilayah/51.05/gerbang/maju/").status_code == 422
    assert sign_in(ministry).post(f"/kerja/wilayah/51.05/gerbang/{fact.pk}/tegaskan/").status_code == 302
    assert sign_in(bali).post("/kerja/wilayah/51.05/gerbang/maju/").status_code == 302
    cycle = Cycle.objects.get(region__code="51.05")
    assert cycle.stage == "launch"
    back = {"stage": "assessment", "reason": "Wawancara diulang", "version": cycle.version}
    assert client.post("/kerja/wilayah/51.05/gerbang/mundur/", {**back, "reason": ""}).status_code == 422
    assert client.post("/kerja/wilayah/51.05/gerbang/mundur/", back).status_code == 302
    assert "Wawancara diulang" in client.get("/kerja/wilayah/51.05/gerbang/").content.decode()
    assert client.post("/kerja/wilayah/51.05/gerbang/mundur/", back).status_code in (409, 422)
    assert client.post("/kerja/wilayah/51.05/gerbang/selesai/", {"ended_on": "2031-01-01"}).status_code == 422
    assert client.post("/kerja/wilayah/51.05/gerbang/selesai/", {"ended_on": "2026-01-01"}).status_code == 302


@pytest.mark.parametrize(
    ("code", "role", "view", "move"),
    [
        ("51", Role.PROVINCE_COORDINATOR, 200, 422),
        ("", Role.PROGRAMME_OWNER, 200, 422),
        ("51.05", Role.REGION_COORDINATOR, 200, 403),
        ("51", Role.LEADER, 200, 403),
        ("51.03", Role.REGION_COORDINATOR, 403, 403),
        ("32", Role.PROVINCE_COORDINATOR, 403, 403),
        ("51", Role.PARTNER, 403, 403),
    ],
)
def test_who_sees_and_who_moves(begun, person, sign_in, code, role, view, move):
    client = sign_in(person(code, role))
    assert client.get("/kerja/wilayah/51.05/gerbang/").status_code == view
    assert client.post("/kerja/wilayah/51.05/gerbang/maju/").status_code == move


@pytest.mark.parametrize(
    "address",
    [
        "/kerja/wilayah/99.99/gerbang/",
        "/kerja/wilayah/51.05/gerbang/SC.XXX.1/",
        "/kerja/wilayah/51.05/gerbang/SP.LCH.1/",
        "/kerja/gerbang/butir/SC.XXX.1/",
    ],
)
def test_what_does_not_exist_is_not_found(begun, ministry, sign_in, address):
    assert sign_in(ministry).get(address).status_code == 404


def test_a_confirmation_of_another_region_under_a_forged_address_is_not_found(begun, show, ministry, sign_in):
    fact = show("SC.ASM.7", date(2025, 2, 1))
    client = sign_in(ministry)
    assert client.post(f"/kerja/wilayah/51.03/gerbang/{fact.pk}/tegaskan/").status_code == 404
    assert client.post(f"/kerja/wilayah/51.05/gerbang/{fact.pk}/cabut/", {"reason": " "}).status_code == 422


# --- eligibility -----------------------------------------------------------------------------------------------------


def test_all_38_provinces_by_each_of_three_rules(register, bali):
    rows = eligibility.eligibility_of_all(date(2024, 12, 31), person=bali)
    assert len(rows) == 38
    found = next(row for row in rows if row.province.code == "51")
    assert {rule.value: (c.documented, c.possible) for rule, c in found.coverages.items()}["joined"] == (8, 9)
    assert found.coverage.floor_met == "yes"
    assert [item.gate.code for item in found.lacking] == ["SP.ASM.2", "SP.ASM.3", "SP.ASM.4"]
    assert found.is_eligible == "no", "the floor alone is not enough"


def test_the_page_of_eligibility_costs_the_same_however_many_facts_there_are(register, bali, sign_in, show):
    client, counts = sign_in(bali), []
    for code in ("", "51.05", "33.01"):
        if code:
            actions.begin_cycle(actor=SYSTEM, region=register[code], name="1.0", started_on=date(2025, 1, 1))
        client.get("/kerja/kelayakan/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/kerja/kelayakan/")
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2] <= 45
