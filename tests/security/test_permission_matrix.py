"""Every address as everybody: every role in two provinces and two kabupaten each, a stranger, and a visitor.

What is right stands in `table.py`. The matrix also reads every answer for words that its reader must not see, which
covers lists, search, exports, files and the trail at once.
"""

from __future__ import annotations

import os
import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from smartprovince.core import access
from smartprovince.core.errors import NotFound, Refused

from . import seats
from .matrix import Findings, address, ask, expected, happened, read, readable, views
from .table import ENTRANCE, POST_IS_GET, TABLE

pytestmark = pytest.mark.django_db
# What tells one thing from another in an address: keys, codes of regions, numbers of events, notes and usulan.
NUMBER = re.compile(r"(?:KGT|TTE|USL|BIM|MSL|SDY|LYN|APL|INV|PRG)-\d{4}-\d{4}")
# While working on some pages: MATRIX_ONLY=assessment:objection walks the rows of views with that in their name alone.
ONLY = os.environ.get("MATRIX_ONLY", "")
WORK = [row for row in TABLE if not row.public]
READS = [row for row in TABLE if row.method == "GET" and ONLY in row.view]
WRITES = [row for row in TABLE if row.method != "GET" and ONLY in row.view]


# --- the table -------------------------------------------------------------------------------------------------------


def test_every_address_stands_in_the_table():
    known = {row.view for row in TABLE} | set(ENTRANCE)
    missing = sorted(set(views()) - known)
    assert not missing, f"add to tests/security/table.py: {', '.join(missing)}"
    assert not sorted(known - set(views())), "the table names addresses that are gone"


def test_the_words_of_the_table_cover_every_seat_of_the_world(site):
    assert set(site.clients) == seats.everyone()
    from smartprovince.organisations.roles import Role

    assert {seat.partition(":")[0] for seat in seats.everyone()} >= set(Role.values)


# --- the matrix ------------------------------------------------------------------------------------------------------


def snapshot() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()} | {"sessions.Session": 0}


def test_reading_as_everybody(site):
    """Who gets which page, that nothing leaks through it, and that a GET changes nothing at all."""
    before = snapshot()
    found = Findings().walk(site, READS, "51")
    assert found.asked > 2_000 or ONLY
    assert not found.faults, report(found)
    assert snapshot() == before


def test_writing_as_everybody(site):
    found = Findings().walk(site, WRITES, "51")
    assert found.asked > 2_000 or ONLY
    assert not found.faults, report(found)


def test_the_other_province_is_no_different(site):
    found = Findings().walk(site, TABLE, "52", sorted(seats.seats(seats.FEW, "52")))
    assert not found.faults, report(found)


def report(found: Findings) -> str:
    shown = list(dict.fromkeys(found.faults))
    return f"{len(shown)} faults in {found.asked} requests:\n" + "\n".join(shown[:60])


def test_a_page_that_can_be_written_to_has_a_row_for_it(site):
    writable = {row.view for row in WRITES}
    faults = []
    for row in READS:
        if row.view in writable | POST_IS_GET or not seats.seats(row.opens, "51"):
            continue
        seat = sorted(seats.seats(row.opens, "51"))[0]
        if site.clients[seat].post(address(site, row, "51")).status_code != 405:
            faults.append(f"{row.view} takes a POST and has no row for it")
    assert not faults, "\n".join(sorted(set(faults)))


BROKEN = [
    ("view", "masterplan.Plan", "masterplan:plan"),
    ("edit", "masterplan.Section", "masterplan:section"),
    ("view", "evidence.Paper", "evidence:file"),
    ("edit", "organisations.Team", "organisations:seat"),
    ("edit", "organisations.TeamMember", "organisations:unseat"),
    ("invite", "organisations.Organisation", "organisations:invite"),
    ("edit", "movement.Milestone", "movement:milestone_edit"),
    ("view", "movement.RegionContact", "movement:milestones"),
    ("view", "movement.ImportBatch", "movement:import_preview"),
    ("view", "assessment.Answer", "assessment:item"),
    ("view", "assessment.Participation", "assessment:cover"),
    ("view", "assessment.ResultScore", "assessment:region_results"),
    ("own", "assessment.Round", "assessment:step"),
    ("view", "outreach.Event", "outreach:event_page"),
    ("edit", "outreach.Event", "outreach:event_edit"),
    ("trail", "outreach.Event", "workspace:trail_of"),
    ("view", "outreach.Material", "outreach:material"),
    ("desk", "outreach.Event", "outreach:registrations"),
    ("desk", "outreach.Registration", "outreach:registration_promote"),
    ("read_report", "outreach.Event", "outreach:report"),
    ("settle", "outreach.EventNote", "outreach:note_settle"),
    ("view", "proposals.Proposal", "proposals:detail"),
    ("see_way", "territory.Region", "movement:way"),
    ("confirm", "movement.Milestone", "movement:confirm"),
    ("view", "movement.Candidate", "movement:candidate"),
    ("view", "movement.Interview", "workspace:trail_of"),
    ("view", "movement.MentorReport", "movement:mentor_report"),
    ("follow", "movement.FollowUp", "movement:follow_up"),
    ("view", "core.Notice", "workspace:open_notice"),
    ("retry", "core.OutgoingMail", "workspace:mail_retry"),
    ("follow", "proposals.Proposal", "portal:for_you"),
]


@pytest.mark.parametrize(("verb", "label", "view"), BROKEN)
def test_a_rule_that_lets_everybody_in_is_noticed(site, monkeypatch, verb, label, view):
    """The matrix would be worthless if it agreed with whatever the rules say."""
    rows = [row for row in TABLE if row.view == view]
    who = sorted(
        seats.seats(
            "province_coordinator.x province_coordinator stranger leader.1 mentor region_coordinator.2 partner planner",
            "51",
        )
    )
    monkeypatch.setitem(access._rules, (verb, apps.get_model(label)), lambda person: access.EVERYBODY)
    assert Findings().walk(site, rows, "51", who).faults


# --- visitors --------------------------------------------------------------------------------------------------------


def test_a_visitor_is_sent_to_sign_in_whether_or_not_the_thing_exists(site):
    """Both answers are the same but for the address they quote."""
    visitor, faults = Client(), []
    for row in WORK:
        there = address(site, row, "51")
        gone = re.sub(r"\d+", "987654", there)
        for method in ("get", "post"):
            answers = [getattr(visitor, method)(where) for where in (there, gone)]
            said = [(a.status_code, a.content, re.sub(r"next=.*", "", a.headers.get("Location", ""))) for a in answers]
            if said[0] != said[1] or said[0][0] != 302 or said[0][2] != "/masuk/?":
                faults.append(f"{method} {there}: {said}")
    assert not faults, "\n".join(faults)


def test_scripts_of_a_visitor_are_told_so_instead(site):
    for row in WORK[:20]:
        for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
            assert Client().get(address(site, row, "51"), headers=headers).status_code == 401


def test_public_pages_and_the_entrance_answer_a_visitor(site):
    visitor, faults = Client(raise_request_exception=False), []
    for row in TABLE:
        if row.public and row.method == "GET":
            response, text = ask(visitor, row, address(site, row, "51"), {})
            faults += [f"{row}: {fault}" for fault in read(response, text, "", "/")]
            faults += [] if response.status_code == row.visitor else [f"{row}: {response.status_code}"]
    for view, (args, status) in ENTRANCE.items():
        response = visitor.get(reverse(view, kwargs=args))
        faults += [] if response.status_code == status else [f"{view}: {response.status_code}, not {status}"]
        faults += [f"{view}: {fault}" for fault in read(response, "", "", "/")]
    assert not faults, "\n".join(faults)


# --- lists and single things -----------------------------------------------------------------------------------------


def test_lists_and_single_access_agree_for_every_rule_and_person(site):
    """`scope` and `get` are one gate: what a list shows can be opened, what it does not show cannot."""
    faults = []
    for (verb, model), _rule in access.rules().items():
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:12])
        for seat in seats.seats(f"{seats.FEW} programme_owner mentor appointed planner administrator", "51"):
            person = site.people[seat]
            listed = set(access.scope(person, verb, model).filter(pk__in=keys).values_list("pk", flat=True))
            opened = {key for key in keys if can_get(person, verb, model, key)}
            if listed != opened:
                faults.append(f"{verb} {model._meta.label} as {seat}: lists {listed}, opens {opened}")
    assert access.rules(), "there are no rules"
    assert not faults, "\n".join(faults)


def can_get(person, verb, model, key) -> bool:
    try:
        access.get(person, verb, model, pk=key)
    except (NotFound, Refused):
        return False
    return True


def test_a_verb_without_a_rule_is_closed_to_everyone(site):
    from smartprovince.masterplan.models import Plan

    assert not access.scope(site.people["programme_owner:"], "no-such-verb", Plan).exists()


# --- forged requests -------------------------------------------------------------------------------------------------


def test_a_forbidden_thing_looks_like_one_that_does_not_exist(site):
    """The page of a refusal gives nothing away: same status, same words."""
    faults = []
    for row in READS:
        seat = "province_coordinator:52"
        if row.public or not row.args or expected(row, seat, "51") != "hidden":
            continue
        there = address(site, row, "51")
        gone = re.sub(r"(?<=/)\d+(?=/|$)|(?<=/)\d+(?=\.)", "987654", there)
        gone = NUMBER.sub(lambda found: f"{found[0][:4]}2099-9876", gone)
        hidden, absent = (plain(site.clients[seat].get(where)) for where in (there, gone))
        if hidden != absent:
            faults.append(f"{there} and {gone} differ for {seat}")
    assert not faults, "\n".join(faults)


def plain(response) -> tuple[int, str]:
    body = readable(response.content)
    return response.status_code, re.sub(r'value="[A-Za-z0-9]{64}"|/[\w./-]*', "", body)


@pytest.mark.parametrize("forged", ["0", "999999999", "9" * 30, "-1", "1 OR 1=1", "%00", "../../etc/passwd", "١"])
def test_forged_keys_are_no_server_error(site, forged):
    client, faults = site.clients["province_coordinator:51"], []
    for row in READS:
        if not row.args:
            continue
        where = NUMBER.sub(lambda _found: forged, address(site, row, "51"))
        where = re.sub(r"(?<=/)[\d.]+(?=/|\.(?:docx|pdf)$)", forged, where)
        status = client.get(where).status_code
        if status >= 500 or (happened(status) == "opens" and status != 302 and row.view.endswith("plan")):
            faults.append(f"{where}: {status}")
    assert not faults, "\n".join(faults)


def test_nothing_is_done_without_the_form_token(site):
    """Somebody who may do the thing, led here by a page of another site."""
    faults, before = [], snapshot()
    for row in WRITES:
        if row.method != "POST" or not (who := seats.seats(row.opens, "51")):
            continue
        client = Client(enforce_csrf_checks=True)
        client.cookies = site.clients[sorted(who)[0]].cookies
        data = {name: site.key(value, "51") for name, value in row.data.items()}
        status = client.post(address(site, row, "51"), data).status_code
        if status != 403:
            faults.append(f"{row}: {status}")
    assert not faults, "\n".join(faults)
    assert snapshot() == before


@pytest.mark.parametrize("evil", ["//jahat.test/", "https://jahat.test/", "/\\jahat.test", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(site, evil):
    client = site.clients["officer:51.01"]
    for where in (reverse("organisations:act_as"), reverse("portal:language")):
        place = client.post(where, {"next": evil, "grant": "x", "language": "id"}).headers["Location"]
        assert re.match(r"/(?![/\\])", place), where
    form = {"login": site.people["officer:51.02"].email, "password": "rahasia-sekali", "next": evil}
    response = Client().post(reverse("account_login"), form)
    assert response.status_code == 302
    assert response.headers["Location"] == "/kerja/"
