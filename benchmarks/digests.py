"""The day's mails for 5,000 people with 8 notices each: CPU seconds, and queries for each 100 people.

The people are spread over 50 kabupaten of ten provinces; half of their notices are about a thing whose rule is asked
again of each person before the mail is written (rounds of assessment and papers), half about nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.figures import Figure, emit, empty_home, enter

PEOPLE, NOTICES, KABUPATEN = 5_000, 8, 50
DAY = "2022-11-07"


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        enter(home)
        prepare()
        yield from run()


def prepare() -> None:
    from django.core.management import call_command

    from smartprovince.core.models import Frequency, Notice
    from smartprovince.evidence.models import Paper
    from smartprovince.organisations.models import Membership, Organisation, Person
    from smartprovince.organisations.roles import Role
    from smartprovince.territory.models import Region

    call_command("migrate", verbosity=0, interactive=False)
    organisations, papers = [], []
    for p in range(10):
        province = Region.objects.create(
            code=f"{60 + p}", name=f"Provinsi {p}", kind="provinsi", level="province", slug=f"p{p}", zone="WITA"
        )
        for k in range(KABUPATEN // 10):
            region = Region.objects.create(
                code=f"{60 + p}.{k + 1:02}",
                name=f"Kabupaten {p}.{k}",
                kind="kabupaten",
                level="regency",
                slug=f"k{p}-{k}",
                parent=province,
                zone="WITA",
            )
            home = Organisation.objects.create(name=f"Pemerintah {region}", kind="regency", region=region)
            organisations.append(home)
            papers.append(Paper.objects.create(owner=home, region=region, kind="other", title=f"Laporan {p}.{k}"))
    people = Person.objects.bulk_create(
        [
            Person(email=f"orang{n}@contoh.test", name=f"Orang {n}", password="!", language="id" if n % 2 else "en")
            for n in range(PEOPLE)
        ]
    )
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=organisations[n % KABUPATEN],
            role=Role.OFFICER if n % 3 else Role.REGION_COORDINATOR,
            granted_by="benchmark",
        )
        for n, person in enumerate(people)
    )
    about = [("evidence.paper", papers), ("", papers), ("organisations.organisation", organisations), ("", papers)]
    Notice.objects.bulk_create(
        Notice(
            recipient_id=str(person.pk),
            kind=("participation.return", "round.publish", "participation.finish")[i % 3],
            title=f"Kabar {i}",
            address="/kerja/",
            object_type=about[i % 4][0],
            object_id=str(about[i % 4][1][n % KABUPATEN].pk) if about[i % 4][0] else "",
            frequency=Frequency.DAILY,
        )
        for n, person in enumerate(people)
        for i in range(NOTICES)
    )


def run() -> Iterator[Figure]:
    from django.db import connection

    from smartprovince.core import clock, jobs
    from smartprovince.core.models import Job, OutgoingMail
    from smartprovince.workspace.news import digests

    def once(day: str) -> dict[str, int]:
        progress = jobs.Progress(Job.objects.create(kind="news.digest"))
        return digests.run(progress, frequency="daily", zone="WITA", day=day)

    asked: list[int] = []

    def count(execute: Any, *given: Any) -> Any:
        asked.append(1)
        return execute(*given)

    with clock.pinned(date(2022, 11, 7)):
        cpu, wall = time.process_time(), time.perf_counter()
        with connection.execute_wrapper(count):
            done = once(DAY)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        assert done == {"mails": PEOPLE, "notices": PEOPLE * NOTICES}, done
        how = f"{done['mails']:,} mails of {done['notices']:,} notices, rights asked again; {wall:.1f} s on the wall"
        yield Figure("digest run for 5,000 people, CPU", cpu, "s", how)
        yield Figure("queries for each 100 people", len(asked) / (PEOPLE / 100), "queries", "the same for each batch")
        cpu = time.process_time()
        again = once(DAY)
        cpu = time.process_time() - cpu
        twice = again["mails"] + OutgoingMail.objects.count() - PEOPLE
        yield Figure("mails that a second run adds", twice, "mails", f"{cpu * 1e3:.0f} ms CPU to see that all is done")


if __name__ == "__main__":
    emit(measure())
