"""Reads of papers that pages share."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from smartprovince.core import access, clock

from .models import Paper, PaperUse


def papers_open_to(person: Any, *, words: str = "", kind: str = "", expired: bool = False) -> QuerySet[Paper]:
    """Papers in use, with how often each is pointed at."""
    papers = access.scope(person, "view", Paper).filter(withdrawn_at=None).select_related("region", "owner", "file")
    if words:
        papers = papers.filter(Q(title__icontains=words) | Q(number__icontains=words) | Q(issuer__icontains=words))
    if kind:
        papers = papers.filter(kind=kind)
    if expired:
        papers = papers.filter(valid_until__lt=clock.today())
    return papers.annotate(used=Count("uses")).order_by("-not_after", "title", "pk")


def uses_of(person: Any, paper: Paper) -> QuerySet[PaperUse]:
    """Where a paper is pointed at, as far as the person may know."""
    return access.scope(person, "view", PaperUse).filter(paper=paper).order_by("label")
