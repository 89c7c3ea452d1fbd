from __future__ import annotations

from django.urls import include, path

from . import views

patterns = [
    path("", views.nation, name="nation"),
    path("untuk-anda/", views.for_you, name="for_you"),
    path("bahasa/", views.language, name="language"),
    path("tentang/kelayakan/", views.page("portal/worth.html", "worth"), name="worth"),
    path("tentang/data-demo/", views.page("portal/about_demo.html"), name="about_demo"),
    path("tentang/aksesibilitas/", views.page("portal/accessibility.html"), name="accessibility"),
    path("tentang/data-pribadi/", views.page("portal/privacy.html"), name="privacy"),
    path("<slug:slug>/", views.province, name="province"),
]
public = [path("", include((patterns, "portal")))]
