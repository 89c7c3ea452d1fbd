from __future__ import annotations

from django.urls import include, path

from . import views

patterns = [
    path("bukti/", views.paper_list, name="list"),
    path("bukti/<int:pk>/", views.paper, name="paper"),
    path("bukti/daftar.<str:ending>", views.export, name="export"),
    path("bukti/<int:pk>/lihat/", views.look, name="look"),
    path("bukti/<int:pk>/berkas/", views.paper_file, name="file"),
    path("bukti/<int:pk>/tampil/", views.paper_shown, name="shown"),
    path("bukti/<int:pk>/berkas/<int:entry>/", views.earlier_file, name="earlier"),
    path("bukti/<int:pk>/ubah/", views.paper_edit, name="edit"),
    path("bukti/<int:pk>/ganti/", views.replace_file, name="replace"),
    path("bukti/<int:pk>/tarik/", views.withdraw, name="withdraw"),
    path("bukti/baru/<int:organisation_pk>/", views.paper_new, name="new"),
    path("unggah/", views.upload, name="upload"),
]
work = [path("", include((patterns, "evidence")))]
