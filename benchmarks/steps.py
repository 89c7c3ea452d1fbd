"""Next steps and the national page in a whole nation: 514 regions under way, 5,000 people, 100,000 open items.

Open items are questions not answered in three running rounds (two of 72 indicators, one of 27) and gate items not
shown. Everything is asked as the pages ask it, through the gate; the number of queries is compared with a nation of one
province.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from benchmarks.figures import Figure, emit, empty_home

PEOPLE = 5_000
TODAY = date(2022, 11, 7)
REPEATS = 5


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        os.environ.update(home.environment)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
        import django

        django.setup()
        from smartprovince.core import clock

        with clock.pinned(TODAY):
            small = nation(provinces=1)
            few = {name: counted(work)[1] for name, work in small.items()}
            everything = nation(provinces=38)
            yield Figure("open items of the nation", open_items(), "", f"{people():,} people, 514 regions under way")
            for name, work in everything.items():
                cpu, queries = counted(work)
                constant = "the same" if queries == few[name] else f"{few[name]} there"
                yield Figure(f"{name}, CPU", cpu, "ms", f"{queries} queries; with one province of 9 regions {constant}")


def counted(work: Callable[[], Any]) -> tuple[float, int]:
    """Median CPU milliseconds and the number of queries of one run."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    times = []
    for _repeat in range(REPEATS):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1e3)
    with CaptureQueriesContext(connection) as captured:
        work()
    return statistics.median(times), len(captured)


def nation(provinces: int) -> dict[str, Callable[[], Any]]:
    """Build what is missing, and return what is measured."""
    from smartprovince.organisations.models import Person
    from smartprovince.workspace.queries import held_back, steps_of

    regions = prepare(provinces)
    bali = next(region for region in regions if region.code == "51")
    owner, coordinator = seat("programme_owner", ""), seat("province_coordinator", "51")

    def page(person: Person, address: str) -> Callable[[], Any]:
        from django.test import Client

        client = Client(headers={"host": "localhost"})
        client.force_login(person)

        def ask() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, f"{address}: {answer.status_code}"

        return ask

    return {
        "next steps of the programme owner": lambda: steps_of(Person.objects.get(pk=owner.pk)),
        "next steps of Bali's coordinator": lambda: steps_of(Person.objects.get(pk=coordinator.pk)),
        "what holds Bali back": lambda: held_back(Person.objects.get(pk=coordinator.pk), bali),
        "the national page": page(owner, "/kerja/wilayah/"),
        "eligibility of all provinces": page(owner, "/kerja/kelayakan/"),
    }


def prepare(provinces: int) -> list[Any]:
    """Regions, governments, people, cycles and rounds of the first provinces (Bali always among them), in bulk."""
    from django.core.management import call_command

    from smartprovince.core.access import SystemActor
    from smartprovince.instruments.actions import load_instruments
    from smartprovince.movement.actions import load_register
    from smartprovince.organisations.models import Organisation
    from smartprovince.territory import actions as territory
    from smartprovince.territory import sources
    from smartprovince.territory.models import Region

    system = SystemActor("bench")
    if provinces == 1:
        call_command("migrate", verbosity=0, interactive=False)
        territory.load_regions(actor=system, rows=[*sources.provinces(), *sources.regencies()])
        load_instruments(actor=system)
        load_register(actor=system)
        Organisation.objects.create(name="Pemilik program nasional", kind=Organisation.Kind.MINISTRY)
    wanted = Region.objects.filter(level__in=["province", "regency"])
    wanted = wanted.filter(code__startswith="51") if provinces == 1 else wanted
    regions = list(wanted.order_by("code"))
    governments(regions)
    crowd(PEOPLE if provinces > 1 else 100)
    cycles([region for region in regions if region.level == "regency"])
    rounds([region for region in regions if region.level == "regency"])
    return regions


def governments(regions: list[Any]) -> None:
    from smartprovince.organisations.models import Organisation

    ministry = Organisation.objects.get(kind=Organisation.Kind.MINISTRY)
    have = set(Organisation.objects.exclude(region=None).values_list("region__code", flat=True))
    for region in regions:
        if region.code not in have:
            parent = Organisation.objects.filter(region__code=region.code[:2]).first() if "." in region.code else None
            kind = "regency" if "." in region.code else "province"
            Organisation.objects.create(
                name=f"Pemerintah {region.full_name}", kind=kind, region=region, parent=parent or ministry
            )


def crowd(size: int) -> None:
    """Everybody has a seat: one programme owner, a coordinator a government, officers for the rest."""
    from smartprovince.organisations.models import Membership, Organisation, Person

    homes = list(Organisation.objects.order_by("pk"))
    seats = [(home, ROLE_OF[home.kind]) for home in homes]
    regencies = [home for home in homes if home.kind == "regency"]
    seats += [(regencies[n % len(regencies)], "officer") for n in range(size - len(seats))]
    Membership.objects.all().delete()
    Person.objects.all().delete()
    made = Person.objects.bulk_create(
        [
            Person(email=f"orang{n}@contoh.test", name=f"Orang {n}", password="!", simulated=True)
            for n in range(len(seats))
        ]
    )
    Membership.objects.bulk_create(
        [
            Membership(person=person, organisation=home, role=role, granted_by="bench")
            for person, (home, role) in zip(made, seats, strict=True)
        ]
    )


ROLE_OF = {"ministry": "programme_owner", "province": "province_coordinator", "regency": "region_coordinator"}


def cycles(regions: list[Any]) -> None:
    from smartprovince.movement.models import Cycle

    have = set(Cycle.objects.values_list("region", flat=True))
    Cycle.objects.bulk_create(
        [
            Cycle(region=region, movement="smart_city", number=1, name="Smart City 1.0", started_on=TODAY)
            for region in regions
            if region.pk not in have
        ]
    )


def rounds(regions: list[Any]) -> None:
    """Three running rounds of the ministry, nothing answered yet."""
    from smartprovince.assessment.models import Answer, Participation, Round
    from smartprovince.instruments.models import InstrumentVersion
    from smartprovince.organisations.models import Organisation

    ministry = Organisation.objects.get(kind=Organisation.Kind.MINISTRY)
    for title, code in (("Putaran A", "katalog-72"), ("Putaran B", "katalog-72"), ("Kesiapan", "kesiapan")):
        version = InstrumentVersion.objects.get(instrument__code=code, label="1")
        row, _fresh = Round.objects.get_or_create(
            title=title,
            owner=ministry,
            year=2022,
            defaults={
                "kind": "national",
                "instrument_version": version,
                "opens_on": date(2022, 11, 1),
                "closes_on": date(2022, 11, 30),
                "state": "open",
            },
        )
        have = set(row.participations.values_list("region", flat=True))
        parts = Participation.objects.bulk_create(
            [Participation(round=row, region=region) for region in regions if region.pk not in have]
        )
        nodes = [node for node in version.nodes.all() if node.is_indicator]
        Answer.objects.bulk_create(
            (Answer(participation=part, node=node) for part in parts for node in nodes), batch_size=5_000
        )


def open_items() -> int:
    from smartprovince.assessment.models import Answer
    from smartprovince.movement.gates.queries import ways_of
    from smartprovince.territory.models import Region

    ways = ways_of(list(Region.objects.filter(level="regency")))
    lacking = sum(len(gate.lacking) for way in ways for gate in way.gates)
    return Answer.objects.filter(value=None, not_available="").count() + lacking


def people() -> int:
    from smartprovince.organisations.models import Person

    return Person.objects.count()


def seat(role: str, code: str) -> Any:
    from smartprovince.organisations.models import Membership

    rows = Membership.objects.filter(role=role)
    rows = rows.filter(organisation__region__code=code) if code else rows.filter(organisation__region=None)
    found = rows.select_related("person").first()
    assert found is not None, f"nobody is {role} of {code!r}"
    return found.person


if __name__ == "__main__":
    emit(measure())
