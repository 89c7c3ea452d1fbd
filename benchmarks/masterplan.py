"""The province's masterplan of the demo, drawn as PDF and DOCX."""

from __future__ import annotations

import io
from collections.abc import Iterator

from benchmarks.figures import Figure, demo_home, emit, enter, typical


def measure() -> Iterator[Figure]:
    with demo_home() as home:
        enter(home)
        from pypdf import PdfReader

        from smartprovince.core import clock
        from smartprovince.demo.walk import coordinator_of
        from smartprovince.documents.docx import render_docx
        from smartprovince.documents.pdf import render_pdf
        from smartprovince.masterplan import drafting
        from smartprovince.masterplan.models import Plan

        plan = Plan.objects.select_related("region", "guidebook").get(region__code="51")
        person = coordinator_of(plan.region)

        def draft() -> object:
            return drafting.build_document(plan, person=person, on=clock.today())

        document = draft()
        pages = len(PdfReader(io.BytesIO(render_pdf(document))).pages)
        yield Figure("masterplan gathered", typical(draft, runs=5), "s", "all blocks filled from the rooms, SQLite")
        yield Figure("masterplan PDF", typical(lambda: render_pdf(document), runs=5), "s", f"Typst, {pages} pages")
        yield Figure("masterplan DOCX", typical(lambda: render_docx(document), runs=3), "s", "python-docx")


if __name__ == "__main__":
    emit(measure())
