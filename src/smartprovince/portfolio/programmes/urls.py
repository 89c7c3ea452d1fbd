"""Addresses of programmes; their forms of facts, putting away and taking up again are those of all registers."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from . import views, views_overview, views_parts


class ProgrammeNumber:
    """A public number, so that the word of no page is taken for one."""

    regex = "PRG-[0-9]{4}-[0-9]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProgrammeNumber, "programme")
ONE = "program/<programme:number>/"
patterns: list[URLPattern] = [
    path("program/", views.programmes, name="programmes"),
    path("program/unduh.<str:ending>", views.programmes_export, name="programmes_export"),
    path("peta-jalan/", views_overview.roadmap, name="roadmap"),
    path("siapa-apa/", views_overview.who_does_what, name="who_does_what"),
    path("peta-program/", views_overview.programme_map, name="programme_map"),
    path(f"{ONE}bagian/<slug:slug>/", views_parts.part, name="programme_part"),
    path(f"{ONE}kaitan/", views_parts.links, name="programme_links"),
    path(f"{ONE}langkah/<slug:step>/", views_parts.move, name="programme_move"),
    path(ONE, views.programme, name="programme"),
]
