"""A region under way, and short words for what its people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from smartprovince.core.access import SystemActor
from smartprovince.movement.gates import actions
from smartprovince.movement.gates.models import Cycle
from smartprovince.movement.models import Milestone, StageGate
from smartprovince.movement.papers import PaperDetails

SYSTEM = SystemActor("test")


@pytest.fixture
def begun(register) -> Cycle:
    """Klungkung, of which the register knows nothing, begins its first cycle."""
    return actions.begin_cycle(
        actor=SYSTEM, region=register["51.05"], name="Smart City 1.0", started_on=date(2025, 1, 10)
    )


@pytest.fixture
def show(register) -> Callable[..., Milestone]:
    """`show("SC.ASM.1", date(2025, 2, 1))`: what an item asks for, with a numbered paper unless said otherwise."""

    def record(code: str, day: date, region: str = "51.05", actor: Any = SYSTEM, **given: Any) -> Milestone:
        gate = StageGate.objects.get(code=code)
        if "paper" not in given:
            kind = gate.paper_kind or "minutes"
            given["paper"] = PaperDetails(kind=kind, number=f"{code}/{day}", not_before=day, not_after=day)
        return actions.show_item(actor=actor, region=register[region], gate=gate, not_after=day, **given)

    return record


def pass_stage(cycle: Cycle, stage: str) -> Cycle:
    """Put a cycle at a stage without its gates, for tests of what comes later."""
    Cycle.objects.filter(pk=cycle.pk).update(stage=stage)
    return Cycle.objects.get(pk=cycle.pk)
