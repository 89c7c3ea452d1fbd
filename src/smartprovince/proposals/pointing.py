"""Where usulan that point at papers stand."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.evidence import pointing
from smartprovince.evidence.pointing import Place

from .models import Proposal


def place_of_proposal(proposal: Proposal) -> Place:
    return Place(_("Usulan"), str(proposal), reverse("proposals:detail", args=[proposal.number]))


pointing.register(Proposal, place_of_proposal)
