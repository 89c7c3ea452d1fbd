"""Addresses: `/kerja/…` for signed-in work, `/masuk/` to sign in, everything else public."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path


def rooms(module: str, prefix: str) -> list[URLPattern | URLResolver]:
    """The addresses that rooms offer: `work` under /kerja/, `public` under /."""
    found: list[URLPattern | URLResolver] = []
    for room in settings.ROOMS:
        try:
            urls = import_module(f"{room}.urls")
        except ModuleNotFoundError as error:
            if error.name != f"{room}.urls":
                raise
            continue
        found += getattr(urls, module, [])
    return [path(prefix, include(found))]


urlpatterns = [
    path("masuk/", include("smartprovince.organisations.signin_urls")),
    *rooms("work", "kerja/"),
    *rooms("public", ""),
]
handler404 = "smartprovince.core.web.not_found"
handler500 = "smartprovince.core.web.server_error"
