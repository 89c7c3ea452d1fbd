"""Programmes on the records of what they answer or use: problems, applications, innovations."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.portfolio.models import Application, Innovation, Problem
from smartprovince.portfolio.registers.beside import Link, Panel, beside

from .models import Programme

FIELDS: dict[type[Any], str] = {Problem: "problems", Application: "applications", Innovation: "innovations"}
SHOWN = 20


@beside.named("portfolio.programmes")
def programmes_of(entry: Any, person: Any) -> list[Panel]:
    """Programmes that name an entry, as far as the person sees them; one query."""
    field = FIELDS.get(type(entry))
    if field is None:
        return []
    rows = access.scope(person, "view", Programme).filter(archived_at=None, **{field: entry}).select_related("region")
    links = [
        Link(
            each.name,
            reverse("portfolio:programme", args=[each.number]),
            f"{each.region}, {each.start_year}–{each.end_year}, {each.get_state_display()}",
            each.simulated,
        )
        for each in rows[:SHOWN]
    ]
    return [Panel(_("Programmes that name it"), links)]
