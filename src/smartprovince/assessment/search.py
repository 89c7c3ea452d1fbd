"""How rounds and the parts of regions in them read in search; answers never do."""

from __future__ import annotations

from smartprovince.core import search
from smartprovince.core.models import OutboxEvent
from smartprovince.core.registry import subscribers

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


def index_round(event: OutboxEvent) -> None:
    """A round that is new, and its regions' parts once it is open, can be found. Indexing again changes nothing."""
    rounds = Round.objects.filter(pk=event.payload["id"]).select_related("owner")
    search.index(rounds)
    search.index(Participation.objects.filter(round__in=rounds).select_related("region", "round"))


subscribers.register("round.create:search", index_round)
subscribers.register("round.open:search", index_round)
