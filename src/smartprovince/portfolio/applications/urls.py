from __future__ import annotations

from django.urls import URLPattern, path

from . import views

patterns: list[URLPattern] = [
    path("aplikasi/mirip/", views.alike, name="alike"),
    path("aplikasi/serupa/", views.duplicates, name="duplicates"),
    path("aplikasi/serupa/<str:number>/<str:other>/", views.judge, name="duplicate"),
    path("aplikasi/pensiun/", views.retiring, name="retiring"),
    path("aplikasi/impor/", views.import_start, name="import"),
    path("aplikasi/impor/templat.xlsx", views.template, name="import_template"),
    path("aplikasi/impor/<uuid:key>/", views.import_check, name="import_check"),
    path("aplikasi/impor/<uuid:key>/terapkan/", views.import_apply, name="import_apply"),
]
