"""What the public sees: facts with their source, nothing simulated."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from smartprovince.core import access
from smartprovince.territory.models import Region

PUBLIC = AnonymousUser()


def nation(words: str = "") -> dict[str, Any]:
    """The 38 provinces with their number of kabupaten and kota."""
    provinces = (
        access.scope(PUBLIC, "view", Region)
        .filter(level=Region.Level.PROVINCE)
        .annotate(regencies=Count("parts", filter=Q(parts__level=Region.Level.REGENCY)))
        .order_by("code")
    )
    if words:
        provinces = provinces.filter(Q(name__icontains=words) | Q(code=words))
    return {"provinces": provinces, "words": words}


def province(slug: str) -> dict[str, Any] | None:
    """One province by its slug."""
    found = access.scope(PUBLIC, "view", Region).filter(level=Region.Level.PROVINCE, slug=slug).first()
    return {"province": found} if found else None
