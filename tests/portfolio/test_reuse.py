"""Copying from each other: what is offered, who asks, who answers, and who reads it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.core import access
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.states import tables
from smartprovince.portfolio.models import ReuseRequest
from smartprovince.portfolio.reuse import actions, queries
from smartprovince.portfolio.reuse.steps import requests_to_answer

OFFERED = {"audience": "governments", "offered": True}


@pytest.fixture
def offer(record):
    return record("aplikasi", "51.02", name="Antrean Puskesmas", **OFFERED)


@pytest.fixture
def ask(world, offer):
    def make(thing=None, who="officer:51.01", **more):
        person = world.people[who]
        region = world.regions[who.partition(":")[2]]
        given = {"thing": thing or offer, "message": "Untuk 15 puskesmas"} | more
        return actions.ask_to_copy(actor=person, region=region, **given)

    return make


def test_a_request_lives_by_its_table(world, ask):
    owner, mine = world.people["officer:51.02"], world.people["officer:51.01"]
    found = ask()
    with pytest.raises(Invalid):
        actions.start_reuse(actor=mine, request=found, running_since=date(2022, 11, 7))
    with pytest.raises(Invalid):
        actions.answer_request(actor=owner, request=found, granted=True, answer=" ")
    found = actions.answer_request(actor=owner, request=found, granted=True, answer="Silakan")
    with pytest.raises(Invalid):
        actions.answer_request(actor=owner, request=found, granted=False, answer="Batal")
    for day in (None, date(2022, 11, 8), date(2020, 1, 1)):
        with pytest.raises(Invalid):
            actions.start_reuse(actor=mine, request=found, running_since=day)
    found = actions.start_reuse(actor=mine, request=found, running_since=date(2022, 11, 7))
    assert found.state == "running"
    with pytest.raises(Invalid):
        actions.withdraw_request(actor=mine, request=found)
    assert set(tables["portfolio.reuse"].states) == set(ReuseRequest.State.values)


def test_who_asks_and_who_answers(world, ask, offer, record):
    found = ask()
    for who in ("officer:51.01", "leader:51.02", "province_coordinator:51"):
        with pytest.raises(Refused):
            actions.answer_request(actor=world.people[who], request=found, granted=True, answer="ya")
    with pytest.raises(NotFound):
        actions.answer_request(actor=world.people["officer:52.01"], request=found, granted=True, answer="ya")
    for who in ("officer:51.02", "province_coordinator:51"):
        with pytest.raises(Refused):
            actions.withdraw_request(actor=world.people[who], request=found)
    readers = {who for who, person in world.people.items()
               if access.scope(person, "view", ReuseRequest).filter(pk=found.pk).exists()}  # fmt: skip
    own = {f"{role}:{code}" for code in ("51.01", "51.02")
           for role in ("region_coordinator", "dimension_lead", "officer", "leader")}  # fmt: skip
    assert readers == own | {"province_coordinator:51", "planner:51", "leader:51", "partner:51"} & readers
    assert own <= readers


def test_what_cannot_be_asked_for(world, ask, record):
    with pytest.raises(Invalid):
        ask(who="officer:51.02")
    ask()
    with pytest.raises(Invalid):
        ask()
    with pytest.raises(Invalid):
        ask(record("aplikasi", "51.02", audience="governments"))
    with pytest.raises(NotFound):
        ask(record("aplikasi", "51.02", audience="own"))
    with pytest.raises(Refused):
        ask(who="leader:51.01")
    with pytest.raises(Invalid):
        ask(record("inovasi", "51.02", replicable=True, audience="governments"),
            organisation=world.organisations["dinas 52.01"])  # fmt: skip


def test_an_owner_has_a_next_step_until_it_is_answered(world, ask):
    found, owner = ask(), world.people["officer:51.02"]
    assert len(requests_to_answer(owner)) == 1
    assert requests_to_answer(world.people["officer:51.01"]) == []
    assert requests_to_answer(world.people["leader:51.02"]) == []
    actions.answer_request(actor=owner, request=found, granted=False, answer="Belum bisa tahun ini")
    assert requests_to_answer(owner) == []


def test_the_pages_from_offer_to_use(enter, offer, record):
    record("aplikasi", "51.02", name="Hanya kami", audience="own")
    mine, owner = enter("officer:51.01"), enter("officer:51.02")
    shown = mine.get(reverse("portfolio:offers")).text
    assert "Antrean Puskesmas" in shown
    assert "Hanya kami" not in shown
    page = reverse("portfolio:ask", args=[offer.number])
    assert page in mine.get(f"/kerja/portofolio/aplikasi/{offer.number}/").text
    assert mine.get(page).status_code == 200
    assert mine.post(page, {"message": ""}).status_code == 422
    form = {"message": "<script>alert(1)</script>", "request_key": "k"}
    first, second = mine.post(page, form), mine.post(page, form)
    assert first.headers["Location"] == second.headers["Location"]
    request = first.headers["Location"]
    assert "<script>alert" not in owner.get(request).text
    assert mine.post(f"{request}jawab/", {"granted": "yes", "answer": "ya"}).status_code == 403
    assert owner.post(f"{request}jawab/", {"granted": "yes", "answer": ""}).status_code == 422
    assert owner.post(f"{request}jawab/", {"granted": "yes", "answer": "Silakan"}).status_code == 302
    assert mine.post(f"{request}jalan/", {"running_since": "2022-11-07"}).status_code == 302
    assert "7 Nov 2022" in mine.get(f"/kerja/portofolio/aplikasi/{offer.number}/").text
    assert mine.get(reverse("portfolio:requests"), {"tampil": "dari"}).text.count("Antrean Puskesmas") == 1
    assert "Antrean Puskesmas" not in mine.get(reverse("portfolio:requests"), {"tampil": "kepada"}).text
    assert enter("officer:52.01").get(request).status_code == 404
    assert enter("leader:51.01").get(page).status_code == 403
    assert enter("officer:51.01").get(reverse("portfolio:ask", args=["APL-2022-9999"])).status_code == 404


def test_the_catalogue_counts_who_adopted_it(world, ask, offer):
    found = ask()
    person = world.people["officer:51.01"]
    assert queries.counted(queries.offers_for(person))[0].adopted == 0
    actions.answer_request(actor=world.people["officer:51.02"], request=found, granted=True, answer="ya")
    (row,) = queries.counted(queries.offers_for(person, words="antrean"))
    assert row.adopted == 1
    assert queries.offers_for(person, kind="innovation") == []


def test_lists_ask_as_much_for_many_as_for_few(enter, record, ask):
    client = enter("officer:51.01")
    ask()
    ask(record("inovasi", "51.02", replicable=True, audience="governments"))
    for name in ("portfolio:offers", "portfolio:requests"):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse(name))
        for _n in range(5):
            ask(record("inovasi", "51.02", replicable=True, audience="governments"))
        with CaptureQueriesContext(connection) as many:
            client.get(reverse(name))
        assert len(many) <= len(few), name
