"""How papers read in search."""

from __future__ import annotations

from smartprovince.core import search

from .models import Paper


def text(paper: Paper) -> search.Text:
    return search.Text(
        paper.title, f"/kerja/bukti/{paper.pk}/", detail=f"{paper.region} {paper.number}", words=paper.issuer
    )


search.register(Paper, text)
