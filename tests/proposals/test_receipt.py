"""The receipt: number, time, fingerprint, the word that opens it; and what the public page says and never says."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smartprovince.core import clock
from smartprovince.proposals import states
from smartprovince.proposals.answering.actions import prepare_answer, publish_answer
from smartprovince.proposals.bearers import in_fours, new_code
from smartprovince.proposals.filing import content
from smartprovince.proposals.filing.beside import our_usulan
from smartprovince.proposals.handling.actions import add_note, return_proposal, take_proposal
from smartprovince.proposals.models import Passage, Proposal, Submission
from smartprovince.proposals.steps import returned_to_complete

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_day")]
OFFICER = "officer:51.01"


@pytest.fixture
def enter(world):
    def make(who: str) -> Client:
        client = Client()
        client.force_login(world.people[who])
        return client

    return make


@pytest.fixture
def received(sent) -> Proposal:
    """One that was sent, with its text."""
    proposal = sent(summary="Bantuan titik Wi-Fi.", receipt=new_code())
    text = content.content_of(proposal)
    Submission.objects.create(
        proposal=proposal, sequence=1, content=text, fingerprint=content.fingerprint(text), total=5, sent_by="officer"
    )
    Passage.objects.create(proposal=proposal, state=states.SUBMITTED, entered_on=clock.today())
    return proposal


def test_the_receipt_is_the_proposers(enter, received):
    for view, ends in (("receipt", True), ("receipt_pdf", True), ("version", False)):
        args = [received.number] if ends else [received.number, 1]
        page = reverse(f"proposals:{view}", args=args)
        assert enter(OFFICER).get(page).status_code == 200
        assert enter("leader:51").get(page).status_code == (404 if ends else 200)
        assert enter("region_coordinator:51.02").get(page).status_code == 404


def test_it_names_the_number_the_fingerprint_and_the_word(enter, received):
    client = enter(OFFICER)
    shown = client.get(reverse("proposals:receipt", args=[received.number])).text
    text = received.submissions.get()
    for word in (received.number, text.fingerprint, in_fours(received.receipt), "<svg", "7 Nov 2022"):
        assert word in shown
    pdf = client.get(reverse("proposals:receipt_pdf", args=[received.number]))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Type"] == "application/pdf"


def test_the_file_has_the_fingerprint_of_the_receipt(enter, received):
    page = reverse("proposals:version_file", args=[received.number, 1])
    answer = enter(OFFICER).get(page)
    assert hashlib.sha256(answer.content).hexdigest() == received.submissions.get().fingerprint


def test_a_draft_has_no_receipt_and_no_version(enter, sent):
    draft = sent("USL-2022-0009", state=states.DRAFT, submitted_at=None)
    for page in ("receipt", "receipt_pdf"):
        assert enter(OFFICER).get(reverse(f"proposals:{page}", args=[draft.number])).status_code == 404
    assert enter(OFFICER).get(reverse("proposals:version", args=[draft.number, 1])).status_code == 404


def test_the_public_page_says_where_it_is_and_until_when(world, received):
    taken = take_proposal(actor=world.people["province_coordinator:51"], proposal=received)
    shown = Client().get(f"/tanda-terima/{taken.receipt}/").text
    assert "7 Nov 2022" in shown
    assert "12 Nov 2022" in shown
    assert "steps" in shown


def test_the_public_page_never_holds_notes_or_what_is_not_published(world, received, rubric):
    coordinator = world.people["province_coordinator:51"]
    add_note(actor=coordinator, proposal=received, text="rahasiacatatan")
    taken = take_proposal(actor=coordinator, proposal=received)
    Proposal.objects.filter(pk=taken.pk).update(state=states.PLANNING)
    answer = prepare_answer(
        actor=world.people["planner:51"],
        proposal=Proposal.objects.get(pk=taken.pk),
        outcome="not_recommended",
        text="Jawaban rahasiajawab",
        reason="Alasan rahasiajawab",
        could_change="Lokasi lain.",
    )
    shown = Client().get(f"/tanda-terima/{taken.receipt}/").text
    assert "rahasia" not in shown
    publish_answer(actor=world.people["leader:51"], answer=answer)
    shown = Client().get(f"/tanda-terima/{taken.receipt}/").text
    assert "rahasiajawab" in shown
    assert "rahasiacatatan" not in shown


def test_where_is_my_usulan_stands_beside_the_next_steps(world, enter, received):
    panel = our_usulan(world.people[OFFICER])
    assert panel is not None
    assert [address for _text, address, _note in panel.lines] == [reverse("proposals:detail", args=[received.number])]
    assert received.number in enter(OFFICER).get("/kerja/").text
    assert our_usulan(world.people["region_coordinator:51.02"]) is None
    assert our_usulan(world.people["mentor:"]) is None


def test_what_came_back_is_a_step_with_its_reason(world, received):
    coordinator = world.people["province_coordinator:51"]
    back = return_proposal(
        actor=coordinator, proposal=take_proposal(actor=coordinator, proposal=received), reason="Lengkapi RAB."
    )
    (step,) = returned_to_complete(world.people[OFFICER])
    assert (step["why"], step["due"]) == ("Lengkapi RAB.", back.due_on)
    assert returned_to_complete(world.people["leader:51.01"]) == []


def test_the_record_asks_as_much_for_many_rows_as_for_few(enter, sent, aid):
    proposal = sent()
    page, client = reverse("proposals:detail", args=[proposal.number]), enter(OFFICER)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for n in range(30):
        proposal.costs.create(year=2023, fund_source=aid, item=f"Baris {n}", quantity=1, unit="unit", unit_cost=1_000)
        Passage.objects.create(proposal=proposal, state=states.CHECKING, entered_on=clock.today())
    with CaptureQueriesContext(connection) as many:
        assert "Baris 29" in client.get(page).text
    assert len(many) <= len(few)


def test_lists_are_filtered_sorted_and_taken_along(enter, sent):
    sent("USL-2022-0001", title="=HYPERLINK(1)")
    sent("USL-2022-0002", title="Sensor banjir", state=states.RECOMMENDED, kind="earmarked_aid")
    client, page = enter("province_coordinator:51"), reverse("proposals:index")
    for query, first, second in (
        ({"milik": "ditangani"}, True, True),
        ({"milik": "kami"}, False, False),
        ({"status": "diproses"}, True, False),
        ({"status": "dijawab"}, False, True),
        ({"jenis": "earmarked_aid"}, False, True),
        ({"tahun": "2022", "wilayah": "51.01"}, True, True),
        ({"tahun": "1999"}, False, False),
        ({"urut": "-tenggat", "dimensi": "'"}, False, False),
    ):
        shown = client.get(page, query).text
        assert ("USL-2022-0001" in shown, "USL-2022-0002" in shown) == (first, second), query
    table = client.get(reverse("proposals:export", args=["csv"]), {"status": "diproses"}).content.decode("utf-8-sig")
    assert "USL-2022-0001" in table
    assert "Sensor banjir" not in table
    assert "'=HYPERLINK" in table
    assert client.get(reverse("proposals:export", args=["xlsx"])).status_code == 200
    assert client.get(reverse("proposals:export", args=["pdf"])).status_code == 404
    assert enter("mentor:").get(reverse("proposals:export", args=["csv"])).status_code == 404
