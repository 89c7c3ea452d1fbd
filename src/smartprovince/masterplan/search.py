"""How plans read in search."""

from __future__ import annotations

from smartprovince.core import search

from .models import Plan


def text(plan: Plan) -> search.Text:
    return search.Text(plan.title, f"/kerja/masterplan/{plan.pk}/", detail=plan.region.full_name, words=plan.concept)


search.register(Plan, text)
