from __future__ import annotations

from django.urls import path

from . import views

patterns = [path("<int:pk>/predikat/", views.predicates, name="predicates")]
