"""The addresses of the desk; `outreach.urls` includes both lists in the namespace `outreach`."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import organiser_views, public_views, views

work_patterns: list[URLPattern] = [
    path("agenda/jangkauan/", organiser_views.reach_page, name="reach"),
    path("agenda/meja/", views.desks, name="desks"),
    # everything of the desk lies below `meja/`, the one folder that its service worker reaches
    path("agenda/<str:number>/meja/", views.desk, name="desk"),
    path("agenda/<str:number>/meja/hadir/", views.check_in, name="check_in"),
    path("agenda/<str:number>/meja/batal/", views.undo, name="check_in_undo"),
    path("agenda/<str:number>/meja/daftar/", views.walk_in, name="walk_in"),
    path("agenda/<str:number>/meja/peserta.json", views.roster, name="roster"),
    path("agenda/<str:number>/meja/kirim/", views.check_in_batch, name="check_in_batch"),
    path("agenda/<str:number>/meja/pekerja.js", views.worker, name="desk_worker"),
    path("agenda/<str:number>/meja/kertas/", views.paper_list, name="paper_list"),
    path("agenda/<str:number>/meja/catatan/", organiser_views.note_list, name="notes"),
    path("agenda/<str:number>/meja/catatan/<str:note>/", organiser_views.note_slip, name="note"),
    path("agenda/<str:number>/meja/catatan/<str:note>/ubah/", organiser_views.note_correct, name="note_correct"),
    path("agenda/<str:number>/tes/", organiser_views.quiz, name="quiz"),
    path("agenda/<str:number>/tes/<int:pk>/hapus/", organiser_views.quiz_remove, name="quiz_remove"),
    path("agenda/<str:number>/sertifikat/", organiser_views.certificate_list, name="certificates"),
    path("agenda/<str:number>/sertifikat/<int:pk>.pdf", organiser_views.certificate_file, name="certificate_file"),
    path(
        "agenda/<str:number>/sertifikat/<int:pk>/cabut/", organiser_views.certificate_revoke, name="certificate_revoke"
    ),
    path("agenda/<str:number>/laporan/", organiser_views.report_page, name="report"),
    path("agenda/<str:number>/laporan/penutup/", organiser_views.closing_note, name="closing_note"),
    path("agenda/<str:number>/laporan/serahkan/", organiser_views.report_hand_over, name="report_hand_over"),
    path("agenda/<str:number>/laporan/<str:note>/jawab/", organiser_views.note_settle, name="note_settle"),
    path("agenda/<str:number>/laporan.docx", organiser_views.report_file, name="report_file"),
]
public_patterns: list[URLPattern] = [
    path("agenda/tiket/<str:secret>/", public_views.ticket, name="ticket"),
    path("agenda/tiket/<str:secret>/tes/<str:phase>/", public_views.ticket_quiz, name="ticket_quiz"),
    path("agenda/tiket/<str:secret>/umpan-balik/", public_views.ticket_feedback, name="ticket_feedback"),
    path("agenda/tiket/<str:secret>/batal/", public_views.ticket_drop, name="ticket_drop"),
    path("agenda/tiket/<str:secret>/hapus/", public_views.ticket_erase, name="ticket_erase"),
    path("agenda/tiket/<str:secret>/sertifikat.pdf", public_views.ticket_certificate, name="ticket_certificate"),
    path("sertifikat/", public_views.certificate_search, name="certificate_search"),
    path("sertifikat/<str:code>/", public_views.certificate, name="certificate"),
    path("tanda-terima/", public_views.receipt_search, name="receipt_search"),
    path("tanda-terima/<str:receipt>/", public_views.receipt, name="receipt"),
]
