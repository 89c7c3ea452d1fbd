"""The life of a mentor's report. `who` is a capability of the role table."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

DRAFT, SENT, RETURNED, APPROVED = "draft", "sent", "returned", "approved"

REPORT = declare(
    StateTable(
        "movement.mentor_report",
        DRAFT,
        (
            Transition(DRAFT, DRAFT, "change", "mentoring.report"),
            Transition(RETURNED, RETURNED, "change", "mentoring.report"),
            Transition(DRAFT, SENT, "send", "mentoring.report", ("topics", "recommendations")),
            Transition(RETURNED, SENT, "send", "mentoring.report", ("topics", "recommendations")),
            Transition(SENT, RETURNED, "return", "mentoring.assign", ("reason",)),
            Transition(SENT, APPROVED, "approve", "mentoring.assign"),
        ),
    )
)
