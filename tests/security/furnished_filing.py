"""A usulan of the first kabupaten that came back and is being completed: what was sent, and what is not sent yet."""

from __future__ import annotations

from typing import Any

from smartprovince.portfolio.models import Application
from smartprovince.proposals import actions, states
from smartprovince.proposals.filing import content, queries
from smartprovince.proposals.filing.actions import attach_paper
from smartprovince.proposals.models import Proposal, Submission

from .words import Things, fresh, secret


def filing(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        own = f"{code}.01"
        officer = fresh(world, f"officer:{own}")
        draft = actions.draft_proposal(
            actor=officer,
            region=world.regions[own],
            title=f"Usulan kembali {code}",
            addressee="province",
            summary=f"Terkirim {secret('sudahkirim', own)}",
        )
        things[f"use {own} sent"] = _attach(officer, draft, f"terkirim {code}")
        draft = Proposal.objects.get(pk=draft.pk)
        text = content.content_of(draft)
        Submission.objects.create(
            proposal=draft, sequence=1, content=text, fingerprint=content.fingerprint(text), sent_by=str(officer)
        )
        sent = queries.last_submission(draft)
        Proposal.objects.filter(pk=draft.pk).update(
            state=states.RETURNED,
            handler=world.regions[code],
            submitted_at=sent.sent_at if sent else None,
            submitted_by_id=str(officer.pk),
        )
        draft = Proposal.objects.get(pk=draft.pk)
        actions.change_proposal(actor=officer, proposal=draft, summary=f"Sedang dilengkapi {secret('belumkirim', own)}")
        things[f"use {own} added"] = _attach(officer, draft, f"Lampiran {secret('belumkirim', own)}")
        things[f"usulan {own} returned"] = Proposal.objects.get(pk=draft.pk)
        things[f"offered {own}"] = Application.objects.create(
            number=f"APL-2019-{code}99",
            region=world.regions[own],
            name=f"Aplikasi tawaran {code}",
            function=Application.Function.OTHER,
            audience="governments",
            offered=True,
        )


def _attach(officer: Any, draft: Proposal, word: str) -> Any:
    pdf = f"%PDF-1.7\n{word}\n".encode()
    return attach_paper(actor=officer, proposal=draft, content=pdf, file_name="lampiran.pdf", title=word)
