from __future__ import annotations

from django.urls import path

from . import views, views_sent

patterns = [
    path("usulan/baru/", views.new, name="new"),
    path("usulan/<str:number>/ubah/", views.step, name="change"),
    path("usulan/<str:number>/ubah/<slug:step>/", views.step, name="step"),
    path("usulan/<str:number>/lampirkan/", views.attach, name="attach"),
    path("usulan/<str:number>/lampiran/<int:use>/lepas/", views.detach, name="detach"),
    path("usulan/<str:number>/gabung/<str:other>/", views.join, name="join"),
    path("usulan/<str:number>/tiru/<str:other>/", views.copy, name="copy"),
    path("usulan/<str:number>/lampiran/<int:use>/", views_sent.attachment, name="attachment"),
    path("usulan/<str:number>/lampiran/<int:use>/lihat/", views_sent.attachment_look, name="attachment_look"),
    path("usulan/<str:number>/tanda-terima/", views_sent.receipt, name="receipt"),
    path("usulan/<str:number>/tanda-terima.pdf", views_sent.receipt_file, name="receipt_pdf"),
    path("usulan/<str:number>/versi/<int:sequence>/", views_sent.version, name="version"),
    path("usulan/<str:number>/versi/<int:sequence>/isi.json", views_sent.version_file, name="version_file"),
]
