"""Actions a second with their audit rows: 1 writer and 20, on SQLite and on a PostgreSQL that waits for the disk.

Each writer renames a team of its own, again and again, through `organisations.actions.change_team`: rule, lock,
version, audit row and outbox row in one transaction. Twenty writers are four processes with five threads, like a
server with four workers.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from tools.postgres import NoPostgres, running
from tools.served import ROOT, Home

from benchmarks.figures import Figure, emit, empty_home

SECONDS = 6.0
PROCESSES, THREADS = 4, 5


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        yield from on_database(home, "SQLite", "WAL, synchronous=NORMAL")
    try:
        with empty_home() as home, running(durable=True) as address:
            yield from on_database(replace(home, database=address), "PostgreSQL", "fsync on")
    except NoPostgres as error:
        yield Figure("actions a second, PostgreSQL", "not measured", "", str(error).splitlines()[0])


def on_database(home: Home, name: str, kind: str) -> Iterator[Figure]:
    work(home, "prepare")
    for processes, threads in ((1, 1), (PROCESSES, THREADS)):
        writers = processes * threads
        running_ones = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.writing", "write", str(number * threads), str(threads)],
                cwd=ROOT,
                env=home.environment | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(processes)
        ]
        answers = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running_ones]
        rate = sum(answer["done"] / answer["seconds"] for answer in answers)
        times = sorted(ms for answer in answers for ms in answer["milliseconds"])
        failed = sum(answer["failed"] for answer in answers)
        how = (
            f"{kind}; {processes} × {threads}, median {middle(times, 0.5):.1f} ms, p95 {middle(times, 0.95):.0f} ms, "
            f"longest {times[-1]:,.0f} ms, {failed} failed"
        )
        yield Figure(f"actions a second, {name}, {writers} writers", rate, "1/s", how)
    yield Figure(f"trail whole afterwards, {name}", work(home, "verify"), "", "audit sealed and verified")


def middle(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


def work(home: Home, what: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.writing", what],
        cwd=ROOT,
        env=home.environment | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(result.stderr[-3000:])
    return result.stdout.strip().splitlines()[-1]


# --- inside a process of its own -------------------------------------------------------------------------------------


def prepare() -> None:
    from django.core.management import call_command
    from tests.conftest import make_world

    from smartprovince.organisations.models import Team

    call_command("migrate", verbosity=0, interactive=False)
    world = make_world()
    for number in range(PROCESSES * THREADS):
        Team.objects.create(region=world.regions["51"], kind="forum", name=f"Forum {number}")
    print("ready")


def write(first: int, threads: int) -> None:
    """Write for some seconds with some threads, then print what was done."""
    done: list[float] = []
    failed: list[str] = []
    until = time.perf_counter() + SECONDS
    started = time.perf_counter()
    crew = [threading.Thread(target=one_writer, args=(first + n, until, done, failed)) for n in range(threads)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    seconds = time.perf_counter() - started
    print(json.dumps({"done": len(done), "seconds": seconds, "failed": len(failed), "milliseconds": done}))


def one_writer(number: int, until: float, done: list[float], failed: list[str]) -> None:
    from django.db import connection

    from smartprovince.organisations import actions
    from smartprovince.organisations.models import Person, Team

    team = Team.objects.order_by("pk")[number]
    person = Person.objects.get(email="province_coordinator.51@contoh.test")
    count = 0
    while time.perf_counter() < until:
        count += 1
        started = time.perf_counter()
        try:
            actions.change_team(actor=person, team=team, name=f"Forum {number} nama {count}")
        except Exception as error:  # a refused write is a figure here, not an end
            failed.append(repr(error))
        else:
            done.append((time.perf_counter() - started) * 1e3)
    connection.close()


def verify() -> None:
    from smartprovince.core import audit

    while audit.seal():
        pass
    found = audit.verify()
    print(f"yes, {found.sealed:,} rows" if found.whole and not found.unsealed else f"NO: {found.faults[:2]}")


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0].startswith("--"):
        emit(measure())
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django

    django.setup()
    with contextlib.suppress(BrokenPipeError):
        match arguments:
            case ["prepare"]:
                prepare()
            case ["write", first, threads]:
                write(int(first), int(threads))
            case ["verify"]:
                verify()


if __name__ == "__main__":
    main(sys.argv[1:])
