"""How regions read in search."""

from __future__ import annotations

from smartprovince.core import search

from .models import Region


def text(region: Region) -> search.Text:
    address = f"/{region.slug}/" if region.level == Region.Level.PROVINCE else f"/kerja/wilayah/{region.code}/"
    return search.Text(region.full_name, address, detail=region.code, words=f"{region.capital} {region.kind}")


search.register(Region, text)
