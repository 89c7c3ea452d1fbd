"""The small world that tests share: two provinces with two kabupaten each, and one person for each role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

os.environ.setdefault("SMARTPROVINCE_DEBUG", "0")

DEMO_DAY = date(2022, 11, 7)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings) -> None:
    """No test touches the files of an installation, nor sends mail, nor hashes slowly."""
    settings.FILES_DIR = tmp_path / "files"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _texts_anew() -> None:
    """A rolled back test leaves its texts in the index, and its rows of the trail are numbered again."""
    from smartprovince.portfolio import similar

    similar.forget()


@pytest.fixture
def demo_day() -> Iterator[date]:
    from smartprovince.core import clock

    with clock.pinned(DEMO_DAY):
        yield DEMO_DAY


@dataclass
class World:
    """Regions `51`, `51.01`, `51.02`, `52`, `52.01`, `52.02`, their governments, and people by name."""

    regions: dict = field(default_factory=dict)
    organisations: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)


def make_world() -> World:
    from smartprovince.organisations.models import Membership, Organisation, Person
    from smartprovince.organisations.roles import Role
    from smartprovince.territory.models import Region

    world = World()
    for code, name, kind in (
        ("51", "Bali", "provinsi"),
        ("51.01", "Jembrana", "kabupaten"),
        ("51.02", "Tabanan", "kabupaten"),
        ("52", "Nusa Tenggara Barat", "provinsi"),
        ("52.01", "Lombok Barat", "kabupaten"),
        ("52.02", "Lombok Tengah", "kabupaten"),
    ):
        world.regions[code] = Region.objects.create(
            code=code,
            name=name,
            kind=kind,
            level="province" if kind == "provinsi" else "regency",
            slug=name.lower().replace(" ", "-"),
            parent=world.regions.get(code[:2]) if "." in code else None,
            zone="WITA",
            population=100_000,
            source="test",
        )
    ministry = Organisation.objects.create(name="Kementerian", kind="ministry")
    world.organisations[""] = ministry
    for code, region in world.regions.items():
        world.organisations[code] = Organisation.objects.create(
            name=f"Pemerintah {region.full_name}",
            kind="province" if region.level == "province" else "regency",
            region=region,
            parent=world.organisations.get(code[:2]) if "." in code else ministry,
        )
    seats = [("programme_owner", ""), ("mentor", ""), ("assessor", "")]
    for code in world.regions:
        if "." in code:
            seats += [
                (role, code) for role in ("region_coordinator", "dimension_lead", "officer", "leader", "administrator")
            ]
        else:
            seats += [
                (role, code) for role in ("province_coordinator", "planner", "leader", "administrator", "partner")
            ]
    for role, code in seats:
        person = Person.objects.create_user(
            f"{role}.{code or 'pusat'}@contoh.test", "rahasia-sekali", name=f"{role} {code}"
        )
        Membership.objects.create(
            person=person,
            organisation=world.organisations[code],
            role=Role(role),
            region=world.regions["51.01"] if role == "mentor" else None,
            dimension="GOV" if role == "dimension_lead" else "",
            granted_by="test",
        )
        world.people[f"{role}:{code}"] = person
    world.people["stranger"] = Person.objects.create_user("asing@contoh.test", "rahasia-sekali", name="asing")
    return world


@pytest.fixture
def world(db) -> World:
    return make_world()
