"""Every write of usulan: drafted by a region, heard at an event, changed, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core.actions import Log, action
from smartprovince.core.clock import today
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.numbers import next_number
from smartprovince.instruments.models import Dimension, Subdimension
from smartprovince.instruments.themes import check_theme
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import queries
from .bearers import new_code
from .models import Proposal
from .states import PROPOSAL

SERIES = "USL"


@action("proposal.draft", on="region", verb="draft_proposal")
def draft_proposal(
    log: Log,
    *,
    region: Region,
    title: str,
    addressee: str,
    summary: str = "",
    organisation: Organisation | None = None,
    proposer: str = "",
    dimension: Dimension | None = None,
    subdimension: Subdimension | None = None,
) -> Proposal:
    """A new draft of a region's own. It stays the region's own until it is sent."""
    _check(region, organisation, dimension, subdimension)
    number = next_number(SERIES, today().year)
    proposal = log.create(
        Proposal,
        number=number,
        receipt=new_code(),
        region=region,
        title=_title(title),
        addressee=addressee,
        summary=summary.strip(),
        organisation=organisation,
        proposer=proposer.strip(),
        dimension=dimension,
        subdimension=subdimension,
        received_on=today(),
    )
    log.payload["number"] = number
    return proposal


@action("proposal.hear", system=True)
def hear_proposal(
    log: Log,
    *,
    region: Region,
    text: str,
    addressee: str,
    received_by: Organisation,
    received_on: date,
    origin: Any,
    organisation: Organisation | None = None,
    proposer: str = "",
    receipt: str = "",
    simulated: bool = False,
) -> Proposal:
    """What was said at an event becomes a draft of the region, which the region completes.

    Called inside the action that notes it, whose rule says who may; `origin` is the event, `receipt` the secret word of
    the slip that was handed over there.
    """
    return log.create(
        Proposal,
        number=next_number(SERIES, received_on.year),
        receipt=receipt or new_code(),
        region=region,
        title=_title(" ".join(text.split())),
        summary=text.strip(),
        addressee=addressee,
        organisation=organisation,
        proposer=proposer.strip(),
        received_by=received_by,
        received_on=received_on,
        origin_type=origin._meta.label_lower,
        origin_id=str(origin.pk),
        origin_label=f"{origin.number} {origin}"[:200],
        simulated=simulated,
    )


@action("proposal.change", on="proposal")
def change_proposal(log: Log, *, proposal: Proposal, **fields: Any) -> Proposal:
    """Complete or correct a draft: title, summary, addressee, organisation, proposer, dimension."""
    unknown = set(fields) - {"title", "summary", "addressee", "organisation", "proposer", "dimension", "subdimension"}
    if unknown:
        raise Invalid(Fault(min(unknown), _("This cannot be changed here.")))
    PROPOSAL.check(proposal.state, "change")
    organisation = fields.get("organisation", proposal.organisation)
    theme = (fields.get("dimension", proposal.dimension), fields.get("subdimension", proposal.subdimension))
    _check(proposal.region, organisation, *theme, keeps=proposal.organisation)
    if "title" in fields:
        fields["title"] = _title(fields["title"])
    log.set(proposal, **fields)
    return proposal


@action("proposal.withdraw", on="proposal")
def withdraw_proposal(log: Log, *, proposal: Proposal, reason: str) -> Proposal:
    """Take a draft back; it, its number and the reason stay."""
    state = PROPOSAL.check(proposal.state, "withdraw", {"reason": reason.strip()})
    log.set(proposal, state=state, withdrawn_reason=reason.strip())
    return proposal


def _title(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise Invalid(Fault("title", _("Say in one line what is asked for.")))
    return stripped if len(stripped) <= 200 else f"{stripped[:197].rsplit(' ', 1)[0]} …"


def _check(
    region: Region,
    organisation: Organisation | None,
    dimension: Dimension | None,
    subdimension: Subdimension | None,
    *,
    keeps: Organisation | None = None,
) -> None:
    """The organisation is one of the region, the dimension one that counts there; all faults at once."""
    faults = check_theme(region, dimension, subdimension)
    known = queries.organisations_of(region)
    if organisation is not None and organisation != keeps and not known.filter(pk=organisation.pk).exists():
        faults.append(Fault("organisation", _("Choose an organisation of this region.")))
    if faults:
        raise Invalid(faults)
