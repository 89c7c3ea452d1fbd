"""A region over the years: the improvement index, another version's warning and bridge, the scorecard."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader

from smartprovince.assessment import actions, queries
from smartprovince.assessment.models import Answer, Participation, Round
from smartprovince.assessment.years.queries import common_codes, history_of
from smartprovince.instruments.actions import load_version

from .conftest import SYSTEM, VALUES, Scene, appoint, draft_round, small_instrument
from .test_pages import client_of


def by_hand(values: dict[str, float]) -> float:
    """The small instrument, equal weights: goalposts 0–100, 1–5, 0–1, 30–5 (fewer minutes are better), 0–100."""
    pub = (values["GOV.PUB.1"] + (values["GOV.PUB.2"] - 1) / 4 * 100) / 2
    bur = values["GOV.BUR.1"] * 100
    was = ((30 - values["ENV.WAS.1"]) / 25 * 100 + values["ENV.WAS.2"]) / 2
    return ((pub + bur) / 2 + was) / 2


def numbers(**changed: float) -> dict[str, float]:
    found = {code: float(value.replace(",", ".")) for code, value in VALUES.items()}
    return found | {code.replace("_", "."): value for code, value in changed.items()}


def earlier_round(world, version, year: int = 2021) -> Scene:
    row = draft_round(
        world, version, title=f"Kesiapan {year}", year=year, opens_on=date(year, 10, 1), closes_on=date(year, 11, 30)
    )
    row = actions.open_round(actor=SYSTEM, round=row)
    return Scene(world, row, appoint(world, round_id=row.pk))


def close(scene: Scene, **changed: str) -> None:
    values = VALUES | {code.replace("_", "."): value for code, value in changed.items()}
    scene.fill(values=values)
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    for answer in Answer.objects.filter(participation=scene.participation(), value__isnull=False):
        actions.give_verdict(actor=scene.assessor, answer=answer, outcome="accepted")
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    for step in (actions.begin_verification, actions.close_round, actions.compute_result):
        step(actor=scene.owner, round=scene.fresh_round())


@pytest.fixture
def two_years(world, version) -> tuple[Scene, Scene]:
    before, after = earlier_round(world, version), earlier_round(world, version, 2022)
    close(before, GOV_PUB_1="40")
    close(after)
    return before, after


def test_the_improvement_is_the_difference_of_two_years_results(two_years):
    before, after = two_years
    history = history_of(after.fresh_round(), after.participation().region, after.coordinator)
    assert [year.round.year for year in history.years] == [2021, 2022]
    assert history.years[0].total == pytest.approx(by_hand(numbers(GOV_PUB_1=40)))
    assert history.years[1].total == pytest.approx(by_hand(numbers()))
    assert history.improvement == pytest.approx(12 / 2 / 2 / 2)
    assert history.bridge is None  # the same version: nothing to explain
    assert len(history_of(before.fresh_round(), history_region(before), before.coordinator).years) == 1


def history_region(scene: Scene):
    return scene.participation().region


@pytest.fixture
def changed(world, version) -> tuple[Scene, Scene]:
    """2021 by version 1, 2022 by version 2, which asks the index on another scale and another share of minutes."""
    row = small_instrument()
    nodes = [
        replace(node, fields=node.fields | {"upper": 50.0}) if node.code == "ENV.WAS.2" else node for node in row.nodes
    ]
    second = load_version(actor=SYSTEM, row=replace(row, label="2", nodes=nodes))
    before, after = earlier_round(world, version), earlier_round(world, second, 2022)
    close(before, GOV_PUB_1="40")
    close(after, ENV_WAS_2="50")
    return before, after


def test_another_version_is_bridged_on_the_questions_asked_alike(changed):
    before, after = changed
    assert common_codes(before.round.instrument_version, after.round.instrument_version) == set(VALUES) - {"ENV.WAS.2"}
    history = history_of(after.fresh_round(), history_region(after), after.coordinator)
    bridge = history.bridge
    assert history.other_version
    assert history.improvement is None
    assert (bridge.common, bridge.asked) == (4, 5)
    minutes = (30 - 15) / 25 * 100  # alone in ENV now
    common = [((share + 50) / 2 + 100) / 2 / 2 + minutes / 2 for share in (40, 52)]
    assert (bridge.before, bridge.after) == (pytest.approx(common[0]), pytest.approx(common[1]))
    assert bridge.like_for_like + bridge.of_the_instrument == pytest.approx(bridge.change)


def test_a_neighbour_gets_neither_years_nor_a_scorecard(two_years):
    _before, after = two_years
    neighbour = after.person("region_coordinator", "51.02")
    assert history_of(after.fresh_round(), history_region(after), neighbour).years == ()
    address = reverse("assessment:scorecard", args=[after.round.pk, "51.01"])
    assert client_of(neighbour).get(address).status_code == 404


def test_those_who_see_the_scores_of_a_published_region_see_no_bridge(changed):
    _before, after = changed
    actions.consent_to_publication(actor=after.coordinator, participation=after.participation())
    actions.publish_result(actor=after.owner, round=after.fresh_round())
    neighbour = after.person("region_coordinator", "51.02")
    history = history_of(after.fresh_round(), history_region(after), neighbour)
    assert [year.round.year for year in history.years] == [2022]  # 2021 was never agreed to
    assert history.bridge is None


def test_the_page_shows_years_and_warns_of_another_version(changed):
    _before, after = changed
    page = client_of(after.coordinator).get(
        reverse("assessment:region_results", args=[after.round.pk, "51.01"])
    ).content.decode()  # fmt: skip
    assert "4 dari 5" in page or "4 of 5" in page
    assert ">2021" in page


def test_the_scorecard_opens_and_says_what_it_is(two_years):
    _before, after = two_years
    answer = client_of(after.coordinator).get(reverse("assessment:scorecard", args=[after.round.pk, "51.01"]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    assert "SIMULASI" in text.upper()
    assert "+1,5" in text
    total = f"{by_hand(numbers()):.1f}".replace(".", ",")
    assert total in text


def test_the_history_takes_as_many_queries_for_five_years_as_for_two(world, version, django_assert_num_queries):
    scenes = [earlier_round(world, version, year) for year in range(2018, 2023)]
    for scene in scenes:
        close(scene)
    last = scenes[-1]
    row, region, person = last.fresh_round(), history_region(last), last.coordinator
    with django_assert_num_queries(4):
        assert len(history_of(row, region, person).years) == 5


def test_kediri_2022_improved_by_the_difference_of_the_published_indices(world, shipped):
    """Published: 3.06 in 2021, 3.31 in 2022, improvement 0.25 (bangsaonline). 2021 as one direct score a group."""
    from .test_kediri_2022 import PARTS

    version = shipped["evaluasi-tahunan/B"]
    version.valid_from_year = 2021
    version.save()
    for year, parts in ((2021, dict.fromkeys(PARTS, "3,06")), (2022, PARTS)):
        row = actions.create_round(
            actor=world.people["programme_owner:"],
            owner=world.organisations[""],
            title=f"Evaluasi {year}",
            instrument_version=version,
            year=year,
            opens_on=date(year, 6, 1),
            closes_on=date(year, 11, 30),
        )
        row = actions.open_round(
            actor=world.people["programme_owner:"], round=row, regions=[world.regions["51.01"]]
        )  # fmt: skip
        carry_in(world, row, parts)
    history = history_of(Round.objects.get(year=2022), world.regions["51.01"], world.people["programme_owner:"])
    assert history.improvement == pytest.approx(3.315 - 3.06)
    assert history.improvement == pytest.approx(0.25, abs=0.01)


def carry_in(world, row: Round, parts: dict[str, str]) -> None:
    coordinator, owner = world.people["region_coordinator:51.01"], world.people["programme_owner:"]
    assessor = appoint(world, round_id=row.pk)
    participation = Participation.objects.get(round=row)
    answers = {answer.node.code: answer for answer in participation.answers.select_related("node")}
    for code, value in parts.items():
        actions.save_answer(actor=coordinator, answer=answers[code], value=value)
    actions.send_participation(actor=coordinator, participation=participation, gaps_note="Baris tidak dipublikasikan")
    for code in parts:
        actions.give_verdict(actor=assessor, answer=Answer.objects.get(pk=answers[code].pk), outcome="accepted")
    actions.finish_verification(actor=assessor, participation=participation)
    for step in (actions.begin_verification, actions.close_round, actions.compute_result):
        step(actor=owner, round=Round.objects.get(pk=row.pk))
    assert queries.current_result(Round.objects.get(pk=row.pk)) is not None
