"""What is private about a usulan reaches nobody else: on pages, lists, search, exports, JSON, mail and file links.

Four words are put where only some may read them. Then everybody, and a visitor, asks for every address that could show
them, and reads all mail and news; a word that turns up with anybody else is a leak.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from smartprovince.core import outbox, search
from smartprovince.core.models import Notice, OutgoingMail
from smartprovince.instruments.models import Dimension
from smartprovince.portfolio.models import FundSource
from smartprovince.proposals import actions, states
from smartprovince.proposals.answering.actions import prepare_answer, publish_answer
from smartprovince.proposals.filing.actions import attach_paper, submit_proposal
from smartprovince.proposals.filing.rows import Cost
from smartprovince.proposals.handling.actions import add_note, pass_check, pass_review, take_proposal
from smartprovince.proposals.handling.moves import MOVES
from smartprovince.proposals.models import Answer, Note, Proposal, Review
from smartprovince.proposals.reviewing.actions import ask_reviewers, give_review, load_rubric
from tests.conftest import World

from .words import SYSTEM, fresh

# One of each relation to a usulan of 51.01 that 51 handles; the matrix asks all seats.
SEATS = [
    *("officer:51.01", "region_coordinator:51.01", "leader:51.01", "administrator:51.01", "officer:51.02"),
    *("province_coordinator:51", "planner:51", "leader:51", "partner:51", "mentor:", "programme_owner:", "stranger"),
]


@pytest.fixture
def world(site: Any) -> Iterator[World]:
    """People, regions and governments of the furnished world; what a test adds is rolled back."""
    with transaction.atomic():
        codes = ("51", "51.01", "51.02")
        yield World(
            regions={code: site.things[f"region {code}"] for code in codes},
            organisations={code: site.things[f"organisation {code}"] for code in codes},
            people={name: fresh(site, name) for name in SEATS},
        )
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db

DRAFT, NOTE, MARK, ADVICE, ANSWER, PAPER = (
    "rahasiadrafusulan",
    "rahasiacatatanpenangan",
    "rahasiatelaahpribadi",
    "rahasiasaranpenelaah",
    "rahasiajawabanbelumterbit",
    "rahasialampiranusulan",
)
OWN = {f"{role}:51.01" for role in ("region_coordinator", "officer", "leader")}
HANDLERS = {f"{role}:51" for role in ("province_coordinator", "planner", "leader")}
REVIEWER = {"mentor:"}


def written(world: Any, text: str) -> Proposal:
    """A complete draft of the officer of 51.01, with a paper."""
    officer = world.people["officer:51.01"]
    made = actions.draft_proposal(
        actor=officer, region=world.regions["51.01"], title=f"Wi-Fi desa {text}", addressee="province"
    )
    source = FundSource.objects.get_or_create(code="bkk", defaults={"name": "BKK", "kind": "earmarked_aid"})[0]
    made = actions.change_proposal(
        actor=officer,
        proposal=made,
        summary=f"Ringkasan {text}",
        organisation=world.organisations["51.01"],
        dimension=Dimension.objects.get_or_create(
            code="LIV", defaults={"order": 4, "name_official": "Smart Living", "name_id": "Kehidupan cerdas"}
        )[0],
        background="Desa tanpa sinyal.",
        location="148 desa",
        start_year=2024,
        end_year=2024,
        goal="Sinyal di tiap desa.",
        outputs="753 titik.",
        operation="Dinas Kominfo.",
        costs=[Cost(2024, source, "Titik", Decimal(753), "titik", 4_540_000)],
    )
    attach_paper(
        actor=officer, proposal=made, content=f"%PDF-1.7\n{PAPER}\n".encode(), file_name="tor.pdf", title=f"TOR {PAPER}"
    )
    return Proposal.objects.get(pk=made.pk)


@pytest.fixture
def draft(world: Any) -> Proposal:
    return written(world, DRAFT)


@pytest.fixture
def answered(world: Any) -> Proposal:
    """Sent, reviewed by the mentor, with a note and an answer that nobody has published."""
    load_rubric(actor=SYSTEM)
    coordinator = world.people["province_coordinator:51"]
    proposal = submit_proposal(actor=world.people["officer:51.01"], proposal=written(world, "terkirim"))
    proposal = pass_check(actor=coordinator, proposal=take_proposal(actor=coordinator, proposal=proposal))
    add_note(actor=coordinator, proposal=proposal, text=f"Catatan {NOTE}")
    mentor = world.people["mentor:"]
    ask_reviewers(actor=coordinator, proposal=proposal, reviewers=[mentor])
    review = proposal.reviews.get()
    give_review(
        actor=mentor,
        review=review,
        marks={each.pk: 3 for each in review.rubric.criteria.all()},
        private_note=f"Telaah {MARK}",
        feedback=f"Saran {ADVICE}",
    )
    proposal = pass_review(actor=coordinator, proposal=proposal)
    prepare_answer(
        actor=world.people["planner:51"],
        proposal=proposal,
        outcome="not_recommended",
        text=f"Belum {ANSWER}",
        reason=f"Alasan {ANSWER}",
        could_change="Lokasi lain.",
    )
    return Proposal.objects.get(pk=proposal.pk)


def addresses(proposal: Proposal) -> Iterator[str]:
    """Every address that could show something of a usulan."""
    number = proposal.number
    yield from ("/kerja/", "/kerja/kabar/", "/kerja/dasbor/", "/kerja/riwayat/")
    for name in ("index", "queue", "answers", "ranking", "figures", "reviews", "rubric", "new"):
        yield reverse(f"proposals:{name}")
    for word in WORDS:
        yield f"/kerja/cari/?q={word}"
    for ending in ("xlsx", "csv"):
        yield reverse("proposals:export", args=[ending])
    for name in ("detail", "change", "withdraw", "receipt", "receipt_pdf"):
        yield reverse(f"proposals:{name}", args=[number])
    for submission in proposal.submissions.all():
        yield reverse("proposals:version", args=[number, submission.sequence])
        yield reverse("proposals:version_file", args=[number, submission.sequence])
    for move in {each.right: each for each in MOVES}.values():
        yield reverse("proposals:move", args=[number, move.slug])
    for review in proposal.reviews.all():
        yield reverse("proposals:review", args=[review.pk])
    yield from trails(proposal)
    yield from files(proposal)


def trails(proposal: Proposal) -> Iterator[str]:
    things = [
        proposal,
        *Note.objects.filter(proposal=proposal),
        *Review.objects.filter(proposal=proposal),
        *Answer.objects.filter(proposal=proposal),
    ]
    for thing in things:
        yield reverse("workspace:trail_of", args=[thing._meta.label_lower, str(thing.pk)])


def files(proposal: Proposal) -> Iterator[str]:
    from smartprovince.proposals.filing.queries import attached_to

    for use in attached_to(proposal):
        yield reverse("proposals:attachment", args=[proposal.number, use.pk])
        yield reverse("proposals:attachment_look", args=[proposal.number, use.pk])
        yield reverse("evidence:paper", args=[use.paper_id])
        yield reverse("evidence:file", args=[use.paper_id])


def text_of(response: Any) -> str:
    """What an answer holds, in words; a spreadsheet is unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


WORDS = (DRAFT, NOTE, MARK, ADVICE, ANSWER, PAPER)


def read_by(world: Any, proposal: Proposal) -> dict[str, set[str]]:
    """Which words each finds anywhere. The echo of one's own search is not a find."""
    search.index(Proposal.objects.all())
    found: dict[str, set[str]] = {}
    for name in ("visitor", *SEATS):
        client = Client()
        if name != "visitor":
            client.force_login(world.people[name])
        found[name] = set()
        for address in addresses(proposal):
            text = text_of(client.get(address))
            found[name] |= {word for word in WORDS if word in text and word not in address}
        as_json = client.get(
            reverse("proposals:detail", args=[proposal.number]), headers={"accept": "application/json"}
        )
        found[name] |= {word for word in WORDS if word in text_of(as_json)}
    return found


def who_reads(found: dict[str, set[str]], word: str) -> set[str]:
    return {name for name, words in found.items() if word in words}


def test_a_draft_is_its_regions_own(world, draft):
    found = read_by(world, draft)
    assert who_reads(found, DRAFT) == OWN
    assert who_reads(found, PAPER) == OWN


def test_what_handlers_write_reaches_nobody_else(world, answered):
    found = read_by(world, answered)
    assert who_reads(found, NOTE) == HANDLERS
    assert who_reads(found, ANSWER) == HANDLERS
    assert who_reads(found, MARK) == HANDLERS | REVIEWER
    assert who_reads(found, ADVICE) == HANDLERS | REVIEWER
    assert who_reads(found, PAPER) == OWN | HANDLERS | REVIEWER


def test_what_is_published_reaches_the_proposer_and_nothing_more(world, answered):
    publish_answer(actor=world.people["leader:51"], answer=answered.answers.get())
    proposal = Proposal.objects.get(pk=answered.pk)
    assert proposal.state == states.NOT_RECOMMENDED
    found = read_by(world, proposal)
    assert who_reads(found, ANSWER) == OWN | HANDLERS | REVIEWER
    assert who_reads(found, ADVICE) == OWN | HANDLERS | REVIEWER
    assert who_reads(found, NOTE) == HANDLERS
    assert who_reads(found, MARK) == HANDLERS | REVIEWER


def test_the_receipt_tells_its_holder_the_state_and_nothing_private(world, answered):
    address = f"/tanda-terima/{answered.receipt}/"
    assert not [word for word in (NOTE, MARK, ADVICE, ANSWER, PAPER) if word in text_of(Client().get(address))]
    publish_answer(actor=world.people["leader:51"], answer=answered.answers.get())
    text = text_of(Client().get(address))
    assert ANSWER in text
    assert not [word for word in (NOTE, MARK, PAPER) if word in text]
    assert Client().get("/tanda-terima/AAAABBBBCCCCDDDD/").status_code == 404


def test_mail_and_news_tell_nothing_private(world, draft, answered):
    while outbox.deliver():
        pass
    told = [*OutgoingMail.objects.values_list("subject", "body"), *Notice.objects.values_list("title", "body")]
    assert told, "nobody was told anything: this test would see nothing"
    words = (NOTE, MARK, ADVICE, ANSWER, DRAFT)
    assert not [text for row in told for text in row if any(word in text for word in words)]


def test_a_reviewer_who_is_dropped_reads_nothing_any_more(world, answered):
    mentor = world.people["mentor:"]
    answered.reviews.update(state=Review.State.DROPPED)
    client = Client()
    client.force_login(mentor)
    assert client.get(reverse("proposals:detail", args=[answered.number])).status_code == 404
