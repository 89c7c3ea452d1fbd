"""Files that are not what they seem: each is refused with its own message, and nothing is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.utils import translation

from smartprovince.core import files
from smartprovince.core.errors import Invalid
from smartprovince.core.models import StoredFile
from smartprovince.evidence import actions
from smartprovince.evidence.models import Paper


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def zipped(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def locked_pdf() -> bytes:
    """A real PDF under a password."""
    from pypdf import PdfWriter

    writer, held = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.encrypt("rahasia")
    writer.write(held)
    return held.getvalue()


BAD = {
    "password": (locked_pdf, "b.pdf", "protected by a password"),
    "program of Windows": (lambda: b"MZ\x90\x00" + b"\x00" * 60, "b.pdf", "is a program"),
    "program of Linux": (lambda: b"\x7fELF\x02\x01", "b.pdf", "is a program"),
    "script": (lambda: b"#!/bin/sh\necho x\n", "b.csv", "is a program"),
    "empty": (lambda: b"", "b.pdf", "is empty"),
    "zip bomb": (
        lambda: zipped(("[Content_Types].xml", b""), ("xl/a.xml", b"0" * (files.MAX_UNPACKED + 1))),
        "b.xlsx",
        "unpacks to far more",
    ),
    "too many members": (
        lambda: zipped(("[Content_Types].xml", b""), *((f"xl/{n}", b"") for n in range(files.MAX_MEMBERS + 1))),
        "b.xlsx",
        "unpacks to far more",
    ),
    "macros": (lambda: zipped(("[Content_Types].xml", b""), ("xl/vbaProject.bin", b"")), "b.xlsx", "macros"),
    "a page of HTML": (lambda: b"<html><script>x</script></html>", "b.csv", "not accepted"),
    "another name": (lambda: b"%PDF-1.7\n", "b.docx", "not accepted"),
}


def keep(world, content: bytes, name: str) -> Paper:
    return actions.add_paper(
        actor=world.people["officer:51.01"], owner=world.organisations["51.01"], region=world.regions["51.01"],
        kind="other", title="Bukti", content=content, file_name=name,
    )  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_each_is_refused_with_its_own_message(world, what):
    make, name, said = BAD[what]
    with pytest.raises(Invalid, match=said):
        keep(world, make(), name)
    assert not Paper.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_plain_pdf_is_kept_though_it_speaks_of_encryption(world):
    assert keep(world, b"%PDF-1.7\n(/Encrypt explained)\n", "b.pdf").file is not None


def test_a_flood_of_tiny_files_is_stopped(world, monkeypatch):
    monkeypatch.setattr(actions, "PAPERS_AN_HOUR", 2)
    for n in range(2):
        keep(world, b"%%PDF-1.7\n%d" % n, "b.pdf")
    with pytest.raises(Invalid, match="within an hour"):
        keep(world, b"%PDF-1.7\nlagi", "b.pdf")
    assert Paper.objects.count() == 2


def test_a_flood_of_uploads_by_pieces_is_stopped(world, monkeypatch):
    monkeypatch.setattr(files, "UPLOADS_AN_HOUR", 2)
    who = world.people["officer:51.01"]
    for n in range(2):
        files.begin_upload(who, f"b{n}.pdf", 10)
    with pytest.raises(Invalid, match="within an hour"):
        files.begin_upload(who, "b3.pdf", 10)
