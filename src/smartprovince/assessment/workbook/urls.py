from __future__ import annotations

from django.urls import path

from . import views

region = "<int:pk>/<assessed_region:code>/"
patterns = [
    path(f"{region}buku-kerja/", views.workbook, name="workbook"),
    path(f"{region}buku-kerja/unduh/", views.download, name="workbook_download"),
    path(f"{region}buku-kerja/<int:upload>/", views.preview, name="workbook_preview"),
    path(f"{region}buku-kerja/<int:upload>/terapkan/", views.apply, name="workbook_apply"),
    path(f"{region}buku-kerja/<int:upload>/kesampingkan/", views.drop, name="workbook_drop"),
]
