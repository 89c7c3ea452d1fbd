"""200 people save answers at once on a served site with PostgreSQL, and nothing of it is lost.

    python -m benchmarks.saving                 200 people, 12 saves each
    python -m benchmarks.saving --people 50

A national round of 514 regions (see `national_round`). Four people in each of 50 kabupaten/kota are signed in; each
sends value and explanation of questions of their own as the page does while they type, over loopback and without
pausing. Afterwards every answer is compared with what its person was last told is saved, and the trail is verified.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from tools.postgres import NoPostgres, running
from tools.served import ROOT, Home, serving

from benchmarks.figures import Figure, emit, empty_home

PEOPLE = 200
SAVES = 12
A_REGION = 4
PATIENCE = 120.0
CSRF = "b" * 32


def people() -> int:
    return int(sys.argv[sys.argv.index("--people") + 1]) if "--people" in sys.argv else PEOPLE


@dataclass
class Writer:
    """One signed-in person with questions of their own: address and the version seen last."""

    session: str
    questions: list[dict[str, Any]]
    milliseconds: list[float] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def measure() -> Iterator[Figure]:
    try:
        with empty_home() as home, running(durable=True) as address:
            yield from on(replace(home, database=address))
    except NoPostgres as error:
        yield Figure("people saving at once, PostgreSQL", "not measured", "", str(error).splitlines()[0])


def on(home: Home) -> Iterator[Figure]:
    writers = [Writer(each["session"], each["questions"]) for each in json.loads(work(home, "prepare", str(people())))]
    idle = cpu_of_server(home, [])
    cpu = cpu_of_server(home, writers) - idle
    times = sorted(ms for writer in writers for ms in writer.milliseconds)
    failed = [words for writer in writers for words in writer.failed]
    how = f"{len(times):,} saves, fsync on; {len(failed)} refused {failed[:1] or ''}".rstrip()
    yield Figure(f"answers saved a second, {len(writers)} people at once", len(times) / WALL[-1], "1/s", how)
    yield Figure(
        "CPU of the server for a save", cpu / len(times) * 1e3, "ms", "request, gate, lock, trail, outbox, page"
    )
    yield Figure(
        "waiting for “saved”, median", middle(times, 0.5), "ms", f"95 of 100 within {middle(times, 0.95):,.0f} ms"
    )
    told = {str(pk): value for writer in writers for pk, value in writer.told.items()}
    yield Figure(
        "saved answers lost", int(work(home, "compare", text=json.dumps(told))), "", f"of {len(told):,} answers"
    )
    yield Figure("trail whole afterwards", work(home, "verify"), "", "audit sealed and verified")


WALL: list[float] = []


def cpu_of_server(home: Home, writers: list[Writer]) -> float:
    """Serve, let everybody write, stop; the CPU seconds of the server and its workers."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with serving(home) as address:
        crew = [threading.Thread(target=write, args=(address, writer)) for writer in writers]
        started = time.perf_counter()
        for each in crew:
            each.start()
        for each in crew:
            each.join()
        WALL.append(time.perf_counter() - started)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def write(address: str, writer: Writer) -> None:
    """Save one question after the other, as the page does while somebody types."""
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    headers = {
        "Cookie": f"sessionid={writer.session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "HX-Request": "true",
        "Origin": address,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for turn in range(SAVES):
        question = writer.questions[turn % len(writer.questions)]
        text = f"Langkah {turn} pada {question['pk']}"
        body = urlencode({"value": "1", "narrative": text, "not_available": "", "version": question["version"]})
        started = time.perf_counter()
        try:
            connection.request("POST", question["address"], body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        except OSError as error:
            writer.failed.append(repr(error))
            connection.close()
            continue
        writer.milliseconds.append((time.perf_counter() - started) * 1e3)
        version = page.partition('id="id_version" value="')[2].partition('"')[0]
        if answer.status == 200 and version:
            question["version"] = version
            writer.told[question["pk"]] = text
        else:
            writer.failed.append(f"{answer.status} {page[:200]}")
    connection.close()


def middle(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


def work(home: Home, *arguments: str, text: str = "") -> str:
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks.saving", *arguments],
        cwd=ROOT,
        env=home.environment | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(result.stderr[-3000:])
    return result.stdout.strip().splitlines()[-1]


# --- inside a process of its own -------------------------------------------------------------------------------------


def prepare(count: int) -> None:
    """The round, its people, and a session for each; printed as JSON."""
    from benchmarks.national_round import TODAY, fill
    from smartprovince.assessment.models import Answer
    from smartprovince.core import clock
    from smartprovince.organisations.models import Membership, Organisation, Person

    with clock.pinned(TODAY):
        fill("51")
        row = fill("")
    homes = list(Organisation.objects.filter(kind="regency").order_by("region__code")[: -(-count // A_REGION)])
    found = []
    for n in range(count):
        home, turn = homes[n // A_REGION], n % A_REGION
        person = Person.objects.create(email=f"penulis{n}@contoh.test", name=f"Penulis {n}", simulated=True)
        Membership.objects.create(person=person, organisation=home, role="officer", granted_by="bench")
        rows = Answer.objects.filter(
            participation__round=row,
            participation__region=home.region,
            node__kind__in=["maturity_level", "yes_no"],
        )
        own = [
            {
                "pk": answer.pk,
                "version": answer.version,
                "address": f"/kerja/penilaian/{row.pk}/{home.region.code}/isi/{answer.node.code}/",
            }
            for answer in rows.select_related("node").order_by("node__order")[turn::A_REGION]
        ]
        found.append({"session": signed_in(person), "questions": own})
    print(json.dumps(found))


def signed_in(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def compare(told: dict[str, str]) -> None:
    from smartprovince.assessment.models import Answer

    stored = dict(Answer.objects.filter(pk__in=told).values_list("pk", "narrative"))
    print(sum(stored.get(int(pk)) != text for pk, text in told.items()))


def verify() -> None:
    from smartprovince.core import audit

    while audit.seal():
        pass
    found = audit.verify()
    print(f"yes, {found.sealed:,} sealed, {found.unsealed:,} still open" if found.whole else f"NO: {found.faults[:2]}")


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0].startswith("--"):
        emit(measure())
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django

    django.setup()
    match arguments:
        case ["prepare", count]:
            prepare(int(count))
        case ["compare"]:
            compare(json.loads(sys.stdin.read()))
        case ["verify"]:
            verify()


if __name__ == "__main__":
    main(sys.argv[1:])
