"""A served site for browser tests: its own database, the real server, and the test's own look into that database.

The world is built once a session (`demo`: Bali's walk, as people see it; `small`: the world of the other tests) and
each module of browser tests gets a copy of it with a server of its own, so that one module's clicks never reach
another's pages.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit

from tools.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = "2022-11-07"


@dataclass(frozen=True)
class Home:
    """Where an installation keeps its things: a folder, a database address, and the environment that names them."""

    folder: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        from django.conf import settings

        return os.environ | {
            "SMARTPROVINCE_HOME": str(self.folder),
            "SMARTPROVINCE_DATABASE": self.database,
            "SMARTPROVINCE_SECRET_KEY": settings.SECRET_KEY,
            "SMARTPROVINCE_DEMO": "1",
            "SMARTPROVINCE_TODAY": TODAY,
            "SMARTPROVINCE_DEBUG": "0",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }

    def run(self, *arguments: str) -> None:
        """Run Python in this home; what it printed becomes the error."""
        result = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise RuntimeError(f"{' '.join(arguments)} failed:\n{result.stdout[-2000:]}\n{result.stderr[-6000:]}")


def build(home: Home, world: str) -> None:
    """Fill a fresh home: `demo` or `small`."""
    if world == "demo":
        home.run("-m", "smartprovince", "demo", "--no-serve", "--out", str(home.folder / "out"))
    else:
        home.run("-m", "tests.browser.small_world")


def chosen_world() -> str:
    """`demo`, unless BROWSER_WORLD says `small` (quick, for work on the harness itself)."""
    return os.environ.get("BROWSER_WORLD", "demo")


# --- databases -------------------------------------------------------------------------------------------------------


def on_postgres() -> bool:
    return os.environ.get("SMARTPROVINCE_DATABASE", "").startswith("postgres")


@contextlib.contextmanager
def fresh_home(folder: Path, name: str, *, like: Home | None = None) -> Iterator[Home]:
    """An empty home, or a copy of another one that nobody is connected to. Gone afterwards."""
    folder.mkdir(parents=True)
    if not on_postgres():
        place = folder / "smartprovince.sqlite3"
        if like:
            _copy_sqlite(like.folder / "smartprovince.sqlite3", place)
            _copy_files(like, folder)
        yield Home(folder, f"sqlite:////{place}")
        return
    given = urlsplit(os.environ["SMARTPROVINCE_DATABASE"])
    database = f"site_{name}_{os.getpid()}"
    template = f' TEMPLATE "{urlsplit(like.database).path[1:]}"' if like else ""
    _administer(given, f'CREATE DATABASE "{database}"{template}')
    try:
        if like:
            _copy_files(like, folder)
        yield Home(folder, urlunsplit(given._replace(path=f"/{database}")))
    finally:
        _administer(given, f'DROP DATABASE "{database}" WITH (FORCE)')


def _copy_sqlite(source: Path, target: Path) -> None:
    """Through SQLite itself, so that what still stands in the write-ahead log comes along."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _copy_files(like: Home, folder: Path) -> None:
    if (like.folder / "files").is_dir():
        shutil.copytree(like.folder / "files", folder / "files")


def _administer(given: Any, statement: str) -> None:
    import psycopg

    with psycopg.connect(urlunsplit(given._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(statement)


@contextlib.contextmanager
def looking_into(home: Home) -> Iterator[None]:
    """Inside, this process's models read and write the site's own database."""
    from django.db import connections
    from django.db.utils import load_backend

    from smartprovince.config.settings import _database

    outer = connections["default"]
    found = {**outer.settings_dict, **_database(home.database)}
    connections["default"] = load_backend(found["ENGINE"]).DatabaseWrapper(found, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = outer


# --- the server ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def serving(home: Home, *, patience: float = 40.0) -> Iterator[str]:
    """Run `smartprovince serve` and yield its address once it answers."""
    port = free_port()
    with (home.folder / "server.log").open("wb") as out:
        server = subprocess.Popen(
            [str(Path(sys.executable).with_name("smartprovince")), "serve", "--port", str(port)],
            cwd=ROOT,
            env=home.environment,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://localhost:{port}/masuk/", server, home, patience)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=10)
            if server.poll() is None:
                server.kill()
                server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], home: Home, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
            return
        except HTTPError as error:
            raise RuntimeError(f"the server answers {error.code}:\n{_said(home)}") from error
        except OSError:
            if server.poll() is not None:
                break
        time.sleep(0.1)
    home.run("-c", "import smartprovince.config.wsgi, smartprovince.config.urls")  # granian keeps this error to itself
    raise RuntimeError(f"the server does not serve (waited {patience} s):\n{_said(home)}")


def _said(home: Home) -> str:
    return (home.folder / "server.log").read_text()[-4000:]


@dataclass
class Site:
    """What a browser test holds: the address, and people by role and region."""

    address: str
    home: Home
    _people: dict[tuple[str, str], Any] = field(default_factory=dict)

    def person(self, role: str, code: str | None = None) -> Any:
        """Somebody with a role (`officer`), at a region when a code is given (`51.03`)."""
        from smartprovince.organisations.models import Membership

        seats = Membership.objects.filter(role=role).order_by("pk")
        if code is not None:
            seats = seats.filter(organisation__region__code=code)
        found = seats.select_related("person").first()
        if found is None:
            raise LookupError(f"nobody has the role {role!r} at {code!r} in this world")
        return found.person

    def roles(self) -> list[str]:
        from smartprovince.organisations.models import Membership

        return sorted(set(Membership.objects.values_list("role", flat=True)))

    def session(self, person: Any) -> str:
        """A session key of a person, as if they had signed in."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.save()
        return str(store.session_key)
