from __future__ import annotations

from django.urls import path

from . import views

patterns = [
    path("usulan/penanganan/", views.queue, name="queue"),
    path("usulan/penanganan/bersama/", views.together, name="together"),
    path("usulan/penanganan/jawaban/", views.answers, name="answers"),
    path("usulan/penanganan/peringkat/", views.ranked, name="ranking"),
    path("usulan/penanganan/statistik/", views.figures, name="figures"),
    path("usulan/<str:number>/langkah/<slug:slug>/", views.move, name="move"),
]
