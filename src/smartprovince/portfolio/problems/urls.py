from __future__ import annotations

from django.urls import URLPattern, path

from . import views

patterns: list[URLPattern] = [
    path("masalah/kesenjangan/", views.gaps, name="gaps"),
    path("masalah/kesenjangan/ambil/", views.gap_take, name="gap_take"),
]
