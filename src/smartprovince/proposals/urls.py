from __future__ import annotations

from django.urls import include, path

from . import views

patterns = [
    path("usulan/", views.index, name="index"),
    path("usulan/baru/", views.new, name="new"),
    path("usulan/<str:number>/", views.detail, name="detail"),
    path("usulan/<str:number>/ubah/", views.change, name="change"),
    path("usulan/<str:number>/tarik/", views.withdraw, name="withdraw"),
]
work = [path("", include((patterns, "proposals")))]
public: list = []  # the public page of a receipt stands in the room of events, which gives most of them
