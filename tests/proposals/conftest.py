"""Usulan at any place of their way, in the small world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from smartprovince.core import clock
from smartprovince.core.access import SystemActor
from smartprovince.instruments.models import Dimension, Subdimension
from smartprovince.portfolio.models import FundSource
from smartprovince.proposals import states
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.reviewing.actions import load_rubric

SYSTEM = SystemActor("test")


@pytest.fixture
def rubric(db) -> Any:
    return load_rubric(actor=SYSTEM)


@pytest.fixture
def aid(db) -> FundSource:
    return FundSource.objects.create(code="bkk", name="BKK provinsi", kind=FundSource.Kind.EARMARKED_AID)


@pytest.fixture
def living(db) -> Dimension:
    dimension = Dimension.objects.create(code="LIV", order=4, name_official="Smart Living", name_id="Kehidupan cerdas")
    Subdimension.objects.create(dimension=dimension, code="LIV.MOB", order=3, name_id="Sarana transportasi")
    return dimension


@pytest.fixture
def sent(world, rubric, demo_day) -> Callable[..., Proposal]:
    """A usulan of 51.01 that its officer sent to the province, in any state."""

    def make(number: str = "USL-2020-0001", state: str = states.SUBMITTED, **fields: Any) -> Proposal:
        values: dict[str, Any] = {
            "receipt": f"{number:X<16}"[:16],
            "title": "Wi-Fi gratis di desa",
            "addressee": Proposal.Addressee.PROVINCE,
            "region": world.regions["51.01"],
            "organisation": world.organisations["51.01"],
            "handler": world.regions["51"],
            "submitted_at": clock.now(),
            "submitted_by_id": str(world.people["officer:51.01"].pk),
            "received_on": demo_day,
            "state_since": demo_day,
        }
        return Proposal.objects.create(number=number, state=state, **values | fields)

    return make
