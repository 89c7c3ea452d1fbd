"""Addresses of the portfolio, all under `/kerja/portofolio/`. Each matter has its own list.

The generic pages of registers come last: a matter with a page of its own puts it before them.
"""

from __future__ import annotations

from django.urls import URLPattern, include, path

from .applications.urls import patterns as applications_patterns
from .funds.urls import patterns as funds_patterns
from .innovations.urls import patterns as innovations_patterns
from .problems.urls import patterns as problems_patterns
from .programmes.urls import patterns as programmes_patterns
from .progress.urls import patterns as progress_patterns
from .registers.urls import patterns as registers_patterns
from .reuse.urls import patterns as reuse_patterns

everything: list[URLPattern] = [
    *problems_patterns,
    *applications_patterns,
    *innovations_patterns,
    *reuse_patterns,
    *funds_patterns,
    *programmes_patterns,
    *progress_patterns,
    *registers_patterns,
]
work = [path("portofolio/", include((everything, "portfolio")))]
