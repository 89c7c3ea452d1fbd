"""What others ask or have already: shown before a usulan is sent, so that it joins them instead of repeating them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.portfolio.models import Application, Innovation, Programme
from smartprovince.proposals.models import Proposal

MOST = 8


@dataclass(frozen=True)
class Alike:
    kind: str
    entry: Any
    title: str
    address: str
    score: float
    reasons: list[str] = field(default_factory=list)


def to_proposal(person: Any, proposal: Proposal) -> list[Alike]:
    """What reads like it among all that the person may see, the likest first."""
    words = {word for word in proposal.title.casefold().split() if len(word) > 4}
    found = []
    for kind, model, name in (
        ("proposal", Proposal, "title"),
        ("programme", Programme, "name"),
        ("application", Application, "name"),
        ("innovation", Innovation, "name"),
    ):
        any_word = Q(pk__in=[])
        for word in words:
            any_word |= Q(**{f"{name}__icontains": word})
        for entry in access.scope(person, "view", model).filter(any_word).select_related("region")[:50]:
            if entry == proposal:
                continue
            shared = sorted(word for word in words if word in getattr(entry, name).casefold())
            reasons = [_("same words: %(words)s") % {"words": ", ".join(shared)}]
            address = reverse("proposals:detail", args=[entry.number]) if kind == "proposal" else ""
            found.append(Alike(kind, entry, str(entry), address, len(shared) / max(1, len(words)), reasons))
    return sorted(found, key=lambda each: -each.score)[:MOST]
