from __future__ import annotations

from django.urls import path, register_converter

from . import views, views_papers


class ProvinceCode:
    """The code of a province: `51`."""

    regex = r"[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProvinceCode, "letter_province")

region = "<int:pk>/<assessed_region:code>/"
patterns = [
    path("<int:pk>/jadwal/", views.reschedule, name="reschedule"),
    path("<int:pk>/perpanjangan/", views.extensions, name="extensions"),
    path("<int:pk>/perpanjangan/<int:extension>/", views.decide, name="extension_decide"),
    path(f"{region}perpanjangan/", views.extension, name="extension"),
    path("<int:pk>/berita-acara/", views_papers.papers, name="papers"),
    path(f"{region}berita-acara/", views_papers.minutes, name="minutes"),
    path(f"{region}berita-acara/berkas.docx", views_papers.minutes_docx, name="minutes_docx"),
    path(f"{region}berita-acara/salinan/", views_papers.minutes_signed, name="minutes_signed"),
    path("<int:pk>/surat-resmi/<letter_province:province>/", views_papers.letter, name="letter"),
    path("<int:pk>/surat-resmi/<letter_province:province>/berkas/", views_papers.letter_file, name="letter_file"),
]
