"""Two provinces with their kabupaten/kota from the official list, and one person of each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from smartprovince.core import clock
from smartprovince.core.access import SystemActor
from smartprovince.movement import actions
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.territory import sources
from smartprovince.territory.actions import load_regions
from smartprovince.territory.models import Region

SYSTEM = SystemActor("test")
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today():
    with clock.pinned(TODAY):
        yield


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def regions(db) -> dict[str, Region]:
    """All provinces and kabupaten/kota, by code."""
    load_regions(actor=SYSTEM, rows=[*sources.provinces(), *sources.regencies()])
    return {region.code: region for region in Region.objects.all()}


@pytest.fixture
def register(regions) -> dict[str, Region]:
    """The sourced register, loaded."""
    actions.load_register(actor=SYSTEM)
    return regions


@pytest.fixture
def person(regions) -> Callable[..., Person]:
    """A person with a role at a region: `person("51.03", Role.REGION_COORDINATOR)`; code "" is a ministry."""

    def make(code: str, role: str) -> Person:
        region = regions.get(code)
        kind = Organisation.Kind.MINISTRY
        if region:
            kind = Organisation.Kind.PROVINCE if region.level == "province" else Organisation.Kind.REGENCY
        organisation, _fresh = Organisation.objects.get_or_create(
            name=region.full_name if region else "Kementerian", parent=None, defaults={"kind": kind, "region": region}
        )
        someone = Person.objects.create_user(
            f"{role}.{code or 'ri'}@contoh.id", "kata-sandi-uji", name=f"{role} {code}"
        )
        Membership.objects.create(person=someone, organisation=organisation, role=role, granted_by="test")
        return someone

    return make


@pytest.fixture
def bali(person) -> Person:
    return person("51", Role.PROVINCE_COORDINATOR)


@pytest.fixture
def jabar(person) -> Person:
    """A stranger to Bali: the coordinator of another province."""
    return person("32", Role.PROVINCE_COORDINATOR)


@pytest.fixture
def klungkung(person) -> Person:
    return person("51.05", Role.REGION_COORDINATOR)


@pytest.fixture
def ministry(person) -> Person:
    return person("", Role.PROGRAMME_OWNER)
