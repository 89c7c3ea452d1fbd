"""The list of usulan as a spreadsheet: what somebody may see, nothing of what is not published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core import clock, files
from smartprovince.documents.sheets import Sheet, SheetColumn, render_csv, render_xlsx
from smartprovince.documents.wording import Language

from . import queries, states
from .filing.queries import totals
from .models import Answer

KINDS = {"xlsx": files.XLSX, "csv": files.CSV}


def proposals(person: Any, asked: queries.Asked, ending: str) -> bytes:
    """Filtered and sorted as on the page. Costs and answers are read in one query each."""
    rows = list(queries.proposals_open_to(person, asked))
    language: Language = "en" if get_language() == "en" else "id"
    simulated = settings.DEMO or any(row.simulated for row in rows)
    sheet = _sheet(rows)
    if ending == "csv":
        return render_csv(sheet, simulated=simulated, language=language)
    return render_xlsx(
        (sheet,),
        simulated=simulated,
        title=_("Usulan"),
        source=_("Usulan on this platform that you may see, as they stand on the day of the list."),
        as_of=clock.today(),
        language=language,
    )


def file_name(ending: str) -> str:
    return f"usulan-{clock.today().isoformat()}.{ending}"


def _sheet(rows: list[Any]) -> Sheet:
    keys = [row.pk for row in rows]
    costs = totals(keys)
    published = Answer.objects.filter(proposal__in=keys, published_at__isnull=False).order_by("pk")
    answers = {answer.proposal_id: answer for answer in published}
    columns = (
        SheetColumn(_("Number")),
        SheetColumn(_("Usulan"), width=50),
        SheetColumn(_("Kind")),
        SheetColumn(_("Region")),
        SheetColumn(_("Organisation")),
        SheetColumn(_("Addressed")),
        SheetColumn(_("Dimension")),
        SheetColumn(_("State")),
        SheetColumn(_("Since"), "date"),
        SheetColumn(_("Deadline"), "date"),
        SheetColumn(_("Received"), "date"),
        SheetColumn(_("From year"), "number"),
        SheetColumn(_("To year"), "number"),
        SheetColumn(_("Costs"), "rupiah"),
        SheetColumn(_("Recommended cost"), "rupiah"),
        SheetColumn(_("RKPD of year"), "number"),
    )
    return Sheet(_("Usulan"), columns, tuple(_row(row, costs.get(row.pk), answers.get(row.pk)) for row in rows))


def _row(row: Any, cost: int | None, answer: Answer | None) -> tuple[Any, ...]:
    open_answer = answer if row.state not in (*states.WITH_PROPOSER, *states.IN_HANDS) else None
    return (
        row.number,
        row.title,
        str(row.get_kind_display()),
        row.region.full_name,
        row.organisation.name if row.organisation else row.proposer,
        str(row.get_addressee_display()),
        str(row.subdimension or row.dimension or ""),
        str(row.get_state_display()),
        row.state_since,
        row.due_on,
        row.received_on,
        row.start_year,
        row.end_year,
        cost,
        open_answer.recommended_cost if open_answer else None,
        open_answer.rkpd_year if open_answer else None,
    )
