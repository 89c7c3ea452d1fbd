"""A file inside the page: only what a browser draws, without a script, framed by nobody else; all else downloads."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse

from smartprovince.core import files
from smartprovince.core.models import StoredFile
from smartprovince.evidence.models import Paper

from .conftest import PDF, docx, png

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def mine(client, world):
    client.force_login(world.people["region_coordinator:51.01"])
    return client


def forged(paper: Paper, content: bytes, media_type: str) -> Paper:
    """A row that says something else than its bytes, as no door of ours would make it."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = files.path_of(sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    file = StoredFile.objects.create(sha256=sha256, size=len(content), media_type=media_type)
    Paper.objects.filter(pk=paper.pk).update(file=file)
    return paper


@pytest.mark.parametrize(
    ("content", "name", "media_type"), [(PDF, "a.pdf", "application/pdf"), (png(), "a.png", "image/png")]
)
def test_what_a_browser_draws_is_shown(mine, keep, content, name, media_type):
    answer = mine.get(reverse("evidence:shown", args=[keep(content=content, file_name=name).pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("inline;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    is_pdf = media_type == "application/pdf"
    assert policy.startswith("sandbox;") is not is_pdf  # browsers refuse their PDF viewer inside a sandbox
    assert ("frame-ancestors 'self'" in policy) is is_pdf
    assert answer["X-Frame-Options"] == ("SAMEORIGIN" if is_pdf else "DENY")
    assert answer["Cache-Control"] == "private, no-store"


def test_only_that_address_may_be_framed(mine, keep):
    paper = keep()
    for name in ("evidence:paper", "evidence:look", "evidence:file"):
        answer = mine.get(reverse(name, args=[paper.pk]))
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'self'" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("make", "name"), [(docx, "a.docx"), (lambda: b"a;b\n1;2\n", "a.csv")])
def test_everything_else_is_downloaded(mine, keep, make, name):
    paper = keep(content=make(), file_name=name)
    answer = mine.get(reverse("evidence:shown", args=[paper.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "frame-ancestors 'self'" not in answer["Content-Security-Policy"]
    page = mine.get(reverse("evidence:look", args=[paper.pk])).content.decode()
    assert "<iframe" not in page
    assert "<img" not in page
    assert name in page
    assert reverse("evidence:file", args=[paper.pk]) in page


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(SVG, "image/png"), (HTML, "image/png"), (HTML, "application/pdf"), (PDF, "image/png"), (png(), "image/jpeg")],
)
def test_bytes_that_are_not_what_was_noted_of_them_are_never_shown(mine, keep, content, media_type):
    paper = forged(keep(content=None, file_name=""), content, media_type)
    answer = mine.get(reverse("evidence:shown", args=[paper.pk]))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("content", "name"), [(PDF, "a.png"), (SVG, "a.svg"), (SVG, "a.png"), (HTML, "a.png")])
def test_no_door_takes_them_in(mine, world, content, name):
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = reverse("evidence:new", args=[world.organisations["51.01"].pk])
    sent = {"kind": "other", "title": "x", "confidentiality": "limited", "file": SimpleUploadedFile(name, content)}
    answer = mine.post(address, sent)
    assert answer.status_code != 302
    assert not Paper.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_name_with_tricks_stays_a_name(mine, keep):
    for typed in ("../../etc/passwd.pdf", 'a"; filename=b.html\r\nX-Evil: 1.pdf', "laporan akhir (2) – final.pdf"):
        paper = keep(file_name=typed)
        answer = mine.get(reverse("evidence:shown", args=[paper.pk]))
        assert "X-Evil" not in answer.headers
        assert "/" not in answer["Content-Disposition"].split("filename", 1)[1]


def test_the_page_of_the_file_begins_where_it_is_asked_to(mine, keep):
    paper = keep(title='Nota "<script>"')
    address = reverse("evidence:look", args=[paper.pk])
    shown = reverse("evidence:shown", args=[paper.pk])
    assert f'src="{shown}#page=12"' in mine.get(address, {"hal": "12"}).content.decode()
    for odd in ("0", "-1", "x", "99999", "٣", "1#page=2", '"><script>'):
        page = mine.get(address, {"hal": odd}).content.decode()
        assert f'src="{shown}#page=1"' in page
        assert "<script>" not in page.replace("<script type=", "").replace("<script src=", "").split("<main")[1]
    assert mine.get(address, {"hal": "1\x00"}).status_code == 422


def test_a_picture_carries_its_title(mine, keep):
    paper = keep(content=png(), file_name="a.png", title="Halaman depan SP4N")
    page = mine.get(reverse("evidence:paper", args=[paper.pk])).content.decode()
    assert f'<img src="{reverse("evidence:shown", args=[paper.pk])}" alt="Halaman depan SP4N"' in page


def test_a_paper_without_a_file_has_no_page_of_it(mine, keep):
    paper = keep(content=None, file_name="")
    assert mine.get(reverse("evidence:paper", args=[paper.pk])).status_code == 200
    for name in ("evidence:look", "evidence:shown", "evidence:file"):
        assert mine.get(reverse(name, args=[paper.pk])).status_code == 404


@pytest.mark.parametrize("who", ["officer:51.02", "province_coordinator:51", "officer:52.01", "stranger"])
def test_a_stranger_finds_neither_page_nor_file(client, world, keep, who):
    paper = keep()
    client.force_login(world.people[who])
    for name in ("evidence:paper", "evidence:look", "evidence:shown", "evidence:file"):
        assert client.get(reverse(name, args=[paper.pk])).status_code == 404
