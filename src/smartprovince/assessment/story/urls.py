from __future__ import annotations

from django.urls import path

from . import views

patterns = [path("<int:pk>/<assessed_region:code>/isi/<node_code:node>/riwayat/", views.story, name="story")]
