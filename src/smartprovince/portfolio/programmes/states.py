"""The life of a programme or policy."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

PLANNED, RUNNING, DONE, STOPPED = "planned", "running", "done", "stopped"

PROGRAMME = declare(
    StateTable(
        "portfolio.programme",
        PLANNED,
        (
            Transition(PLANNED, RUNNING, "start", "portfolio.edit", ("started_on",)),
            Transition(RUNNING, DONE, "finish", "portfolio.edit", ("ended_on",)),
            Transition(PLANNED, STOPPED, "stop", "portfolio.edit", ("reason",)),
            Transition(RUNNING, STOPPED, "stop", "portfolio.edit", ("reason",)),
            Transition(STOPPED, PLANNED, "resume", "portfolio.edit", ("reason",)),
        ),
    )
)
