"""The addresses of the desk; `outreach.urls` includes both lists in the namespace `outreach`."""

from __future__ import annotations

from django.urls import URLPattern

work_patterns: list[URLPattern] = []
public_patterns: list[URLPattern] = []
