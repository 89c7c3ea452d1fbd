"""What those who handle a usulan do on its way to an answer: take it up, return it, pass it on, merge it, split it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.numbers import next_number
from smartprovince.proposals import settings, states
from smartprovince.proposals.bearers import new_code
from smartprovince.proposals.models import Effect, Note, Passage, Proposal, Review
from smartprovince.proposals.moving import let_go, move

SERIES = "USL"
MOST_PARTS = 10


@action("proposal.take", on="proposal", verb="check")
def take_proposal(log: Log, *, proposal: Proposal) -> Proposal:
    """Somebody has it in hand: the administrative check begins, and the proposer is told."""
    move(log, proposal, states.PROPOSAL.check(proposal.state, "take"))
    return proposal


@action("proposal.return", on="proposal", verb="check")
def return_proposal(log: Log, *, proposal: Proposal, reason: str) -> Proposal:
    """Back to the proposer, who reads what is to be completed; its reviews end, an answer in preparation is dropped."""
    state = states.PROPOSAL.check(proposal.state, "return", {"reason": reason.strip()})
    move(log, proposal, state, words=reason.strip(), return_reason=reason.strip())
    let_go(proposal)
    return proposal


@action("proposal.pass_check", on="proposal", verb="check")
def pass_check(log: Log, *, proposal: Proposal) -> Proposal:
    """Complete and within the mandate: on to the technical review."""
    move(log, proposal, states.PROPOSAL.check(proposal.state, "pass_check"), return_reason="")
    return proposal


@action("proposal.pass_review", on="proposal", verb="check")
def pass_review(log: Log, *, proposal: Proposal) -> Proposal:
    """On to the planning check. At least one review is in; those still open are no longer needed."""
    state = states.PROPOSAL.check(proposal.state, "pass_review")
    if not proposal.reviews.filter(state=Review.State.DONE).exists():
        raise Invalid(
            Fault(
                "", _("No review is in yet."), "", _("Ask reviewers, or remind those who were asked, then pass it on.")
            )
        )
    move(log, proposal, state)
    proposal.reviews.filter(state=Review.State.ASKED).update(state=Review.State.DROPPED)
    return proposal


@action("proposal.note", on="proposal", verb="handle")
def add_note(log: Log, *, proposal: Proposal, text: str) -> Note:
    """A remark that only those who handle it read."""
    if not text.strip():
        raise Invalid(Fault("text", _("Write the note.")))
    return log.create(
        Note, proposal=proposal, text=text.strip(), author_id=str(log.actor.pk), author=str(log.actor)[:200]
    )


@action("proposal.merge", on="proposal", verb="check")
def merge_proposal(log: Log, *, proposal: Proposal, into: Proposal, reason: str) -> Proposal:
    """The same was asked twice: this one goes on as part of another, and its proposer follows that one.

    Both are handled by the same government. Neither can be one that was merged before, nor hold others already.
    """
    into = access.get(log.actor, "check", Proposal, pk=into.pk)
    if into.merged_into_id:
        final = into.merged_into
        raise Invalid(
            Fault(
                "into",
                _("%(number)s was merged itself.") % {"number": into.number},
                "",
                _("Merge into %(number)s.") % {"number": final.number if final else "–"},
            )
        )
    state = states.PROPOSAL.check(proposal.state, "merge", {"into": into, "reason": reason.strip()})
    faults = []
    if into.pk == proposal.pk:
        faults.append(Fault("into", _("A usulan cannot be merged into itself.")))
    elif into.handler_id != proposal.handler_id or into.state not in states.IN_HANDS:
        faults.append(Fault("into", _("Choose a usulan that is in your hands and not answered yet.")))
    if held := list(proposal.merged_from.filter(state=states.MERGED).values_list("number", flat=True)):
        numbers = ", ".join(held)
        what = _("%(number)s holds others already: %(numbers)s.") % {"number": proposal.number, "numbers": numbers}
        faults.append(Fault("into", what, "", _("Merge the other one into this one instead.")))
    if faults:
        raise Invalid(faults)
    move(log, proposal, state, words=reason.strip(), merged_into=into)
    log.note(into=into.number)
    let_go(proposal)
    return proposal


@action("proposal.split", on="proposal", verb="check")
def split_proposal(log: Log, *, proposal: Proposal, titles: Sequence[str], reason: str) -> Proposal:
    """One letter held several usulan: each becomes one of its own, with its number, for the proposer to complete.

    Costs are left to the proposer, who knows which belong to which part.
    """
    state = states.PROPOSAL.check(proposal.state, "split", {"reason": reason.strip()})
    named = [title.strip()[:200] for title in titles if title.strip()]
    if not 2 <= len(named) <= MOST_PARTS or len(set(named)) != len(named):
        what = _("Name the parts, each on its own line and none twice.")
        raise Invalid(Fault("titles", what, _("2 to %(most)d parts.") % {"most": MOST_PARTS}))
    assert proposal.handler is not None
    day = clock.today()
    log.about(proposal)
    effects = list(proposal.effects.all())
    numbers = []
    for title in named:
        part = log.create(
            Proposal,
            number=next_number(SERIES, day.year),
            receipt=new_code(),
            title=title,
            state=states.RETURNED,
            state_since=day,
            due_on=settings.due(states.RETURNED, proposal.handler.code, day),
            return_reason=reason.strip(),
            split_from=proposal,
            received_on=proposal.received_on,
            simulated=proposal.simulated,
            **{name: getattr(proposal, name) for name in _CARRIED},
        )
        Passage.objects.create(proposal=part, state=part.state, entered_on=day, words=reason.strip())
        Effect.objects.bulk_create([_copied(each, part) for each in effects])
        numbers.append(part.number)
    move(log, proposal, state, words=reason.strip(), return_reason=reason.strip())
    log.note(parts=numbers)
    let_go(proposal)
    return proposal


_CARRIED = (
    "kind",
    "summary",
    "addressee",
    "addressed_region",
    "organisation",
    "proposer",
    "region",
    "received_by",
    "dimension",
    "subdimension",
    "problem",
    "background",
    "location",
    "latitude",
    "longitude",
    "beneficiaries",
    "goal",
    "outputs",
    "operation",
    "start_year",
    "end_year",
    "application",
    "innovation",
    "handler",
    "submitted_at",
    "submitted_by_id",
    "origin_type",
    "origin_id",
    "origin_label",
)


def _copied(row: Any, part: Proposal) -> Any:
    row.pk = None
    row.proposal = part
    return row
