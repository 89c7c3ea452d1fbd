"""How usulan read in search."""

from __future__ import annotations

from django.urls import reverse

from smartprovince.core import search

from .models import Proposal


def text(proposal: Proposal) -> search.Text:
    return search.Text(
        f"{proposal.number} {proposal.title}",
        reverse("proposals:detail", args=[proposal.number]),
        detail=str(proposal.region),
        words=proposal.summary,
    )


search.register(Proposal, text)
