from __future__ import annotations

from django.urls import path

from . import views

region = "<int:pk>/<assessed_region:code>/"
patterns = [
    path(f"{region}prapemeriksaan/", views.precheck, name="precheck"),
    path(f"{region}ambil-alih/", views.carry_over, name="carry_over"),
    path(f"{region}isi/<node_code:node>/ambil-alih/", views.carry, name="carry"),
    path(f"{region}isi/<node_code:node>/catatan/", views.remark, name="remark"),
    path(f"{region}isi/<node_code:node>/catatan/<int:remark_pk>/selesai/", views.settle, name="settle"),
]
