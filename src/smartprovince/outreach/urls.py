"""Addresses of events. Work and public pages share the namespace `outreach`, so all of them stand in one list.

The desk's `work_patterns` are mounted under `/kerja/`, its `public_patterns` under `/`.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from .desk import urls as desk

work_patterns: list[URLPattern] = []
public_patterns: list[URLPattern] = []

everything: list[URLPattern | URLResolver] = [
    path("kerja/", include([*work_patterns, *desk.work_patterns])),
    *public_patterns,
    *desk.public_patterns,
]
public = [path("", include((everything, "outreach")))]
