"""Check-in of 1,000 attendees, 50 at once, none twice: on SQLite and on a PostgreSQL that waits for the disk.

Five processes with ten threads, like a server with five workers. Every ticket is scanned by two desks, in two orders,
so that the same ticket meets itself; each scan is the whole action: rule, lock, check, row, audit and outbox.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from tools.postgres import NoPostgres, running
from tools.served import ROOT, Home

from benchmarks.figures import Figure, emit, empty_home

ATTENDEES = 1_000
PROCESSES, THREADS = 5, 10
DAY = date(2022, 10, 13)


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        yield from on_database(home, "SQLite", "WAL, synchronous=NORMAL")
    try:
        with empty_home() as home, running(durable=True) as address:
            yield from on_database(replace(home, database=address), "PostgreSQL", "fsync on")
    except NoPostgres as error:
        yield Figure("check-ins a second, PostgreSQL", "not measured", "", str(error).splitlines()[0])


def on_database(home: Home, name: str, kind: str) -> Iterator[Figure]:
    python(home, "prepare")
    started = time.perf_counter()
    crew = [start(home, "scan", str(number)) for number in range(PROCESSES)]
    answers = [json.loads(each.communicate()[0].splitlines()[-1]) for each in crew]
    seconds = max(answer["until"] for answer in answers) - min(answer["from"] for answer in answers)
    told = Counter()
    for answer in answers:
        told.update(answer["told"])
    times = sorted(ms for answer in answers for ms in answer["milliseconds"])
    how = (
        f"{kind}; {PROCESSES} × {THREADS} at once, {told['new']:,} new and {told['already']:,} again, "
        f"median {times[len(times) // 2]:.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms, "
        f"{told['refused'] + told['failed']} failed, {time.perf_counter() - started:.0f} s with starting"
    )
    yield Figure(f"check-ins a second, {name}", told["new"] / seconds, "1/s", how)
    yield Figure(f"scans a second, {name}", sum(told.values()) / seconds, "1/s", "each ticket scanned at two desks")
    yield Figure(f"attendees counted twice, {name}", int(python(home, "count")), "", f"of {ATTENDEES:,}; 0 is right")


def start(home: Home, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.check_in", *arguments],
        cwd=ROOT,
        env=home.environment | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "SMARTPROVINCE_TODAY": DAY.isoformat()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if arguments[0] != "scan" else None,
        text=True,
    )


def python(home: Home, what: str) -> str:
    child = start(home, what)
    out, said = child.communicate()
    if child.returncode:
        raise RuntimeError(said[-3000:])
    return out.strip().splitlines()[-1]


# --- inside a process of its own -------------------------------------------------------------------------------------


def prepare() -> None:
    """An announced event with its people; the registrations are written in one go, they are not what is measured."""
    from django.core.management import call_command
    from tests.conftest import make_world

    from smartprovince.outreach.actions import create_event, open_event
    from smartprovince.outreach.models import Registration
    from smartprovince.outreach.registering import digest

    call_command("migrate", verbosity=0, interactive=False)
    world = make_world()
    person = world.people["province_coordinator:51"]
    start_at = datetime.combine(DAY, datetime.min.time())
    event = create_event(
        actor=person,
        organiser=world.organisations["51"],
        region=world.regions["51"],
        kind="outreach",
        title="Sosialisasi",
        venue="Gedung",
        starts_at=start_at,
        ends_at=start_at + timedelta(hours=23),
        zone="WITA",
    )
    open_event(actor=person, event=event)
    Registration.objects.bulk_create(
        Registration(event=event, number=n, name=f"Peserta {n}", ticket_digest=digest(f"{n:022d}"), simulated=True)
        for n in range(1, ATTENDEES + 1)
    )
    print("ready")


def scan(number: int) -> None:
    """This process's share of two rounds of all tickets, in its own order, by some threads."""
    every = [*range(1, ATTENDEES + 1), *range(1, ATTENDEES + 1)]
    random.Random(7).shuffle(every)
    share = every[number::PROCESSES]
    told: Counter[str] = Counter()
    times: list[float] = []
    begun = time.time()
    crew = [threading.Thread(target=one_desk, args=(share[n::THREADS], told, times)) for n in range(THREADS)]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    print(json.dumps({"told": told, "from": begun, "until": time.time(), "milliseconds": times}))


def one_desk(numbers: list[int], told: Counter[str], times: list[float]) -> None:
    from django.db import connection

    from smartprovince.organisations.models import Person
    from smartprovince.outreach.desk import arriving, tickets, timing
    from smartprovince.outreach.models import Event

    event = Event.objects.select_related("organiser").order_by("pk")[0]
    person = Person.objects.get(email="province_coordinator.51@contoh.test")
    for number in numbers:
        started = time.perf_counter()
        try:
            digest = tickets.digest_in(tickets.qr_text(f"{number:022d}"))
            found = arriving.find(person, event, digest=digest)
            outcome = arriving.arrive({"actor": person}, found, way="qr", moment=timing.now_at(event))
            told[outcome.kind] += 1
        except Exception as error:  # a scan that breaks is a figure here, not an end
            print(repr(error), file=sys.stderr)
            told["failed"] += 1
        times.append((time.perf_counter() - started) * 1e3)
    connection.close()


def count() -> None:
    """How many were counted more than once; an error when somebody was not counted at all."""
    from smartprovince.outreach.models import CheckIn, Registration

    rows = CheckIn.objects.count()
    people = CheckIn.objects.values("registration").distinct().count()
    if Registration.objects.filter(attended_on__isnull=False).count() != ATTENDEES or people != ATTENDEES:
        raise SystemExit(f"only {people} of {ATTENDEES} were counted")
    print(rows - people)


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
            case ["scan", number]:
                scan(int(number))
            case ["count"]:
                count()


if __name__ == "__main__":
    main(sys.argv[1:])
