"""How rounds and the parts of regions in them read in search; answers never do."""

from __future__ import annotations

from smartprovince.core import search

from .models import Participation, Round


def round_text(row: Round) -> search.Text:
    return search.Text(row.title, f"/kerja/penilaian/{row.pk}/", detail=f"{row.owner} {row.year}")


def participation_text(row: Participation) -> search.Text:
    return search.Text(
        f"{row.round}: {row.region.short_name}",
        f"/kerja/penilaian/{row.round_id}/{row.region.code}/",
        detail=f"{row.region.full_name} {row.round.year}",
    )


search.register(Round, round_text)
search.register(Participation, participation_text)
