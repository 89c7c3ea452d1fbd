"""Remarks on a question: who reads them, who may write to whom, what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from django.utils import translation

from smartprovince.assessment.models import Remark
from smartprovince.assessment.preparing import threads
from smartprovince.assessment.preparing.actions import settle_remark, write_remark
from smartprovince.core import access
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.models import AuditEntry
from smartprovince.core.registry import steps

from .conftest import appoint
from .test_pages import client_of, url

NODE = "GOV.PUB.1"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def say(who, scene, audience, text="Catatan rahasia", **more):
    return write_remark(actor=who, answer=scene.answer(NODE), audience=audience, text=text, **more)


def reads(who, remark) -> bool:
    return access.scope(who, "view", Remark).filter(pk=remark.pk).exists()


def test_what_is_said_in_a_draft_is_read_by_the_region_alone(scene):
    for audience in ("own", "both"):
        made = say(scene.coordinator, scene, audience)
        assert reads(scene.person("leader", "51.01"), made)
        for who in (scene.assessor, scene.owner, scene.person("officer", "51.02"), scene.person("programme_owner")):
            assert not reads(who, made)


def test_after_sending_each_reads_what_is_meant_for_them(scene):
    scene.send()
    own, both = (say(scene.coordinator, scene, audience) for audience in ("own", "both"))
    among = say(scene.assessor, scene, "assessors")
    readers = {"region": scene.coordinator, "assessor": scene.assessor, "owner": scene.owner}
    seen = {name: {r.audience for r in (own, both, among) if reads(who, r)} for name, who in readers.items()}
    assert seen == {"region": {"own", "both"}, "assessor": {"both", "assessors"}, "owner": {"both", "assessors"}}
    assert not reads(scene.person("region_coordinator", "51.02"), both)


def test_an_assessor_who_works_for_the_region_reads_nothing_of_assessors(scene):
    scene.send()
    among = say(scene.assessor, scene, "assessors")
    both_seats = appoint(scene.world, scene.coordinator, round_id=scene.round.pk)
    assert not reads(both_seats, among)


def test_nobody_writes_to_readers_of_the_other_side(scene):
    scene.send()
    for who, audience in ((scene.coordinator, "assessors"), (scene.assessor, "own"), (scene.assessor, "semua")):
        with pytest.raises(Invalid, match="these readers"):
            say(who, scene, audience)
    with pytest.raises(NotFound):
        say(scene.person("officer", "51.02"), scene, "both")


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001, "a\x00b"])
def test_a_remark_that_says_nothing_or_too_much_is_refused(scene, text):
    with pytest.raises(Invalid):
        say(scene.coordinator, scene, "own", text)
    assert not Remark.objects.exists()


def test_the_side_that_asked_settles_and_twice_is_once(scene):
    scene.send()
    asked = say(scene.assessor, scene, "both", "Halaman berapa?", is_question=True)
    with pytest.raises(access.Refused):
        settle_remark(actor=scene.coordinator, remark=asked)
    for _again in range(2):
        settle_remark(actor=scene.assessor, remark=asked)
    assert AuditEntry.objects.filter(action="remark.settle").exclude(changes={}).count() == 1
    with pytest.raises(Invalid):
        settle_remark(actor=scene.coordinator, remark=say(scene.coordinator, scene, "own"))


def test_a_question_is_a_step_until_it_is_answered(scene):
    scene.send()
    say(scene.assessor, scene, "both", "Halaman berapa?", is_question=True)
    provider = steps.get("assessment.remarks")
    assert [step["weight"] for step in provider(scene.coordinator)] == [1]
    assert threads.open_questions(scene.participation(), scene.coordinator) == {NODE: 1}
    for who in (scene.assessor, scene.owner, scene.person("region_coordinator", "51.02")):
        assert provider(who) == []
    say(scene.coordinator, scene, "both", "Halaman 3.")
    assert provider(scene.coordinator) == []
    assert threads.open_questions(scene.participation(), scene.assessor) == {NODE: 1}


def test_the_text_never_enters_the_chain(scene):
    say(scene.coordinator, scene, "own", "kata rahasia")
    assert not [e for e in AuditEntry.objects.all() if "kata rahasia" in str(e.changes)]


def test_pages_show_it_escaped_and_a_second_click_is_one(scene):
    scene.send()
    client = client_of(scene.assessor)
    data = {"audience": "both", "text": "<script>x</script>", "from": "verify", "request_key": "k1"}
    for _again in range(2):
        assert client.post(url("remark", scene, "51.01", NODE), data).status_code == 302
    made = Remark.objects.get()
    for who, page in product((scene.assessor, scene.coordinator), ("verify_line", "item")):
        answer = client_of(who).get(url(page, scene, "51.01", NODE))
        if answer.status_code == 200:
            assert b"&lt;script&gt;x" in answer.content
    own = say(scene.coordinator, scene, "own")
    assert client.post(url("settle", scene, "51.01", NODE, own.pk)).status_code == 404
    assert made.is_of_assessor


def test_assessors_write_only_while_they_have_the_answers(scene):
    scene.verify()
    with pytest.raises(Invalid, match="end with the verification"):
        say(scene.assessor, scene, "both")
    assert say(scene.coordinator, scene, "own").pk
