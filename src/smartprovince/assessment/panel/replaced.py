"""What a replaced or withdrawn paper means for the verdict on it."""

from __future__ import annotations

from smartprovince.assessment import states
from smartprovince.assessment.models import Participation
from smartprovince.core.models import OutboxEvent
from smartprovince.core.registry import subscribers

from .actions import end_proofs


def end_replaced(event: OutboxEvent) -> None:
    """Another file stands where the judged one stood. Heard twice, it changes nothing.

    What was verified stays as it was verified: an objection may be about it.
    """
    unfinished = Participation.objects.exclude(state=states.VERIFIED)
    end_proofs(
        "replaced",
        paper=event.payload["id"],
        given_at__lt=event.entry.at,
        answer__participation__in=unfinished.values("pk"),
    )


subscribers.register("paper.replace_file:assessment.panel", end_replaced)
subscribers.register("paper.withdraw:assessment.panel", end_replaced)
