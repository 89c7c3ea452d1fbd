from __future__ import annotations

from django.urls import URLPattern, path

from . import views

patterns: list[URLPattern] = [path("inovasi/indeks.xlsx", views.innovation_index, name="innovation_index")]
