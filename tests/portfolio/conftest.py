"""The portfolio of the small world: dimensions, fund sources, and entries by name, on the day of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from smartprovince.core import clock
from smartprovince.core.access import SystemActor
from smartprovince.instruments.actions import load_instruments
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.funds.actions import load_fund_sources
from smartprovince.portfolio.registers import actions
from tests.conftest import World, make_world

SYSTEM = SystemActor("test")
TODAY = date(2022, 11, 7)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def english() -> Iterator[None]:
    """Refusals are compared in the words of the code; pages go on in the language of their reader."""
    with translation.override("en"):
        yield


@pytest.fixture
def world(db: Any) -> World:
    """The small world with the nation's dimensions and fund sources, and an office (`dinas 51.01`) in each region."""
    made = make_world()
    load_instruments(actor=SYSTEM)
    load_fund_sources(actor=SYSTEM)
    for code, government in list(made.organisations.items()):
        if code:
            made.organisations[f"dinas {code}"] = Organisation.objects.create(
                name=f"Dinas Kominfo {code}", kind="agency", region=government.region, parent=government
            )
    return made


def keeper(code: str) -> str:
    """Who keeps the portfolio of a region, as the world names people."""
    return f"region_coordinator:{code}" if "." in code else f"province_coordinator:{code}"


LEAST: dict[str, dict[str, Any]] = {
    "masalah": {"name": "Sampah menumpuk", "severity": 3, "basis": "citizen"},
    "aplikasi": {"name": "Antrean daring", "function": "service"},
    "inovasi": {"name": "Bank sampah", "problem_solved": "Sampah menumpuk", "initiator": "agency"},
    "layanan": {"name": "Perizinan", "channel": "counter"},
    "sumber-daya": {"name": "Serat optik", "kind": "network"},
}


@pytest.fixture
def record(world: World) -> Callable[..., Any]:
    """`record("masalah", "51.01", audience="own")`: an entry, by whoever keeps the portfolio there."""

    def make(register: str, code: str = "51.01", **fields: Any) -> Any:
        return actions.add_entry(
            actor=world.people[keeper(code)],
            region=world.regions[code],
            register=register,
            **(LEAST.get(register, {}) | fields),
        )

    return make


@pytest.fixture
def enter(world: World) -> Callable[[str], Client]:
    """`enter("officer:51.01")`: a browser in which that person is signed in."""

    def make(who: str) -> Client:
        client = Client()
        client.force_login(world.people[who])
        return client

    return make
