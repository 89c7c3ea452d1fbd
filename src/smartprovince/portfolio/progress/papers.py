"""Papers that prove a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.models import type_name
from smartprovince.evidence import pointing
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.evidence.pointing import Place

from .models import Update

OFFERED = 50


@dataclass(frozen=True)
class Proof:
    """A use of a paper, and the paper."""

    pk: int
    paper: Paper


def proofs_of(update: Update, person: Any) -> list[Proof]:
    """Papers of a report; those a person may not open are left out."""
    uses = PaperUse.objects.filter(object_type=type_name(update), object_id=str(update.pk)).order_by("pk")
    papers = access.scope(person, "view", Paper).filter(uses__in=uses).in_bulk()
    return [Proof(use.pk, papers[use.paper_id]) for use in uses if use.paper_id in papers]


def papers_to_offer(update: Update, person: Any) -> QuerySet[Paper]:
    """The newest papers of the region that are not there yet."""
    used = PaperUse.objects.filter(object_type=type_name(update), object_id=str(update.pk)).values("paper")
    rows = access.scope(person, "view", Paper).filter(region=update.programme.region_id, withdrawn_at=None)
    return rows.exclude(pk__in=used).order_by("-pk")[:OFFERED]


def place_of_update(update: Update) -> Place:
    return Place(_("Progress"), f"{update.programme}, {update.period}", reverse("portfolio:update", args=[update.pk]))


pointing.register(Update, place_of_update, "programme", "period")
