"""An angkatan to come, parameters loaded, and a client that signs in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from smartprovince.core.access import SystemActor
from smartprovince.movement.models import Cohort, Parameter
from smartprovince.movement.selection import actions
from smartprovince.organisations.models import Organisation, Person

SYSTEM = SystemActor("test")


@pytest.fixture
def sign_in(client):
    def enter(person):
        client.force_login(person)
        return client

    return enter


@pytest.fixture
def parameters(register) -> dict[str, Parameter]:
    actions.load_parameters(actor=SYSTEM)
    return {parameter.code: parameter for parameter in Parameter.objects.all()}


@pytest.fixture
def owner(ministry) -> Organisation:
    return Organisation.objects.get(kind=Organisation.Kind.MINISTRY)


@pytest.fixture
def coming(parameters, ministry, owner) -> Cohort:
    """The angkatan of 2027, announced and not launched."""
    return actions.open_cohort(
        actor=ministry, owner=owner, movement="smart_city", year=2027, not_before=date(2027, 2, 1),
        not_after=date(2027, 3, 31), size=10, source="Pengumuman seleksi",
    )  # fmt: skip


@pytest.fixture
def give(parameters, ministry):
    """`give(region, IKBT=70, KKD="tinggi")`: values of 2025."""

    def enter(region, **values):
        for code, value in values.items():
            actions.set_value(
                actor=ministry, region=region, parameter=parameters[code], year=2025, source="Laporan resmi",
                value=None if isinstance(value, str) else Decimal(value),
                category=value if isinstance(value, str) else "",
            )  # fmt: skip

    return enter


@pytest.fixture
def candidate(coming, ministry, register):
    """Klungkung on the long list of 2027."""
    return actions.nominate(actor=ministry, cohort=coming, region=register["51.05"])


def fresh(person: Person) -> Person:
    """The same person without what was kept for an earlier request."""
    return Person.objects.get(pk=person.pk)
