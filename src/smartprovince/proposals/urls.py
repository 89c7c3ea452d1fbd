from __future__ import annotations

from django.urls import include, path

from . import views
from .filing.urls import patterns as filing
from .handling.urls import patterns as handling
from .reviewing.urls import patterns as reviewing

patterns = [
    *handling,
    *reviewing,
    path("usulan/", views.index, name="index"),
    path("usulan/daftar.<str:ending>", views.export, name="export"),
    *filing,
    path("usulan/<str:number>/", views.detail, name="detail"),
    path("usulan/<str:number>/tarik/", views.withdraw, name="withdraw"),
]
work = [path("", include((patterns, "proposals")))]
public: list = []  # the public page of a receipt stands in the room of events, which gives most of them
