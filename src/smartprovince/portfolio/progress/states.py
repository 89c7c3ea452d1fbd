"""The life of a progress update: only what somebody else approved counts."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

DRAFT, SENT, RETURNED, APPROVED = "draft", "sent", "returned", "approved"

UPDATE = declare(
    StateTable(
        "portfolio.update",
        DRAFT,
        (
            Transition(DRAFT, DRAFT, "save", "progress.report"),
            Transition(RETURNED, RETURNED, "save", "progress.report"),
            Transition(DRAFT, SENT, "send", "progress.report"),
            Transition(RETURNED, SENT, "send", "progress.report"),
            Transition(SENT, RETURNED, "return", "progress.approve", ("reason",)),
            Transition(SENT, APPROVED, "approve", "progress.approve"),
        ),
    )
)
