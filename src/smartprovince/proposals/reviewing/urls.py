from __future__ import annotations

from django.urls import path

from . import views

patterns = [
    path("usulan/telaah/", views.queue, name="reviews"),
    path("usulan/telaah/<int:pk>/", views.review, name="review"),
    path("usulan/telaah/<int:pk>/benturan/", views.recuse, name="recuse"),
    path("usulan/telaah/<int:pk>/batal/", views.drop, name="drop_review"),
    path("usulan/rubrik/", views.rubric, name="rubric"),
]
