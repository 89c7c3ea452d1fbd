"""The register as a spreadsheet, in the shape in which it is imported: what goes out comes back in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.documents.sheets import Sheet, SheetColumn, render_csv, render_xlsx
from smartprovince.documents.wording import Language
from smartprovince.evidence.models import Paper
from smartprovince.territory.models import Region

from . import queries
from .models import Milestone
from .rows import RegisterRow
from .sheet import COLUMNS, Span
from .sheet_rows import DECREE_GATE

KINDS = Milestone.Kind


def register_xlsx(province: Region, on: date | None = None, *, person: Any = None) -> bytes:
    """The register of a province on a day as XLSX, with a sheet that says what it is."""
    day = on or clock.today()
    rows = queries.register_of(province, day, person=person)
    return render_xlsx(
        (_sheet(rows),),
        simulated=_is_simulated(rows),
        title=_("Register of %(province)s") % {"province": province.full_name},
        source=_("The register's facts, each with its own source; regions: %(source)s") % {"source": province.source},
        as_of=day,
        language=_language(),
    )


def register_csv(province: Region, on: date | None = None, *, person: Any = None) -> bytes:
    """The same as CSV."""
    rows = queries.register_of(province, on or clock.today(), person=person)
    return render_csv(_sheet(rows), simulated=_is_simulated(rows), language=_language())


def file_name(province: Region, on: date, ending: str) -> str:
    return f"register-{province.slug}-{on.isoformat()}.{ending}"


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


def _is_simulated(rows: list[RegisterRow]) -> bool:
    """In the demo every sheet carries the mark inside itself."""
    return settings.DEMO or any(row.simulated for row in rows)


def _sheet(rows: list[RegisterRow]) -> Sheet:
    columns = tuple(SheetColumn(column.title, "number" if column.key == "cohort" else "text") for column in COLUMNS)
    values = [_values(row) for row in rows]
    return Sheet("Register", columns, tuple(tuple(row.get(column.key) for column in COLUMNS) for row in values))


def _values(row: RegisterRow) -> dict[str, Any]:
    """One region by column key; None where the register says nothing."""
    stage = row.main_fact(row.stage) if row.stage else None
    return {
        "region_code": row.code,
        "region_name": row.name,
        "stage": row.stage_name or None,
        "stage_date": _days(stage),
        "contact_name": (row.contact.name or None) if row.contact else None,
        "contact_phone": (row.contact.phone or None) if row.contact else None,
        **_joined(row),
        **_decree(row),
        **_plan(row),
    }


def _joined(row: RegisterRow) -> dict[str, Any]:
    fact = row.main_fact(KINDS.JOINED)
    if fact is None:
        return {}
    paper = _paper(row, fact)
    by_memorandum = fact.paper is not None and fact.paper.kind == Paper.Kind.MEMORANDUM
    return {
        "cohort": fact.cohort.year if fact.cohort else row.cohort_year,
        "mou_number": (paper.number or None) if paper and by_memorandum else None,
        "mou_date": _days(fact) if by_memorandum or fact.cohort is None else None,
    }


def _decree(row: RegisterRow) -> dict[str, Any]:
    fact = row.main_fact(KINDS.LAUNCH, DECREE_GATE)
    paper = _paper(row, fact)
    return {"sk_number": (paper.number or None) if paper else None, "sk_date": _days(fact)}


def _plan(row: RegisterRow) -> dict[str, Any]:
    drafted, in_force = row.main_fact(KINDS.DRAFTED), row.main_fact(KINDS.IN_FORCE)
    book, regulation = _paper(row, drafted), _paper(row, in_force)
    title = book.title if book and book.kind == Paper.Kind.MASTERPLAN else "sudah" if drafted else None
    until = regulation.valid_until if regulation else None
    return {
        "masterplan": title,
        "masterplan_date": _days(drafted),
        "regulation_number": (regulation.number or None) if regulation else None,
        "regulation_date": _days(in_force) if regulation else None,
        "regulation_until": until.isoformat() if until else None,
    }


def _paper(row: RegisterRow, fact: Milestone | None) -> Paper | None:
    """The fact's paper, when the person may see it."""
    return next((paper for paper in row.papers if fact and paper.pk == fact.paper_id), None)


def _days(fact: Milestone | None) -> str | None:
    return Span(fact.not_before, fact.not_after).text if fact else None
