from __future__ import annotations

from django.urls import path

from . import views

patterns = [path("<int:pk>/hasil/<assessed_region:code>/kartu-skor.pdf", views.scorecard_pdf, name="scorecard")]
