"""The life of a candidate. `who` is a capability of the role table."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

LONG_LIST, INTERVIEW, SELECTED, NOT_SELECTED, WITHDRAWN = (
    "long_list",
    "interview",
    "selected",
    "not_selected",
    "withdrawn",
)

CANDIDATE = declare(
    StateTable(
        "movement.candidate",
        LONG_LIST,
        (
            Transition(LONG_LIST, INTERVIEW, "invite", "selection.run", ("interview_on",)),
            Transition(INTERVIEW, INTERVIEW, "invite", "selection.run", ("interview_on",)),
            Transition(INTERVIEW, INTERVIEW, "interview", "selection.run", ("assessors", "score")),
            Transition(INTERVIEW, SELECTED, "select", "selection.run", ("reason",)),
            Transition(INTERVIEW, NOT_SELECTED, "reject", "selection.run", ("reason",)),
            Transition(LONG_LIST, NOT_SELECTED, "reject", "selection.run", ("reason",)),
            Transition(LONG_LIST, WITHDRAWN, "withdraw", "selection.run", ("reason",)),
            Transition(INTERVIEW, WITHDRAWN, "withdraw", "selection.run", ("reason",)),
            Transition(SELECTED, INTERVIEW, "reconsider", "selection.run", ("reason",)),
            Transition(NOT_SELECTED, INTERVIEW, "reconsider", "selection.run", ("reason",)),
            Transition(WITHDRAWN, LONG_LIST, "reconsider", "selection.run", ("reason",)),
        ),
    )
)
