"""The life of an objection. `who` is a capability of the role table."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

RAISED, UPHELD, DISMISSED, WITHDRAWN = "raised", "upheld", "dismissed", "withdrawn"

OBJECTION = declare(
    StateTable(
        "assessment.objection",
        RAISED,
        (
            Transition(RAISED, UPHELD, "uphold", "answer.verify", ("decision",)),
            Transition(RAISED, DISMISSED, "dismiss", "answer.verify", ("decision",)),
            Transition(RAISED, WITHDRAWN, "withdraw", "answer.send"),
        ),
    )
)
