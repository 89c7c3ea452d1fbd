"""Things of another region in the fields of a form of one's own: nothing is made of them, whoever sends them.

The matrix asks for addresses; here the address is one's own and the content is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

pytestmark = pytest.mark.django_db
OPEN_51 = {"number": "number of event {p} open"}


@dataclass(frozen=True)
class Forgery:
    """`seat` sends `data` to its own address; the rows of `model` stay as many as they were."""

    seat: str
    view: str
    args: dict[str, str]
    data: dict[str, str]
    model: str


FORGERIES = {
    "homework of another province's kabupaten": Forgery(
        "province_coordinator:51",
        "outreach:output_add",
        OPEN_51,
        {
            "output-kind": "=homework",
            "output-title": "=Tugas",
            "output-due_on": "=2022-12-01",
            "output-organisation": "organisation 52.01",
        },
        "outreach.Output",
    ),
    "material out of another province's papers": Forgery(
        "province_coordinator:51",
        "outreach:material_add",
        OPEN_51,
        {"material-title": "=Bahan", "material-paper": "paper 52 public"},
        "outreach.Material",
    ),
    "material out of a kabupaten's limited papers": Forgery(
        "province_coordinator:51",
        "outreach:material_add",
        OPEN_51,
        {"material-title": "=Bahan", "material-paper": "paper 51.01 limited"},
        "outreach.Material",
    ),
    "an excluded paper handed out": Forgery(
        "province_coordinator:51",
        "outreach:material_add",
        OPEN_51,
        {"material-title": "=Bahan", "material-paper": "paper 51 excluded"},
        "outreach.Material",
    ),
    "a limited paper for everyone": Forgery(
        "province_coordinator:51",
        "outreach:material_add",
        OPEN_51,
        {"material-title": "=Bahan", "material-paper": "paper 51 limited", "material-is_public": "=on"},
        "outreach.Material",
    ),
    "an invitation of another province's kabupaten": Forgery(
        "province_coordinator:51",
        "outreach:invite",
        OPEN_51,
        {"organisations": "organisation 52.01", "seats": "=1"},
        "outreach.EventInvitation",
    ),
    "an event in another province": Forgery(
        "province_coordinator:51",
        "outreach:event_new",
        {},
        {
            "organiser": "organisation 51",
            "region": "region 52",
            "kind": "=outreach",
            "title": "=Acara",
            "mode": "=on_site",
            "venue": "=Aula",
            "zone": "=WITA",
            "starts_at": "=2022-12-01T09:00",
            "ends_at": "=2022-12-01T12:00",
        },
        "outreach.Event",
    ),
    "an event in the name of a kabupaten": Forgery(
        "province_coordinator:51",
        "outreach:event_new",
        {},
        {
            "organiser": "organisation 51.01",
            "region": "region 51.01",
            "kind": "=outreach",
            "title": "=Acara",
            "mode": "=on_site",
            "venue": "=Aula",
            "zone": "=WITA",
            "starts_at": "=2022-12-01T09:00",
            "ends_at": "=2022-12-01T12:00",
        },
        "outreach.Event",
    ),
    "a desk seat for somebody of another government": Forgery(
        "province_coordinator:51",
        "outreach:desk_seat",
        OPEN_51,
        {"seat-person": "person 51.01"},
        "organisations.Membership",
    ),
    "a question after one of another event": Forgery(
        "province_coordinator:51",
        "outreach:question_add",
        {"number": "number of event {p} coming"},
        {
            "question-text": "=Lagi?",
            "question-kind": "=text",
            "question-shown_if": "question 51",
            "question-shown_value": "=x",
        },
        "outreach.Question",
    ),
    "a note by another province's kabupaten": Forgery(
        "event_desk:51",
        "outreach:notes",
        OPEN_51,
        {"kind": "=proposal", "text": "=Minta", "addressee": "=province", "organisation": "organisation 52.01"},
        "proposals.Proposal",
    ),
    "somebody of another province's kabupaten at the desk": Forgery(
        "event_desk:51",
        "outreach:walk_in",
        OPEN_51,
        {"name": "=Tamu", "organisation": "organisation 52.01", "consented": "=on"},
        "outreach.Registration",
    ),
    "a registration in the name of an organisation one is not of": Forgery(
        "officer:51.02",
        "outreach:register",
        {"number": "number of event {p} coming"},
        {"name": "=Tamu", "email": "=tamu@contoh.test", "organisation": "organisation 51.01", "consent": "=on"},
        "outreach.Registration",
    ),
    "the calendar of a kabupaten": Forgery(
        "province_coordinator:51",
        "outreach:calendar_feeds",
        {},
        {"organisation": "organisation 51.01"},
        "outreach.CalendarFeed",
    ),
    "a usulan of another kabupaten's organisation": Forgery(
        "officer:51.01",
        "proposals:new",
        {},
        {"title": "=Minta", "addressee": "=province", "organisation": "organisation 51.02"},
        "proposals.Proposal",
    ),
    "a candidate that is a province, for an angkatan of kabupaten/kota": Forgery(
        "programme_owner:",
        "movement:cohort",
        {"key": "=smart_city-2023"},
        {"region": "region 51"},
        "movement.Candidate",
    ),
    "a mentor out of a kabupaten": Forgery(
        "programme_owner:",
        "movement:mentor_assign",
        {},
        {
            "mentor": "person 51.01",
            "region": "region 52.02",
            "valid_from": "=2022-11-07",
            "valid_until": "=2023-01-01",
        },
        "movement.MentorTerm",
    ),
    "a step of another report": Forgery(
        "mentor:",
        "movement:mentor_report_edit",
        {"pk": "report {p}.01 draft"},
        {
            "kind": "=visit",
            "held_on": "=2022-11-01",
            "authors": "=Penulis",
            "langkah-TOTAL_FORMS": "=1",
            "langkah-INITIAL_FORMS": "=0",
            "langkah-0-key": "step 52.01 region",
            "langkah-0-side": "=region",
            "langkah-0-text": "=Diganti",
            "langkah-0-due_on": "=2022-12-01",
            "langkah-0-remove": "=on",
        },
        "movement.FollowUp",
    ),
}


def send(site: Any, forged: Forgery) -> tuple[int, int]:
    """How the site answered, and how many rows more there were. Nothing stays."""
    model = apps.get_model(forged.model)
    before = model._default_manager.count()
    where = reverse(forged.view, kwargs={name: site.key(value, "51") for name, value in forged.args.items()})
    data = {name: site.key(value, "51") for name, value in forged.data.items()}
    with transaction.atomic():
        status = site.clients[forged.seat].post(where, data).status_code
        grown = model._default_manager.count() - before
        transaction.set_rollback(True)
    return status, grown


@pytest.mark.parametrize("what", FORGERIES)
def test_nothing_is_made_of_what_belongs_to_others(site, what):
    status, grown = send(site, FORGERIES[what])
    assert grown == 0
    assert status in (403, 404, 409, 422)


def test_the_same_forms_work_with_what_is_ones_own(site):
    """Else the refusals above would show nothing."""
    own = {
        "homework of another province's kabupaten": {"output-organisation": "organisation 51.01"},
        "material out of another province's papers": {"material-paper": "paper 51 public"},
        "an invitation of another province's kabupaten": {"organisations": "organisation 51.02"},
        "an event in another province": {"region": "region 51.02"},
        "a note by another province's kabupaten": {"organisation": "organisation 51.02"},
        "somebody of another province's kabupaten at the desk": {"organisation": "organisation 51.02"},
        "a registration in the name of an organisation one is not of": {"organisation": "organisation 51.02"},
        "a usulan of another kabupaten's organisation": {"organisation": "organisation 51.01"},
        "a candidate that is a province, for an angkatan of kabupaten/kota": {"region": "region 51.02"},
    }
    refused = {}
    for what, changed in own.items():
        forged = FORGERIES[what]
        status, grown = send(site, Forgery(forged.seat, forged.view, forged.args, forged.data | changed, forged.model))
        if grown != 1:
            refused[what] = (status, grown)
    assert not refused
