"""The story of one answer: told in order, each step to whom it is shown, with the value before and after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from smartprovince.assessment import actions
from smartprovince.assessment.models import Round
from smartprovince.assessment.panel.actions import judge_proof
from smartprovince.assessment.story.queries import story_of
from smartprovince.core import clock
from smartprovince.organisations.models import Person

from .conftest import VALUES, appoint

LINE = "GOV.PUB.1"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def told(scene):
    """One answer from the first value to the published score, with everything that can happen on the way."""
    scene.fill()
    use = actions.attach_paper(
        actor=scene.coordinator, answer=scene.answer(LINE), content=PDF, file_name="a.pdf", title="Laporan pengaduan"
    )
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    judge_proof(
        actor=scene.assessor,
        answer=scene.answer(LINE),
        paper=use.paper,
        outcome="rejected",
        reason_code="login_page",
    )
    give = {"actor": scene.assessor, "answer": scene.answer(LINE)}
    actions.give_verdict(**give, outcome="returned", reason="Tanpa langkah")
    actions.return_participation(actor=scene.assessor, participation=scene.participation(), reason="Lengkapi bukti")
    actions.save_answer(actor=scene.coordinator, answer=scene.answer(LINE), value="61,5")
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    for node in VALUES:
        given = {"outcome": "adjusted", "value": "40", "reason": "Hanya sebagian"} if node == LINE else {}
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), **{"outcome": "accepted"} | given)
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    actions.close_round(actor=scene.owner, round=scene.fresh_round())
    Round.objects.update(objection_from=date(2022, 11, 5), objection_until=date(2022, 11, 12))
    scene.other = appoint(scene.world, round_id=scene.round.pk)
    made = actions.raise_objection(actor=scene.coordinator, answer=scene.answer(LINE), reason="Ada di halaman 3")
    actions.decide_objection(actor=scene.other, objection=made, uphold=True, decision="Bukti sah", outcome="accepted")
    actions.compute_result(actor=scene.owner, round=scene.fresh_round())
    with clock.pinned(date(2022, 12, 20)):
        actions.publish_result(actor=scene.owner, round=scene.fresh_round())
    return scene


def words_of(scene, person):
    return [event.words for event in story_of(scene.answer(LINE), person)]


def test_the_region_reads_the_whole_story_in_sentences(told):
    me, judge, other, owner = (str(each) for each in (told.coordinator, told.assessor, told.other, told.owner))
    assert words_of(told, told.coordinator) == [
        f"{me} filled in the value.",
        f"{me} attached evidence.",
        f"{me} sent the answers of the region to the assessors.",
        f"{judge} judged evidence: rejected.",
        f"{judge} asked for the answer to be mended.",
        f"{judge} sent the answers back to be mended.",
        f"{me} changed the value.",
        f"{me} sent the answers of the region to the assessors.",
        f"{judge} adjusted the value.",
        f"{judge} finished the verification of the region.",
        f"{me} objected to the verdict.",
        f"{other} granted the objection: accepted.",
        f"{owner} computed the scores of the round.",
        f"{owner} published the results of the round.",
    ]


def test_each_change_of_what_counts_has_its_before_and_after(told):
    events = story_of(told.answer(LINE), told.owner)
    counted = [(event.before, event.after) for event in events if event.counts]
    old, new, cut = Decimal("52.0"), Decimal("61.5"), Decimal("40")
    assert counted == [(None, old), (old, new), (new, cut), (cut, new)]


def test_what_was_typed_before_sending_is_told_to_the_region_alone(told):
    for person in (told.assessor, told.other, told.owner):
        words = words_of(told, person)
        assert not [each for each in words if "filled in" in each or "changed the value" in each or "attached" in each]
        assert len(words) == 11


def test_the_reason_of_a_verdict_is_quoted(told):
    texts = [event.text for event in story_of(told.answer(LINE), told.coordinator) if event.text]
    shows = "shows only a login or front page"
    assert texts == [
        "Laporan pengaduan",
        f"Laporan pengaduan: {shows}",
        "Tanpa langkah",
        "Lengkapi bukti",
        "Hanya sebagian",
        "Ada di halaman 3",
        "Bukti sah",
    ]


def test_a_neighbour_finds_no_story_and_the_page_has_constant_queries(told, client, django_assert_max_num_queries):
    address = reverse("assessment:story", args=[told.round.pk, "51.01", LINE])
    client.force_login(told.person("region_coordinator", "51.02"))
    assert client.get(address).status_code == 404
    Person.objects.filter(pk=told.coordinator.pk).update(language="en")
    client.force_login(told.coordinator)
    with django_assert_max_num_queries(40):
        page = client.get(address)
    assert "granted the objection" in page.content.decode()


def test_a_verdict_changed_before_it_is_handed_back_is_told_once_to_the_region(scene):
    scene.send()
    give = {"actor": scene.assessor, "answer": scene.answer(LINE)}
    actions.give_verdict(**give, outcome="rejected", reason="Salah ketik")
    actions.give_verdict(**give, outcome="adjusted", value="40", reason="Hanya sebagian")
    for node in set(VALUES) - {LINE}:
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), outcome="accepted")
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    told = [(e.words.partition(" ")[2], e.text, e.after) for e in story_of(scene.answer(LINE), scene.coordinator)]
    assert str(told).count("Salah ketik") == 0
    assert [text for _words, text, after in told if after == Decimal(40)] == ["Hanya sebagian"]
    assert "Salah ketik" in str([event.text for event in story_of(scene.answer(LINE), scene.assessor)])


def test_a_paper_excluded_from_public_information_is_not_named_to_the_owner(scene):
    scene.fill()
    use = actions.attach_paper(
        actor=scene.coordinator,
        answer=scene.answer(LINE),
        content=PDF,
        file_name="a.pdf",
        title="JUDUL",
        confidentiality="excluded",
    )
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    judge_proof(
        actor=scene.assessor, answer=scene.answer(LINE), paper=use.paper, outcome="rejected", reason="KATA RAHASIA"
    )
    told = {who: str(story_of(scene.answer(LINE), getattr(scene, who))) for who in ("owner", "assessor")}
    assert "JUDUL: KATA RAHASIA" in told["assessor"]
    assert "judged evidence: rejected" in told["owner"]
    assert not {"JUDUL", "KATA"} & set(told["owner"].replace(":", " ").replace("'", " ").split())


def test_an_ended_verdict_on_evidence_stays_in_the_story(scene):
    scene.fill()
    use = actions.attach_paper(actor=scene.coordinator, answer=scene.answer(LINE), content=PDF, file_name="a.pdf")
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    judge_proof(actor=scene.assessor, answer=scene.answer(LINE), paper=use.paper, outcome="accepted")
    actions.return_participation(actor=scene.assessor, participation=scene.participation(), reason="Perbaiki")
    actions.detach_paper(actor=scene.coordinator, answer=scene.answer(LINE), paper=use.paper)
    told = [event.words for event in story_of(scene.answer(LINE), scene.coordinator)]
    assert "The verdict on evidence ended, since the evidence changed." in told
    assert any("judged evidence: accepted" in words for words in told)


def test_a_changed_verdict_on_evidence_keeps_its_paper_and_its_reason(scene):
    scene.fill()
    use = actions.attach_paper(
        actor=scene.coordinator, answer=scene.answer(LINE), content=PDF, file_name="a.pdf", title="Laporan"
    )
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    judge = {"actor": scene.assessor, "answer": scene.answer(LINE), "paper": use.paper}
    judge_proof(**judge, outcome="accepted")
    judge_proof(**judge, outcome="rejected", reason="Halaman depan saja")
    assert story_of(scene.answer(LINE), scene.assessor)[-1].text == "Laporan: Halaman depan saja"
