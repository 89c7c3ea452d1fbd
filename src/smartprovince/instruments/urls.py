from __future__ import annotations

from django.urls import include, path

from . import views, views_draft

version = "instrumen/<int:pk>/"
patterns = [
    path("instrumen/", views.instrument_list, name="list"),
    path(version, views.version_page, name="version"),
    path(f"{version}tabel.<slug:ending>", views.version_table, name="table"),
    path(f"{version}butir/<int:node>/", views.item, name="item"),
    path(f"{version}salin/", views_draft.copy, name="copy"),
    path(f"{version}perluas/<int:organisation_pk>/", views_draft.extend, name="extend"),
    path(f"{version}ubah/", views_draft.change, name="change"),
    path(f"{version}unggah/", views_draft.upload, name="upload"),
    path(f"{version}terbitkan/", views_draft.publish, name="publish"),
    path(f"{version}buang/", views_draft.discard, name="discard"),
    path(f"{version}butir/<int:node>/ubah/", views_draft.change_item, name="change_item"),
    path(f"{version}butir-daerah/", views_draft.local_item, name="local_item"),
    path(f"{version}butir/<int:node>/lepas/", views_draft.remove_item, name="remove_item"),
]
work = [path("", include((patterns, "instruments")))]
