"""A national round in full: 514 regions × 72 questions, 37,008 answers with 50,000 links to evidence.

Three pages as a browser asks for them: a region's form, the progress of a province, the progress of the nation. The
number of queries is compared with a nation of one province.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from benchmarks.figures import Figure, emit, empty_home
from benchmarks.steps import counted, crowd, governments, seat

TODAY = date(2022, 11, 7)
LINKS = 50_000
TITLE = "Putaran nasional"


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        os.environ.update(home.environment)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
        import django

        django.setup()
        from smartprovince.core import clock

        with clock.pinned(TODAY):
            few = {name: counted(ask)[1] for name, ask in nation("51").items()}
            pages = nation("")
            yield sizes()
            for name, ask in pages.items():
                cpu, queries = counted(ask)
                constant = "the same" if queries == few[name] else f"{few[name]} there"
                yield Figure(f"{name}, CPU", cpu, "ms", f"{queries} queries; with one province of 9 regions {constant}")
            yield from scored_and_published()


def nation(code: str) -> dict[str, Callable[[], Any]]:
    """Build what is missing of the provinces that begin with `code`, and return what is measured."""
    row = fill(code)
    place = "/kerja/penilaian"
    return {
        "a region's form of 72 questions": page(seat("region_coordinator", "51.01"), f"{place}/{row.pk}/51.01/"),
        "the progress of a province": page(seat("province_coordinator", "51"), f"{place}/{row.pk}/"),
        "the progress of the nation": page(seat("programme_owner", ""), f"{place}/{row.pk}/"),
    }


def page(person: Any, address: str) -> Callable[[], Any]:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(person)

    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"

    return ask


def fill(code: str) -> Any:
    """Regions, governments, people, and one round of the ministry with answers and links, in bulk."""
    from django.core.management import call_command

    from smartprovince.core.access import SystemActor
    from smartprovince.instruments.actions import load_instruments
    from smartprovince.organisations.models import Organisation
    from smartprovince.territory import actions as territory
    from smartprovince.territory import sources
    from smartprovince.territory.models import Region

    system = SystemActor("bench")
    if code:
        call_command("migrate", verbosity=0, interactive=False)
        territory.load_regions(actor=system, rows=[*sources.provinces(), *sources.regencies()])
        load_instruments(actor=system)
        Organisation.objects.create(name="Pemilik program nasional", kind=Organisation.Kind.MINISTRY)
    wanted = Region.objects.filter(level__in=["province", "regency"], code__startswith=code)
    regions = list(wanted.order_by("code"))
    governments(regions)
    crowd(600 if not code else 20)
    row = national_round()
    answers = answer([region for region in regions if region.level == "regency"], row)
    prove(answers, LINKS if not code else 900)
    return row


def national_round() -> Any:
    from smartprovince.assessment.models import Round
    from smartprovince.instruments.models import InstrumentVersion
    from smartprovince.organisations.models import Organisation

    row, _fresh = Round.objects.get_or_create(
        title=TITLE,
        owner=Organisation.objects.get(kind=Organisation.Kind.MINISTRY),
        year=2022,
        defaults={
            "kind": "national",
            "instrument_version": InstrumentVersion.objects.get(instrument__code="katalog-72", label="1"),
            "opens_on": date(2022, 10, 20),
            "closes_on": date(2022, 11, 30),
            "state": "open",
        },
    )
    return row


def answer(regions: list[Any], row: Any) -> list[Any]:
    """Every region is as far as its place says: none, some, or all of the questions are answered."""
    from django.db.models import F

    from smartprovince.assessment.models import Answer, Participation
    from smartprovince.core import clock

    have = set(row.participations.values_list("region", flat=True))
    parts = Participation.objects.bulk_create(
        [Participation(round=row, region=region, state="filling") for region in regions if region.pk not in have]
    )
    nodes = [node for node in row.instrument_version.nodes.order_by("order") if node.is_indicator]
    now = clock.now()
    rows = []
    for at, part in enumerate(parts):
        done = (at * 7) % (len(nodes) + 1)
        for place, node in enumerate(nodes):
            value = 1 if place < done else None
            rows.append(Answer(participation=part, node=node, value=value, updated_at=now if value else None))
    Answer.objects.bulk_create(rows, batch_size=5_000)
    return list(Answer.objects.filter(participation__round=row).annotate(at=F("participation__region")).order_by("pk"))


def prove(answers: list[Any], wanted: int) -> None:
    """Links from answers to a paper of their region, in turns, until there are as many as wanted."""
    from smartprovince.core.models import type_name
    from smartprovince.evidence.models import Paper, PaperUse

    regions = sorted({each.at for each in answers})
    have = {paper.region_id: paper for paper in Paper.objects.filter(title__startswith="Bukti 1")}
    missing = [region for region in regions if region not in have]
    Paper.objects.bulk_create(
        Paper(region_id=region, kind="other", title=f"Bukti {n}", confidentiality="limited", simulated=True)
        for region in missing
        for n in (1, 2)
    )
    papers: dict[int, list[Any]] = {}
    for paper in Paper.objects.order_by("pk"):
        papers.setdefault(paper.region_id, []).append(paper)
    PaperUse.objects.all().delete()
    links = [
        PaperUse(paper=papers[each.at][turn], object_type=type_name(each), object_id=str(each.pk), label=TITLE)
        for turn in (0, 1)
        for each in answers
    ]
    PaperUse.objects.bulk_create(links[:wanted], batch_size=5_000)


def scored_and_published() -> Iterator[Figure]:
    """Every answer accepted, the round closed; then computed and published by its owner as on the page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from smartprovince.assessment import actions
    from smartprovince.assessment.models import Answer, Participation, ResultScore, Round, Verdict

    row = national_round()
    answers = Answer.objects.filter(participation__round=row)
    answers.filter(value=None).update(value=1)
    verdicts = [Verdict(answer=each, by="bench", outcome="accepted", value=1) for each in answers]
    Verdict.objects.bulk_create(verdicts, batch_size=5_000)
    Participation.objects.filter(round=row).update(state="verified")
    Round.objects.filter(pk=row.pk).update(state="closed", simulated=True)
    owner = seat("programme_owner", "")
    for name, step in (("computing", actions.compute_result), ("publishing", actions.publish_result)):
        started = time.process_time()
        with CaptureQueriesContext(connection) as captured:
            step(actor=owner, round=Round.objects.get(pk=row.pk))
        cpu = (time.process_time() - started) * 1e3
        how = f"{len(captured)} queries; {ResultScore.objects.count():,} scores of {Verdict.objects.count():,} verdicts"
        yield Figure(f"{name} the round, CPU", cpu, "ms", how)
    yield Figure("results of the round for its owner, CPU", *results_page(owner, row))


def results_page(owner: Any, row: Any) -> tuple[float, str, str]:
    cpu, queries = counted(page(owner, f"/kerja/penilaian/{row.pk}/hasil/"))
    return cpu, "ms", f"{queries} queries; heat map of 514 regions"


def sizes() -> Figure:
    from smartprovince.assessment.models import Answer, Participation
    from smartprovince.evidence.models import PaperUse

    how = f"{Participation.objects.count()} regions × 72 questions, {PaperUse.objects.count():,} links to evidence"
    return Figure("answers of a national round", Answer.objects.count(), "", how)


if __name__ == "__main__":
    emit(measure())
