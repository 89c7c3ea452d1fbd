"""The list of an event as a spreadsheet, for those who sit at its desk."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.documents.sheets import Sheet, SheetColumn, render_csv, render_xlsx
from smartprovince.documents.wording import Language

from . import queries, questions
from .models import Event, Registration

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def registrations(event: Event, rows: QuerySet[Registration], ending: str) -> bytes:
    """`rows` as XLSX or CSV, with one column for each question of the event."""
    sheet = _sheet(event, rows)
    simulated = settings.DEMO or event.simulated
    if ending == "csv":
        return render_csv(sheet, simulated=simulated, language=_language())
    return render_xlsx(
        (sheet,),
        simulated=simulated,
        title=_("Participants of “%(title)s”") % {"title": event.title},
        source=_("Registrations of %(number)s. Personal data: keep it to yourself.") % {"number": event.number},
        as_of=clock.today(),
        language=_language(),
    )


def file_name(event: Event, ending: str) -> str:
    return f"peserta-{event.number.lower()}-{clock.today().isoformat()}.{ending}"


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


def _sheet(event: Event, rows: QuerySet[Registration]) -> Sheet:
    asked = queries.questions_of(event)
    columns = [
        SheetColumn(_("Number"), "number"),
        SheetColumn(_("Name")),
        SheetColumn(_("Position")),
        SheetColumn(_("Organisation")),
        SheetColumn(_("Region")),
        SheetColumn(_("Email")),
        SheetColumn(_("Telephone")),
        SheetColumn(_("Group")),
        SheetColumn(_("State")),
        SheetColumn(_("Came on"), "date"),
        *(SheetColumn(_tidy(question.text)) for question in asked),
    ]
    values = tuple(_values(row, [questions.field_of(question) for question in asked]) for row in rows)
    return Sheet(_("Participants"), tuple(columns), values)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:120]


def _values(row: Registration, asked: list[str]) -> tuple[Any, ...]:
    return (
        row.number,
        row.name or None,
        row.position or None,
        (row.organisation.name if row.organisation else row.organisation_name) or None,
        row.region.full_name if row.region else None,
        row.email or None,
        row.phone or None,
        row.dimension or None,
        str(row.get_state_display()),
        row.attended_on,
        *(row.answers.get(name) or None for name in asked),
    )
