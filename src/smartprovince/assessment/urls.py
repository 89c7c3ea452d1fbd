from __future__ import annotations

from django.urls import include, path

from . import converters, views, views_item, views_verification
from .objections.urls import patterns as objections
from .panel.urls import patterns as panel
from .predicates.urls import patterns as predicates
from .preparing.urls import patterns as preparing
from .schedule.urls import patterns as schedule
from .story.urls import patterns as story
from .workbook.urls import patterns as workbook
from .years.urls import patterns as years

__all__ = ["converters", "patterns", "work"]

region = "<int:pk>/<assessed_region:code>/"
patterns = [
    path("", views.round_list, name="list"),
    path("baru/<int:organisation_pk>/", views.round_new, name="new"),
    path("<int:pk>/", views.round_page, name="round"),
    path("<int:pk>/langkah/<slug:name>/", views.round_step, name="step"),
    path("<int:pk>/hasil/", views.results, name="results"),
    path("<int:pk>/hasil/skor.<slug:ending>", views.export, name="export"),
    path("<int:pk>/hasil/<assessed_region:code>/", views.region_results, name="region_results"),
    path(region, views.cover, name="cover"),
    path(f"{region}kirim/", views.send, name="send"),
    path(f"{region}persetujuan/", views.consent, name="consent"),
    path(f"{region}isi/<node_code:node>/", views_item.item, name="item"),
    path(f"{region}isi/<node_code:node>/tugaskan/", views_item.assign, name="assign"),
    path(f"{region}isi/<node_code:node>/bukti/", views_item.attach, name="attach"),
    path(f"{region}isi/<node_code:node>/bukti/<int:use>/", views_item.proof_file, name="proof"),
    path(f"{region}isi/<node_code:node>/bukti/<int:use>/lepas/", views_item.detach, name="detach"),
    path(f"{region}isi/<node_code:node>/bukti/<int:use>/lihat/", views_item.proof_look, name="proof_look"),
    path(f"{region}isi/<node_code:node>/bukti/<int:use>/halaman/", views_item.proof_pages, name="proof_pages"),
    path(f"{region}periksa/", views_verification.verify, name="verify"),
    path(f"{region}periksa/kembalikan/", views_verification.send_back, name="return"),
    path(f"{region}periksa/selesai/", views_verification.finish, name="finish"),
    path(f"{region}periksa/<node_code:node>/", views_verification.verify_line, name="verify_line"),
    *years,
    *schedule,
    *workbook,
    *preparing,
    *predicates,
    *objections,
    *panel,
    *story,
]
work = [path("penilaian/", include((patterns, "assessment")))]
