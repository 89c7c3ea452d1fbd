"""The lives of a round and of a region's part in it. `who` is a capability of the role table."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

DRAFT, OPEN, VERIFYING, CLOSED, PUBLISHED = "draft", "open", "verifying", "closed", "published"
INVITED, FILLING, SENT, RETURNED, VERIFIED = "invited", "filling", "sent", "returned", "verified"

# Where the region alone sees what it has typed, and where the owner of the round and its assessors read along.
DRAFTED = (INVITED, FILLING, RETURNED)
HANDED_OVER = (SENT, VERIFIED)

ROUND = declare(
    StateTable(
        "assessment.round",
        DRAFT,
        (
            Transition(DRAFT, OPEN, "open", "round.own"),
            Transition(OPEN, VERIFYING, "begin_verification", "round.own"),
            Transition(VERIFYING, CLOSED, "close", "round.own"),
            Transition(CLOSED, CLOSED, "compute", "round.own"),
            Transition(CLOSED, PUBLISHED, "publish", "round.own"),
        ),
    )
)

PARTICIPATION = declare(
    StateTable(
        "assessment.participation",
        INVITED,
        (
            Transition(INVITED, FILLING, "save", "answer.edit"),
            Transition(FILLING, FILLING, "save", "answer.edit"),
            Transition(RETURNED, RETURNED, "save", "answer.edit"),
            Transition(FILLING, SENT, "send", "answer.send"),
            Transition(RETURNED, SENT, "send", "answer.send"),
            Transition(SENT, SENT, "verdict", "answer.verify"),
            Transition(SENT, RETURNED, "return", "answer.verify", ("reason",)),
            Transition(SENT, VERIFIED, "finish", "answer.verify"),
        ),
    )
)

# In which states of the round each step of a participation may be taken: a returned one may be mended while others
# are still being verified, a first filling ends when verification begins.
ROUND_OPEN_FOR = {
    INVITED: (OPEN,),
    FILLING: (OPEN,),
    RETURNED: (OPEN, VERIFYING),
    SENT: (OPEN, VERIFYING),
    VERIFIED: (),
}
