"""How mentors' reports read in search; who finds one is the report's own rule."""

from __future__ import annotations

from smartprovince.core import search

from .models import MentorReport


def text(report: MentorReport) -> search.Text:
    return search.Text(
        f"{report.number} {report.region.short_name}",
        f"/kerja/bimbingan/laporan/{report.pk}/",
        detail=f"{report.region.full_name} {report.held_on.year}",
        words=f"{report.topics} {report.recommendations}",
    )


search.register(MentorReport, text)
