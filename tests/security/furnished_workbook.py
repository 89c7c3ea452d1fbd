"""A filled workbook that waits in the draft of the first kabupaten."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from openpyxl import load_workbook

from smartprovince.assessment import queries
from smartprovince.assessment.models import Answer
from smartprovince.assessment.workbook import sheet
from smartprovince.assessment.workbook.actions import begin_workbook
from smartprovince.core import access

from .words import Things, fresh, secret


def workbooks(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        actor = fresh(world, f"region_coordinator:{code}.01")
        part = queries.participation_of(actor, things[f"round {code} open"].pk, f"{code}.01")
        mine = access.scope(actor, "edit", Answer).filter(participation=part).values_list("pk", flat=True)
        book = load_workbook(io.BytesIO(sheet.render(queries.form_of(part, actor), set(mine), date(2022, 11, 7))))
        page = book.worksheets[1]
        row = next(cells[0].row for cells in page.iter_rows() if cells[0].value == "GOV.PUB.2")
        page[f"G{row}"] = f"Catatan {secret('buku', code + '.01')}"
        out = io.BytesIO()
        book.save(out)
        name = f"isian-{secret('buku', code + '.01')}.xlsx"
        things[f"workbook {code}.01"] = begin_workbook(
            actor=actor, participation=part, content=out.getvalue(), file_name=name
        )
