"""The pages: who gets in, what they show, and that bad input is answered with one clear message."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.core import clock
from smartprovince.evidence.models import Paper
from smartprovince.outreach import actions, inviting, preparing, registering
from smartprovince.outreach.models import CalendarFeed, Event, EventInvitation, Registration

from .conftest import NINE, coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def sign_in(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


def page(name: str, *arguments: object) -> str:
    return reverse(f"outreach:{name}", args=arguments)


FORM = {
    "kind": "outreach",
    "title": "Sosialisasi smart province",
    "mode": "on_site",
    "venue": "Aula",
    "starts_at": "2022-11-07T09:00",
    "ends_at": "2022-11-07T12:00",
    "zone": "WITA",
    "is_public": "on",
}


# --- work ------------------------------------------------------------------------------------------------------------


def test_an_event_is_prepared_and_announced_through_the_pages(sign_in, world):
    client = sign_in(coordinator(world, "51"))
    given = FORM | {"organiser": world.organisations["51"].pk, "region": world.regions["51"].pk, "request_key": "k1"}
    answer = client.post(page("event_new"), given)
    assert answer.status_code == 302
    event = Event.objects.get()
    again = client.post(page("event_new"), given)
    assert again.headers["Location"] == answer.headers["Location"]
    assert Event.objects.count() == 1
    assert client.get(page("event", event.number)).status_code == 200
    client.post(page("event_open", event.number))
    event.refresh_from_db()
    assert event.state == "open"


def test_a_form_with_a_stranger_s_organisation_or_region_is_refused(sign_in, world):
    client = sign_in(coordinator(world, "51.01"))
    own = {"organiser": world.organisations["51.01"].pk, "region": world.regions["51.01"].pk}
    for wrong in (
        {"organiser": world.organisations["51"].pk, "region": world.regions["51.01"].pk},
        {"organiser": world.organisations["51.01"].pk, "region": world.regions["51.02"].pk},
        own | {"region": "abc"},
        own | {"starts_at": "besok"},
        own | {"ends_at": "0001-01-01T00:00"},
    ):
        assert client.post(page("event_new"), FORM | wrong).status_code == 422
    assert not Event.objects.exists()


VIEWERS = {
    "province_coordinator:51": 200,
    "region_coordinator:51.01": 200,
    "officer:51.02": 404,
    "planner:51": 200,
    "province_coordinator:52": 404,
    "region_coordinator:52.01": 404,
    "programme_owner:": 200,
    "assessor:": 404,
    "stranger": 404,
}


@pytest.mark.parametrize(("who", "status"), VIEWERS.items())
def test_a_kabupaten_s_own_event_is_hidden_from_other_kabupaten(sign_in, hold, world, who, status):
    event = hold("51.01", announce=True)
    client = sign_in(world.people[who])
    assert client.get(page("event", event.number)).status_code == status
    assert client.get(page("event_page", event.number)).status_code == status
    assert (event.title in client.get(page("events")).content.decode()) == (status == 200)


def test_a_draft_is_for_its_editors(sign_in, hold, world):
    event = hold("51.01")
    assert sign_in(coordinator(world, "51.01")).get(page("event", event.number)).status_code == 200
    for who in ("officer:51.01", "province_coordinator:51", "programme_owner:"):
        assert sign_in(world.people[who]).get(page("event", event.number)).status_code == 404


EDITED = [
    ("event_edit", "GET"),
    ("letters", "GET"), ("event_move", "GET"), ("event_cancel", "GET"), ("event_reopen", "GET"), ("invite", "GET"),
("registrations", "GET"), ("event_open", "POST"), ("event_close", "POST"),
    ("event_record", "POST"), ("agenda_add", "POST"), ("question_add", "POST"), ("material_add", "POST"),
    ("output_add", "POST"), ("minutes_set", "POST"), ("group_assign", "POST"), ("desk_seat", "POST"),
    ("desk_invite", "POST"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "method"), EDITED)
def test_who_sees_an_event_does_not_edit_it(sign_in, hold, world, name, method):
    event = hold("51", announce=True)
    for who, status in (("officer:51.01", 403), ("programme_owner:", 403), ("province_coordinator:52", 404)):
        client = sign_in(world.people[who])
        answer = client.get(page(name, event.number)) if method == "GET" else client.post(page(name, event.number))
        assert answer.status_code == status


def test_the_desk_sees_the_list_and_nothing_else(sign_in, hold, helper, come):
    event, other = hold("51", announce=True), hold("51", announce=True)
    registering.register(actor=registering.WAITING_LIST, event=event, name="Wayan", came_by="desk")
    client = sign_in(helper(event))
    assert "Wayan" in client.get(page("registrations", event.number)).content.decode()
    assert client.get(page("event", event.number)).status_code == 200
    assert client.get(page("registrations", other.number)).status_code == 404
    assert client.get(page("event_edit", event.number)).status_code == 403
    assert other.title not in client.get(page("event", event.number)).content.decode().replace(event.title, "")
    assert client.get("/kerja/organisasi/").status_code in (200, 403, 404)


def test_the_way_through_every_form_of_an_event(sign_in, hold, world, come):
    event = hold("51", announce=True, is_public=True, kind="bimtek_1")
    paper = Paper.objects.create(
        region=world.regions["51"], owner=world.organisations["51"], kind="minutes", title="Notulen", source="uji"
    )
    client = sign_in(coordinator(world, "51"))
    sent = {
        "agenda_add": {"agenda-starts_at": "2022-11-07T10:00", "agenda-minutes": "30", "agenda-title": "Sesi"},
        "question_add": {"question-text": "Menginap?", "question-kind": "yes_no"},
        "material_add": {"material-title": "Paparan", "material-address": "https://contoh.go.id/a.pdf"},
        "output_add": {"output-kind": "output", "output-title": "Draf Buku 1"},
        "minutes_set": {"minutes-paper": paper.pk},
        "desk_seat": {"seat-person": world.people["planner:51"].pk},
    }
    for name, given in sent.items():
        answer = client.post(page(name, event.number), given)
        assert answer.status_code == 302, (name, answer.content.decode()[:3000])
    come(event, "siti")
    key = event.registrations.get().pk
    client.post(page("group_assign", event.number), {"registration": [key, "x", "999999"], "dimension": ""})
    shown = client.get(page("event", event.number)).content.decode()
    for word in ("Sesi", "Menginap?", "Paparan", "Draf Buku 1", "Notulen"):
        assert word in shown
    for name, rows in (
        ("agenda_remove", event.agenda),
        ("question_remove", event.questions),
        ("material_remove", event.materials),
        ("output_remove", event.outputs),
    ):
        assert client.post(page(name, event.number, rows.get().pk)).status_code == 302
        assert not rows.exists()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("agenda_add", {"agenda-starts_at": "2023-11-07T10:00", "agenda-minutes": "30", "agenda-title": "Sesi"}),
        ("agenda_add", {"agenda-starts_at": "kemarin", "agenda-minutes": "-1", "agenda-title": ""}),
        ("question_add", {"question-text": "Apa?", "question-kind": "choice", "question-choices": "satu"}),
        ("material_add", {"material-title": "Paparan"}),
        ("material_add", {"material-title": "Paparan", "material-address": "javascript:alert(1)"}),
        ("output_add", {"output-kind": "homework", "output-title": "Buku"}),
        ("minutes_set", {"minutes-paper": "4711"}),
        ("desk_seat", {"seat-person": "4711"}),
        ("desk_invite", {"helper-name": "", "helper-email": "bukan"}),
    ],
)
def test_bad_input_brings_the_page_back_with_what_was_typed(sign_in, hold, world, name, given):
    event = hold("51", announce=True)
    answer = sign_in(coordinator(world, "51")).post(page(name, event.number), given)
    assert answer.status_code == 422
    assert event.title in answer.content.decode()


def test_parts_of_another_event_are_not_reached_through_this_one(sign_in, hold, world):
    event, other = hold("51"), hold("51")
    item = preparing.add_agenda_item(actor=coordinator(world, "51"), event=other, title="Sesi", starts_at=NINE)
    answer = sign_in(coordinator(world, "51")).post(page("agenda_remove", event.number, item.pk))
    assert answer.status_code == 404
    assert other.agenda.exists()


def test_a_second_tab_is_shown_both_versions(sign_in, hold, world):
    event = hold("51")
    client = sign_in(coordinator(world, "51"))
    given = FORM | {"region": world.regions["51"].pk, "version": "1"}
    assert client.post(page("event_edit", event.number), given | {"title": "Satu"}).status_code == 302
    answer = client.post(page("event_edit", event.number), given | {"title": "Dua"})
    assert answer.status_code == 409
    assert "Satu" in answer.content.decode()
    assert "Dua" in answer.content.decode()


def test_after_it_is_announced_words_change_but_not_time_and_place(sign_in, hold, world):
    event = hold("51", announce=True)
    client = sign_in(coordinator(world, "51"))
    given = FORM | {"region": world.regions["51.01"].pk, "title": "Judul lain", "venue": "Lain", "zone": "WIB"}
    assert client.post(page("event_edit", event.number), given).status_code == 302
    fresh = Event.objects.get()
    assert (fresh.title, fresh.venue, fresh.zone, fresh.sequence) == ("Judul lain", "Aula", "WITA", 0)
    moved = {"mode": "on_site", "venue": "Lain", "zone": "WIT", "starts_at": "2022-11-08T09:00"}
    answer = client.post(page("event_move", event.number), moved | {"ends_at": "2022-11-08T08:00", "reason": "sebab"})
    assert answer.status_code == 422
    answer = client.post(page("event_move", event.number), moved | {"ends_at": "2022-11-08T11:00", "reason": "sebab"})
    assert answer.status_code == 302
    fresh.refresh_from_db()
    assert (fresh.venue, fresh.zone, fresh.sequence) == ("Lain", "WIT", 1)
    assert fresh.starts_at.hour == 0


def test_a_script_in_a_name_is_shown_as_text(sign_in, hold, world, come):
    event = hold("51", announce=True, is_public=True, title="<script>alert(1)</script>")
    come(event, "<img src=x onerror=alert(1)>", email="a@contoh.test")
    client = sign_in(coordinator(world, "51"))
    for address in (page("events"), page("event", event.number), page("registrations", event.number)):
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_a_calendar_address_is_shown_once_and_can_be_ended(sign_in, world):
    client = sign_in(coordinator(world, "51"))
    shown = client.post(page("calendar_feeds")).content.decode()
    address = re.search(r"/kalender/[\w-]+\.ics", shown).group()
    assert address not in client.get(page("calendar_feeds")).content.decode()
    assert client.get(address).headers["Content-Type"].startswith("text/calendar")
    for strange in (world.organisations["51.01"].pk, world.organisations["52"].pk, "x", "0"):
        assert client.post(page("calendar_feeds"), {"organisation": strange}).status_code in (403, 404)
    feed = CalendarFeed.objects.get()
    assert sign_in(coordinator(world, "51.01")).post(page("calendar_end", feed.pk)).status_code == 404
    assert sign_in(coordinator(world, "51")).post(page("calendar_end", feed.pk)).status_code == 302
    assert client.get(address).status_code == 404


def test_helpers_get_a_link_once(sign_in, hold, world):
    event = hold("51")
    client = sign_in(coordinator(world, "51"))
    given = {"helper-name": "Made", "helper-email": "made@contoh.test"}
    shown = client.post(page("desk_invite", event.number), given).content.decode()
    assert re.search(r"http://testserver/\S+", shown)
    ministry = hold("", title="Rakor")
    answer = sign_in(coordinator(world, "")).post(page("desk_invite", ministry.number), given)
    assert answer.status_code == 422


def test_delivering_through_the_page(sign_in, hold, world):
    event = hold("51", announce=True)
    home = world.organisations["51.01"]
    output = preparing.add_output(
        actor=coordinator(world, "51"),
        event=event,
        kind="homework",
        title="Draf Buku 1",
        organisation=home,
        due_on=date(2022, 12, 1),
    )
    own = Paper.objects.create(region=world.regions["51.01"], owner=home, kind="other", title="Draf", source="uji")
    alien = Paper.objects.create(region=world.regions["52.01"], kind="other", title="Asing", source="uji")
    client = sign_in(world.people["officer:51.01"])
    assert page("output", output.pk) in client.get(page("event", event.number)).content.decode()
    assert client.post(page("output", output.pk), {"delivered_on": "2022-10-20", "paper": alien.pk}).status_code == 422
    assert client.post(page("output", output.pk), {"delivered_on": "2022-12-20"}).status_code == 422
    assert client.post(page("output", output.pk), {"delivered_on": "2022-10-20", "paper": own.pk}).status_code == 302
    output.refresh_from_db()
    assert output.paper == own
    assert client.post(page("output_take_back", output.pk)).status_code == 403
    assert sign_in(world.people["officer:51.02"]).get(page("output", output.pk)).status_code == 403
    assert sign_in(world.people["officer:52.01"]).get(page("output", output.pk)).status_code == 404
    assert sign_in(coordinator(world, "51")).post(page("output_take_back", output.pk)).status_code == 302


# --- letters and lists -----------------------------------------------------------------------------------------------


def test_invitations_have_letters_for_one_and_for_all(sign_in, hold, world):
    event = hold("51")
    preparing.add_agenda_item(actor=coordinator(world, "51"), event=event, title="Pembukaan", starts_at=NINE)
    client = sign_in(coordinator(world, "51"))
    chosen = [world.organisations[code].pk for code in ("51.01", "51.02")]
    given = {"organisations": chosen, "seats": "2", "letter_number": "005/17/Diskominfos", "letter_date": "2022-10-19"}
    assert world.organisations["52.01"].name not in client.get(page("invite", event.number)).content.decode()
    assert client.post(page("invite", event.number), given).status_code == 302
    assert client.post(page("invite", event.number), given).status_code == 422
    strange = given | {"organisations": [world.organisations["52.01"].pk]}
    assert client.post(page("invite", event.number), strange).status_code == 422
    first = EventInvitation.objects.order_by("pk").first()
    letter = client.get(page("invitation_letter", event.number, first.pk))
    words = "\n".join(
        [paragraph.text for paragraph in docx.Document(io.BytesIO(letter.content)).paragraphs]
        + [cell.text for table in docx.Document(io.BytesIO(letter.content)).tables for cell in table._cells]
    )
    for word in ("005/17/Diskominfos", "Pembukaan", "2 tempat", "WITA"):
        assert word in words
    archive = zipfile.ZipFile(io.BytesIO(client.get(page("letters", event.number) + "?as=zip").content))
    assert len(archive.namelist()) == 2
    book = docx.Document(io.BytesIO(client.get(page("letters", event.number)).content))
    text = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert text.count("005/17/Diskominfos") == 2


def test_the_list_leaves_as_a_sheet_in_which_nothing_is_a_formula(sign_in, hold, world, come):
    event = hold("51", announce=True, is_public=True)
    preparing.add_question(actor=coordinator(world, "51"), event=event, text="Catatan")
    name = f"q{event.questions.get().pk}"
    come(event, "=HYPERLINK(1)", email="a@contoh.test", answers={name: "+62"})
    client = sign_in(coordinator(world, "51"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(page("registrations_export", event.number, "xlsx")).content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    csv = client.get(page("registrations_export", event.number, "csv")).content.decode()
    assert "a@contoh.test" in csv
    assert client.get(page("registrations_export", event.number, "exe")).status_code == 404


# --- public ----------------------------------------------------------------------------------------------------------

GUEST = {"name": "Siti", "email": "siti@contoh.test", "consent": "on"}


def test_a_visitor_registers_and_a_second_click_leads_to_the_same_ticket(client, hold):
    event = hold("51", announce=True, is_public=True)
    shown = client.get(page("event_page", event.number)).content.decode()
    assert "09.00–12.00 WITA" in shown
    assert "08.00–11.00 WIB" in shown
    assert "10.00–13.00 WIT" in shown
    given = GUEST | {"request_key": "0123456789abcdef0123456789abcdef"}
    first = client.post(page("register", event.number), given)
    again = client.post(page("register", event.number), given)
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert Registration.objects.count() == 1
    other = client.post(page("register", event.number), given | {"request_key": "f" * 32})
    assert other.status_code == 422
    stranger = client.post(page("register", event.number), given | {"email": "lain@contoh.test"})
    assert stranger.status_code == 422
    assert first.headers["Location"] not in stranger.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"email": "x"}, {"consent": ""}, {"phone": "<script>"}, {"region": "99999"}, {"organisation": "1"}],
)
def test_a_visitor_is_told_what_to_mend(client, hold, wrong):
    event = hold("51", announce=True, is_public=True)
    answer = client.post(page("register", event.number), GUEST | wrong)
    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_a_nul_is_refused(client, hold):
    event = hold("51", announce=True, is_public=True)
    assert client.post(page("register", event.number), GUEST | {"name": "a\x00b"}).status_code == 422


def test_who_is_signed_in_finds_the_form_filled_in(sign_in, hold, world):
    event, person = hold("51", announce=True), world.people["officer:51.01"]
    client = sign_in(person)
    assert person.email in client.get(page("event_page", event.number)).content.decode()
    assert client.post(page("register", event.number), GUEST | {"email": person.email}).status_code == 302
    assert Registration.objects.get().person == person


def test_an_invited_organisation_names_a_colleague_who_stays_a_person_of_their_own(sign_in, hold, world):
    event, person = hold("51", announce=True), world.people["officer:51.01"]
    inviting.invite_organisations(
        actor=coordinator(world, "51"), event=event, organisations=[world.organisations["51.01"]]
    )
    client = sign_in(person)
    given = GUEST | {"organisation": world.organisations["51.01"].pk}
    assert client.post(page("register", event.number), given | {"consent": ""}).status_code == 422
    assert client.post(page("register", event.number), given).status_code == 302
    named = Registration.objects.get()
    assert (named.person, named.came_by, named.organisation.region.code) == (None, "invitation", "51.01")
    assert client.post(page("register", event.number), given | {"email": person.email.upper()}).status_code == 302
    assert Registration.objects.get(number=2).person == person


def test_what_is_not_public_is_hidden_from_visitors(client, hold):
    event = hold("51", announce=True)
    for name in ("event_page", "event_file"):
        assert client.get(page(name, event.number)).status_code == 404
    assert client.post(page("register", event.number), GUEST).status_code == 404


def test_public_lists_show_nothing_simulated_but_a_link_opens_it(client, hold, settings):
    sourced = hold("51", announce=True, is_public=True, title="Acara bersumber")
    settings.DEMO = True
    invented = hold("51", announce=True, is_public=True, title="Acara karangan")
    shown = client.get(page("public_events")).content.decode()
    assert sourced.title in shown
    assert invented.title not in shown
    assert 'class="sim"' in client.get(page("event_page", invented.number)).content.decode()


def test_a_full_event_says_so_and_offers_the_waiting_list(client, hold, come):
    event = hold("51", announce=True, is_public=True, capacity=1)
    come(event)
    client.post(page("register", event.number), GUEST | {"email": "lain@contoh.test"})
    assert Registration.objects.get(email="lain@contoh.test").state == "waiting"


# --- materials -------------------------------------------------------------------------------------------------------


def test_materials_are_handed_out_to_whom_they_are_for(client, hold, world):
    from smartprovince.core import files

    event = hold("51", announce=True, is_public=True)
    stored = files.store(b"%PDF-1.7 paparan", "paparan.pdf")
    person = coordinator(world, "51")
    for level in ("public", "limited", "excluded"):
        Paper.objects.create(
            region=world.regions["51"], kind="other", title=level, confidentiality=level, file=stored, source="uji"
        )
    papers = {paper.title: paper for paper in Paper.objects.all()}
    make = {"actor": person, "event": event, "title": "Paparan"}
    open_one = preparing.add_material(paper=papers["public"], is_public=True, **make)
    closed = preparing.add_material(paper=papers["limited"], **make)
    from smartprovince.core.errors import Invalid

    for wrong in ({"paper": papers["limited"], "is_public": True}, {"paper": papers["excluded"]}, {}):
        with pytest.raises(Invalid):
            preparing.add_material(**make, **wrong)
    assert client.get(page("material", event.number, open_one.pk)).status_code == 200
    assert client.get(page("material", event.number, closed.pk)).status_code == 404
    client.force_login(world.people["officer:51.01"])
    assert client.get(page("material", event.number, closed.pk)).status_code == 200


# --- the number of queries -------------------------------------------------------------------------------------------


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_lists_take_as_many_queries_for_thirty_as_for_one(sign_in, hold, world, come):
    person = coordinator(world, "51")
    client = sign_in(person)
    event = hold("51", announce=True, is_public=True, kind="bimtek_1")
    inviting.invite_organisations(actor=person, event=event, organisations=[world.organisations["51.01"]])
    preparing.add_output(
        actor=person,
        event=event,
        kind="homework",
        title="Buku",
        organisation=world.organisations["51.01"],
        due_on=date(2022, 12, 1),
    )
    come(event, "orang")
    addresses = [
        page("events"),
        page("event", event.number),
        page("registrations", event.number),
        page("public_events"),
        page("event_page", event.number),
        "/kerja/",
    ]
    for address in addresses:
        client.get(address)
    few = {address: queries_of(client, address) for address in addresses}
    for n in range(30):
        hold("51", announce=True, is_public=True)
        come(event, f"orang{n}")
        preparing.add_output(
            actor=person,
            event=event,
            kind="homework",
            title=f"Buku {n}",
            organisation=world.organisations["51.02"],
            due_on=date(2022, 12, 1),
        )
        preparing.add_agenda_item(actor=person, event=event, title=f"Sesi {n}", starts_at=NINE + timedelta(minutes=n))
    assert {address: queries_of(client, address) for address in addresses} == few


def test_after_the_event_the_page_offers_to_close_it(sign_in, hold, world):
    event = hold("51", announce=True)
    client = sign_in(coordinator(world, "51"))
    assert page("event_close", event.number) not in client.get(page("event", event.number)).content.decode()
    with clock.pinned(date(2022, 11, 8)):
        assert page("event_close", event.number) in client.get(page("event", event.number)).content.decode()
        client.post(page("event_close", event.number), {"version": event.version})
        event.refresh_from_db()
        assert event.state == "closed"
        stale = client.post(page("event_reopen", event.number), {"reason": "keliru", "version": "1"})
        assert stale.status_code == 409
        assert client.post(page("event_reopen", event.number), {"reason": "keliru"}).status_code == 302
    assert actions.life(Event.objects.get()) == ["move", "cancel"]
