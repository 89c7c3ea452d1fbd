"""Applications that read like a text: shown while somebody types the name of a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from smartprovince.core import access, search

from .models import Application
from .pairs import COMMON


@dataclass(frozen=True)
class Alike:
    """An application that reads like what was typed."""

    title: str
    address: str
    detail: str
    reasons: list[str]


def similar_applications(person: Any, text: str, *, top: int = 5, skip: Application | None = None) -> list[Alike]:
    """The applications open to a person whose names share most words with a text. One query."""
    from .register import APPLICATIONS

    words = [word for word in dict.fromkeys(search.tokens(text)) if word not in COMMON and len(word) > 2][:8]
    if not words:
        return []
    near = Q()
    for word in words:
        near |= Q(name__icontains=word)
    rows = access.scope(person, "view", Application).filter(near, archived_at__isnull=True).select_related("region")
    rows = rows.exclude(pk=skip.pk if skip else None)
    scored = []
    for row in rows[:200]:
        shared = [word for word in words if word in row.name.lower()]
        scored.append((len(shared), row, shared))
    scored.sort(key=lambda each: (-each[0], each[1].name, each[1].pk))
    return [
        Alike(row.name, APPLICATIONS.address("entry", row), f"{row.number} · {row.region}", shared)
        for _count, row, shared in scored[:top]
    ]
