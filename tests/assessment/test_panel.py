"""Verdicts on evidence, two readings without each other, moderation, notes of interviews."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from smartprovince.assessment import actions
from smartprovince.assessment.models import InterviewNote, ProofVerdict, Reading, Round, Verdict
from smartprovince.core import access
from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.core.outbox import deliver
from smartprovince.evidence.actions import replace_file, withdraw_paper
from smartprovince.evidence.models import Paper

from .conftest import VALUES, appoint

PDF = b"%PDF-1.4\n%%EOF\n"
LINE = "GOV.PUB.1"


@pytest.fixture(autouse=True)
def _in_english():
    """Messages are read here by their English words."""
    with translation.override("en"):
        yield


@pytest.fixture
def twice(scene):
    """A round with two readings, sent by 51.01: assessors `one`, `two` and `three` of the whole round."""
    Round.objects.filter(pk=scene.round.pk).update(readings=2)
    scene.send()
    scene.one, scene.two, scene.three = scene.assessor, *(appoint(scene.world, round_id=scene.round.pk) for _n in "23")
    return scene


def read(scene, person, outcome="accepted", node=LINE, **given):
    return actions.give_reading(actor=person, answer=scene.answer(node), outcome=outcome, **given)


# --- reasons and evidence --------------------------------------------------------------------------------------------


def test_a_kind_of_reason_stands_for_words_but_other_does_not(scene):
    scene.send()
    with pytest.raises(Invalid, match="reason"):
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(LINE), outcome="rejected", reason_code="other")
    with pytest.raises(Invalid, match="kind of reason"):
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(LINE), outcome="rejected", reason_code="'--")
    given = actions.give_verdict(
        actor=scene.assessor, answer=scene.answer(LINE), outcome="rejected", reason_code="login_page"
    )
    assert (given.reason_code, given.reason) == ("login_page", "")


@pytest.fixture
def proven(scene):
    scene.fill()
    use = actions.attach_paper(
        actor=scene.coordinator, answer=scene.answer(LINE), content=PDF, file_name="a.pdf", title="Rekap"
    )
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    scene.paper = use.paper
    return scene


def judge(scene, **given):
    details = {"actor": scene.assessor, "answer": scene.answer(LINE), "paper": scene.paper, "outcome": "accepted"}
    return actions.judge_proof(**details | given)


def test_each_paper_has_its_verdict_and_the_region_sees_it_with_the_others(proven):
    found = judge(proven, outcome="unclear", reason_code="unreadable")
    assert access.scope(proven.assessor, "view", ProofVerdict).get() == found
    assert not access.scope(proven.coordinator, "view", ProofVerdict).exists()
    actions.return_participation(actor=proven.assessor, participation=proven.participation(), reason="Perbaiki")
    assert access.scope(proven.coordinator, "view", ProofVerdict).get() == found


def test_a_verdict_on_evidence_needs_a_paper_of_the_line_and_a_reason(proven):
    with pytest.raises(Invalid):
        judge(proven, outcome="partly")
    with pytest.raises(Invalid):
        judge(proven, outcome="adjusted", reason="x")
    with pytest.raises(NotFound):
        judge(proven, answer=proven.answer("ENV.WAS.1"))
    with pytest.raises(Refused):
        judge(proven, actor=proven.coordinator)
    first = judge(proven)
    judge(proven, outcome="rejected", reason="Kosong", proof_version=first.version)
    with pytest.raises(Conflict):
        judge(proven, proof_version=first.version)
    assert ProofVerdict.objects.count() == 1


def test_a_verdict_on_evidence_ends_with_the_paper(proven):
    judge(proven)
    actions.return_participation(actor=proven.assessor, participation=proven.participation(), reason="Perbaiki")
    actions.detach_paper(actor=proven.coordinator, answer=proven.answer(LINE), paper=proven.paper)
    assert not ProofVerdict.objects.get().is_current
    assert AuditEntry.objects.get(action="proof.end").changes["is_current"] == [True, False]


def test_a_verdict_on_evidence_ends_when_its_file_is_replaced(proven):
    judge(proven)
    replace_file(actor=proven.coordinator, paper=proven.paper, content=PDF + b"2", file_name="b.pdf")
    deliver()
    assert not ProofVerdict.objects.get().is_current
    judge(proven, outcome="rejected", reason="Bukan ini", proof_version=0)
    deliver()
    found = ProofVerdict.objects.get()
    assert (found.outcome, found.is_current) == ("rejected", True)


def test_what_was_verified_stays_when_the_file_is_replaced_or_withdrawn_later(proven):
    judge(proven, outcome="rejected", reason="Kosong")
    for answer in proven.participation().answers.exclude(value=None):
        actions.give_verdict(actor=proven.assessor, answer=answer, outcome="accepted")
    actions.finish_verification(actor=proven.assessor, participation=proven.participation())
    replace_file(actor=proven.coordinator, paper=proven.paper, content=PDF + b"2", file_name="b.pdf")
    withdraw_paper(actor=proven.coordinator, paper=Paper.objects.get(pk=proven.paper.pk), reason="Salah")
    deliver()
    assert ProofVerdict.objects.get().is_current


def test_a_paper_that_changed_or_is_withdrawn_is_not_judged(proven):
    seen = Paper.objects.get(pk=proven.paper.pk).version
    replace_file(actor=proven.coordinator, paper=proven.paper, content=PDF + b"2", file_name="b.pdf")
    with pytest.raises(Invalid):
        judge(proven, paper_version=seen)
    withdraw_paper(actor=proven.coordinator, paper=Paper.objects.get(pk=proven.paper.pk), reason="Salah")
    with pytest.raises(Invalid):
        judge(proven)
    assert not ProofVerdict.objects.exists()


# --- two readings ----------------------------------------------------------------------------------------------------


def test_two_readings_that_agree_are_the_verdict(twice):
    read(twice, twice.one)
    assert not Verdict.objects.exists()
    read(twice, twice.two)
    verdict = Verdict.objects.get()
    assert (verdict.outcome, verdict.value, verdict.is_moderated) == ("accepted", Decimal(52), False)
    assert AuditEntry.objects.get(action="verdict.settle").parent.action == "reading.give"


def test_nobody_sees_the_other_reading_before_both_are_in(twice):
    read(twice, twice.one, "rejected", reason="rahasia")
    assert access.scope(twice.one, "view", Reading).count() == 1
    for person in (twice.two, twice.three, twice.owner, twice.coordinator):
        assert not access.scope(person, "view", Reading).exists()
    read(twice, twice.two)
    for person in (twice.one, twice.two, twice.three, twice.owner):
        assert access.scope(person, "view", Reading).count() == 2
    assert not access.scope(twice.coordinator, "view", Reading).exists()


def test_a_reading_can_be_changed_until_the_other_is_in_and_there_is_no_third(twice):
    read(twice, twice.one, "rejected", reason="x")
    read(twice, twice.one, "adjusted", value="50", reason="y")
    assert Reading.objects.get().value == 50
    read(twice, twice.two)
    for person, error in ((twice.one, Invalid), (twice.two, Invalid), (twice.three, Refused)):
        with pytest.raises(error):
            read(twice, person)
    assert not Verdict.objects.exists()


def test_a_difference_is_settled_by_an_assessor_of_the_whole_who_has_not_read_it(twice):
    read(twice, twice.one, "rejected", reason="x")
    with pytest.raises(Invalid):
        actions.moderate_verdict(actor=twice.three, answer=twice.answer(LINE), outcome="accepted", reason="x")
    read(twice, twice.two)
    settle = {"answer": twice.answer(LINE), "outcome": "adjusted", "value": "40", "reason": "Halaman 3"}
    narrow = appoint(twice.world, round_id=twice.round.pk, dimension="GOV")
    for person in (twice.one, narrow, twice.owner, twice.coordinator):
        with pytest.raises((Refused, NotFound)):
            actions.moderate_verdict(actor=person, **settle)
    with pytest.raises(Invalid):
        actions.moderate_verdict(actor=twice.three, **settle | {"reason": " "})
    verdict = actions.moderate_verdict(actor=twice.three, **settle)
    assert (verdict.is_moderated, verdict.value, verdict.assessor) == (True, 40, twice.three)


def test_one_assessor_gives_no_verdict_where_two_read_and_the_other_way_round(twice):
    with pytest.raises(Invalid, match="two assessors"):
        actions.give_verdict(actor=twice.one, answer=twice.answer(LINE), outcome="accepted")
    Round.objects.update(readings=1)
    with pytest.raises(Invalid):
        read(twice, twice.one)


def test_readings_end_when_the_region_changes_the_answer(twice):
    for person in (twice.one, twice.two):
        read(twice, person, "returned", reason="Bukti kurang")
    actions.return_participation(actor=twice.one, participation=twice.participation(), reason="Perbaiki")
    actions.save_answer(actor=twice.coordinator, answer=twice.answer(LINE), value="45")
    assert not Reading.objects.filter(is_current=True).exists()
    actions.send_participation(actor=twice.coordinator, participation=twice.participation())
    read(twice, twice.one)
    assert not access.scope(twice.two, "view", Reading).exclude(assessor=twice.two).exists()
    read(twice, twice.three)
    assert Verdict.objects.get().value == 45


def test_a_line_that_came_back_unchanged_is_read_again(twice):
    for person in (twice.one, twice.two):
        read(twice, person, "returned", reason="Bukti kurang")
    actions.return_participation(actor=twice.one, participation=twice.participation(), reason="Perbaiki")
    actions.send_participation(
        actor=twice.coordinator, participation=twice.participation(), gaps_note="Tidak ada bukti lain"
    )
    read(twice, twice.one)
    read(twice, twice.two)
    assert Verdict.objects.get().outcome == "accepted"


def test_who_works_for_the_region_does_not_read_it(twice):
    both = appoint(twice.world, twice.coordinator, round_id=twice.round.pk)
    with pytest.raises(Refused):
        read(twice, both)
    assert not Reading.objects.exists()


def test_a_region_is_finished_when_every_line_is_read_twice(twice):
    for node in VALUES:
        read(twice, twice.one, node=node)
    with pytest.raises(Invalid, match=r"GOV\.PUB\.1"):
        actions.finish_verification(actor=twice.one, participation=twice.participation())
    for node in VALUES:
        read(twice, twice.two, node=node)
    actions.finish_verification(actor=twice.one, participation=twice.participation())
    assert twice.participation().state == "verified"


# --- interviews ------------------------------------------------------------------------------------------------------


def test_notes_of_interviews_are_the_panels_own(scene):
    scene.send()
    said = {"held_on": date(2022, 11, 7), "with_whom": "Kepala dinas", "text": "rahasia"}
    for person in (scene.assessor, scene.owner):
        actions.note_interview(actor=person, participation=scene.participation(), **said)
        assert access.scope(person, "view", InterviewNote).exists()
    assert not access.scope(scene.coordinator, "view", InterviewNote).exists()
    with pytest.raises(Refused):
        actions.note_interview(actor=scene.coordinator, participation=scene.participation(), **said)
    with pytest.raises(Invalid):
        actions.note_interview(
            actor=scene.owner, participation=scene.participation(), **said | {"held_on": date(2022, 11, 8)}
        )
