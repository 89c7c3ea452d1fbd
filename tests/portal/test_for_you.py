"""The page of citizens and companies: what is open to them, what became of theirs, and nothing of anybody else's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from smartprovince.core import clock
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.outreach.models import Certificate, Event, EventInvitation, EventNote, Registration
from smartprovince.portal.for_you import gathered
from smartprovince.proposals.models import Proposal

PAGE = "/untuk-anda/"


@pytest.fixture(autouse=True)
def _today():
    with clock.pinned(date(2022, 11, 7)):
        yield


@pytest.fixture
def company(world) -> Organisation:
    found = Organisation.objects.create(name="PT Contoh", kind="company", region=world.regions["51"])
    for name, role in (("mitra", Role.PARTNER), ("warga", Role.PUBLIC)):
        person = Person.objects.create_user(f"{name}.contoh@contoh.test", "rahasia-sekali", name=name)
        Membership.objects.create(person=person, organisation=found, role=role, granted_by="test")
        world.people[name] = person
    return found


def event(world, number: int, title: str, **more) -> Event:
    from smartprovince.outreach import zones

    start = zones.now() + timedelta(days=number)
    values = {
        "number": f"KGT-2022-{number:04}",
        "kind": "outreach",
        "title": title,
        "organiser": world.organisations["51"],
        "region": world.regions["51"],
        "starts_at": start,
        "ends_at": start + timedelta(hours=3),
        "state": "open",
        "is_public": True,
    }
    return Event.objects.create(**values | more)


def register(world, found: Event, name: str, **more) -> Registration:
    person = world.people[name]
    number = Registration.objects.filter(event=found).count() + 1
    return Registration.objects.create(
        event=found, number=number, person=person, name=name, ticket_digest=f"{found.pk}{name}", **more
    )


def test_a_visitor_sees_what_is_open_to_everybody_and_nothing_simulated(client, world, company):
    event(world, 3, "Sosialisasi terbuka")
    event(world, 4, "Hanya undangan", is_public=False)
    event(world, 5, "Data simulasi", simulated=True)
    event(world, 6, "Belum diumumkan", state="draft")
    event(world, 7, "Sudah ditutup", registration_until=clock.now() - timedelta(days=3_000))
    event(world, 8, "Dibatalkan", state="cancelled")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Sosialisasi terbuka" in page.text
    for hidden in ("Hanya undangan", "Data simulasi", "Belum diumumkan", "Sudah ditutup", "Dibatalkan"):
        assert hidden not in page.text
    assert "/masuk/?next=/untuk-anda/" in page.text
    assert 'id="milik"' in page.text
    assert client.post(PAGE).status_code == 405


def test_signed_in_people_see_invented_events_with_the_mark_and_those_they_are_invited_to(client, world, company):
    event(world, 4, "Rakor mitra", is_public=False, organiser=world.organisations["52"], region=world.regions["52"])
    event(world, 5, "Data uji coba", simulated=True)
    invited = event(world, 6, "Undangan PT Contoh", is_public=False)
    EventInvitation.objects.create(event=invited, organisation=company)
    client.force_login(world.people["mitra"])
    page = client.get(PAGE).text
    assert "Data uji coba" in page
    assert 'class="sim"' in page
    assert "Undangan PT Contoh" in page
    assert "Rakor mitra" not in page
    assert [offer.kind for offer in gathered(world.people["mitra"]).open].count("invitation") == 1
    assert [offer.kind for offer in gathered(world.people["warga"]).open].count("invitation") == 0


def test_what_became_of_ones_own(client, world, company):
    coming = event(world, 3, "Yang akan datang", capacity=1)
    past = event(world, 4, "Yang sudah lewat")
    register(world, coming, "mitra")
    done = register(world, past, "mitra", attended_on=date(2022, 11, 5))
    Certificate.objects.create(registration=done, code="SERTIFIKATMITRA1", issued_on=date(2022, 11, 6))
    register(world, coming, "warga", state="waiting")
    EventNote.objects.create(
        event=past,
        number="CAT-2022-0001",
        receipt="RAHASIAMITRA",
        kind="question",
        text="Kapan jalan diperbaiki?",
        noted_by="x",
        organisation=company,
        answer="Tahun depan",
        settled_on=date(2022, 11, 6),
    )
    Proposal.objects.create(
        number="USL-2022-0001",
        receipt="r1",
        title="Sensor banjir",
        addressee="province",
        region=world.regions["51"],
        organisation=company,
        received_by=world.organisations["51"],  # it was said at an event; what a region typed stays with the region
        received_on=date(2022, 11, 6),
    )
    client.force_login(world.people["mitra"])
    page = client.get(PAGE).text
    for part in (
        "Yang akan datang",
        "Yang sudah lewat",
        "/sertifikat/SERTIFIKATMITRA1/",
        "Kapan jalan diperbaiki?",
        "Tahun depan",
        "Sensor banjir",
    ):
        assert part in page, part
    assert "RAHASIAMITRA" not in page
    only = client.get(f"{PAGE}?jenis=note").text
    assert "Kapan jalan" in only
    assert "Yang sudah lewat" not in only.split('id="milik"')[1].split("KGT")[0].split("CAT-2022-0001")[0]
    client.force_login(world.people["warga"])
    page = client.get(PAGE).text
    assert "SERTIFIKATMITRA1" not in page
    assert "Kapan jalan" not in page  # the verified public speaks for no organisation
    assert "Sensor banjir" not in page
    client.force_login(world.people["partner:51"])
    page = client.get(PAGE).text
    assert "Kapan jalan" not in page
    assert "Sensor banjir" not in page


def test_a_revoked_certificate_is_not_offered_and_an_erased_registration_is_gone(client, world, company):
    past = event(world, 4, "Yang sudah lewat")
    done = register(world, past, "mitra", attended_on=date(2022, 11, 5))
    Certificate.objects.create(registration=done, code="DICABUT", issued_on=date(2022, 11, 6), revoked_at=clock.now())
    register(world, event(world, 5, "Yang dihapus", is_public=False), "mitra", state="erased")
    client.force_login(world.people["mitra"])
    own = client.get(PAGE).text.split('id="milik"')[1]
    assert "DICABUT" not in own
    assert "Yang dihapus" not in own


def test_citizens_and_companies_find_the_page_from_their_desk(client, world, company):
    for name in ("mitra", "warga"):
        client.force_login(world.people[name])
        assert f'href="{PAGE}"' in client.get("/kerja/").text
    client.force_login(world.people["officer:51.01"])
    assert f'href="{PAGE}"' not in client.get("/kerja/").text


def test_long_lists_have_pages_and_constant_queries(client, world, company, django_assert_max_num_queries):
    for number in range(1, 46):
        found = event(world, number, f"Kegiatan {number}")
        if number > 22:
            register(world, found, "mitra")
            EventNote.objects.create(
                event=found,
                number=f"CAT-{number}",
                receipt=f"r{number}",
                kind="question",
                text="?",
                noted_by="x",
                organisation=company,
            )
    client.force_login(world.people["mitra"])
    with django_assert_max_num_queries(14):
        page = client.get(PAGE).text
    assert "Kegiatan 1<" in page
    assert "Kegiatan 22<" not in page
    assert "Kegiatan 22<" in client.get(f"{PAGE}?terbuka=2").text
    assert client.get(f"{PAGE}?page=3&jenis=note").status_code == 200


def test_a_script_in_a_title_stays_text(client, world):
    event(world, 3, "<script>alert(1)</script>")
    assert "<script>alert" not in client.get(PAGE).text
