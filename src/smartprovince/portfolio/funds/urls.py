from __future__ import annotations

from django.urls import URLPattern, path

from . import views

patterns: list[URLPattern] = [
    path("sumber-dana/", views.sources, name="sources"),
    path("sumber-dana/baru/", views.source_new, name="source_new"),
    path("sumber-dana/<str:code>/ubah/", views.source_change, name="source_change"),
]
