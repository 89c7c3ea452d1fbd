"""What waits for readers, for whoever settles, and for whoever objects or decides on an objection."""

from __future__ import annotations

from datetime import date

from smartprovince.assessment import actions
from smartprovince.assessment.models import Round
from smartprovince.core import clock
from smartprovince.core.registry import steps
from smartprovince.organisations.models import Person

from .conftest import VALUES, appoint
from .test_objections import LATER, LINE, closed, object_to
from .test_panel import read, twice

__all__ = ["closed", "twice"]


def keys(name: str, person) -> list[str]:
    """The keys of what waits, without the numbers of things."""
    found = steps.get(f"assessment.{name}")(Person.objects.get(pk=person.pk))
    assert all(each["title"] and each["why"] and each["address"].startswith("/") for each in found)
    return [each["key"].removeprefix("assessment.").rsplit(".", 1)[0] for each in found]


def title_of(person) -> str:
    return str(steps.get("assessment.readings")(Person.objects.get(pk=person.pk))[0]["title"])


def test_two_read_and_a_third_settles(twice):
    assert keys("readings", twice.one) == ["panel.read"]
    assert keys("verify", twice.one) == []
    for node in VALUES:
        read(twice, twice.one, node=node)
    assert keys("readings", twice.one) == []
    assert str(len(VALUES)) in title_of(twice.two)
    for node in VALUES:
        given = {"outcome": "rejected", "reason": "Lain"} if node == LINE else {}
        read(twice, twice.two, node=node, **given)
    assert keys("readings", twice.one) == keys("readings", twice.two) == []
    assert keys("readings", twice.three) == ["panel.moderate"]
    part = appoint(twice.world, round_id=twice.round.pk, dimension="GOV")
    assert keys("readings", part) == []
    actions.moderate_verdict(
        actor=twice.three, answer=twice.answer(LINE), outcome="adjusted", value="51", reason="Halaman 3"
    )
    for person in (twice.one, twice.two, twice.three):
        assert keys("readings", person) == ["panel.finish"]
    assert keys("readings", part) == []
    assert keys("readings", twice.coordinator) == keys("readings", twice.owner) == []


def test_a_line_that_came_back_unchanged_waits_to_be_read_again(twice):
    for node in VALUES:
        for person in (twice.one, twice.two):
            given = {"outcome": "returned", "reason": "Lengkapi"} if node == LINE else {}
            read(twice, person, node=node, **given)
    actions.return_participation(actor=twice.one, participation=twice.participation(), reason="Lengkapi satu baris")
    assert keys("readings", twice.one) == []
    actions.send_participation(
        actor=twice.coordinator, participation=twice.participation(), gaps_note="Tidak ada yang lain"
    )
    assert keys("readings", twice.one) == ["panel.read"]


def test_the_region_is_reminded_of_its_days_and_assessors_of_what_waits(closed):
    assert keys("objections", closed.coordinator) == ["object"]
    assert keys("objections", closed.person("officer", "51.01")) == []
    assert keys("objections", closed.person("region_coordinator", "51.02")) == []
    assert keys("objections", closed.other) == []
    made = object_to(closed)
    assert keys("objections", closed.other) == ["objections"]
    assert keys("objections", closed.assessor) == []  # gave the disputed verdict
    actions.decide_objection(actor=closed.other, objection=made, uphold=False, decision="Tidak cukup")
    assert keys("objections", closed.other) == []
    with clock.pinned(date(2022, 11, 13)):
        assert keys("objections", closed.coordinator) == []


def test_a_round_is_to_be_published_when_nothing_is_disputed_any_more(closed):
    assert keys("publish", closed.owner) == []  # the days for objections still run
    with clock.pinned(LATER):
        assert keys("publish", closed.owner) == ["publish"]
    made = object_to(closed)
    with clock.pinned(LATER):
        assert keys("publish", closed.owner) == []
        actions.decide_objection(actor=closed.other, objection=made, uphold=False, decision="Tidak cukup")
        assert keys("publish", closed.owner) == ["publish"]


def test_scores_are_computed_again_when_an_objection_was_granted(closed):
    made = object_to(closed)
    actions.decide_objection(actor=closed.other, objection=made, uphold=True, decision="Sah", outcome="accepted")
    with clock.pinned(LATER):
        assert keys("publish", closed.owner) == ["compute"]
        actions.compute_result(actor=closed.owner, round=closed.fresh_round())
        assert keys("publish", closed.owner) == ["publish"]


def test_a_round_without_changed_verdicts_reminds_nobody(scene):
    scene.close()
    Round.objects.update(objection_from=date(2022, 11, 5), objection_until=date(2022, 11, 12))
    assert keys("objections", scene.coordinator) == []
