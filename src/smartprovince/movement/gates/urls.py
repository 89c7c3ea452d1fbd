from __future__ import annotations

from django.urls import path

from . import views

patterns = [
    path("wilayah/<str:code>/gerbang/", views.way, name="way"),
    path("wilayah/<str:code>/gerbang/mulai/", views.begin, name="begin"),
    path("wilayah/<str:code>/gerbang/maju/", views.advance, name="advance"),
    path("wilayah/<str:code>/gerbang/mundur/", views.go_back, name="go_back"),
    path("wilayah/<str:code>/gerbang/selesai/", views.end, name="end"),
    path("wilayah/<str:code>/gerbang/<int:pk>/tegaskan/", views.confirm, name="confirm"),
    path("wilayah/<str:code>/gerbang/<int:pk>/cabut/", views.take_back, name="take_back"),
    path("wilayah/<str:code>/gerbang/<str:item>/", views.show, name="show"),
    path("gerbang/", views.ways, name="ways"),
    path("gerbang/konfirmasi/", views.confirmations, name="confirmations"),
    path("gerbang/butir/", views.shape, name="shape"),
    path("gerbang/butir/<str:item>/", views.design, name="design"),
    path("kelayakan/", views.eligible, name="eligible"),
]
