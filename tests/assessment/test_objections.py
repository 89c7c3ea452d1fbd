"""A *sanggah* from the region's words to another assessor's decision, and a round that waits for it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from smartprovince.assessment import actions
from smartprovince.assessment.models import Objection, Participation, Round, Verdict
from smartprovince.core import access, clock
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.evidence.actions import add_paper
from smartprovince.evidence.models import PaperUse

from .conftest import VALUES, appoint

PDF = b"%PDF-1.4\n%%EOF\n"
LINE = "GOV.PUB.1"
LATER = date(2022, 12, 20)


@pytest.fixture(autouse=True)
def _in_english():
    """Messages are read here by their English words."""
    with translation.override("en"):
        yield


@pytest.fixture
def closed(scene):
    """A closed and computed round in the days for objections; 51.01's first line was rejected by `assessor`."""
    scene.send()
    for node in VALUES:
        given = {"outcome": "rejected", "reason": "Tanpa bukti"} if node == LINE else {"outcome": "accepted"}
        actions.give_verdict(actor=scene.assessor, answer=scene.answer(node), **given)
    actions.finish_verification(actor=scene.assessor, participation=scene.participation())
    actions.begin_verification(actor=scene.owner, round=scene.fresh_round())
    actions.close_round(actor=scene.owner, round=scene.fresh_round())
    actions.compute_result(actor=scene.owner, round=scene.fresh_round())
    Round.objects.update(objection_from=date(2022, 11, 5), objection_until=date(2022, 11, 12))
    scene.other = appoint(scene.world, round_id=scene.round.pk)
    return scene


def object_to(scene, **given):
    details = {"actor": scene.coordinator, "answer": scene.answer(LINE), "reason": "Bukti ada di halaman 3"}
    return actions.raise_objection(**details | given)


def test_another_assessor_grants_it_and_everything_is_kept(closed):
    made = object_to(closed, claimed_value="52,0", content=PDF, file_name="baru.pdf", title="Bukti baru")
    assert (made.disputed_outcome, made.disputed_value, made.disputed_assessor) == ("rejected", None, closed.assessor)
    assert PaperUse.objects.filter(object_type="assessment.objection", object_id=str(made.pk)).count() == 1
    actions.decide_objection(
        actor=closed.other, objection=made, uphold=True, decision="Bukti sah", outcome="adjusted", value="50"
    )
    verdict = Verdict.objects.get(answer=closed.answer(LINE))
    assert (verdict.outcome, verdict.value, verdict.assessor) == ("adjusted", 50, closed.other)
    kept = Objection.objects.get()
    assert (kept.state, kept.disputed_outcome, kept.decided_value) == ("upheld", "rejected", 50)
    assert AuditEntry.objects.get(action="verdict.correct").changes["outcome"] == ["rejected", "adjusted"]
    with pytest.raises(Invalid):
        actions.decide_objection(actor=closed.other, objection=kept, uphold=False, decision="Lagi")


def test_who_gave_the_verdict_does_not_decide(closed):
    made = object_to(closed)
    mixed = appoint(closed.world, closed.person("officer", "51.01"), round_id=closed.round.pk)
    for person in (closed.assessor, closed.owner, closed.coordinator, mixed):
        with pytest.raises(Refused):
            actions.decide_objection(actor=person, objection=made, uphold=False, decision="Tidak")
    with pytest.raises(NotFound):
        actions.decide_objection(
            actor=closed.person("region_coordinator", "51.02"), objection=made, uphold=False, decision="Tidak"
        )


def test_a_decision_needs_words_and_a_change(closed):
    made = object_to(closed)
    decide = {"actor": closed.other, "objection": made, "uphold": True, "decision": "Ya"}
    for wrong in (
        {"decision": " "},
        {"outcome": "rejected"},
        {"outcome": "adjusted"},
        {"outcome": "adjusted", "value": "900"},
    ):
        with pytest.raises(Invalid):
            actions.decide_objection(**decide | {"outcome": "accepted"} | wrong)
    fine = object_to(closed, answer=closed.answer("ENV.WAS.1"))
    with pytest.raises(Invalid, match="as it stands"):
        actions.decide_objection(**decide | {"objection": fine, "outcome": "accepted"})
    assert Objection.objects.filter(state="raised").count() == 2


def test_the_window(closed):
    for day in (date(2022, 11, 4), date(2022, 11, 13)):
        with clock.pinned(day), pytest.raises(Invalid):
            object_to(closed)
    Participation.objects.filter(region__code="51.01").update(objection_until=date(2022, 11, 14))
    with clock.pinned(date(2022, 11, 13)):
        object_to(closed)
    Objection.objects.all().delete()
    Participation.objects.update(objection_until=None)
    Round.objects.update(objection_from=None, objection_until=None)
    with pytest.raises(Invalid, match="no days"):
        object_to(closed)


def test_who_may_object_and_with_what(closed):
    for person in (closed.person("officer", "51.01"), closed.assessor, closed.owner):
        with pytest.raises(Refused):
            object_to(closed, actor=person)
    with pytest.raises(NotFound):
        object_to(closed, actor=closed.person("region_coordinator", "51.02"))
    for wrong in ({"reason": " "}, {"claimed_value": "banyak"}, {"claimed_value": "900"}):
        with pytest.raises(Invalid):
            object_to(closed, **wrong)
    assert not Objection.objects.exists()


def test_a_second_click_is_one_objection(closed):
    first = object_to(closed, request_key="k1")
    assert object_to(closed, request_key="k1") == first
    with pytest.raises(Invalid, match="already"):
        object_to(closed, reason="Sekali lagi")
    actions.withdraw_objection(actor=closed.coordinator, objection=first)
    object_to(closed, reason="Sekali lagi")
    assert Objection.objects.count() == 2


def test_a_paper_of_another_region_is_refused(closed):
    scene = closed
    theirs = add_paper(
        actor=scene.person("region_coordinator", "51.02"), owner=scene.world.organisations["51.02"],
        region=scene.world.regions["51.02"], kind="other", title="Milik lain", confidentiality="public",
        content=PDF, file_name="x.pdf",
    )  # fmt: skip
    with pytest.raises(Invalid, match="own region"):
        object_to(scene, papers=[theirs])


def test_the_neighbour_sees_nothing_and_the_region_its_own(closed):
    made = object_to(closed)
    for person in (closed.coordinator, closed.owner, closed.assessor, closed.other):
        assert access.scope(person, "view", Objection).get() == made
    assert not access.scope(closed.person("region_coordinator", "51.02"), "view", Objection).exists()


def test_a_round_is_not_published_over_an_objection(closed):
    with pytest.raises(Invalid, match="may still object"):
        actions.publish_result(actor=closed.owner, round=closed.fresh_round())
    made = object_to(closed)
    with clock.pinned(LATER):
        with pytest.raises(Invalid, match="1 objection waits"):
            actions.publish_result(actor=closed.owner, round=closed.fresh_round())
        actions.decide_objection(
            actor=closed.other, objection=made, uphold=True, decision="Bukti sah", outcome="accepted"
        )
        with pytest.raises(Invalid, match="granted after"):
            actions.publish_result(actor=closed.owner, round=closed.fresh_round())
        result = actions.compute_result(actor=closed.owner, round=closed.fresh_round())
        assert result.inputs["values"][0][0] == 52.0
        actions.publish_result(actor=closed.owner, round=closed.fresh_round())
    assert closed.fresh_round().state == "published"


def test_an_objection_that_is_not_granted_changes_no_score(closed):
    made = object_to(closed)
    actions.decide_objection(actor=closed.other, objection=made, uphold=False, decision="Bukti tidak cukup")
    with clock.pinned(LATER):
        actions.publish_result(actor=closed.owner, round=closed.fresh_round())
    assert Verdict.objects.get(answer=closed.answer(LINE)).outcome == "rejected"


def test_an_empty_file_is_refused_and_nothing_is_sent(closed):
    with pytest.raises(Invalid):
        object_to(closed, content=b"", file_name="kosong.pdf")
    assert not Objection.objects.exists()


def test_a_long_decision_grants_as_well(closed):
    made = object_to(closed)
    kept = actions.decide_objection(
        actor=closed.other, objection=made, uphold=True, decision="a" * 3_500, outcome="accepted"
    )
    assert len(kept.decision) == 3_500
    assert Verdict.objects.get(answer=closed.answer(LINE)).outcome == "accepted"
