"""Addresses of the portfolio, all under `/kerja/portofolio/`. Each matter has its own list."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from .registers.urls import patterns as registers_patterns

everything: list[URLPattern] = [
    *registers_patterns,
]
work = [path("portofolio/", include((everything, "portfolio")))]
