"""Usulan of the first kabupaten on their way: under review with a note, answered in private, refused, budgeted."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.core import clock
from smartprovince.portfolio.models import FundSource
from smartprovince.proposals import states
from smartprovince.proposals.answering.actions import prepare_answer
from smartprovince.proposals.handling.actions import add_note
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.reviewing.actions import ask_reviewers, give_review, load_rubric

from .words import SYSTEM, Things, fresh, secret

STATES = (states.SUBMITTED, states.REVIEWING, states.PLANNING, states.NOT_RECOMMENDED, states.BUDGETED)


def handling(world: Any, things: Things) -> None:
    load_rubric(actor=SYSTEM)
    source = FundSource.objects.create(code="uji", name="APBD uji", kind=FundSource.Kind.PROVINCE_BUDGET)
    for code in ("51", "52"):
        found = {state: _sent(world, code, at, state) for at, state in enumerate(STATES)}
        things |= {f"usulan {code}.01 {state}": proposal for state, proposal in found.items()}
        things |= _under_review(world, code, found[states.REVIEWING])
        things[f"prepared {code}.01"] = prepare_answer(
            actor=fresh(world, f"planner:{code}"),
            proposal=found[states.PLANNING],
            outcome="not_recommended",
            text=f"Belum {secret('jawabusul', code + '.01')}",
            reason="Sudah ada.",
            could_change="Lokasi lain.",
        )
        found[states.BUDGETED].plan_facts.create(
            kind="budget", date=date(2022, 11, 1), year=2023, amount=1, fund_source=source, recorded_by="test"
        )


def _sent(world: Any, code: str, at: int, state: str) -> Proposal:
    return Proposal.objects.create(
        number=f"USL-2019-{code}{at:02}",
        receipt=f"TANGANI{code}{at:02}AAAAAA",
        title=f"Usulan {secret('kirimusul', code + '.01')} {at}",
        addressee=Proposal.Addressee.PROVINCE,
        region=world.regions[f"{code}.01"],
        organisation=world.organisations[f"{code}.01"],
        handler=world.regions[code],
        state=state,
        submitted_at=clock.now(),
        submitted_by_id=str(world.people[f"officer:{code}.01"].pk),
        received_on=date(2022, 11, 1),
        state_since=date(2022, 11, 1),
    )


def _under_review(world: Any, code: str, proposal: Proposal) -> Things:
    coordinator = fresh(world, f"province_coordinator:{code}")
    word = f"{code}.01"
    note = add_note(actor=coordinator, proposal=proposal, text=f"Catatan {secret('catatanusul', word)}")
    ask_reviewers(actor=coordinator, proposal=proposal, reviewers=[coordinator])
    review = proposal.reviews.get()
    marks = {each.pk: 2 for each in review.rubric.criteria.all()}
    give_review(
        actor=coordinator,
        review=review,
        marks=marks,
        feedback=f"Saran {secret('telaahusul', word)}",
        private_note=f"Telaah {secret('telaahusul', word)}",
    )
    return {f"note {word}": note, f"review {word}": review}
