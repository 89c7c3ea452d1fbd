"""Problems, and those made from the gaps of an assessment in one click."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.assessment import actions as assessment
from smartprovince.assessment.models import Participation
from smartprovince.core.errors import Invalid, Refused
from smartprovince.instruments.actions import load_version
from smartprovince.portfolio.models import Problem
from smartprovince.portfolio.problems import actions, gaps
from smartprovince.portfolio.registers import actions as registers
from tests.assessment.conftest import Scene, appoint, draft_round, small_instrument

from .conftest import SYSTEM


@pytest.fixture
def published(world, monkeypatch):
    """A published result of the small instrument, which stands for the catalogue; 51.01 has consented, 51.02 not."""
    monkeypatch.setattr(gaps, "CATALOGUE", "kecil")
    row = assessment.open_round(
        actor=SYSTEM, round=draft_round(world, load_version(actor=SYSTEM, row=small_instrument()))
    )
    scene = Scene(world, row, appoint(world, round_id=row.pk))
    scene.close("51.01", "51.02")
    part = Participation.objects.get(round=row, region__code="51.01")
    assessment.consent_to_publication(actor=scene.coordinator, participation=part)
    assessment.publish_result(actor=scene.owner, round=scene.fresh_round())
    return scene


def test_gaps_stand_widest_first_with_a_suggested_severity(published):
    found = gaps.gaps_of(published.world.regions["51.01"], published.coordinator)
    shares = [gap.share for gap in found.gaps]
    assert shares == sorted(shares, reverse=True)
    assert all(gap.severity == min(5, 1 + int(gap.share * 5)) for gap in found.gaps)
    assert [gaps.suggested_severity(share) for share in (0.0, 0.19, 0.2, 0.5, 0.99, 1.0)] == [1, 1, 2, 3, 5, 5]


def test_one_click_makes_one_problem(published, enter):
    client = enter("region_coordinator:51.01")
    page = reverse("portfolio:gaps")
    node = gaps.gaps_of(published.world.regions["51.01"], published.coordinator).gaps[0].node.code
    assert node in client.get(page).text
    first, second = (client.post(reverse("portfolio:gap_take"), {"node": node}) for _n in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    problem = Problem.objects.get()
    assert (problem.basis, problem.subdimension.code, problem.audience) == ("gap", node, "province")
    assert problem.origin_id.endswith(f":{node}")
    assert problem.simulated
    assert problem.number in client.get(page).text
    assert client.post(reverse("portfolio:gap_take"), {"node": "XXX"}).headers["Location"] == page
    registers.archive_entry(actor=published.coordinator, entry=problem, reason="salah")
    client.post(reverse("portfolio:gap_take"), {"node": node})
    assert Problem.objects.filter(archived_at=None).count() == 1
    with pytest.raises(Invalid):
        registers.restore_entry(actor=published.coordinator, entry=problem)


def test_a_score_without_consent_is_not_shown_by_a_side_door(published):
    person = published.person("region_coordinator", "51.02")
    node = gaps.gaps_of(published.world.regions["51.02"], person).gaps[0].node.code
    made = actions.take_gap(actor=person, region=published.world.regions["51.02"], node=node)
    assert made.audience == "own"


def test_a_province_has_the_gaps_of_its_means(published):
    found = gaps.gaps_of(published.world.regions["51"], published.owner)
    assert found.gaps
    made = actions.take_gap(actor=published.owner, region=published.world.regions["51"], node=found.gaps[0].node.code)
    assert made.origin_type == "assessment.round"


def test_nobody_takes_the_gap_of_another_region(published):
    with pytest.raises(Refused):
        actions.take_gap(actor=published.owner, region=published.world.regions["51.01"], node="GOV.PUB")


def test_the_region_s_result_leads_to_its_gaps(published, enter):
    page = reverse("assessment:region_results", args=[published.round.pk, "51.01"])
    assert reverse("portfolio:gaps") in enter("officer:51.01").get(page).text
    for who in ("leader:51.01", "province_coordinator:51", "officer:51.02"):
        assert reverse("portfolio:gaps") not in enter(who).get(page).text, who


def test_without_a_published_result_the_page_says_so(enter, world):
    said = enter("officer:51.01").get(reverse("portfolio:gaps"))
    assert said.status_code == 200
    assert said.context["found"] is None
    assert enter("leader:51.01").get(reverse("portfolio:gaps")).status_code == 403


def test_the_page_of_gaps_asks_as_much_for_taken_ones(published, enter):
    client, page = enter("region_coordinator:51.01"), reverse("portfolio:gaps")
    client.get(page)
    with CaptureQueriesContext(connection) as none:
        client.get(page)
    found = gaps.gaps_of(published.world.regions["51.01"], published.coordinator)
    for gap in found.gaps:
        actions.take_gap(actor=published.coordinator, region=found.region, node=gap.node.code)
    with CaptureQueriesContext(connection) as every:
        client.get(page)
    assert len(every) <= len(none)
