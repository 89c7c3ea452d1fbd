from __future__ import annotations

from django.urls import path

from . import views

one = "<int:pk>/sanggahan/<int:objection>/"
patterns = [
    path("<int:pk>/sanggahan/", views.objections, name="objections"),
    path(one, views.objection, name="objection"),
    path(f"{one}putusan/", views.decide, name="objection_decide"),
    path(f"{one}cabut/", views.withdraw, name="objection_withdraw"),
    path(f"{one}berkas/<int:use>/", views.paper_file, name="objection_paper"),
    path("<int:pk>/<assessed_region:code>/isi/<node_code:node>/sanggah/", views.objection_new, name="objection_new"),
]
