"""Events of two provinces and their kabupaten, on the day of the demo."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from smartprovince.core import clock
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from smartprovince.outreach import actions, registering
from smartprovince.outreach.models import Event

TODAY = date(2022, 10, 20)
NINE = datetime(2022, 11, 7, 9, 0)


@pytest.fixture(autouse=True)
def _today():
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def english():
    """Refusals are compared in the words of the code; pages go on in the language of their reader."""
    with translation.override("en"):
        yield


@pytest.fixture
def hold(world):
    """`hold("51.01", kind="bimtek_1")`: an event of that government, prepared by its coordinator."""

    def make(code: str = "51", *, announce: bool = False, **fields: Any) -> Event:
        person = coordinator(world, code)
        region = fields.pop("region", None) or world.regions[code or "51"]
        values: dict[str, Any] = {
            "kind": "outreach",
            "title": f"Sosialisasi {code}",
            "venue": "Aula",
            "starts_at": NINE,
            "ends_at": NINE + timedelta(hours=3),
        }
        event = actions.create_event(
            actor=person, organiser=world.organisations[code], region=region, **(values | fields)
        )
        return actions.open_event(actor=person, event=event) if announce else event

    return make


def coordinator(world: Any, code: str) -> Person:
    role = "programme_owner" if not code else "region_coordinator" if "." in code else "province_coordinator"
    return world.people[f"{role}:{code}"]


@pytest.fixture
def come():
    """`come(event, "siti")`: somebody registers on the public page."""

    def make(event: Event, name: str = "siti", **fields: Any) -> registering.Registered:
        values: dict[str, Any] = {"email": f"{name}@contoh.test", "consented": True}
        return registering.register(actor=registering.PAGE, event=event, name=name, **(values | fields))

    return make


@pytest.fixture
def helper(world):
    """Somebody who sits at the desk of one event, and nothing else."""

    def make(event: Event, email: str = "meja@contoh.test") -> Person:
        person = Person.objects.create_user(email, "rahasia-sekali", name="petugas meja")
        Membership.objects.create(
            person=person,
            organisation=event.organiser,
            role=Role.EVENT_DESK,
            event_id=event.pk,
            granted_by="test",
        )
        return person

    return make
