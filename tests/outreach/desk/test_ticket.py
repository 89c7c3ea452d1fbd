"""The holder's own page, and what a secret word opens: that one thing and nothing else."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from smartprovince.core.errors import Invalid, NotFound
from smartprovince.outreach.desk import actions, certificates, participating, queries, tickets, timing
from smartprovince.outreach.models import Certificate, Event, Feedback, QuizSheet, Registration
from smartprovince.outreach.registering import TICKET, erase_registration
from smartprovince.proposals.bearers import in_fours

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def quiz(event, bali) -> list:
    ask = {"choices": ["satu", "dua", "tiga"], "right": 1}
    return [participating.add_item(actor=bali, event=event, text=f"Soal {n}?", **ask) for n in range(4)]


def ticket(secret: str, page: str = "ticket", *more: str) -> str:
    return reverse(f"outreach:{page}", args=[secret, *more])


def came(bali, made) -> None:
    moment = timing.now_at(made.registration.event)
    actions.check_in(actor=bali, registration=made.registration, way="qr", moment=moment)


def test_the_ticket_shows_its_holder_and_is_kept_nowhere(event, come, visitor):
    made = come(event, "Ni Luh Contoh")
    page = visitor.get(ticket(made.secret))
    assert page.status_code == 200
    assert "Ni Luh Contoh" in page.text
    assert 'class="qr"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("secret", ["x", "tidak-pernah-ada-1234", "%00", "../kerja", "a" * 200, "SP1:abc"])
def test_another_secret_is_no_page(event, come, visitor, secret):
    come(event, "Ni Luh Contoh")
    for page in ("ticket", "ticket_drop", "ticket_erase", "ticket_certificate"):
        assert visitor.get(f"/agenda/tiket/{secret}/{page}".rsplit("/", 1)[0] + "/").status_code == 404
        with pytest.raises(NotFound):
            queries.registration_of_ticket(secret)


def test_the_qr_is_read_back_as_the_same_ticket(event, come):
    made = come(event, "Ni Luh Contoh")
    assert tickets.secret_in(tickets.qr_text(made.secret)) == made.secret
    assert tickets.digest_in(f" sp1:{made.secret}\n") == made.registration.ticket_digest
    assert tickets.secret_in(made.secret) == ""


def test_giving_the_place_back_asks_once_more(event, come, visitor):
    made = come(event, "Ni Luh Contoh")
    assert visitor.get(ticket(made.secret, "ticket_drop")).status_code == 200
    made.registration.refresh_from_db()
    assert made.registration.state == "registered"
    visitor.post(ticket(made.secret, "ticket_drop"))
    made.registration.refresh_from_db()
    assert made.registration.state == "dropped"
    assert 'class="qr"' not in visitor.get(ticket(made.secret)).text


def test_withdrawn_consent_leaves_a_ticket_without_a_name(event, come, visitor):
    made = come(event, "Ni Luh Contoh")
    visitor.post(ticket(made.secret, "ticket_erase"))
    page = visitor.get(ticket(made.secret))
    assert page.status_code == 200
    assert "Ni Luh" not in page.text


def test_a_waiting_person_sees_the_place_in_the_line(event, come, visitor):
    for name in ("Satu", "Dua"):
        made = come(event, name)
        Registration.objects.filter(pk=made.registration.pk).update(state="waiting")
    assert queries.part_of(queries.registration_of_ticket(made.secret)).place_in_line == 2
    assert 'class="qr"' not in visitor.get(ticket(made.secret)).text


# --- the short test and the feedback ---------------------------------------------------------------------------------


def test_the_test_is_scored_and_counts_once(event, come, quiz, visitor):
    made = come(event, "Ni Luh Contoh")
    page = ticket(made.secret, "ticket_quiz", "before")
    shown = visitor.get(page).text
    assert "Soal 0?" in shown
    answers = {f"item{item.pk}": "1" if n else "0" for n, item in enumerate(quiz)}
    assert visitor.post(page, answers | {f"item{quiz[1].pk}": ""}).status_code == 422
    assert visitor.post(page, answers | {f"item{quiz[1].pk}": "9"}).status_code == 422
    assert not QuizSheet.objects.exists()
    assert visitor.post(page, answers).status_code == 302
    assert visitor.post(page, answers).status_code == 422
    sheet = QuizSheet.objects.get()
    assert (sheet.right, sheet.of, sheet.phase) == (3, 4, "before")
    assert visitor.get(ticket(made.secret, "ticket_quiz", "kapan")).status_code == 404


def test_questions_stay_as_they_are_once_somebody_answered(event, come, quiz, bali):
    made = come(event, "Ni Luh Contoh")
    given = dict.fromkeys((item.pk for item in quiz), 1)
    participating.answer_quiz(actor=TICKET, registration=made.registration, phase="after", answers=given)
    with pytest.raises(Invalid):
        participating.add_item(actor=bali, event=event, text="Baru?", choices=["a", "b"], right=0)
    with pytest.raises(Invalid):
        participating.remove_item(actor=bali, event=event, item=quiz[0])


@pytest.mark.parametrize(
    ("choices", "right"), [(["a"], 0), (["a", "a"], 0), (["a", "b"], 2), ([str(n) for n in range(7)], 0)]
)
def test_a_question_needs_two_to_six_choices_and_a_right_one(event, bali, choices, right):
    with pytest.raises(Invalid):
        participating.add_item(actor=bali, event=event, text="Soal?", choices=choices, right=right)


def test_feedback_counts_once(event, come, visitor):
    made = come(event, "Ni Luh Contoh")
    page = ticket(made.secret, "ticket_feedback")
    assert visitor.post(page, {"rating": "6"}).status_code == 422
    assert visitor.post(page, {"rating": "4", "words": "Lebih lama"}).status_code == 302
    assert visitor.post(page, {"rating": "1"}).status_code == 422
    assert Feedback.objects.get().rating == 4


# --- certificates ----------------------------------------------------------------------------------------------------


def test_certificates_go_to_those_who_came_when_the_event_is_closed(event, come, bali, closed):
    there, _absent = come(event, "Ni Luh Contoh"), come(event, "I Wayan Contoh")
    came(bali, there)
    with pytest.raises(Invalid):
        certificates.issue_certificates(actor=bali, event=event)
    closed()
    assert certificates.issue_certificates(actor=bali, event=event).new == 1
    assert certificates.issue_certificates(actor=bali, event=event).new == 0
    found = Certificate.objects.get()
    assert found.registration == there.registration
    assert len(found.code) == 16


def test_a_pass_mark_is_asked_of_the_test_afterwards(event, come, bali, quiz, closed):
    Event.objects.filter(pk=event.pk).update(pass_mark=75)
    for name, right in (("Lulus", 3), ("Kurang", 2), ("Tanpa tes", None)):
        made = come(event, name)
        came(bali, made)
        if right is not None:
            given = {item.pk: 1 if n < right else 0 for n, item in enumerate(quiz)}
            participating.answer_quiz(actor=TICKET, registration=made.registration, phase="after", answers=given)
    closed()
    issued = certificates.issue_certificates(actor=bali, event=event)
    assert [each.registration.name for each in issued.certificates] == ["Lulus"]


def test_the_code_verifies_until_it_is_revoked(event, come, bali, closed, visitor, enter):
    made = come(event, "Ni Luh Contoh", email="luh@contoh.test", position="Kepala Bidang")
    came(bali, made)
    closed()
    found = certificates.issue_certificates(actor=bali, event=event).certificates[0]
    file = visitor.get(ticket(made.secret, "ticket_certificate"))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
    assert "Ni Luh Contoh" in text
    assert in_fours(found.code) in text
    assert len(PdfReader(io.BytesIO(file.content)).pages) == 1
    typed = visitor.get(
        reverse("outreach:certificate_search"), {"kode": f" {in_fours(found.code).lower()} "}, follow=True
    )
    assert typed.status_code == 200
    assert "Ni Luh Contoh" in typed.text
    for more in ("luh@contoh.test", "Kepala Bidang", "Jembrana"):
        assert more not in typed.text
    page = reverse("outreach:certificate_revoke", args=[event.number, found.pk])
    assert enter(bali).post(page, {"reason": "salah nama"}).status_code == 302
    revoked = visitor.get(reverse("outreach:certificate", args=[found.code]))
    assert "Ni Luh" not in revoked.text
    assert "badge--bad" in revoked.text
    assert visitor.get(ticket(made.secret, "ticket_certificate")).status_code == 404


@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAA", "-", "0000", "A" * 300, "AAAA AAAA AAAA AAAB", "%3Cscript%3E"])
def test_a_guessed_code_is_one_plain_sentence(event, visitor, code):
    for page in ("sertifikat", "tanda-terima"):
        answer = visitor.get(f"/{page}/{code}/")
        assert answer.status_code == 404
        assert "<script>" not in answer.text.replace("<script ", "")


def test_an_erased_person_has_no_certificate_any_more(event, come, bali, closed, visitor):
    made = come(event, "Ni Luh Contoh")
    came(bali, made)
    closed()
    found = certificates.issue_certificates(actor=bali, event=event).certificates[0]
    erase_registration(actor=TICKET, registration=made.registration)
    page = visitor.get(reverse("outreach:certificate", args=[found.code]))
    assert "badge--bad" in page.text
    assert "Ni Luh" not in page.text
    assert visitor.get(ticket(made.secret, "ticket_certificate")).status_code == 404
