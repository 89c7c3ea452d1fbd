"""A sosialisasi of Bali on the day itself: announced, with people of two kabupaten, a desk person, and strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from smartprovince.core import clock
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from smartprovince.outreach.actions import close_event, create_event, open_event
from smartprovince.outreach.models import Event, Registration
from smartprovince.outreach.registering import Registered, register

DAY = date(2022, 10, 13)


@pytest.fixture(autouse=True)
def _today():
    with clock.pinned(DAY):
        yield


@pytest.fixture
def bali(world) -> Person:
    return world.people["province_coordinator:51"]


def make_event(world, organiser: str = "51", *, days: int = 1, first: date = DAY, **fields: Any) -> Event:
    """An announced event that fills its days from midnight to midnight: the hour of the test does not matter."""
    role = "province_coordinator" if "." not in organiser else "region_coordinator"
    person = world.people[f"{role}:{organiser}"]
    start = datetime.combine(first, datetime.min.time())
    given = {"kind": "outreach", "title": "Sosialisasi Gerakan Menuju Smart City", "venue": "Wiswa Sabha"} | fields
    event = create_event(
        actor=person,
        organiser=world.organisations[organiser],
        region=world.regions[organiser],
        starts_at=start,
        ends_at=start + timedelta(days=days) - timedelta(minutes=1),
        zone="WITA",
        **given,
    )
    return open_event(actor=person, event=event)


@pytest.fixture
def event(world) -> Event:
    return make_event(world)


@pytest.fixture
def come(world, bali) -> Callable[..., Registered]:
    """`come(event, "Ni Luh")`: registers somebody as the desk would."""

    def make(event: Event, name: str, **fields: Any) -> Registered:
        home = fields.pop("home", "51.01")
        values = {"organisation": world.organisations[home], "region": world.regions[home]} | fields
        return register(actor=bali, event=event, name=name, came_by=Registration.Source.DESK, **values)

    return make


@pytest.fixture
def seat(world) -> Callable[..., Person]:
    """`seat(event)`: somebody whose only membership is the desk of that event."""

    def make(event: Event, name: str = "meja") -> Person:
        person = Person.objects.create_user(f"{name}.{event.pk}@contoh.test", "rahasia-sekali", name=name)
        Membership.objects.create(
            person=person, organisation=event.organiser, role=Role.EVENT_DESK, event_id=event.pk, granted_by="test"
        )
        return person

    return make


@pytest.fixture
def enter() -> Callable[[Person], Client]:
    def make(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return make


@pytest.fixture
def closed(event, bali) -> Callable[[], Event]:
    def make() -> Event:
        return close_event(actor=bali, event=event)

    return make
