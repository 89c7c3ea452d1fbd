"""One region through a whole round, each part by another person, and what is refused on the way."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from smartprovince.assessment import actions, queries
from smartprovince.assessment.models import Answer, Participation, Result, ResultScore, Round, Verdict
from smartprovince.core import audit
from smartprovince.core.errors import ActionError, Conflict, Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.engines.composite_index import score
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.instruments.queries import framework_of

from .conftest import SYSTEM, VALUES, appoint, draft_round

PDF = b"%PDF-1.4\n%%EOF\n"


def test_one_region_goes_from_an_empty_form_to_published_scores(scene):
    officer = scene.person("officer", "51.01")
    actions.save_answer(actor=officer, answer=scene.answer("GOV.PUB.1"), value="52,0", narrative="31 dari 62 desa")
    use = actions.attach_paper(
        actor=officer, answer=scene.answer("GOV.PUB.1"), content=PDF, file_name="lapor.pdf", title="Rekap", pages="3–5"
    )
    assert scene.participation().state == "filling"
    scene.fill()
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())

    actions.give_verdict(
        actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome="returned", reason="Halaman masuk saja"
    )
    actions.return_participation(actor=scene.assessor, participation=scene.participation(), reason="Satu bukti kurang")
    assert scene.participation().return_reason == "Satu bukti kurang"
    with pytest.raises(Invalid, match=r"GOV\.PUB\.1"):
        actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    actions.save_answer(actor=officer, answer=scene.answer("GOV.PUB.1"), value="50")
    assert not Verdict.objects.get(answer=scene.answer("GOV.PUB.1")).is_current
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())

    for node in VALUES:
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), outcome="accepted")
    actions.give_verdict(
        actor=scene.assessor,
        answer=scene.answer("ENV.WAS.1"),
        outcome="adjusted",
        value="20",
        reason="Laporan: 20 menit",
    )
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    actions.close_round(actor=scene.owner, round=scene.fresh_round())
    result = actions.compute_result(actor=scene.owner, round=scene.fresh_round())
    actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())
    actions.publish_result(actor=scene.owner, round=scene.fresh_round())

    assert scene.fresh_round().state == "published"
    assert Result.objects.get(pk=result.pk).published_at is not None
    assert result.inputs["values"][0] == [50.0, 3.0, 1.0, 20.0, 62.5]
    assert use.paper.owner == scene.world.organisations["51.01"]
    assert PaperUse.objects.get(pk=use.pk).pages == "3–5"
    audit.seal()
    assert audit.verify().whole


def test_the_scores_are_those_of_the_engine(scene):
    result = scene.close()
    framework = framework_of(scene.fresh_round().instrument_version)
    values = np.array([[52, 3, 1, 15, 62.5], [np.nan] * 5])
    expected = score(framework, values)
    results = queries.results_of(scene.fresh_round(), SYSTEM)
    assert list(results.codes) == list(framework.node_ids)
    np.testing.assert_allclose(results.scores, expected.scores, rtol=1e-9)
    np.testing.assert_allclose(results.coverage, expected.coverage, rtol=1e-9)
    assert result.fingerprint == scene.fresh_round().instrument_version.fingerprint
    assert len(result.sha256) == 64


def test_computing_again_changes_nothing_and_a_changed_result_takes_its_place(scene):
    first = scene.close()
    assert actions.compute_result(actor=scene.owner, round=scene.fresh_round()) == first
    Verdict.objects.filter(answer__node__code="GOV.PUB.1").update(value=Decimal(10))
    second = actions.compute_result(actor=scene.owner, round=scene.fresh_round())
    assert second.pk != first.pk
    assert list(Result.objects.filter(is_current=True)) == [second]
    assert set(ResultScore.objects.values_list("result", flat=True)) == {second.pk}
    assert Result.objects.get(pk=first.pk).scores == first.scores


def test_a_region_that_is_not_verified_has_no_score(scene):
    scene.close("51.01")
    results = queries.results_of(scene.fresh_round(), SYSTEM)
    assert results.score_of("51.02") is None
    assert results.coverage[1].sum() == 0


def test_rejected_and_explained_lines_lower_coverage_instead_of_the_score(scene):
    scene.fill(values={k: v for k, v in VALUES.items() if k != "ENV.WAS.2"})
    actions.save_answer(actor=scene.coordinator, answer=scene.answer("ENV.WAS.2"), not_available="Belum diukur")
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    for node in VALUES:
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), outcome="accepted")
    actions.give_verdict(
        actor=scene.assessor, answer=scene.answer("GOV.PUB.2"), outcome="rejected", reason="Tanpa bukti"
    )
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    actions.close_round(actor=scene.owner, round=scene.fresh_round())
    actions.compute_result(actor=scene.owner, round=scene.fresh_round())
    results = queries.results_of(scene.fresh_round(), SYSTEM)
    assert results.cell(0, "ENV.WAS").coverage == 0.5
    assert results.cell(0, "ENV.WAS").score == pytest.approx(60.0)
    assert results.cell(0, "GOV.PUB").coverage == 0.5


# --- sending ---------------------------------------------------------------------------------------------------------


def test_sending_lists_everything_that_is_missing(scene):
    scene.fill(values={"GOV.PUB.1": "52"})
    with pytest.raises(Invalid) as refusal:
        actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    assert [fault.where for fault in refusal.value.faults] == ["GOV.PUB.2", "GOV.BUR.1", "ENV.WAS.1", "ENV.WAS.2"]
    assert scene.participation().state == "filling"


def test_gaps_may_be_sent_when_they_are_explained(scene):
    scene.fill(values={"GOV.PUB.1": "52"})
    sent = actions.send_participation(
        actor=scene.coordinator, participation=scene.participation(), gaps_note="DLHK menyusul"
    )
    assert (sent.state, sent.gaps_note) == ("sent", "DLHK menyusul")


def test_nothing_can_be_typed_into_what_was_sent(scene):
    scene.send()
    with pytest.raises(Invalid, match=r"sent|dikirim"):
        actions.save_answer(actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), value="1")
    assert scene.answer("GOV.PUB.1").value == Decimal(52)


def test_filling_ends_when_verification_begins_but_what_came_back_can_be_mended(scene):
    scene.send("51.01")
    scene.fill("51.02")
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    with pytest.raises(Invalid):
        actions.save_answer(
            actor=scene.person("region_coordinator", "51.02"), answer=scene.answer("GOV.PUB.1", "51.02"), value="1"
        )
    actions.return_participation(actor=scene.assessor, participation=scene.participation(), reason="Perbaiki")
    actions.save_answer(actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), value="1")
    assert scene.answer("GOV.PUB.1").value == 1


# --- two people at one answer ----------------------------------------------------------------------------------------


def test_the_second_of_two_editors_is_told_and_both_texts_are_kept(scene):
    seen = scene.answer("GOV.PUB.1").version
    actions.save_answer(
        actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), narrative="teks koordinator", version=seen
    )
    with pytest.raises(Conflict) as conflict:
        actions.save_answer(
            actor=scene.person("officer", "51.01"),
            answer=scene.answer("GOV.PUB.1"),
            narrative="teks petugas",
            version=seen,
        )
    assert conflict.value.theirs.narrative == "teks koordinator"
    assert conflict.value.yours["narrative"] == "teks petugas"
    assert scene.answer("GOV.PUB.1").narrative == "teks koordinator"


def test_autosaves_within_ten_minutes_are_one_row_in_the_trail(scene):
    for text in ("P", "Pe", "Pemilahan"):
        actions.save_answer(actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), narrative=text)
    rows = AuditEntry.objects.filter(action="answer.save")
    assert rows.count() == 1
    assert [after for _f, _b, after in rows.get().told()] == ["Pemilahan"]
    assert "Pemilahan" not in str(rows.get().changes)


def test_two_assessors_at_one_line(scene):
    scene.send()
    other = appoint(scene.world, round_id=scene.round.pk)
    first = actions.give_verdict(actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome="accepted")
    seen = first.version
    actions.give_verdict(actor=other, answer=scene.answer("GOV.PUB.1"), outcome="rejected", reason="Tanpa bukti")
    with pytest.raises(Conflict) as conflict:
        actions.give_verdict(
            actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome="accepted", verdict_version=seen
        )
    assert conflict.value.theirs.outcome == "rejected"


def test_a_second_click_changes_nothing(scene):
    scene.fill()
    before = {}
    for name, call in {
        "create": lambda: actions.create_round(
            actor=scene.owner,
            owner=scene.world.organisations["51"],
            title="Cek cepat",
            instrument_version=scene.fresh_round().instrument_version,
            year=2022,
            opens_on=scene.round.opens_on,
            closes_on=scene.round.closes_on,
            request_key="k",
        ),
        "send": lambda: actions.send_participation(
            actor=scene.coordinator, participation=scene.participation(), request_key="k"
        ),
    }.items():
        before[name] = call()
        count = AuditEntry.objects.count()
        assert call().pk == before[name].pk
        assert AuditEntry.objects.count() == count


def test_publishing_and_consenting_twice_is_doing_it_once(scene):
    scene.close()
    first = actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())
    again = actions.consent_to_publication(actor=scene.coordinator, participation=scene.participation())
    assert again.consented_at == first.consented_at
    actions.publish_result(actor=scene.owner, round=scene.fresh_round())
    published = Result.objects.get(is_current=True).published_at
    actions.publish_result(actor=scene.owner, round=scene.fresh_round())
    assert Result.objects.get(is_current=True).published_at == published


# --- who is refused --------------------------------------------------------------------------------------------------

OUTSIDERS = [
    ("programme_owner", ""),
    ("mentor", ""),
    ("assessor", ""),
    ("province_coordinator", "51"),
    ("planner", "51"),
    ("leader", "51"),
    ("administrator", "51"),
    ("partner", "51"),
    ("province_coordinator", "52"),
    ("leader", "51.01"),
    ("region_coordinator", "51.02"),
    ("dimension_lead", "51.02"),
    ("officer", "51.02"),
]


@pytest.mark.parametrize(("role", "code"), OUTSIDERS)
def test_only_the_regions_own_people_answer(scene, role, code):
    with pytest.raises((NotFound, Refused)):
        actions.save_answer(actor=scene.person(role, code), answer=scene.answer("GOV.PUB.1"), value="1")
    with pytest.raises((NotFound, Refused)):
        actions.attach_paper(
            actor=scene.person(role, code), answer=scene.answer("GOV.PUB.1"), content=PDF, file_name="a.pdf"
        )
    assert scene.answer("GOV.PUB.1").value is None


@pytest.mark.parametrize(("role", "code"), [*OUTSIDERS, ("officer", "51.01"), ("dimension_lead", "51.01")])
def test_only_the_coordinator_sends_assigns_and_consents(scene, role, code):
    scene.fill()
    person = scene.person(role, code)
    with pytest.raises((NotFound, Refused)):
        actions.send_participation(actor=person, participation=scene.participation())
    with pytest.raises((NotFound, Refused)):
        actions.assign_answer(
            actor=person, answer=scene.answer("GOV.PUB.1"), organisation=scene.world.organisations["51.01"]
        )
    with pytest.raises((NotFound, Refused)):
        actions.consent_to_publication(actor=person, participation=scene.participation())


EVERYBODY = [*OUTSIDERS, ("officer", "51.01"), ("dimension_lead", "51.01"), ("region_coordinator", "51.01")]


@pytest.mark.parametrize(("role", "code"), EVERYBODY)
def test_only_an_assigned_assessor_judges(scene, role, code):
    scene.send()
    person = scene.person(role, code)
    with pytest.raises((NotFound, Refused)):
        actions.give_verdict(actor=person, answer=scene.answer("GOV.PUB.1"), outcome="accepted")
    with pytest.raises((NotFound, Refused)):
        actions.return_participation(actor=person, participation=scene.participation(), reason="x")
    with pytest.raises((NotFound, Refused)):
        actions.finish_verification(actor=person, participation=scene.participation())
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(("role", "code"), [each for each in EVERYBODY if each != ("province_coordinator", "51")])
def test_only_the_owner_moves_a_round(scene, role, code):
    person = scene.person(role, code)
    for step in (actions.open_round, actions.begin_verification, actions.close_round, actions.compute_result):
        with pytest.raises((NotFound, Refused)):
            step(actor=person, round=scene.fresh_round())
    with pytest.raises((NotFound, Refused)):
        actions.publish_result(actor=person, round=scene.fresh_round())
    with pytest.raises((NotFound, Refused)):
        actions.create_round(
            actor=person,
            owner=scene.world.organisations["51"],
            title="Punya orang lain",
            instrument_version=scene.round.instrument_version,
            year=2022,
            opens_on=scene.round.opens_on,
            closes_on=scene.round.closes_on,
        )


def test_an_assessor_never_judges_the_own_region(scene):
    scene.send("51.01")
    scene.send("51.02")
    for role in ("officer", "leader"):
        both = appoint(scene.world, scene.person(role, "51.01"), round_id=scene.round.pk)
        with pytest.raises((NotFound, Refused)):
            actions.give_verdict(actor=both, answer=scene.answer("GOV.PUB.1", "51.01"), outcome="accepted")
        actions.give_verdict(actor=both, answer=scene.answer("GOV.PUB.1", "51.02"), outcome="accepted")


def test_a_mentor_does_not_judge_the_region_mentored(scene):
    scene.send()
    mentor = appoint(scene.world, scene.person("mentor"), round_id=scene.round.pk)
    with pytest.raises((NotFound, Refused)):
        actions.give_verdict(actor=mentor, answer=scene.answer("GOV.PUB.1"), outcome="accepted")


def test_an_assessor_of_a_dimension_judges_its_lines_only(scene):
    scene.send()
    lead = appoint(scene.world, round_id=scene.round.pk, dimension="ENV")
    actions.give_verdict(actor=lead, answer=scene.answer("ENV.WAS.1"), outcome="accepted")
    with pytest.raises(NotFound):
        actions.give_verdict(actor=lead, answer=scene.answer("GOV.PUB.1"), outcome="accepted")


def test_an_assessor_of_another_round_or_region_has_no_assignment(scene, version):
    scene.send()
    other = draft_round(scene.world, version, title="Lain")
    for scope in ({"round_id": other.pk}, {"region": scene.world.regions["51.02"]}):
        with pytest.raises(NotFound):
            actions.give_verdict(
                actor=appoint(scene.world, **scope), answer=scene.answer("GOV.PUB.1"), outcome="accepted"
            )
    near = appoint(scene.world, region=scene.world.regions["51"])
    actions.give_verdict(actor=near, answer=scene.answer("GOV.PUB.1"), outcome="accepted")


def test_a_dimension_lead_and_an_officer_answer_their_share(scene):
    lead = scene.person("dimension_lead", "51.01")
    lead.memberships.update(dimension="ENV")
    actions.save_answer(actor=scene.person("dimension_lead", "51.01"), answer=scene.answer("ENV.WAS.1"), value="9")
    with pytest.raises(Refused):
        actions.save_answer(actor=scene.person("dimension_lead", "51.01"), answer=scene.answer("GOV.PUB.1"), value="9")


def test_what_is_assigned_to_an_office_is_that_offices(scene):
    from smartprovince.organisations.models import Membership, Organisation, Person

    home = scene.world.organisations["51.01"]
    offices = [
        Organisation.objects.create(name=name, kind="agency", parent=home, region=scene.world.regions["51.01"])
        for name in ("DLHK", "Dinkes")
    ]
    people = []
    for office in offices:
        person = Person.objects.create_user(f"{office.name}@contoh.test", "x", name=office.name)
        Membership.objects.create(person=person, organisation=office, role="officer", granted_by="test")
        people.append(person)
    actions.save_answer(actor=people[1], answer=scene.answer("ENV.WAS.1"), value="9")
    actions.assign_answer(actor=scene.coordinator, answer=scene.answer("ENV.WAS.1"), organisation=offices[0])
    actions.save_answer(actor=people[0], answer=scene.answer("ENV.WAS.1"), value="8")
    with pytest.raises(Refused):
        actions.save_answer(actor=people[1], answer=scene.answer("ENV.WAS.1"), value="7")
    with pytest.raises(Invalid):
        actions.assign_answer(
            actor=scene.coordinator,
            answer=scene.answer("ENV.WAS.1"),
            organisation=scene.world.organisations["51.02"],
        )


# --- verdicts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["adjusted", "returned", "rejected"])
def test_every_verdict_but_acceptance_needs_a_reason(scene, outcome):
    scene.send()
    with pytest.raises(Invalid) as refusal:
        actions.give_verdict(actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome=outcome, value="40")
    assert [fault.where for fault in refusal.value.faults] == ["reason"]


def test_an_adjusted_value_is_checked_like_a_typed_one(scene):
    scene.send()
    with pytest.raises(Invalid) as refusal:
        actions.give_verdict(
            actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome="adjusted", value="520", reason="salah"
        )
    assert [fault.where for fault in refusal.value.faults] == ["value"]


def test_verification_is_finished_only_when_every_line_is_decided(scene):
    scene.send()
    actions.give_verdict(actor=scene.assessor, answer=scene.answer("GOV.PUB.1"), outcome="returned", reason="bukti")
    with pytest.raises(Invalid) as refusal:
        actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    assert {fault.where for fault in refusal.value.faults} == set(VALUES)


def test_a_round_is_not_closed_while_answers_lie_with_the_assessors(scene):
    scene.send()
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    with pytest.raises(Invalid, match="Jembrana"):
        actions.close_round(actor=scene.owner, round=scene.fresh_round())


# --- rounds ----------------------------------------------------------------------------------------------------------


def test_a_provinces_own_round_is_never_called_indeks_pencapaian(world, version):
    with pytest.raises(Invalid, match="Indeks Pencapaian"):
        draft_round(world, version, title="Indeks Pencapaian Bali 2022")
    own = draft_round(world, version)
    national = draft_round(world, version, owner=world.organisations[""], title="Indeks Pencapaian 2022")
    assert (own.kind, national.kind) == ("own", "national")
    assert own.total_label != national.total_label


def test_a_round_is_refused_with_all_its_faults(world, version):
    with pytest.raises(Invalid) as refusal:
        draft_round(world, version, title=" ", closes_on=draft_round(world, version).opens_on.replace(year=2021))
    assert [fault.where for fault in refusal.value.faults] == ["title", "closes_on"]
    with pytest.raises(Invalid):
        draft_round(world, version, owner=world.organisations["51.01"])


def test_a_round_asks_its_own_province_only(world, version):
    row = draft_round(world, version)
    with pytest.raises(Invalid):
        actions.open_round(actor=SYSTEM, round=row, regions=[world.regions["52.01"]])
    actions.open_round(actor=SYSTEM, round=row)
    assert [p.region.code for p in Participation.objects.all()] == ["51.01", "51.02"]
    assert Answer.objects.count() == 10


def test_no_action_leaves_half_of_itself(scene):
    before = Round.objects.get(pk=scene.round.pk).version
    with pytest.raises(ActionError):
        actions.close_round(actor=scene.owner, round=scene.fresh_round())
    assert Round.objects.get(pk=scene.round.pk).version == before
    assert Paper.objects.count() == 0
