"""Addresses of mentoring, mounted by the movement under `/kerja/`."""

from __future__ import annotations

from django.urls import path

from . import report_views, views

patterns = [
    path("bimbingan/", views.mentoring, name="mentoring"),
    path("bimbingan/tugaskan/", views.mentor_assign, name="mentor_assign"),
    path("bimbingan/laporan/", report_views.reports, name="mentor_reports"),
    path("bimbingan/laporan/<int:pk>/", report_views.report, name="mentor_report"),
    path("bimbingan/laporan/<int:pk>/ubah/", report_views.report_edit, name="mentor_report_edit"),
    path("bimbingan/laporan/<int:pk>/kirim/", report_views.report_send, name="mentor_report_send"),
    path("bimbingan/laporan/<int:pk>/kembalikan/", report_views.report_return, name="mentor_report_return"),
    path("bimbingan/laporan/<int:pk>/setujui/", report_views.report_approve, name="mentor_report_approve"),
    path("bimbingan/langkah/", report_views.follow_ups, name="follow_ups"),
    path("bimbingan/langkah/<int:pk>/", report_views.follow_up, name="follow_up"),
    path("bimbingan/langkah/<int:pk>/buka-lagi/", report_views.follow_up_reopen, name="follow_up_reopen"),
    path("bimbingan/<int:pk>/", views.term, name="mentor_term"),
    path("bimbingan/<int:pk>/perpanjang/", views.term_extend, name="mentor_term_extend"),
    path("bimbingan/<int:pk>/akhiri/", views.term_end, name="mentor_term_end"),
    path("bimbingan/<int:pk>/laporan-baru/", report_views.report_new, name="mentor_report_new"),
    path("bimbingan/<int:pk>/serah-terima/", views.hand_over, name="hand_over"),
    path("bimbingan/<int:pk>/serah-terima.docx", views.hand_over_docx, name="hand_over_docx"),
]
