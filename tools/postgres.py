"""A real PostgreSQL for as long as one command runs.

    python -m tools.postgres run COMMAND …     starts a server, runs the command with its address, stops the server

The server lives in a folder of its own under the system's temporary folder, listens on 127.0.0.1 on a free port behind
a random password, and runs as an unprivileged user (PostgreSQL refuses root). Debian's package is installed when it is
missing and we are root.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from . import packages

NEEDED = ("initdb", "pg_ctl", "postgres")
OWNER = "smartprovince"
UNPRIVILEGED = ("postgres", "nobody")

ADVICE = """PostgreSQL's server programs (initdb, pg_ctl) were not found on PATH or under /usr/lib/postgresql.
Install them, for example:
  Debian/Ubuntu:  sudo apt-get install postgresql
Then run the same command again."""

# Tests throw their data away, so they need not wait for the disk; figures must (`durable`).
FOR_TESTS = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
ALWAYS = ["-c", "max_connections=60", "-c", "shared_buffers=64MB", "-c", "log_min_messages=fatal"]


class NoPostgres(Exception):
    """There is no server, and what to do about it."""


def programs() -> Path | None:
    """The folder that holds initdb, pg_ctl and postgres together: Debian's newest, else wherever PATH finds them."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    return next((place for place in [*debian, *on_path] if all((place / name).exists() for name in NEEDED)), None)


def ensure() -> Path:
    """Like `programs`, installed first when missing. NoPostgres says what to do."""
    found = packages.ensure(programs, "postgresql")
    if found is None:
        raise NoPostgres(ADVICE)
    return found


def identity() -> dict[str, object]:
    """Arguments for subprocess that give up root; none when we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres(f"PostgreSQL does not run as root, and there is no user {' or '.join(UNPRIVILEGED)} here")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """Start a server, yield its address for SMARTPROVINCE_DATABASE, stop it and delete its data."""
    binaries, who = ensure(), identity()
    home = Path(tempfile.mkdtemp(prefix="smartprovince-pg-"))
    try:
        if who:
            os.chown(home, who["user"], who["group"])  # type: ignore[arg-type]
        password, port = secrets.token_hex(16), free_port()
        _initialise(binaries, home, password, who)
        _start(binaries, home, port, who, durable=durable)
        try:
            _create_database(binaries, password, port)
            yield f"postgresql://{OWNER}:{password}@127.0.0.1:{port}/{OWNER}"
        finally:
            _call([binaries / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop"], home, who, check=False)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _initialise(binaries: Path, home: Path, password: str, who: dict[str, object]) -> None:
    secret = home / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if who:
        os.chown(secret, who["user"], who["group"])  # type: ignore[arg-type]
    options = ["-U", OWNER, "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--locale=C", "--no-sync"]
    _call([binaries / "initdb", "-D", home / "data", *options], home, who)
    secret.unlink()


def _start(binaries: Path, home: Path, port: int, who: dict[str, object], *, durable: bool) -> None:
    settings = ["-c", "listen_addresses=127.0.0.1", "-p", str(port), "-k", str(home), *ALWAYS]
    settings += [] if durable else FOR_TESTS
    _call(
        [binaries / "pg_ctl", "-D", home / "data", "-l", home / "log", "-o", " ".join(settings), "-w", "start"],
        home,
        who,
    )


def _create_database(binaries: Path, password: str, port: int) -> None:
    command = [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", OWNER, OWNER]
    if not (binaries / "createdb").exists():
        command[0] = Path("createdb")
    subprocess.run([str(part) for part in command], env={**os.environ, "PGPASSWORD": password}, check=True)


def _call(command: list[object], home: Path, who: dict[str, object], *, check: bool = True) -> None:
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(home)}
    result = subprocess.run(
        [str(part) for part in command],
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **who,  # type: ignore[call-overload]
    )
    if check and result.returncode:
        log = home / "log"
        raise NoPostgres(
            f"{Path(str(command[0])).name} failed:\n{result.stderr}{log.read_text() if log.exists() else ''}"
        )


def run(command: list[str]) -> int:
    """Run a command beside a server. Ctrl+C and SIGTERM stop the command first, then the server."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.perf_counter()
    with running() as address:
        print(f"PostgreSQL is up after {time.perf_counter() - started:.1f} s", flush=True)
        child = subprocess.Popen(command, env={**os.environ, "SMARTPROVINCE_DATABASE": address})
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(timeout=30)


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or arguments[0] != "run":
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return run(arguments[1:])
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
