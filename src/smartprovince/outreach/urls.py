"""Addresses of events. Work and public pages share the namespace `outreach`, so all of them stand in one list.

The desk's `work_patterns` are mounted under `/kerja/`, its `public_patterns` under `/`.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import views, views_calendar, views_people, views_programme, views_public
from .desk import urls as desk

EVENT = "agenda/<str:number>/"

work_patterns: list[URLPattern] = [
    path("agenda/", views.events, name="events"),
    path("agenda/baru/", views.event_new, name="event_new"),
    path("agenda/kalender/", views_calendar.calendar_feeds, name="calendar_feeds"),
    path("agenda/kalender/<int:pk>/akhiri/", views_calendar.calendar_end, name="calendar_end"),
    path("agenda/luaran/<int:pk>/", views_programme.output, name="output"),
    path("agenda/luaran/<int:pk>/batal/", views_programme.output_take_back, name="output_take_back"),
    path(EVENT, views.event, name="event"),
    path(f"{EVENT}ubah/", views.event_edit, name="event_edit"),
    path(f"{EVENT}umumkan/", views.event_open, name="event_open"),
    path(f"{EVENT}catat/", views.event_record, name="event_record"),
    path(f"{EVENT}tutup/", views.event_close, name="event_close"),
    path(f"{EVENT}buka-lagi/", views.event_reopen, name="event_reopen"),
    path(f"{EVENT}batal/", views.event_cancel, name="event_cancel"),
    path(f"{EVENT}pindah/", views.event_move, name="event_move"),
    path(f"{EVENT}acara/", views_programme.agenda_add, name="agenda_add"),
    path(f"{EVENT}acara/<int:pk>/hapus/", views_programme.agenda_remove, name="agenda_remove"),
    path(f"{EVENT}pertanyaan/", views_programme.question_add, name="question_add"),
    path(f"{EVENT}pertanyaan/<int:pk>/hapus/", views_programme.question_remove, name="question_remove"),
    path(f"{EVENT}materi/", views_programme.material_add, name="material_add"),
    path(f"{EVENT}materi/<int:pk>/hapus/", views_programme.material_remove, name="material_remove"),
    path(f"{EVENT}luaran/", views_programme.output_add, name="output_add"),
    path(f"{EVENT}luaran/<int:pk>/hapus/", views_programme.output_remove, name="output_remove"),
    path(f"{EVENT}notulen/", views_programme.minutes_set, name="minutes_set"),
    path(f"{EVENT}undangan/", views_people.invite, name="invite"),
    path(f"{EVENT}undangan/surat/", views_people.letters_of_all, name="letters"),
    path(f"{EVENT}undangan/<int:pk>/", views_people.invitation, name="invitation"),
    path(f"{EVENT}undangan/<int:pk>/surat.docx", views_people.invitation_letter, name="invitation_letter"),
    path(f"{EVENT}undangan/<int:pk>/tarik/", views_people.invitation_withdraw, name="invitation_withdraw"),
    path(f"{EVENT}undangan/<int:pk>/jawab/", views_people.invitation_answer, name="invitation_answer"),
    path(f"{EVENT}peserta/", views_people.registrations, name="registrations"),
    path(f"{EVENT}peserta.<str:ending>", views_people.registrations_export, name="registrations_export"),
    path(f"{EVENT}peserta/kelompok/", views_people.group_assign, name="group_assign"),
    path(f"{EVENT}peserta/<int:pk>/tempat/", views_people.registration_promote, name="registration_promote"),
    path(f"{EVENT}peserta/<int:pk>/batal/", views_people.registration_drop, name="registration_drop"),
    path(f"{EVENT}petugas/", views_people.desk_seat, name="desk_seat"),
    path(f"{EVENT}petugas/undang/", views_people.desk_invite, name="desk_invite"),
    path(f"{EVENT}petugas/<int:pk>/lepas/", views_people.desk_leave, name="desk_leave"),
]
public_patterns: list[URLPattern] = [
    path("agenda/", views_public.public_events, name="public_events"),
    path(EVENT, views_public.event_page, name="event_page"),
    path(f"{EVENT}daftar/", views_public.register, name="register"),
    path(f"{EVENT}acara.ics", views_public.event_file, name="event_file"),
    path(f"{EVENT}materi/<int:pk>/", views_public.material, name="material"),
    path("kalender/<str:secret>.ics", views_public.feed, name="feed"),
]

everything: list[URLPattern | URLResolver] = [
    path("kerja/", include([*desk.work_patterns, *work_patterns])),
    *desk.public_patterns,
    *public_patterns,
]
public = [path("", include((everything, "outreach")))]
