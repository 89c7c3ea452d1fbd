"""The life of a request for more time. `who` is a capability of the role table."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

ASKED, GRANTED, REFUSED = "asked", "granted", "refused"

EXTENSION = declare(
    StateTable(
        "assessment.extension",
        ASKED,
        (
            Transition(ASKED, GRANTED, "grant", "round.own", ("decision",)),
            Transition(ASKED, REFUSED, "refuse", "round.own", ("decision",)),
        ),
    )
)
