"""What an event leaves behind: notes with receipts, the report that counts afresh, and where outreach has been."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Docx

from smartprovince.core import clock
from smartprovince.core.errors import Invalid, Refused
from smartprovince.core.models import DueAction, Notice
from smartprovince.outreach.desk import actions, closing, notes, participating, reach, report, timing
from smartprovince.outreach.models import CheckIn, Event, EventNote, Registration
from smartprovince.outreach.registering import TICKET, drop_registration, erase_registration
from smartprovince.proposals.models import Proposal

from .conftest import DAY, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(world, event, bali):
    def make(kind: str, text: str = "Minta pendampingan", **fields):
        given = {"organisation": world.organisations["51.02"]} | fields
        return notes.take_note(actor=bali, event=event, kind=kind, text=text, **given)

    return make


# --- notes and receipts ----------------------------------------------------------------------------------------------


def test_a_usulan_becomes_a_draft_of_the_region_it_comes_from(world, event, take):
    note = take("proposal", "Jaringan serat optik ke desa", addressee="centre")
    found = note.proposal
    assert (note.number, found.number) == ("TTE-2022-0001", "USL-2022-0001")
    assert found.region == world.regions["51.02"]
    assert (found.addressee, found.received_by, found.state) == ("centre", event.organiser, "draft")
    assert found.receipt == note.receipt
    assert (found.origin_type, found.origin_id) == ("outreach.event", str(event.pk))


def test_each_note_has_a_receipt_that_opens_that_note_only(event, take):
    question, other = take("question", "Kapan bimtek berikutnya?"), take("question", "Rahasia orang lain")
    page = Client().get(reverse("outreach:receipt", args=[question.receipt]))
    assert page.status_code == 200
    assert "Kapan bimtek" in page.text
    assert "Rahasia" not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert Client().get(reverse("outreach:receipt", args=[other.receipt[::-1]])).status_code == 404


def test_the_holder_of_a_receipt_sees_what_became_of_it(event, take, bali):
    note = take("question", "Kapan bimtek berikutnya?")
    notes.settle_note(actor=bali, note=note, answer="Februari 2023", is_settled=True)
    assert "Februari 2023" in Client().get(reverse("outreach:receipt", args=[note.receipt])).text


@pytest.mark.parametrize(
    ("kind", "fields", "where"),
    [
        ("proposal", {}, "addressee"),
        ("commitment", {}, "due_on"),
        ("commitment", {"due_on": DAY - timedelta(days=1)}, "due_on"),
        ("question", {"organisation": None}, "organisation"),
        ("question", {"text": "  "}, "text"),
        ("lain", {}, "kind"),
    ],
)
def test_what_a_note_needs(take, kind, fields, where):
    with pytest.raises(Invalid) as refused:
        take(kind, **fields)
    assert where in [fault.where for fault in refused.value.faults]
    assert not EventNote.objects.exists()
    assert not Proposal.objects.exists()


def test_an_organisation_of_another_province_is_no_choice(world, take):
    with pytest.raises(Invalid):
        take("question", organisation=world.organisations["52.01"])


def test_a_second_click_takes_no_second_note(event, seat, enter):
    client, page = enter(seat(event)), reverse("outreach:notes", args=[event.number])
    form = {"kind": "question", "text": "Kapan?", "by_name": "Perbekel", "request_key": "k" * 8}
    first, second = client.post(page, form), client.post(page, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert EventNote.objects.count() == 1
    slip = client.get(first.headers["Location"])
    assert EventNote.objects.get().receipt[:4] in slip.text
    assert "<svg" in slip.text


def test_the_desk_mends_what_it_wrote_down_until_it_is_settled(event, take, seat, enter, bali):
    note, client = take("question", "Kapan bintek?"), enter(seat(event))
    page = reverse("outreach:note_correct", args=[event.number, note.number])
    assert client.get(page).status_code == 200
    assert client.post(page, {"text": "Kapan bimtek?", "version": "1"}).status_code == 302
    stale = client.post(page, {"text": "Lain", "version": "1"})
    assert stale.status_code == 409
    assert "Kapan bimtek?" in stale.text
    note.refresh_from_db()
    notes.settle_note(actor=bali, note=note, answer="Februari", is_settled=True)
    assert client.post(page, {"text": "Lain"}).status_code == 422


def test_the_desk_takes_notes_but_does_not_answer_them(event, take, seat):
    note = take("question")
    with pytest.raises(Refused):
        notes.settle_note(actor=seat(event), note=note, answer="Ya", is_settled=True)


# --- the report ------------------------------------------------------------------------------------------------------


@pytest.fixture
def held(world, event, come, bali, take, closed):
    """Seven registered, four came, one of them erased, one dropped; tests, feedback and notes of every kind."""
    for n in range(2):
        item = {"text": f"Soal {n}?", "choices": ["a", "b"], "right": 0}
        participating.add_item(actor=bali, event=event, **item)
    items = list(event.quiz.all())
    made = [come(event, f"Peserta {n}", home="51.01" if n % 2 else "51.02") for n in range(7)]
    for n, each in enumerate(made[:4]):
        actions.check_in(
            actor=bali, registration=each.registration, way="qr" if n else "list", moment=timing.now_at(event)
        )
        for phase, right in (("before", n % 2), ("after", 2)):
            given = {item.pk: 0 if place < right else 1 for place, item in enumerate(items)}
            participating.answer_quiz(actor=TICKET, registration=each.registration, phase=phase, answers=given)
        words = "Terima kasih" if n else ""
        participating.give_feedback(actor=TICKET, registration=each.registration, rating=5 - n % 2, words=words)
    erase_registration(actor=TICKET, registration=made[3].registration)
    drop_registration(actor=TICKET, registration=made[6].registration)
    take("proposal", addressee="province")
    take("proposal", addressee="centre")
    take("commitment", due_on=DAY + timedelta(days=20))
    take("question", "Kapan?")
    return closed()


def test_the_numbers_of_the_report_are_the_rows(held, bali):
    found = report.report_of(bali, held)
    rows = Registration.objects.filter(event=held)
    assert found.registered == rows.count() == 7
    assert found.attended == rows.filter(attended_on__isnull=False).count() == 4
    assert sum(line.count for line in found.by_day) == CheckIn.objects.count() == 4
    for lines in (found.by_way, found.by_kind, found.by_region, found.by_source):
        assert sum(line.count for line in lines) == 4
    assert [(line.label, line.count) for line in found.by_region] == [("Kab. Jembrana", 2), ("Kab. Tabanan", 2)]
    assert found.states == {"registered": 5, "erased": 1, "dropped": 1}
    assert found.tests is not None
    assert found.voices is not None
    assert (found.tests.before, found.tests.after, found.tests.both) == (0.25, 1.0, 4)
    assert found.tests.gain == pytest.approx(0.75)
    assert (found.voices.mean, found.voices.count) == (4.5, 4)
    assert found.voices.words == ["Terima kasih"]
    assert [len(each) for each in found.proposals.values()] == [1, 1]
    assert (len(found.questions), len(found.commitments)) == (1, 1)


def test_every_question_is_answered_before_the_report_is_handed_over(held, bali):
    with pytest.raises(Invalid) as refused:
        closing.report_event(actor=bali, event=held)
    assert "TTE-2022-0004" in str(refused.value)
    note = EventNote.objects.get(kind="question")
    notes.settle_note(actor=bali, note=note, answer="Diteruskan ke Bappeda", is_settled=False)
    assert closing.report_event(actor=bali, event=held).state == "reported"
    assert DueAction.objects.filter(kind=closing.LOOK_BACK).count() == 2


def test_looking_back_counts_what_was_settled_by_that_day(held, bali):
    question, commitment = EventNote.objects.get(kind="question"), EventNote.objects.get(kind="commitment")
    with clock.pinned(DAY + timedelta(days=10)):
        notes.settle_note(actor=bali, note=question, answer="Februari", is_settled=True)
    with clock.pinned(DAY + timedelta(days=60)):
        notes.settle_note(actor=bali, note=commitment, answer="SK terbit", is_settled=True)
    with clock.pinned(DAY + timedelta(days=100)):
        after30, after90 = report.report_of(bali, held).look_backs
    assert [row[1:] for row in after30.rows] == [(1, 0), (0, 1), (0, 2)]
    assert [row[1:] for row in after90.rows] == [(1, 0), (1, 0), (0, 2)]
    with clock.pinned(DAY + timedelta(days=20)):
        assert [each.reached for each in report.report_of(bali, held).look_backs] == [False, False]


def test_the_coordinators_are_told_once_after_30_days(held, bali):
    note = EventNote.objects.get(kind="question")
    notes.settle_note(actor=bali, note=note, answer="Diteruskan", is_settled=False)
    closing.report_event(actor=bali, event=held)
    for _time in range(2):
        closing.look_back(event=held.pk, days=30)
    told = Notice.objects.get(kind=closing.LOOK_BACK)
    assert told.recipient_id == str(bali.pk)
    assert told.address == reverse("outreach:report", args=[held.number])


def test_the_report_page_and_its_file(held, bali, enter):
    client = enter(bali)
    page = client.get(reverse("outreach:report", args=[held.number]))
    assert page.status_code == 200
    assert "Peserta 1" not in page.text  # feedback and counts, no names
    file = client.get(reverse("outreach:report_file", args=[held.number]))
    text = "\n".join(
        cell.text for table in Docx(io.BytesIO(file.content)).tables for row in table.rows for cell in row.cells
    )
    assert "USL-2022-0001" in text
    assert client.post(reverse("outreach:report_hand_over", args=[held.number])).status_code == 422


def test_a_stale_answer_shows_both(held, bali, enter):
    note = EventNote.objects.get(kind="question")
    client, page = enter(bali), reverse("outreach:note_settle", args=[held.number, note.number])
    notes.settle_note(actor=bali, note=note, answer="Dari rekan", is_settled=False)
    answer = client.post(page, {"answer": "Dari saya", "version": "1"})
    assert answer.status_code == 409
    assert "Dari rekan" in answer.text
    assert "Dari saya" in answer.text


def count(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    return len(seen)


def test_pages_ask_as_much_for_many_as_for_few(event, come, bali, enter, take):
    client = enter(bali)
    pages = ["desk", "roster", "paper_list", "notes", "report", "certificates", "quiz"]
    addresses = [reverse(f"outreach:{name}", args=[event.number]) for name in pages]
    addresses.append(reverse("outreach:desk", args=[event.number]) + "?q=peserta")

    def measure() -> list[int]:
        return [count(lambda address=address: client.get(address)) for address in addresses]

    def more(first: int, last: int) -> None:
        for n in range(first, last):
            made = come(event, f"Peserta {n}")
            actions.check_in(actor=bali, registration=made.registration, way="qr", moment=timing.now_at(event))
            take("question", f"Pertanyaan {n}")
            take("proposal", f"Usulan {n}", addressee="province")

    more(0, 2)
    measure()
    few = measure()
    more(2, 14)
    assert measure() == few


# --- where outreach has been -----------------------------------------------------------------------------------------


def test_regions_are_reached_by_those_who_came(world, event, come, bali):
    for n, home in enumerate(("51.01", "51.01", "51.02")):
        made = come(event, f"Peserta {n}", home=home)
        if n:
            actions.check_in(actor=bali, registration=made.registration, way="qr", moment=timing.now_at(event))
    reached = reach.attendance_by_region(bali)
    assert reached == {world.regions["51.01"].pk: DAY, world.regions["51.02"].pk: DAY}
    assert reach.attendance_by_region(bali, on=DAY - timedelta(days=1)) == {}
    province = next(row for row in reach.reach_of_provinces(bali) if row.province.code == "51")
    assert (province.reached, province.of, province.people, province.first_on) == (2, 2, 2, DAY)
    other = world.people["region_coordinator:52.01"]
    assert reach.attendance_by_region(other) == {}


def test_only_outreach_reaches(world, come, bali):
    event = make_event(world, kind="coordination", title="Rakor")
    made = come(event, "Peserta")
    actions.check_in(actor=bali, registration=made.registration, way="qr", moment=timing.now_at(event))
    assert reach.attendance_by_region(bali) == {}
    assert Event.objects.count() == 1


def test_the_page_of_the_reach(event, world, enter):
    page = reverse("outreach:reach")
    assert enter(world.people["programme_owner:"]).get(page).status_code == 200
    assert enter(world.people["region_coordinator:51.01"]).get(page, {"provinsi": "51"}).status_code == 200
    assert enter(world.people["region_coordinator:51.01"]).get(page, {"provinsi": "99"}).status_code == 422
    assert enter(world.people["partner:51"]).get(page).status_code == 404
