from __future__ import annotations

from django.urls import include, path

from . import views
from .news import views as news_views

patterns = [
    path("", views.home, name="home"),
    path("dasbor/", views.dashboard, name="dashboard"),
    path("dasbor/<str:code>/", views.dashboard, name="province"),
    path("dasbor/<str:code>/lembar/", views.sheet, name="sheet"),
    path("dasbor/<str:code>/tertahan/", views.held, name="held"),
    path("wilayah/<str:code>/", views.region, name="region"),
    path("kabar/", news_views.notices, name="notices"),
    path("kabar/pengaturan/", news_views.preferences, name="preferences"),
    path("kabar/<int:pk>/", news_views.open_notice, name="open_notice"),
    path("surat/", news_views.mails, name="mails"),
    path("surat/ulang/", news_views.mail_retry_all, name="mail_retry_all"),
    path("surat/<int:pk>/ulang/", news_views.mail_retry, name="mail_retry"),
    path("menu/", views.menu, name="menu"),
    path("cari/", views.search, name="search"),
    path("riwayat/", views.trail, name="trail"),
    path("riwayat/<str:object_type>/<str:object_id>/", views.trail_of, name="trail_of"),
]
work = [path("", include((patterns, "workspace")))]
