"""One furnished world for all modules here: it is rolled back at the end, and every request within it as well."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from smartprovince.core import clock
from tests.conftest import make_world

from . import furnished, seats


@pytest.fixture(scope="package")
def files_dir(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _own_files(settings: Any, files_dir: Any) -> Iterator[None]:
    """As in the other tests, but the files of the furnished world stay for the folder. Refusals are not news here."""
    settings.FILES_DIR = files_dir
    logging.disable(logging.ERROR)
    with clock.pinned(furnished.DAY):
        yield
    logging.disable(logging.NOTSET)


@dataclass
class Site:
    """The furnished world: people by seat, things by name, one signed-in client a seat."""

    people: dict[str, Any]
    things: dict[str, Any]
    clients: dict[str, Client]

    def key(self, name: str, code: str) -> str:
        """What a row's value means from province `code`: a value after `=`, else the key of a thing.

        `{p}` is that province, `{x}` the other one. A thing that is text (the secret of a ticket) is the value itself.
        """
        name = name.format(p=code, x=seats.OTHER[code])
        if name.startswith("="):
            return name[1:]
        if name.startswith("slug of "):
            return str(self.things[f"region {name.removeprefix('slug of ')}"].slug)
        if name.startswith("number of "):
            return str(self.things[name.removeprefix("number of ")].number)
        thing = self.things[name]
        return thing if isinstance(thing, str) else str(thing.pk)


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: Any, files_dir: Any) -> Iterator[Site]:
    from django.test import override_settings

    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(FILES_DIR=files_dir, PASSWORD_HASHERS=hasher),
        clock.pinned(furnished.DAY),
    ):
        world = make_world()
        things = furnished.furnish(world)
        clients = {}
        for seat in sorted(seats.everyone()):
            clients[seat] = Client(raise_request_exception=False)
            clients[seat].force_login(world.people[seat])
        gc.collect()
        gc.freeze()  # the world stays; without this each of the thousands of requests has it searched for garbage
        yield Site(world.people, things, clients)
        gc.unfreeze()
        transaction.set_rollback(True)
