"""How a usulan enters a state: since today, with the deadline of that step, and told in its story."""

from __future__ import annotations

from typing import Any

from smartprovince.core.actions import Log
from smartprovince.core.clock import today

from . import settings
from .models import Passage, Proposal, Review


def let_go(proposal: Proposal) -> None:
    """Nobody works on it any more: open reviews are no longer needed, an answer in preparation is dropped."""
    proposal.reviews.filter(state=Review.State.ASKED).update(state=Review.State.DROPPED)
    proposal.answers.filter(published_at=None).delete()


def move(log: Log, proposal: Proposal, state: str, words: str = "", **fields: Any) -> None:
    """Set the state with what belongs to it, and note the passage. `words` are what the proposer reads with it.

    Called inside an action that has checked the transition. `due_on` among the fields wins over the setting.
    """
    day = today()
    scope = (fields.get("handler") or proposal.handler or proposal.region).code
    fields.setdefault("due_on", settings.due(state, scope, day))
    if log.invents or proposal.simulated:
        fields["way_simulated"] = True
    log.set(proposal, state=state, state_since=day, **fields)
    Passage.objects.create(proposal=proposal, state=state, entered_on=day, words=words)
