from __future__ import annotations

from django.urls import include, path

from . import views

patterns = [
    path("", views.home, name="home"),
    path("dasbor/", views.dashboard, name="dashboard"),
    path("dasbor/<str:code>/", views.dashboard, name="province"),
    path("dasbor/<str:code>/lembar/", views.sheet, name="sheet"),
    path("wilayah/<str:code>/", views.region, name="region"),
    path("kabar/", views.notices, name="notices"),
    path("menu/", views.menu, name="menu"),
    path("cari/", views.search, name="search"),
    path("riwayat/", views.trail, name="trail"),
    path("riwayat/<str:object_type>/<str:object_id>/", views.trail_of, name="trail_of"),
]
work = [path("", include((patterns, "workspace")))]
