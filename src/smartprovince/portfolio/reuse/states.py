"""The life of a request to copy something (*replikasi*)."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

ASKED, GRANTED, DECLINED, RUNNING, WITHDRAWN = "asked", "granted", "declined", "running", "withdrawn"

REUSE = declare(
    StateTable(
        "portfolio.reuse",
        ASKED,
        (
            Transition(ASKED, GRANTED, "grant", "portfolio.edit", ("answer",)),
            Transition(ASKED, DECLINED, "decline", "portfolio.edit", ("answer",)),
            Transition(GRANTED, RUNNING, "start", "portfolio.edit", ("running_since",)),
            Transition(ASKED, WITHDRAWN, "withdraw", "portfolio.edit"),
            Transition(GRANTED, WITHDRAWN, "withdraw", "portfolio.edit"),
        ),
    )
)
