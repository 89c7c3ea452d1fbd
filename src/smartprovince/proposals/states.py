"""The life of a usulan, within the real mandate (docs/decisions/0016): the platform recommends, money is decided
elsewhere, so that RKPD and budget are entered only with their document."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

DRAFT, SUBMITTED, CHECKING, RETURNED, REVIEWING, PLANNING = (
    "draft",
    "submitted",
    "checking",
    "returned",
    "reviewing",
    "planning",
)
RECOMMENDED, TO_CENTRE, TO_REGION, DEFERRED, NOT_RECOMMENDED = (
    "recommended",
    "to_centre",
    "to_region",
    "deferred",
    "not_recommended",
)
IN_RKPD, BUDGETED, RUNNING, DONE = "in_rkpd", "budgeted", "running", "done"
WITHDRAWN, MERGED, SPLIT = "withdrawn", "merged", "split"

WITH_PROPOSER = (DRAFT, RETURNED)  # the proposer can change it
UNSENT = (*WITH_PROPOSER, WITHDRAWN)  # what stands in it may be later than what was sent
IN_HANDS = (SUBMITTED, CHECKING, REVIEWING, PLANNING)  # those who handle it have it
OUTCOMES = (RECOMMENDED, TO_CENTRE, TO_REGION, DEFERRED, NOT_RECOMMENDED)
AFTER = (IN_RKPD, BUDGETED, RUNNING, DONE)
CLOSED = (WITHDRAWN, MERGED, SPLIT, DONE)


def _each(sources: tuple[str, ...], target: str, action: str, who: str, *required: str) -> tuple[Transition, ...]:
    return tuple(Transition(source, target, action, who, required) for source in sources)


PROPOSAL = declare(
    StateTable(
        "proposals.proposal",
        DRAFT,
        (
            Transition(DRAFT, DRAFT, "change", "proposal.draft"),
            Transition(RETURNED, RETURNED, "change", "proposal.draft"),
            *_each(WITH_PROPOSER, SUBMITTED, "submit", "proposal.draft"),
            Transition(SUBMITTED, CHECKING, "take", "proposal.check"),
            *_each((CHECKING, REVIEWING, PLANNING), RETURNED, "return", "proposal.check", "reason"),
            Transition(CHECKING, REVIEWING, "pass_check", "proposal.check"),
            Transition(REVIEWING, PLANNING, "pass_review", "proposal.check"),
            Transition(PLANNING, RECOMMENDED, "recommend", "proposal.publish", ("year", "answer")),
            Transition(PLANNING, TO_CENTRE, "forward_centre", "proposal.publish", ("answer",)),
            Transition(PLANNING, TO_REGION, "forward_region", "proposal.publish", ("region", "answer")),
            Transition(PLANNING, DEFERRED, "defer", "proposal.publish", ("review_on", "answer", "reason")),
            Transition(PLANNING, NOT_RECOMMENDED, "not_recommend", "proposal.publish", ("answer", "reason")),
            *_each((DEFERRED, NOT_RECOMMENDED), REVIEWING, "reopen", "proposal.publish", "reason"),
            Transition(TO_CENTRE, NOT_RECOMMENDED, "centre_declines", "proposal.plan", ("answer", "reason")),
            Transition(TO_REGION, NOT_RECOMMENDED, "region_declines", "proposal.plan", ("answer", "reason")),
            Transition(RECOMMENDED, IN_RKPD, "enter_rkpd", "proposal.plan", ("number", "date", "year")),
            Transition(TO_REGION, IN_RKPD, "enter_rkpd", "proposal.plan", ("number", "date", "year")),
            *_each((IN_RKPD, TO_CENTRE), BUDGETED, "budget", "proposal.plan", "number", "date", "year", "amount"),
            Transition(BUDGETED, RUNNING, "start", "proposal.plan", ("date",)),
            Transition(RUNNING, DONE, "finish", "proposal.plan", ("date",)),
            *_each((*WITH_PROPOSER, *IN_HANDS), WITHDRAWN, "withdraw", "proposal.draft", "reason"),
            *_each(IN_HANDS, MERGED, "merge", "proposal.check", "into", "reason"),
            *_each(IN_HANDS, SPLIT, "split", "proposal.check", "reason"),
        ),
    )
)
