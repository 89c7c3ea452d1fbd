"""Who sits at a desk sees that desk and nothing more; who does not sit there does not see it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from smartprovince.core.registry import navigation
from smartprovince.organisations.roles import Role
from smartprovince.workspace.queries import steps_of

from .conftest import make_event

pytestmark = pytest.mark.django_db
DESK_PAGES = ["desk", "roster", "paper_list", "notes", "desk_worker"]
DESK_POSTS = ["check_in", "check_in_undo", "walk_in", "check_in_batch", "paper_list", "notes"]
EDITOR_PAGES = ["quiz", "certificates"]
EDITOR_POSTS = ["quiz", "certificates", "closing_note", "report_hand_over"]


def at(name: str, event) -> str:
    return reverse(f"outreach:{name}", args=[event.number])


def test_the_desk_person_opens_the_desk_and_nothing_else(world, event, seat, enter):
    client = enter(seat(event))
    for name in DESK_PAGES:
        assert client.get(at(name, event)).status_code == 200, name
    for name in [*EDITOR_PAGES, "report", "report_file"]:
        assert client.get(at(name, event)).status_code in (403, 404), name
    for name in EDITOR_POSTS:
        assert client.post(at(name, event)).status_code in (403, 404), name
    for address in (
        "/kerja/wilayah/", "/kerja/usulan/", "/kerja/usulan/baru/", "/kerja/dasbor/", "/kerja/organisasi/",
        "/kerja/riwayat/", "/kerja/agenda/jangkauan/", "/kerja/penilaian/", "/kerja/impor/",
    ):  # fmt: skip
        assert client.get(address).status_code in (403, 404) or "Contoh" not in client.get(address).text, address


def test_home_leads_to_the_desk(event, seat, enter):
    person = seat(event)
    home = enter(person).get("/kerja/")
    assert home.status_code == 200
    assert at("desk", event) in home.text
    assert [step.key for step in steps_of(person)] == [f"outreach.desk.{event.number}"]
    assert enter(person).get("/kerja/agenda/meja/").headers["Location"] == at("desk", event)
    labels = [name for name, place in navigation.items() if place.open_to(person)]
    assert set(labels) <= {"event_desk", "home", "notices", "portal", "outreach"}


def test_the_desk_of_another_event_does_not_exist(world, event, seat, enter):
    other = make_event(world, title="Acara lain")
    foreign = make_event(world, "52", title="Acara NTB")
    client = enter(seat(event))
    for elsewhere in (other, foreign):
        for name in DESK_PAGES:
            assert client.get(at(name, elsewhere)).status_code == 404, name
        for name in DESK_POSTS:
            assert client.post(at(name, elsewhere)).status_code == 404, name


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("province_coordinator:51", 200),
        ("planner:51", 403),
        ("region_coordinator:51.01", 403),
        ("province_coordinator:52", 404),
        ("stranger", 404),
    ],
)
def test_who_reaches_the_desk(world, event, enter, who, status):
    client = enter(world.people[who])
    for name in DESK_PAGES:
        assert client.get(at(name, event)).status_code == status, name
    if status != 200:
        for name in DESK_POSTS:
            assert client.post(at(name, event)).status_code == status, name


def test_a_visitor_is_sent_to_sign_in(event):
    for name in [*DESK_PAGES, *EDITOR_PAGES, "report"]:
        assert Client().get(at(name, event)).headers["Location"].startswith("/masuk/")


def test_an_ended_desk_is_closed(event, seat, enter):
    person = seat(event)
    person.memberships.filter(role=Role.EVENT_DESK).update(valid_until="2022-10-01")
    assert enter(person).get(at("desk", event)).status_code == 404
    assert enter(person).get("/kerja/agenda/meja/").status_code == 404
