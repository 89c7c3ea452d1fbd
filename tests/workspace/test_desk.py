"""The desk: steps that are truly a person's, search that follows changes, notices once, the trail within bounds."""

from __future__ import annotations

import pytest
from django.core import mail as outgoing

from smartprovince.assessment import actions as assessment
from smartprovince.assessment.models import Participation
from smartprovince.core import outbox, search
from smartprovince.core.access import SystemActor
from smartprovince.core.errors import NotFound
from smartprovince.core.models import Notice, OutboxEvent, OutgoingMail
from smartprovince.evidence import actions as evidence
from smartprovince.instruments import actions as instruments
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.organisations import actions as people
from smartprovince.workspace import queries

SYSTEM = SystemActor("test")


@pytest.fixture
def round_(world, demo_day):
    instruments.load_instruments(actor=SYSTEM)
    version = InstrumentVersion.objects.get(instrument__code="cek-cepat")
    made = assessment.create_round(
        actor=world.people["province_coordinator:51"],
        owner=world.organisations["51"],
        title="Cek cepat",
        instrument_version=version,
        year=2022,
        opens_on=demo_day,
        closes_on=demo_day,
    )
    return assessment.open_round(actor=world.people["province_coordinator:51"], round=made)


def test_the_coordinator_of_the_owner_is_told_once_when_a_region_sends(world, round_):
    part = Participation.objects.get(round=round_, region__code="51.01")
    first = part.answers.first()
    assessment.save_answer(actor=world.people["officer:51.01"], answer=first, value="3")
    part.refresh_from_db()
    assessment.send_participation(
        actor=world.people["region_coordinator:51.01"], participation=part, gaps_note="sisanya menyusul"
    )
    outbox.deliver()
    coordinator = world.people["province_coordinator:51"]
    told = Notice.objects.filter(recipient_id=str(coordinator.pk))
    assert [notice.title for notice in told] == ["Kab. Jembrana telah mengirim jawabannya: Cek cepat"]
    assert not Notice.objects.filter(recipient_id=str(world.people["province_coordinator:52"].pk)).exists()
    assert OutgoingMail.objects.get(address=coordinator.email).subject.startswith("Kab. Jembrana")
    outbox.send_mail()
    assert [each.subject for each in outgoing.outbox if coordinator.email in each.to] == [told[0].title]
    OutboxEvent.objects.update(delivered_at=None)
    outbox.deliver()
    assert told.count() == 1
    assert OutgoingMail.objects.filter(address=coordinator.email).count() == 1


def test_news_is_read_by_its_own_person_only(client, world):
    outbox.notify(world.people["officer:51.01"], "test", "Kabar Jembrana", address="/kerja/")
    client.force_login(world.people["officer:51.02"])
    assert "Kabar Jembrana" not in client.get("/kerja/kabar/").text
    client.force_login(world.people["officer:51.01"])
    assert "Kabar Jembrana" in client.get("/kerja/kabar/").text
    client.post("/kerja/kabar/")
    assert Notice.objects.get().read_at is not None


def test_search_follows_what_people_do(world, demo_day):
    officer = world.people["officer:51.01"]
    paper = evidence.add_paper(
        actor=officer,
        owner=world.organisations["51.01"],
        region=world.regions["51.01"],
        kind="other",
        title="Laporan banjir",
    )
    outbox.deliver()
    assert [entry.title for entry in search.find(officer, "banjir")] == ["Laporan banjir"]
    assert search.find(world.people["officer:51.02"], "banjir") == []
    evidence.change_paper(actor=officer, paper=paper, title="Laporan rob")
    outbox.deliver()
    assert search.find(officer, "banjir") == []
    assert [entry.title for entry in search.find(officer, "rob")] == ["Laporan rob"]


def test_the_trail_of_an_object_needs_both_the_object_and_the_right_to_read_trails(world, demo_day):
    paper = evidence.add_paper(
        actor=world.people["officer:51.01"],
        owner=world.organisations["51.01"],
        region=world.regions["51.01"],
        kind="other",
        title="x",
    )
    reading = queries.trail_of(world.people["region_coordinator:51.01"], "evidence.paper", str(paper.pk))
    assert [entry.action for entry in reading[1]] == ["paper.add"]
    for who in ("officer:51.01", "region_coordinator:51.02", "province_coordinator:51", "stranger"):
        with pytest.raises(NotFound):
            queries.trail_of(world.people[who], "evidence.paper", str(paper.pk))
    for forged in ("tidak.ada", "auth.permission", "core.setting"):
        with pytest.raises((NotFound, LookupError)):
            queries.trail_of(world.people["officer:51.01"], forged, "1")


def test_the_trail_list_holds_only_what_the_person_may_view(world):
    people.change_profile(actor=world.people["officer:52.01"], person=world.people["officer:52.01"], name="Rahasia NTB")
    mine = queries.trail_open_to(world.people["province_coordinator:51"])
    assert not mine.filter(object_label__contains="Rahasia NTB").exists()


def test_an_empty_desk_says_so(client, world):
    client.force_login(world.people["stranger"])
    assert client.get("/kerja/").status_code == 200


def test_a_person_s_own_step_comes_before_one_that_everybody_may_do(world, monkeypatch):
    shared = {"key": "b", "title": "B", "why": "", "address": "/", "verb": "B", "weight": 9, "who": "abcde"}
    own = shared | {"key": "a", "weight": 1, "who": ["koordinator"]}
    monkeypatch.setattr(
        queries.steps, "items", lambda: [("test.a", lambda person: [shared | {"who": list("abcde")}, own])]
    )
    assert [step.key for step in queries.steps_of(world.people["officer:51.01"])] == ["a", "b"]
