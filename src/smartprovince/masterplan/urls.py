from __future__ import annotations

from django.urls import include, path

from . import views

patterns = [
    path("", views.plan_list, name="list"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/unduh.<str:kind>", views.download, name="download"),
    path("baru/<str:code>/", views.plan_new, name="new"),
    path("bagian/<int:pk>/", views.section, name="section"),
]
work = [path("masterplan/", include((patterns, "masterplan")))]
