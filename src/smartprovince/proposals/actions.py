"""Usulan in the hands of their proposers: drafted by a region, heard at an event, changed, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core.actions import Log, action
from smartprovince.core.clock import today
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.numbers import next_number
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from .bearers import new_code
from .filing.fields import faults_of
from .filing.outline import FIELDS
from .filing.queries import indicators
from .filing.rows import Cost, Expected, replace_costs, replace_effects
from .models import Proposal
from .moving import let_go, move
from .states import PROPOSAL

SERIES = "USL"


@action("proposal.draft", on="region", verb="draft_proposal")
def draft_proposal(log: Log, *, region: Region, title: str, addressee: str, **fields: Any) -> Proposal:
    """A new draft of a region's own, with whatever fields are known. It stays the region's own until it is sent."""
    if unknown := set(fields) - FIELDS:
        raise Invalid(Fault(min(unknown), _("This cannot be changed here.")))
    values = _tidied(fields | {"title": _title(title), "addressee": addressee})
    if faults := faults_of(log.actor, region, values):
        raise Invalid(faults)
    number = next_number(SERIES, today().year)
    proposal = log.create(
        Proposal,
        number=number,
        receipt=new_code(),
        region=region,
        received_on=today(),
        state_since=today(),
        **values,
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
def change_proposal(
    log: Log,
    *,
    proposal: Proposal,
    costs: Sequence[Cost] | None = None,
    effects: Sequence[Expected] | None = None,
    **fields: Any,
) -> Proposal:
    """Complete or correct it while the proposer has it: any of its fields, and its rows, which are written anew.

    A step may stay incomplete; what is there has to be right. Raises Invalid with all faults at once.
    """
    if unknown := set(fields) - FIELDS:
        raise Invalid(Fault(min(unknown), _("This cannot be changed here.")))
    PROPOSAL.check(proposal.state, "change")
    if "title" in fields:
        fields["title"] = _title(fields["title"])
    values = _tidied(fields)
    if faults := faults_of(log.actor, proposal.region, values, proposal):
        raise Invalid(faults)
    before = proposal.version
    rows = costs is not None and replace_costs(log, proposal, costs)
    if effects is not None:
        rows |= replace_effects(log, proposal, effects, frozenset(indicators()))
    log.set(proposal, **values)
    if rows and proposal.version == before:
        log.stamp(proposal, version=before + 1)
    return proposal


@action("proposal.withdraw", on="proposal", verb="withdraw")
def withdraw_proposal(log: Log, *, proposal: Proposal, reason: str) -> Proposal:
    """The proposer takes it back before it is answered; it, its number and the reason stay."""
    state = PROPOSAL.check(proposal.state, "withdraw", {"reason": reason.strip()})
    let_go(proposal)
    move(log, proposal, state, reason.strip(), withdrawn_reason=reason.strip())
    return proposal


def _tidied(fields: dict[str, Any]) -> dict[str, Any]:
    """Without blanks around texts, nor a kabupaten/kota for what is addressed to somebody else."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if values.get("addressee", Proposal.Addressee.REGION) != Proposal.Addressee.REGION:
        values["addressed_region"] = None
    return values


def _title(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise Invalid(Fault("title", _("Say in one line what is asked for.")))
    return stripped if len(stripped) <= 200 else f"{stripped[:197].rsplit(' ', 1)[0]} …"
