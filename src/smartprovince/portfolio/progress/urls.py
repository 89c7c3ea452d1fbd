"""Addresses of progress."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views, views_reading

ONE = "kemajuan/laporan/<int:pk>/"
patterns: list[URLPattern] = [
    path("kemajuan/", views.progress, name="progress"),
    path("kemajuan/buka-tahun/", views.open_year, name="period_open_year"),
    path("kemajuan/periode/<int:pk>/", views.period, name="period"),
    path("program/<programme:number>/lapor/", views.begin, name="update_begin"),
    path(ONE, views.update, name="update"),
    path(f"{ONE}terima/", views.approve, name="update_approve"),
    path(f"{ONE}kembalikan/", views.give_back, name="update_return"),
    path(f"{ONE}lampirkan/", views.attach, name="update_attach"),
    path(f"{ONE}lepas/<int:paper>/", views.detach, name="update_detach"),
    path("kemajuan/terlambat/", views_reading.late, name="late"),
    path("kemajuan/terlambat/unduh.<str:ending>", views_reading.late_export, name="late_export"),
    path("kemajuan/triwulan/", views_reading.quarterly, name="quarterly"),
    path("kemajuan/triwulan/unduh.<str:ending>", views_reading.quarterly_export, name="quarterly_export"),
]
