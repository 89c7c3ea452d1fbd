"""A served site with a database of its own, for as long as somebody looks at it: browser tests, pictures, figures.

A home is filled once (`demo`: Bali's walk, as people see it; `small`: the world of the tests) and can be copied, so
that what is clicked in one copy never reaches another. On PostgreSQL a home is a database beside the one that
SMARTPROVINCE_DATABASE names.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit

from .postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2022-11-07"


@dataclass(frozen=True)
class Home:
    """Where an installation keeps its things: a folder, a database address, and the environment that names them.

    day: the business day on which it is served.
    """

    folder: Path
    database: str
    secret: str = ""
    day: str = TODAY

    @property
    def environment(self) -> dict[str, str]:
        own = {"SMARTPROVINCE_SECRET_KEY": self.secret} if self.secret else {}
        return (
            os.environ
            | own
            | {
                "SMARTPROVINCE_HOME": str(self.folder),
                "SMARTPROVINCE_DATABASE": self.database,
                "SMARTPROVINCE_DEMO": "1",
                "SMARTPROVINCE_TODAY": self.day,
                "SMARTPROVINCE_DEBUG": "0",
                "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            }
        )

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


# --- databases -------------------------------------------------------------------------------------------------------


def on_postgres() -> bool:
    return os.environ.get("SMARTPROVINCE_DATABASE", "").startswith("postgres")


@contextlib.contextmanager
def fresh_home(folder: Path, name: str, *, like: Home | None = None, secret: str = "") -> Iterator[Home]:
    """An empty home, or a copy of another one that nobody is connected to. Gone afterwards."""
    folder.mkdir(parents=True)
    if not on_postgres():
        place = folder / "smartprovince.sqlite3"
        if like:
            _copy_sqlite(like.folder / "smartprovince.sqlite3", place)
            _copy_files(like, folder)
        yield Home(folder, f"sqlite:////{place}", secret)
        return
    given = urlsplit(os.environ["SMARTPROVINCE_DATABASE"])
    database = f"site_{name}_{os.getpid()}"
    template = f' TEMPLATE "{urlsplit(like.database).path[1:]}"' if like else ""
    _administer(given, f'CREATE DATABASE "{database}"{template}')
    try:
        if like:
            _copy_files(like, folder)
        yield Home(folder, urlunsplit(given._replace(path=f"/{database}")), secret)
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
