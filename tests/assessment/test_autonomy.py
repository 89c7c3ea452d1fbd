"""Drafts are the region's own; scores are shown to others with consent only: in lists, singly, in steps and exports."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver

from smartprovince.assessment import actions, exports, queries, results
from smartprovince.assessment.models import Answer, Participation, Result, ResultScore, Round, Verdict
from smartprovince.assessment.workbook.actions import _take_over as take_over
from smartprovince.core import access, clock, search
from smartprovince.core import actions as registered
from smartprovince.core.errors import NotFound, Refused
from smartprovince.core.registry import steps
from smartprovince.documents.reading import read_table
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Membership, Person
from smartprovince.workspace.queries import DRAFTING, trail_of

from .conftest import SYSTEM, VALUES, appoint, draft_round, many_regions

SECRET = "RAHASIA-RANCANGAN"
PDF = b"%PDF-1.4\n%%EOF\n"

BEYOND = [
    ("programme_owner", ""),
    ("mentor", ""),
    ("assessor", ""),
    ("province_coordinator", "51"),
    ("planner", "51"),
    ("leader", "51"),
    ("administrator", "51"),
    ("partner", "51"),
    ("province_coordinator", "52"),
    ("region_coordinator", "51.02"),
    ("leader", "51.02"),
    ("region_coordinator", "52.01"),
]
OWN = [(role, "51.01") for role in ("region_coordinator", "dimension_lead", "officer", "leader")]


def answers_of(person, region="51.01"):
    return access.scope(person, "view", Answer).filter(participation__region__code=region)


# --- drafts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "code"), BEYOND)
def test_a_draft_is_invisible_beyond_the_region(scene, role, code):
    scene.fill(values={"GOV.PUB.1": "52"})
    actions.save_answer(actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), narrative=SECRET)
    person = scene.person(role, code)
    assert not answers_of(person).exists()
    with pytest.raises(NotFound):
        access.get(person, "view", Answer, pk=scene.answer("GOV.PUB.1").pk)
    form = queries.form_of(scene.participation(), person)
    assert [line for line in form.lines if line.answer is not None] == []
    told = str([provider(person) for _name, provider in steps.items()])
    assert SECRET not in told
    assert SECRET.encode() not in exports.scores_csv(scene.fresh_round(), person)


@pytest.mark.parametrize(("role", "code"), OWN)
def test_a_draft_is_visible_to_the_regions_own_people(scene, role, code):
    scene.fill(values={"GOV.PUB.1": "52"})
    assert answers_of(scene.person(role, code)).count() == 5
    assert not answers_of(scene.person(role, code), "51.02").exists()


def test_even_the_assigned_assessor_sees_no_draft_and_none_that_was_sent_back(scene):
    scene.fill()
    assert not answers_of(scene.assessor).exists()
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    assert answers_of(scene.assessor).count() == 5
    assert answers_of(scene.owner).count() == 5
    assert answers_of(scene.person("mentor")).count() == 5
    actions.return_participation(actor=scene.assessor, participation=scene.participation(), reason="Perbaiki")
    for person in (scene.assessor, scene.owner, scene.person("mentor")):
        assert not answers_of(person).exists()


@pytest.mark.parametrize(
    ("role", "code"),
    [("programme_owner", ""), ("planner", "51"), ("leader", "51"), ("region_coordinator", "51.02"), ("partner", "51")],
)
def test_what_was_sent_is_read_by_owner_and_assessors_only(scene, role, code):
    scene.send()
    assert not answers_of(scene.person(role, code)).exists()


def test_an_assessor_of_a_dimension_sees_its_lines(scene):
    scene.send()
    lead = appoint(scene.world, round_id=scene.round.pk, dimension="ENV")
    assert {a.node.code for a in answers_of(lead)} == {"ENV.WAS.1", "ENV.WAS.2"}


def test_the_evidence_of_a_draft_opens_when_it_is_sent(scene):
    use = actions.attach_paper(
        actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), content=PDF, file_name="a.pdf", title="Rekap"
    )
    scene.fill()
    with pytest.raises(NotFound):
        queries.answer_of(scene.participation(), "GOV.PUB.1", scene.assessor)
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    answer = queries.answer_of(scene.participation(), "GOV.PUB.1", scene.assessor)
    assert queries.proof_of(answer, use.pk, scene.assessor).paper == use.paper


def test_an_excluded_paper_opens_to_the_region_and_its_assessors_only(scene):
    use = actions.attach_paper(
        actor=scene.coordinator,
        answer=scene.answer("GOV.PUB.1"),
        content=PDF,
        file_name="a.pdf",
        confidentiality=Paper.Confidentiality.EXCLUDED,
    )
    scene.send()
    answer = scene.answer("GOV.PUB.1")
    for person in (scene.coordinator, scene.assessor):
        assert queries.proof_of(answer, use.pk, person).open
    for person in (scene.owner, scene.person("mentor")):
        with pytest.raises(NotFound):
            queries.proof_of(answer, use.pk, person)


def test_verdicts_in_progress_are_told_when_the_answers_come_back(scene):
    scene.send()
    actions.give_verdict(actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome="returned", reason="bukti")
    assert not access.scope(scene.coordinator, "view", Verdict).exists()
    actions.return_participation(actor=scene.assessor, participation=scene.participation(), reason="Perbaiki")
    assert access.scope(scene.coordinator, "view", Verdict).count() == 1
    assert not access.scope(scene.person("region_coordinator", "51.02"), "view", Verdict).exists()


# --- progress --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "code", "regions"),
    [
        ("province_coordinator", "51", 2),
        ("leader", "51", 2),
        ("programme_owner", "", 2),
        ("region_coordinator", "51.02", 2),
        ("mentor", "", 2),
        ("assessor", "", 0),
        ("province_coordinator", "52", 0),
        ("region_coordinator", "52.01", 0),
        ("partner", "51", 0),
    ],
)
def test_progress_is_counts_for_people_of_the_province_and_the_nation(scene, role, code, regions):
    scene.fill(values={"GOV.PUB.1": "52", "ENV.WAS.1": "9"})
    progress = queries.progress(scene.fresh_round(), scene.person(role, code))
    assert len(progress) == regions
    if regions:
        first = progress.rows[0]
        assert [(cell.answered, cell.asked) for cell in first.cells] == [(1, 3), (1, 2)]
        assert (first.answered, first.asked, progress.total.asked) == (2, 5, 10)


def test_a_round_in_preparation_is_known_to_its_owner_only(world, version):
    row = draft_round(world, version)
    seers = {name for name, person in world.people.items() if access.scope(person, "view", Round).exists()}
    assert seers == {"province_coordinator:51"}
    search.index([row])
    assert search.find(world.people["province_coordinator:51"], "kesiapan")
    assert not search.find(world.people["region_coordinator:51.01"], "kesiapan")


def test_the_ministry_does_not_read_a_provinces_round_nor_the_other_way_round(world, version):
    national = draft_round(world, version, owner=world.organisations[""], title="Evaluasi")
    actions.open_round(actor=SYSTEM, round=national, regions=[world.regions["51.01"], world.regions["52.01"]])
    participation = Participation.objects.get(round=national, region__code="51.01")
    person = world.people["region_coordinator:51.01"]
    for answer in participation.answers.all():
        actions.save_answer(actor=person, answer=answer, value="1")
    actions.send_participation(actor=person, participation=participation)
    assert answers_of(world.people["programme_owner:"]).count() == 5
    assert not answers_of(world.people["province_coordinator:51"]).exists()
    assert len(queries.progress(national, world.people["province_coordinator:51"])) == 1


def test_search_finds_parts_for_those_who_may_see_them(scene):
    search.index([scene.participation()])
    assert search.find(scene.coordinator, "jembrana")
    assert search.find(scene.owner, "jembrana")
    for role, code in [("region_coordinator", "51.02"), ("programme_owner", ""), ("partner", "51")]:
        assert not search.find(scene.person(role, code), "jembrana")


# --- scores ----------------------------------------------------------------------------------------------------------


def seen(scene, person):
    return [region.code for region in queries.results_of(scene.fresh_round(), person).regions]


def test_scores_are_the_regions_own_until_it_consents_and_the_owner_publishes(scene):
    scene.close("51.01", "51.02")
    neighbour, stranger = scene.person("region_coordinator", "51.02"), scene.world.people["stranger"]
    ministry = scene.person("programme_owner")
    assert seen(scene, scene.coordinator) == ["51.01"]
    assert seen(scene, scene.owner) == ["51.01", "51.02"]
    assert seen(scene, neighbour) == ["51.02"]
    assert seen(scene, ministry) == []

    actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())
    assert seen(scene, neighbour) == ["51.02"]
    actions.publish_result(actor=scene.owner, round=scene.fresh_round())
    assert seen(scene, neighbour) == ["51.01", "51.02"]
    assert seen(scene, scene.coordinator) == ["51.01"]
    assert seen(scene, ministry) == ["51.01"]
    assert seen(scene, scene.person("province_coordinator", "52")) == []
    assert seen(scene, stranger) == seen(scene, AnonymousUser()) == []

    actions.withdraw_consent(actor=scene.coordinator, participation=scene.participation())
    assert seen(scene, neighbour) == ["51.02"]


def test_the_public_sees_what_is_published_agreed_and_not_simulated(scene):
    scene.close()
    actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())
    actions.publish_result(actor=scene.owner, round=scene.fresh_round())
    assert seen(scene, AnonymousUser()) == []
    Result.objects.update(simulated=False)
    assert seen(scene, AnonymousUser()) == ["51.01"]


def test_no_scores_before_the_round_is_closed(scene):
    scene.verify()
    assert not queries.results_of(scene.fresh_round(), scene.coordinator).exists
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    assert not queries.results_of(scene.fresh_round(), SYSTEM).exists


def test_consent_needs_scores_that_the_region_has_seen(scene):
    scene.verify()
    with pytest.raises(Exception, match=r"consent|disetujui"):
        actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())


def test_the_frozen_inputs_of_all_regions_are_the_owners(scene):
    scene.close("51.01", "51.02")
    seers = {name for name, person in scene.world.people.items() if access.scope(person, "view", Result).exists()}
    assert seers == {"province_coordinator:51"}


def test_the_export_holds_what_the_person_sees(scene):
    scene.close("51.01", "51.02")

    def codes(person):
        rows = read_table(exports.scores_csv(scene.fresh_round(), person), "skor.csv")
        return [row[0].value for row in rows[1:]]

    assert codes(scene.coordinator) == ["51.01"]
    assert codes(scene.owner) == ["51.01", "51.02"]
    assert codes(scene.person("programme_owner")) == []


def test_a_range_of_peers_needs_three_others_and_names_nobody(world, version):
    from .conftest import Scene

    regions = many_regions(world, 5)
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version), regions=regions)
    scene = Scene(world, row, appoint(world, round_id=row.pk))
    some = [
        actions.SimulatedAnswer(region=region.code, node=node, value=float(value.replace(",", ".")) - number / 10)
        for number, region in enumerate(regions[:4])
        for node, value in VALUES.items()
        if node not in ("GOV.PUB.2", "GOV.BUR.1")
    ]
    actions.load_simulated_answers(actor=SYSTEM, round=row, answers=some[:9])
    actions.begin_verification(actor=SYSTEM, round=scene.fresh_round())
    actions.close_round(actor=SYSTEM, round=scene.fresh_round())
    actions.compute_result(actor=SYSTEM, round=scene.fresh_round())
    assert queries.peer_range(scene.fresh_round(), regions[0]) == {}
    assert queries.explanation(scene.participation("51.01"), scene.coordinator) is None


def scored_round(world, version, consenting: int):
    """Five regions with scores 1 apart, published; the first `consenting` of them have agreed."""
    from .conftest import Scene

    regions = many_regions(world, 5)
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version), regions=regions)
    scene = Scene(world, row, appoint(world, round_id=row.pk))
    answers = [
        actions.SimulatedAnswer(
            region=region.code, node=node, value=float(value.replace(",", ".")) if number % 2 else 1.0,
            outcome="accepted",
        )
        for number, region in enumerate(regions)
        for node, value in VALUES.items()
    ]  # fmt: skip
    actions.load_simulated_answers(actor=SYSTEM, round=row, answers=answers)
    for step in (actions.begin_verification, actions.close_round, actions.compute_result):
        step(actor=SYSTEM, round=scene.fresh_round())
    codes = [region.code for region in regions[:consenting]]
    Participation.objects.filter(round=row, region__code__in=codes).update(consented_at=clock.now())
    actions.publish_result(actor=world.people["province_coordinator:51"], round=scene.fresh_round())
    return scene.fresh_round(), regions


def test_a_range_gives_nobody_away_by_subtraction(world, version):
    """With four named regions and one that has not agreed, mean and range of all would tell the one that is missing."""
    row, regions = scored_round(world, version, consenting=4)
    named = {each.region_id: each.score for each in ResultScore.objects.filter(result__round=row, code="TOTAL")}
    shown = queries.peer_range(row, regions[0])["TOTAL"]
    others = [named[region.pk] for region in regions[1:4]]
    assert (shown.low, shown.high, shown.regions) == (min(others), max(others), 3)
    assert results.gives_one_away(row, regions[0])


def test_a_range_over_many_unnamed_regions_holds_them_all(world, version):
    row, regions = scored_round(world, version, consenting=1)
    assert queries.peer_range(row, regions[0])["TOTAL"].regions == 4
    assert not results.gives_one_away(row, regions[0])


def test_a_dimension_lead_edits_the_lines_of_the_dimension_and_without_one_nothing(scene):
    lead = scene.world.people["dimension_lead:51.01"]
    seat = lead.memberships.get()

    def editable(dimension: str) -> set[str]:
        Membership.objects.filter(pk=seat.pk).update(dimension=dimension)
        found = access.scope(Person.objects.get(pk=lead.pk), "edit", Answer)
        assert set(found.values_list("participation__region__code", flat=True)) <= {"51.01"}
        return {code.split(".")[0] for code in found.values_list("node__code", flat=True)}

    assert editable("GOV") == {"GOV"}
    assert editable("ENV") == {"ENV"}
    assert editable("") == set()


def test_an_assessor_of_one_dimension_does_not_finish_or_send_back_the_whole_region(scene):
    scene.send()
    part = scene.participation()
    lead = appoint(scene.world, round_id=scene.round.pk, dimension="ENV")
    for code in VALUES:
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(code), outcome="accepted")
    with pytest.raises(Refused):
        actions.finish_verification(actor=lead, participation=part)
    with pytest.raises(Refused):
        actions.return_participation(actor=lead, participation=part, reason="Lengkapi")
    assert actions.finish_verification(actor=scene.assessor, participation=part).state == "verified"


def test_list_and_single_access_agree_for_every_model_and_person(scene):
    """Every verb of this room: what a list shows can be opened, and nothing else can."""
    scene.close("51.01")
    actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())
    actions.publish_result(actor=scene.owner, round=scene.fresh_round())
    people = [*scene.world.people.values(), scene.assessor, AnonymousUser()]
    for (verb, model), _rule in access.rules().items():
        if model not in (Round, Participation, Answer, Verdict, Result, ResultScore):
            continue
        rows = list(model.objects.all()[:6])
        for person in people:
            listed = set(access.scope(person, verb, model).values_list("pk", flat=True))
            for row in rows:
                try:
                    access.get(person, verb, model, pk=row.pk)
                    opened = True
                except Exception:
                    opened = False
                assert opened is (row.pk in listed), (verb, model, person)


def test_every_way_of_writing_an_answer_is_hidden_from_others_trails():
    """A new way of filling in that is missing here would tell a round's owner what a region typed and took back."""
    get_resolver().url_patterns  # noqa: B018 - loads the views, and with them every action
    assert {name for name in registered.actions.names() if name.startswith("answer.")} == set(DRAFTING)


def test_what_a_workbook_changed_stays_the_regions_after_it_is_sent(scene):
    answer = scene.answer("GOV.PUB.1")
    take_over(actor=scene.coordinator, answer=answer, changes={"value": 41})
    scene.send()
    for person, seen in ((scene.coordinator, True), (scene.owner, False)):
        _thing, entries = trail_of(person, "assessment.answer", str(answer.pk))
        assert ("answer.take_over" in entries.values_list("action", flat=True)) is seen
