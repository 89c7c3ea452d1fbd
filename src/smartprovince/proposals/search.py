"""How usulan read in search."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smartprovince.core import search
from smartprovince.portfolio import similar

from . import states
from .models import Proposal


def text(proposal: Proposal) -> search.Text:
    return search.Text(
        f"{proposal.number} {proposal.title}",
        reverse("proposals:detail", args=[proposal.number]),
        detail=str(proposal.region),
        words=proposal.summary,
    )


search.register(Proposal, text)

similar.register(
    similar.Kind(
        name="proposal",
        model=Proposal,
        label=_("usulan"),
        text=lambda proposal: f"{proposal.title}. {proposal.summary} {proposal.background}",
        title=lambda proposal: proposal.title,
        address=lambda proposal: reverse("proposals:detail", args=[proposal.number]),
        among=~Q(state__in=(states.WITHDRAWN, states.MERGED, states.SPLIT)),
        related=("region",),
    )
)
