"""The list of papers as a spreadsheet: the rows a person sees on the page, in the same order."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.documents.sheets import Sheet, SheetColumn, Value, render_csv, render_xlsx
from smartprovince.documents.wording import Language

from . import queries
from .models import Paper

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def papers(person: Any, asked: queries.Asked, ending: str) -> bytes:
    """The papers that `asked` finds for a person, as XLSX or CSV."""
    rows = list(queries.papers_open_to(person, asked))
    sheet = _sheet(rows, queries.uses_of(person, rows))
    simulated = settings.DEMO or any(row.simulated for row in rows)
    language: Language = "en" if get_language() == "en" else "id"
    if ending == "csv":
        return render_csv(sheet, simulated=simulated, language=language)
    return render_xlsx(
        (sheet,),
        simulated=simulated,
        title=_("Evidence"),
        source=_("The papers kept in the platform, as far as they are open to whoever made this sheet."),
        as_of=clock.today(),
        language=language,
    )


def file_name(ending: str) -> str:
    return f"data-dukung-{clock.today().isoformat()}.{ending}"


def _sheet(rows: list[Paper], uses: dict[int, queries.Uses]) -> Sheet:
    columns = (
        SheetColumn(_("Code")),
        SheetColumn(_("Region")),
        SheetColumn(_("Paper")),
        SheetColumn(_("Kind")),
        SheetColumn(_("Number")),
        SheetColumn(_("Dated from"), "date"),
        SheetColumn(_("Dated to"), "date"),
        SheetColumn(_("Valid until"), "date"),
        SheetColumn(_("Days left"), "number"),
        SheetColumn(_("Issuer")),
        SheetColumn(_("Confidentiality")),
        SheetColumn(_("File")),
        SheetColumn(_("Used in"), "number"),
        SheetColumn(_("In rounds that still run")),
    )
    return Sheet(_("Evidence"), columns, tuple(_values(row, uses[row.pk]) for row in rows))


def _values(paper: Paper, uses: queries.Uses) -> tuple[Value, ...]:
    return (
        paper.region.code,
        paper.region.full_name,
        paper.title,
        str(paper.get_kind_display()),
        paper.number or None,
        paper.not_before,
        paper.not_after,
        paper.valid_until,
        paper.days_left,
        paper.issuer or None,
        str(paper.get_confidentiality_display()),
        paper.file_name or None,
        len(uses.all),
        "; ".join(f"{group} ({n})" for group, n in uses.running.items()) or None,
    )
