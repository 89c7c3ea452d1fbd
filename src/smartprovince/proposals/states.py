"""The life of a usulan as far as it goes today: a draft that is kept or taken back."""

from __future__ import annotations

from smartprovince.core.states import StateTable, Transition, declare

DRAFT, WITHDRAWN = "draft", "withdrawn"

PROPOSAL = declare(
    StateTable(
        "proposals.proposal",
        DRAFT,
        (
            Transition(DRAFT, DRAFT, "change", "proposal.draft"),
            Transition(DRAFT, WITHDRAWN, "withdraw", "proposal.draft", ("reason",)),
        ),
    )
)
