from __future__ import annotations

from django.urls import path

from . import views, views_calibration

region = "<int:pk>/<assessed_region:code>/"
patterns = [
    path("<int:pk>/kalibrasi/", views_calibration.calibration, name="calibration"),
    path(f"{region}wawancara/", views.interviews, name="interviews"),
    path(f"{region}periksa/<node_code:node>/bukti/<int:use>/", views.judge, name="judge"),
]
