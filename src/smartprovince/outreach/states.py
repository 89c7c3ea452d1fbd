"""The lives of an event and of a registration. `who` is a capability of the role table."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

DRAFT, OPEN, CLOSED, REPORTED, CANCELLED = "draft", "open", "closed", "reported", "cancelled"
REGISTERED, WAITING, DROPPED, ERASED = "registered", "waiting", "dropped", "erased"

EVENT = declare(
    StateTable(
        "outreach.event",
        DRAFT,
        (
            Transition(DRAFT, OPEN, "open", "event.edit"),
            Transition(OPEN, CLOSED, "close", "event.edit"),
            Transition(CLOSED, OPEN, "reopen", "event.edit", ("reason",)),
            Transition(CLOSED, REPORTED, "report", "event.edit"),
            Transition(DRAFT, CANCELLED, "cancel", "event.edit", ("reason",)),
            Transition(OPEN, CANCELLED, "cancel", "event.edit", ("reason",)),
        ),
    )
)

REGISTRATION = declare(
    StateTable(
        "outreach.registration",
        REGISTERED,
        (
            Transition(WAITING, REGISTERED, "promote", "event.edit"),
            Transition(REGISTERED, DROPPED, "drop", "event.edit"),
            Transition(WAITING, DROPPED, "drop", "event.edit"),
            Transition(REGISTERED, ERASED, "erase", "event.edit"),
            Transition(WAITING, ERASED, "erase", "event.edit"),
            Transition(DROPPED, ERASED, "erase", "event.edit"),
        ),
    )
)
