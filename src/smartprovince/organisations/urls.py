from __future__ import annotations

from django.urls import include, path

from . import views

patterns = [
    path("profil/", views.profile, name="profile"),
    path("sebagai/", views.act_as, name="act_as"),
    path("organisasi/", views.organisation_list, name="list"),
    path("organisasi/<int:pk>/", views.organisation, name="detail"),
    path("organisasi/<int:pk>/ubah/", views.organisation_edit, name="edit"),
    path("organisasi/<int:pk>/undang/", views.invite, name="invite"),
    path("organisasi/<int:organisation_pk>/tim/baru/", views.team_new, name="team_new"),
    path("organisasi/<int:pk>/pengaturan/", views.setting_list, name="settings"),
    path("keanggotaan/<int:pk>/akhiri/", views.end_membership, name="end_membership"),
    path("kontak/", views.directory, name="directory"),
    path("tim/", views.team_list, name="teams"),
    path("tim/<int:pk>/", views.team, name="team"),
    path("tim/<int:pk>/ubah/", views.team_edit, name="team_edit"),
    path("tim/<int:pk>/kursi/", views.seat, name="seat"),
    path("tim/kursi/<int:pk>/hapus/", views.unseat, name="unseat"),
]
work = [path("", include((patterns, "organisations")))]
