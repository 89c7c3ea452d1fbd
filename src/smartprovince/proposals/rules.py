"""Who sees, drafts and takes back usulan.

A region's drafts are its own: the province does not read what a kabupaten/kota typed for itself (autonomy). What was
said aloud at an event is different: the organiser heard it, so its people read that draft; and one addressed to the
central government at an event is open to the programme owner, who is asked.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import NOBODY, rule
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.rules import own_government
from smartprovince.organisations.scopes import NATION, at_region, region_codes
from smartprovince.territory.models import Region

from .models import Proposal

DRAFTERS = who_may("proposal.draft")


@rule("view", Proposal)
def who_sees_proposals(person: Any) -> Q:
    """People of the region; the organiser of the event it was said at; the nation for what was said to it there."""
    heard = own_government(person, "proposal.view", "received_by")
    national = NATION in region_codes(person, "proposal.view_national")
    to_the_centre = Q(addressee=Proposal.Addressee.CENTRE, received_by__isnull=False) if national else NOBODY
    return at_region(person, "proposal.view") | heard | to_the_centre


@rule("edit", Proposal, who_may=DRAFTERS)
def who_edits_proposals(person: Any) -> Q:
    """The region it belongs to, while it is a draft."""
    return at_region(person, "proposal.draft") & Q(state=Proposal.State.DRAFT)


@rule("draft_proposal", Region, who_may=DRAFTERS)
def who_drafts_proposals(person: Any) -> Q:
    codes = region_codes(person, "proposal.draft") - {NATION}
    return Q(code__in=sorted(codes)) if codes else NOBODY


@rule("hold", Proposal)
def who_holds_the_receipt(person: Any) -> Q:
    """Whoever has the paper with the secret word sees what became of it."""
    secret = getattr(person, "secret", "")
    return Q(receipt=secret) if secret else NOBODY
