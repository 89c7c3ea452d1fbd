"""20,000 programmes over 514 regions, each with indicators, targets, money and three quarters of reports.

Pages as a browser asks for them, of a province and of the nation; the number of queries is compared with a nation in
which one province has anything at all.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.figures import Figure, emit, empty_home
from benchmarks.steps import crowd, governments, seat

TODAY = date(2022, 11, 7)
PROGRAMMES = 20_000
REPEATS = 3
LONG = 2_000  # milliseconds; what takes longer is run once
PLACE = "/kerja/portofolio"
WORDS = ("Wi-Fi desa", "bank sampah", "antrean puskesmas", "kartu tani", "pasar daring", "sensor banjir")


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        os.environ.update(home.environment)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
        import django

        django.setup()
        from smartprovince.core import clock

        with clock.pinned(TODAY):
            few = {name: counted(ask, 1)[1] for name, ask in prepared("51").items()}
            started = time.perf_counter()
            pages = prepared("")
            yield sizes(time.perf_counter() - started)
            for name, ask in pages.items():
                cpu, queries = counted(ask, REPEATS)
                constant = "the same" if queries == few[name] else f"{few[name]} there"
                yield Figure(f"{name}, CPU", cpu, "ms", f"{queries} queries; with one province alone {constant}")


def counted(work: Callable[[], Any], repeats: int) -> tuple[float, int]:
    """Median CPU milliseconds and the number of queries of one run."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def timed() -> float:
        started = time.process_time()
        work()
        return (time.process_time() - started) * 1e3

    work()
    with CaptureQueriesContext(connection) as captured:
        times = [timed()]
        queries = len(captured)  # now: the next request empties the log
    if times[0] < LONG:
        times = [timed() for _repeat in range(repeats)]
    return statistics.median(times), queries


def prepared(code: str) -> dict[str, Callable[[], Any]]:
    """Build what is missing of the provinces that begin with `code`, and return what is measured."""
    fill(code)
    owner, bali = seat("programme_owner", ""), seat("province_coordinator", "51")
    quarter = "triwulan=2022-3"
    return {
        "programmes of a province, list": page(bali, f"{PLACE}/program/"),
        "programmes of the nation, list": page(owner, f"{PLACE}/program/"),
        "programmes of the nation, search and filters": page(
            owner, f"{PLACE}/program/?q=sampah&tahun=2023&keadaan=running&dimensi=ENV&kurang=perencanaan&urut=-dana"
        ),
        "one programme": page(bali, f"{PLACE}/program/PRG-2022-0001/"),
        "missing reports of the nation": page(owner, f"{PLACE}/kemajuan/terlambat/?{quarter}"),
        "roadmap of the nation": page(owner, f"{PLACE}/peta-jalan/"),
        "who does what in the nation": page(owner, f"{PLACE}/siapa-apa/"),
        "map of the nation": page(owner, f"{PLACE}/peta-program/"),
        "quarterly report of a province, page": page(bali, f"{PLACE}/kemajuan/triwulan/?{quarter}"),
        "quarterly report of a province, PDF": page(bali, f"{PLACE}/kemajuan/triwulan/unduh.pdf?{quarter}"),
        "quarterly report of a province, XLSX": page(bali, f"{PLACE}/kemajuan/triwulan/unduh.xlsx?{quarter}"),
        "quarterly report of the nation, page": page(owner, f"{PLACE}/kemajuan/triwulan/?{quarter}"),
        "quarterly report of the nation, PDF": page(owner, f"{PLACE}/kemajuan/triwulan/unduh.pdf?{quarter}"),
        "quarterly report of the nation, XLSX": page(owner, f"{PLACE}/kemajuan/triwulan/unduh.xlsx?{quarter}"),
    }


def page(person: Any, address: str) -> Callable[[], Any]:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(person)

    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"

    return ask


# --- the nation ------------------------------------------------------------------------------------------------------


def fill(code: str) -> None:
    """Regions, governments, periods and programmes, in bulk."""
    from django.core.management import call_command

    from smartprovince.core.access import SystemActor
    from smartprovince.instruments.actions import load_instruments
    from smartprovince.organisations.models import Organisation
    from smartprovince.portfolio.funds.actions import load_fund_sources
    from smartprovince.portfolio.models import Period
    from smartprovince.portfolio.progress.actions import proposed_dates
    from smartprovince.territory import actions as territory
    from smartprovince.territory import sources
    from smartprovince.territory.models import Region

    system = SystemActor("bench")
    if code:
        call_command("migrate", verbosity=0, interactive=False)
        territory.load_regions(actor=system, rows=[*sources.provinces(), *sources.regencies()])
        load_instruments(actor=system)
        load_fund_sources(actor=system)
        Organisation.objects.create(name="Pemilik program nasional", kind=Organisation.Kind.MINISTRY)
    wanted = Region.objects.filter(level__in=["province", "regency"], code__startswith=code)
    governments(list(wanted.order_by("code")))
    crowd(20 if code else 100)
    provinces = wanted.filter(level="province").exclude(reporting_periods=None).values("pk")
    for province in wanted.filter(level="province").exclude(pk__in=provinces):
        Period.objects.bulk_create(
            Period(province=province, year=2022, quarter=n, opens_on=opens, locks_on=locks)
            for n in (1, 2, 3, 4)
            for opens, locks in (proposed_dates(2022, n),)
        )
    regencies = list(wanted.filter(level="regency").order_by("code"))
    programmes(regencies, PROGRAMMES * len(regencies) // 514)


def programmes(regions: list[Any], wanted: int) -> None:
    """Programmes in turns over the regions until there are as many as wanted, with their parts and reports."""
    from smartprovince.instruments.models import Dimension
    from smartprovince.organisations.models import Organisation
    from smartprovince.portfolio.funds.models import FundSource
    from smartprovince.portfolio.models import BudgetLine, Indicator, Milestone, Programme, Target

    dice = random.Random(20_221_107)
    have = Programme.objects.count()
    dimensions = list(Dimension.objects.filter(province=None))
    owners = dict(Organisation.objects.filter(region__in=regions).values_list("region", "pk"))
    source = FundSource.objects.first()
    made = Programme.objects.bulk_create(
        [
            Programme(
                number=f"PRG-2022-{n + 1:04d}",
                region=regions[n % len(regions)],
                organisation_id=owners.get(regions[n % len(regions)].pk),
                name=f"{WORDS[n % len(WORDS)].capitalize()} {n}",
                dimension=dimensions[n % 6] if n % 11 else None,
                audience="governments",
                state=dice.choice(["running", "running", "running", "planned", "done"]),
                start_year=2022,
                end_year=2022 + n % 4,
                phase="medium",
                rpjmd_programme="Program informatika" if n % 3 else "",
                sub_activity="2.16.03.2.02.0004" if n % 3 else "",
                simulated=True,
            )
            for n in range(have, wanted)
        ],
        batch_size=2_000,
    )
    years = [(each, year) for each in made for year in each.years]
    BudgetLine.objects.bulk_create(
        [
            BudgetLine(programme=each, year=year, fund_source=source, planned=dice.randrange(10**8, 10**10))
            for each, year in years
            if year < 2025
        ],
        batch_size=5_000,
    )
    indicators = Indicator.objects.bulk_create(
        [
            Indicator(
                programme=each,
                level=level,
                name=f"Indikator {level}",
                unit="unit",
                measure=measure,
                baseline=0,
                baseline_year=2021,
                simulated=True,
            )
            for each in made
            for level, measure in (("output", "cumulative"), ("outcome", "level"))
        ],
        batch_size=5_000,
    )
    Target.objects.bulk_create(
        [
            Target(indicator=each, year=year, value=40 * (place + 1))
            for each in indicators
            for place, year in enumerate(each.programme.years)
        ],
        batch_size=5_000,
    )
    Milestone.objects.bulk_create(
        [Milestone(programme=each, name="Uji coba", due_on=date(2022, 6 + n % 6, 1)) for n, each in enumerate(made)],
        batch_size=5_000,
    )
    reports(made, dice)


def reports(made: list[Any], dice: random.Random) -> None:
    """Three quarters of the year; one report in six is missing, one in seven waits to be approved."""
    from smartprovince.portfolio.models import BudgetLine, Indicator, Period, Reached, Spend, Update

    periods = {(each.province.code, each.quarter): each for each in Period.objects.select_related("province")}
    updates = Update.objects.bulk_create(
        [
            Update(
                programme=each,
                period=periods[each.region.code[:2], quarter],
                state="sent" if dice.random() < 1 / 7 else "approved",
                story="Berjalan sesuai rencana.",
                obstacles="Menunggu lelang." if dice.random() < 1 / 5 else "",
                physical=Decimal(20 * quarter),
                simulated=True,
            )
            for each in made
            for quarter in (1, 2, 3)
            if dice.random() > 1 / 6
        ],
        batch_size=5_000,
    )
    indicators: dict[int, list[int]] = {}
    for pk, programme in Indicator.objects.values_list("pk", "programme"):
        indicators.setdefault(programme, []).append(pk)
    lines = dict(BudgetLine.objects.filter(year=2022).values_list("programme", "pk"))
    Reached.objects.bulk_create(
        [
            Reached(update=each, indicator_id=pk, value=Decimal(dice.randrange(5, 12) * each.period.quarter))
            for each in updates
            for pk in indicators[each.programme_id]
        ],
        batch_size=5_000,
    )
    Spend.objects.bulk_create(
        [Spend(update=each, line_id=lines[each.programme_id], amount=10**7 * each.period.quarter) for each in updates],
        batch_size=5_000,
    )


def sizes(seconds: float) -> Figure:
    from smartprovince.portfolio.models import Indicator, Programme, Reached, Update

    how = (
        f"{Indicator.objects.count():,} indicators, {Update.objects.count():,} reports, "
        f"{Reached.objects.count():,} values; made in {seconds:.0f} s"
    )
    return Figure("programmes of the nation", Programme.objects.count(), "", how)


if __name__ == "__main__":
    emit(measure())
