"""How claims read in search. Regions and papers of the register are found through their own rooms."""

from __future__ import annotations

from smartprovince.core import search

from .models import Claim


def text(claim: Claim) -> search.Text:
    return search.Text(
        claim.statement_id, "/kerja/klaim/", detail=claim.source, words=f"{claim.statement_en} {claim.note}"
    )


search.register(Claim, text)
