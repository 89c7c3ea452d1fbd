"""Attaching papers to a usulan, sending it, and joining another one instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment.keeping import keep_paper
from smartprovince.core import access
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.models import type_name
from smartprovince.core.numbers import next_number
from smartprovince.evidence.actions import point_at
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.proposals import states
from smartprovince.proposals.bearers import new_code
from smartprovince.proposals.models import Passage, Proposal
from smartprovince.proposals.moving import let_go, move
from smartprovince.territory.models import Region

from . import queries
from .completeness import handler_of, missing
from .content import content_of, fingerprint
from .models import CostLine, Submission

SERIES = "USL"
MOST_PAPERS = 20


@action("proposal.attach", on="proposal")
def attach_paper(
    log: Log,
    *,
    proposal: Proposal,
    paper: Paper | None = None,
    content: bytes | None = None,
    file_name: str = "",
    title: str = "",
) -> PaperUse:
    """Attach a paper that the region keeps already, or a new file. The same bytes are kept once."""
    states.PROPOSAL.check(proposal.state, "change")
    if len(queries.attached_to(proposal)) >= MOST_PAPERS:
        raise Invalid(Fault("file", _("A usulan has at most %(n)d attachments.") % {"n": MOST_PAPERS}))
    if paper is None:
        simulated = proposal.simulated or log.invents
        paper = keep_paper(log, proposal.region, content, file_name, title=title, simulated=simulated)
    if paper.region_id != proposal.region_id or paper.withdrawn_at is not None:
        raise Invalid(Fault("paper", _("Choose a paper that your region keeps.")))
    log.about(proposal)
    use = point_at(actor=log.actor, acting_for=log.acting_for, paper=paper, thing=proposal, label=str(proposal))
    log.note(paper=paper.pk)
    return use


@action("proposal.detach", on="proposal")
def detach_paper(log: Log, *, proposal: Proposal, use: PaperUse) -> Proposal:
    """Leave an attachment out; the paper itself stays where it is kept."""
    states.PROPOSAL.check(proposal.state, "change")
    mine = PaperUse.objects.filter(pk=use.pk, object_type=type_name(proposal), object_id=str(proposal.pk))
    if not mine.exists():
        raise Invalid(_("This paper is not attached."))
    log.note(no_longer=use.paper_id)
    mine.delete()
    return proposal


@action("proposal.submit", on="proposal")
def submit_proposal(log: Log, *, proposal: Proposal) -> Proposal:
    """Hand it over to the government that handles it, as it stands; again after it was returned.

    What is sent is kept with its fingerprint. Raises Invalid with everything that is missing, each at its step.
    """
    state = states.PROPOSAL.check(proposal.state, "submit")
    if faults := missing(proposal):
        raise Invalid(faults)
    handler = handler_of(proposal)
    assert handler is not None
    text = content_of(proposal)
    last = queries.last_submission(proposal)
    sent = Submission.objects.create(
        proposal=proposal,
        sequence=1 if last is None else last.sequence + 1,
        content=text,
        fingerprint=fingerprint(text),
        total=queries.costs_of(proposal).total,
        sent_by=str(log.actor)[:200],
    )
    move(log, proposal, state, handler=handler, submitted_at=sent.sent_at, submitted_by_id=str(log.actor.pk))
    log.note(sequence=sent.sequence, fingerprint=sent.fingerprint)
    return proposal


@action("proposal.join", on="proposal")
def join_proposal(log: Log, *, proposal: Proposal, into: Proposal) -> Proposal:
    """Take it back because another asks the same: it points at that one from now on."""
    into = access.get(log.actor, "view", Proposal, pk=into.pk)
    seen: set[int] = set()
    while into.merged_into is not None and into.pk not in seen:
        seen.add(into.pk)
        into = into.merged_into
    if into.pk == proposal.pk:
        raise Invalid(_("A usulan cannot be joined to itself."))
    if into.state in states.CLOSED:
        raise Invalid(_("%(number)s is closed; it takes nobody along any more.") % {"number": into.number})
    reason = _("Joined to %(number)s.") % {"number": into.number}
    state = states.PROPOSAL.check(proposal.state, "withdraw", {"reason": reason})
    let_go(proposal)
    move(log, proposal, state, reason, merged_into=into, withdrawn_reason=reason)
    return proposal


@action("proposal.record_known", system=True)
def record_known(
    log: Log, *, region: Region, sent_on: date, costs: Sequence[Mapping[str, Any]], **fields: Any
) -> Proposal:
    """A usulan that a published source tells of: sent on that day, as the source says.

    What became of it is not known, so that it has no deadline. `costs`: fields of its cost lines.
    """
    moment = datetime.combine(sent_on, time(12), UTC)
    proposal = log.create(
        Proposal,
        number=next_number(SERIES, sent_on.year),
        receipt=new_code(),
        region=region,
        received_on=sent_on,
        state=states.SUBMITTED,
        state_since=sent_on,
        handler=region.parent,
        submitted_at=moment,
        **fields,
    )
    CostLine.objects.bulk_create([CostLine(proposal=proposal, **row) for row in costs])
    text = content_of(proposal) | {"sent_on": sent_on.isoformat()}
    Submission.objects.create(
        proposal=proposal,
        sequence=1,
        content=text,
        fingerprint=fingerprint(text),
        total=queries.costs_of(proposal).total,
        sent_by=proposal.source[:200],
        sent_at=moment,
    )
    Passage.objects.create(proposal=proposal, state=states.SUBMITTED, entered_on=sent_on)
    return proposal
