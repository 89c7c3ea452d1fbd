"""Targets beside the register, and official figures that contradict each other."""

from __future__ import annotations

from datetime import date

import pytest

from smartprovince.core import clock
from smartprovince.core.access import SystemActor
from smartprovince.movement import actions, contradictions, queries, sources
from smartprovince.movement.counting import Rule
from smartprovince.movement.models import Claim, Milestone

SYSTEM = SystemActor("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(register, bali):
    return lambda: queries.claims_beside_register(bali, Rule.JOINED)


def say(value: int, day: date, **more) -> Claim:
    return actions.record_claim(
        actor=SYSTEM, owner=None, subject="regencies", value=value, unit="count", not_before=day, not_after=day,
        statement_id="x", source="Berita", **more,
    )  # fmt: skip


def test_161_and_191_stand_side_by_side_with_the_register(rows):
    (group,) = contradictions.contradictions(rows())
    assert [int(row.claim.value) for row in group.rows] == [161, 191]
    assert group.days == 3
    assert [said.bar for said in group.said] == [84, 100]
    assert all(row.documented < 161 for row in group.rows)


def test_what_is_no_contradiction(rows, register):
    say(24, date(2023, 10, 25), scope=register["51"])  # another scope than Jawa Barat's 24 of 27
    say(191, date(2022, 11, 1))  # the same figure again belongs to the group, and changes nothing
    say(241, date(2023, 1, 20))  # later than sixty days
    say(150, date(2022, 10, 12), is_target=True, target_year=2024)  # a target is no fact
    (group,) = contradictions.contradictions(rows())
    assert [int(row.claim.value) for row in group.rows] == [161, 191, 191]


def test_the_two_smart_provinces_of_2023(rows, bali):
    found = {target.row.claim.key: target for target in contradictions.targets(bali, rows())}
    two = found["target-two-provinces-2023"]
    assert (two.row.documented, two.on, two.reached) == (2, date(2023, 12, 31), True)
    assert two.names == ("Jawa Barat", "Daerah Istimewa Yogyakarta")
    plan = found["target-150-2024"]
    assert (int(plan.row.claim.value), plan.on, plan.reached) == (150, date(2024, 12, 31), False)
    with clock.pinned(date(2022, 10, 13)):
        early = {target.row.claim.key: target for target in contradictions.targets(bali, rows())}
        assert early["target-two-provinces-2023"].row.documented == 0
        assert not early["target-two-provinces-2023"].is_over


@pytest.mark.parametrize("code", ["32", "34"])
def test_the_pilots_are_sourced(register, code):
    facts = Milestone.objects.filter(region__code=code, withdrawn_at=None)
    assert facts.filter(kind="joined", not_after=date(2023, 2, 28), basis="memorandum").count() == 1
    assert all(fact.source for fact in facts)


def test_every_shipped_target_has_a_year_and_a_source():
    shipped = [row for row in sources.claims() if row.is_target]
    assert {row.target_year for row in shipped} == {2023, 2024}
    assert all(row.source for row in shipped)


def test_the_page_shows_targets_contradictions_and_all_claims(register, bali, client):
    client.force_login(bali)
    page = client.get("/kerja/klaim/").content.decode()
    assert "161 ≠ 191" in page
    assert "Jawa Barat, Daerah Istimewa Yogyakarta" in page


def test_a_target_needs_its_year(register, ministry, client):
    client.force_login(ministry)
    given = {
        "statement_id": "Target 300", "subject": "regencies", "value": "300", "unit": "count", "is_target": "on",
        "not_before": "2026-01-01", "not_after": "2026-01-01", "source": "Renstra",
    }  # fmt: skip
    page = client.post("/kerja/klaim/baru/", given)
    assert page.status_code == 422
    assert "target_year" in page.context["form"].errors
    assert client.post("/kerja/klaim/baru/", given | {"target_year": "2029"}).status_code == 302
    assert Claim.objects.get(statement_id="Target 300").counted_on == clock.today()
    plain = given | {"statement_id": "Bukan target", "target_year": "2029"}
    del plain["is_target"]
    assert client.post("/kerja/klaim/baru/", plain).status_code == 302
    assert Claim.objects.get(statement_id="Bukan target").target_year is None
