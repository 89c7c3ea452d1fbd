from __future__ import annotations

from django.urls import URLPattern, path

from . import views

patterns: list[URLPattern] = [
    path("replikasi/", views.offers, name="offers"),
    path("replikasi/permintaan/", views.requests, name="requests"),
    path("replikasi/permintaan/<int:pk>/", views.reuse, name="reuse"),
    path("replikasi/permintaan/<int:pk>/jawab/", views.answer, name="reuse_answer"),
    path("replikasi/permintaan/<int:pk>/jalan/", views.start, name="reuse_start"),
    path("replikasi/permintaan/<int:pk>/tarik/", views.withdraw, name="reuse_withdraw"),
    path("replikasi/<str:number>/", views.ask, name="ask"),
]
