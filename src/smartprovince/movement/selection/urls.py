"""Addresses of the selection, mounted by the movement under `/kerja/`."""

from __future__ import annotations

from django.urls import path

from . import parameter_views, views

patterns = [
    path("angkatan/", views.cohorts, name="cohorts"),
    path("angkatan/buka/", views.cohort_open, name="cohort_open"),
    path("angkatan/parameter/", parameter_views.parameters, name="parameters"),
    path("angkatan/parameter/baru/", parameter_views.parameter_new, name="parameter_new"),
    path("angkatan/parameter/<int:pk>/", parameter_views.parameter_edit, name="parameter_edit"),
    path("angkatan/nilai/", parameter_views.values, name="values"),
    path("angkatan/nilai/impor/", parameter_views.values_import, name="values_import"),
    path("angkatan/nilai/nilai.<str:ending>", parameter_views.values_export, name="values_export"),
    path("angkatan/nilai/<str:code>/", parameter_views.region_values, name="region_values"),
    path("angkatan/calon/<int:pk>/", views.candidate, name="candidate"),
    path("angkatan/calon/<int:pk>/surat.docx", views.candidate_letter, name="candidate_letter"),
    path("angkatan/calon/<int:pk>/<slug:step>/", views.candidate_step, name="candidate_step"),
    path("angkatan/<slug:key>/", views.cohort, name="cohort"),
    path("angkatan/<slug:key>/daftar-panjang/", views.long_list, name="long_list"),
    path("angkatan/<slug:key>/undang/", views.invite_many, name="invite_many"),
    path("angkatan/<slug:key>/surat.zip", views.letters_zip, name="letters_zip"),
]
