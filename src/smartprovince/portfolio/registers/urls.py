"""Addresses that every register has. A register is named by its word; one that is not known is no address."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from . import views
from .register import Register, registers


class RegisterWord:
    regex = "[a-z-]+"

    def to_python(self, value: str) -> Register:
        """The register of a word; ValueError lets the next pattern try."""
        if value not in registers:
            raise ValueError(value)
        return registers.get(value)

    def to_url(self, value: Register | str) -> str:
        return value if isinstance(value, str) else value.slug


register_converter(RegisterWord, "register")
ENTRY = "<register:register>/<str:number>/"

patterns: list[URLPattern] = [
    path("", views.shelves, name="shelves"),
    path("<register:register>/", views.entries, name="entries"),
    path("<register:register>/baru/", views.entry_new, name="entry_new"),
    path("<register:register>/unduh.<str:ending>", views.export, name="entries_export"),
    path(ENTRY, views.entry, name="entry"),
    path(f"{ENTRY}ubah/", views.entry_change, name="entry_change"),
    path(f"{ENTRY}arsip/", views.entry_archive, name="entry_archive"),
    path(f"{ENTRY}buka/", views.entry_restore, name="entry_restore"),
]
