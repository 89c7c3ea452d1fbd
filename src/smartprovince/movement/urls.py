from __future__ import annotations

from django.urls import include, path

from . import views
from .gates.urls import patterns as gates
from .mentoring.urls import patterns as mentoring
from .selection.urls import patterns as selection

patterns = [
    path("wilayah/", views.nation, name="nation"),
    path("wilayah/provinsi/<str:code>/", views.province, name="province"),
    path("wilayah/provinsi/<str:code>/register.<str:ending>", views.export, name="export"),
    path("wilayah/hasil-sosialisasi/", views.effect, name="effect"),
    path("wilayah/<str:code>/tahap/", views.milestones, name="milestones"),
    path("wilayah/<str:code>/tahap/kontak/", views.contact, name="contact"),
    path("wilayah/<str:code>/tahap/<int:pk>/", views.milestone_edit, name="milestone_edit"),
    path("wilayah/<str:code>/tahap/<int:pk>/tarik/", views.milestone_withdraw, name="milestone_withdraw"),
    path("wilayah/<str:code>/tahap/<int:pk>/dokumen/", views.milestone_paper, name="milestone_paper"),
    path("klaim/", views.claims, name="claims"),
    path("klaim/baru/", views.claim_new, name="claim_new"),
    path("impor/", views.import_start, name="import"),
    path("impor/<int:pk>/", views.import_preview, name="import_preview"),
    path("impor/<int:pk>/terapkan/", views.import_apply, name="import_apply"),
    path("impor/<int:pk>/buang/", views.import_drop, name="import_drop"),
    *gates,
    *selection,
    *mentoring,
]
work = [path("", include((patterns, "movement")))]
public: list = []  # the public pages of the register stand in the portal
