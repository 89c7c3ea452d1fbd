"""A company with its seat in the region: invited as a guest, it is no part of the government, whatever role it gives.

The partners of the matrix stand in a government of the small world; these stand where partners really are.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.outreach import inviting

from .words import SYSTEM, secret

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(site) -> dict[str, Any]:
    """A company of Bali with an administrator and a partner, each with a client."""
    things = site.things
    home = Organisation.objects.create(name="PT Contoh", kind="company", region=things["region 51"])
    found: dict[str, Any] = {"organisation": home}
    for role in ("administrator", "partner", "mentor"):
        person = Person.objects.create_user(f"{role}@perusahaan.test", "rahasia-sekali", name=role)
        Membership.objects.create(person=person, organisation=home, role=role, granted_by="test")
        found[role] = Client()
        found[role].force_login(person)
    return found


def page(view: str, event: Any, **more: Any) -> str:
    return reverse(view, kwargs={"number": event.number} | more)


@pytest.mark.parametrize("role", ["administrator", "partner"])
def test_a_company_reads_nothing_of_what_the_government_keeps_for_itself(site, company, role):
    things, client = site.things, company[role]
    for name in ("event 51 inside", "event 51.01 inside", "event 51 ministry", "event 51 draft"):
        assert client.get(page("outreach:event", things[name])).status_code == 404, name
        assert client.get(page("outreach:event_page", things[name])).status_code == 404, name
    for view in ("outreach:report", "outreach:report_file", "outreach:notes", "outreach:registrations"):
        assert client.get(page(view, things["event 51 open"])).status_code == 403, view
    material = {"pk": things["material 51 inside"].pk}
    assert client.get(page("outreach:material", things["event 51 open"], **material)).status_code == 404
    listed = client.get(reverse("outreach:events"), {"when": "all"}).text
    assert "Sosialisasi 51" in listed
    assert "rahasia" not in listed


def test_a_mentor_of_a_university_reads_no_notes(site, company):
    event = site.things["event 51 open"]
    assert company["mentor"].get(page("outreach:report", event)).status_code == 403
    shown = company["mentor"].get(page("outreach:event", event)).text
    assert "rahasiacatatan" not in shown


def test_an_invitation_opens_the_event_and_what_is_handed_out_there(site, company):
    things = site.things
    event = things["event 51 inside"]
    inviting.invite_organisations(actor=SYSTEM, event=event, organisations=[company["organisation"]])
    assert company["partner"].get(page("outreach:event", event)).status_code == 200
    assert company["partner"].get(page("outreach:registrations", event)).status_code == 403
    assert company["partner"].get(page("outreach:event", things["event 51.01 inside"])).status_code == 404


def test_a_draft_that_names_a_company_stays_with_the_region(site, company):
    """What the company said at an event is its own to follow; what a region writes about it is not."""
    from smartprovince.proposals import actions as proposals

    proposals.draft_proposal(
        actor=Person.objects.get(email="province_coordinator.51@contoh.test"),
        region=site.things["region 51"],
        title=f"Usulan {secret('sendiri', '51')}",
        addressee="centre",
        organisation=company["organisation"],
    )
    for role in ("administrator", "partner"):
        assert "rahasiasendiri" not in company[role].get(reverse("portal:for_you")).text


def test_what_a_company_said_at_an_event_is_its_own_to_follow(site, company):
    from smartprovince.outreach.desk import notes

    actor = Person.objects.get(email="province_coordinator.51@contoh.test")
    notes.take_note(
        actor=actor,
        event=site.things["event 51 open"],
        kind="proposal",
        text="Minta izin uji coba",
        addressee="province",
        organisation=company["organisation"],
    )
    shown = company["partner"].get(reverse("portal:for_you")).text
    assert "Minta izin uji coba" in shown
    assert "rahasia" not in shown


def test_people_who_left_read_nothing_more(site):
    """Memberships end with their day: of the desk, of a mentor."""
    things = site.things
    seat = things["desk membership 51"]
    Membership.objects.filter(pk=seat.pk).update(valid_until="2022-11-06")
    assert site.clients["event_desk:51"].get(page("outreach:registrations", things["event 51 open"])).status_code == 403
    mentor = fresh_of(site, "mentor:")
    mentor.memberships.update(valid_until="2022-11-06", valid_from="2022-01-01")
    client = site.clients["mentor:"]
    approved, ended = things["report 51.01 approved"], things["term 51.01 ended"]
    assert client.get(reverse("movement:mentor_report", args=[approved.pk])).status_code == 200  # the own report
    assert client.get(reverse("movement:mentor_term", args=[ended.pk])).status_code == 404  # of the mentor before
    assert (
        client.post(reverse("movement:mentor_report_send", args=[things["report 51.01 draft"].pk])).status_code == 403
    )


def fresh_of(site: Any, seat: str) -> Person:
    return Person.objects.get(pk=site.people[seat].pk)
