"""A round of many regions filled by workbooks: CPU for each, rows a second, and queries.

    python -m benchmarks.workbooks                 60 regions
    python -m benchmarks.workbooks --regions 514   every kabupaten/kota

The questions are the instrument that ships with most of them. Each workbook is written, filled off line, read,
planned and applied as its own person would, with the trail; filling the cells is not measured.
"""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.figures import Figure, emit, empty_home, enter

DAY = date(2022, 11, 7)


def regions() -> int:
    return int(sys.argv[sys.argv.index("--regions") + 1]) if "--regions" in sys.argv else 60


def measure() -> Iterator[Figure]:
    with empty_home() as home:
        enter(home)
        from smartprovince.core import clock

        with clock.pinned(DAY):
            yield from run(*prepare(regions()))


def prepare(count: int) -> tuple[Any, list[Any]]:
    """A national round with so many regions and a coordinator for each."""
    from django.core.management import call_command

    from smartprovince.assessment import actions
    from smartprovince.core.access import SystemActor
    from smartprovince.instruments.actions import load_instruments
    from smartprovince.instruments.models import InstrumentVersion
    from smartprovince.organisations.models import Membership, Organisation, Person
    from smartprovince.organisations.roles import Role
    from smartprovince.territory.models import Region

    call_command("migrate", verbosity=0, interactive=False)
    system = SystemActor("benchmark")
    load_instruments(actor=system)
    published = InstrumentVersion.objects.filter(state=InstrumentVersion.State.PUBLISHED)
    version = max(published, key=lambda each: each.nodes.exclude(kind="group").count())
    ministry = Organisation.objects.create(name="Kementerian", kind="ministry")
    people = []
    for n in range(count):
        if n % 50 == 0:
            province = Region.objects.create(
                code=f"{11 + n // 50}", name=f"Provinsi {n}", kind="provinsi", level="province", slug=f"p{n}"
            )
        region = Region.objects.create(
            code=f"{11 + n // 50}.{n % 50 + 1:02}",
            name=f"Kabupaten {n}",
            kind="kabupaten",
            level="regency",
            slug=f"k{n}",
            parent=province,
        )
        home = Organisation.objects.create(name=f"Pemerintah {n}", kind="regency", region=region)
        person = Person.objects.create(email=f"orang{n}@contoh.test", name=f"Orang {n}", password="!")
        Membership.objects.create(
            person=person, organisation=home, role=Role.REGION_COORDINATOR, granted_by="benchmark"
        )
        people.append((person.pk, region.code))
    row = actions.create_round(
        actor=system,
        owner=ministry,
        title="Putaran",
        instrument_version=version,
        year=2022,
        opens_on=date(2022, 10, 1),
        closes_on=date(2022, 11, 30),
        simulated=True,
    )
    return actions.open_round(actor=system, round=row), people


def fill(content: bytes) -> tuple[bytes, int]:
    """A value for every question, the first of its list or the lowest that is possible."""
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter

    book = load_workbook(io.BytesIO(content))
    page, filled = book.worksheets[1], 0
    first = {
        f"{get_column_letter(column)}{row}": rule.formula1.strip('"').split(",")[0]
        for rule in page.data_validations.dataValidation
        for cells in rule.sqref.ranges
        for row, column in cells.cells
    }
    for row in page.iter_rows(min_row=2):
        cell = page[f"F{row[0].row}"]
        word = first[cell.coordinate]
        cell.value = float(word) if re.fullmatch(r"-?[0-9.]+", word) else word
        filled += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), filled


def run(row: Any, people: list[Any]) -> Iterator[Figure]:
    from django.db import connection

    from smartprovince.assessment import queries
    from smartprovince.assessment.models import Answer
    from smartprovince.assessment.workbook import sheet
    from smartprovince.assessment.workbook.actions import apply_workbook, begin_workbook
    from smartprovince.assessment.workbook.plan import plan_of
    from smartprovince.core import access
    from smartprovince.organisations.models import Person

    spent = {"writing": 0.0, "reading": 0.0, "applying": 0.0}
    asked, planned_queries, changed, wall = [], 0, 0, 0.0

    def count(execute: Any, *given: Any) -> Any:
        asked.append(1)
        return execute(*given)

    for pk, code in people:
        person = Person.objects.get(pk=pk)
        part = queries.participation_of(person, row.pk, code)
        cpu = time.process_time()
        mine = set(access.scope(person, "edit", Answer).filter(participation=part).values_list("pk", flat=True))
        content = sheet.render(queries.form_of(part, person), mine, DAY)
        spent["writing"] += time.process_time() - cpu
        content, _filled = fill(content)
        started, cpu = time.perf_counter(), time.process_time()
        upload = begin_workbook(actor=person, participation=part, content=content, file_name="isian.xlsx")
        with connection.execute_wrapper(count):
            plan = plan_of(upload, person)
        planned_queries, asked[:] = len(asked), []
        assert not plan.faults, plan.faults[:3]
        spent["reading"] += time.process_time() - cpu
        cpu = time.process_time()
        with connection.execute_wrapper(count):
            changed += apply_workbook(actor=person, upload=upload).result["changed"]
        applied_queries, asked[:] = len(asked), []
        spent["applying"] += time.process_time() - cpu
        wall += time.perf_counter() - started
    n, lines = len(people), changed / len(people)
    yield Figure("answers taken over a second", changed / wall, "1/s", f"{n} workbooks of {lines:.0f} answers, SQLite")
    yield Figure("CPU to write a workbook", spent["writing"] / n * 1e3, "ms", "form, styles, lists, hidden sheet")
    yield Figure("CPU to take in and plan a workbook", spent["reading"] / n * 1e3, "ms", "guards, read twice, compared")
    yield Figure("CPU to apply a workbook", spent["applying"] / n * 1e3, "ms", "read again, each answer with its trail")
    yield Figure("queries to plan", planned_queries, "queries", "the same for any number of answers")
    yield Figure("queries an answer applied", applied_queries / lines, "queries", "gate, lock, row, trail, outbox each")


if __name__ == "__main__":
    emit(measure())
