"""Addresses of the portfolio, all under `/kerja/portofolio/`. Each matter has its own list.

The generic pages of registers come last: a matter with a page of its own puts it before them.
"""

from __future__ import annotations

from django.urls import URLPattern, include, path

from .problems.urls import patterns as problems_patterns
from .registers.urls import patterns as registers_patterns

everything: list[URLPattern] = [
    *problems_patterns,
    *registers_patterns,
]
work = [path("portofolio/", include((everything, "portfolio")))]
