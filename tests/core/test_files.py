"""Files: what they are by their bytes, how they come in by pieces, and what is refused at the door."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from smartprovince.core import clock, files
from smartprovince.core.errors import Invalid, Refused
from smartprovince.core.models import StoredFile, Upload

PDF = b"%PDF-1.7\n1 0 obj\n"


def archive(names: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in names.items():
            out.writestr(name, content)
    return buffer.getvalue()


XLSX = archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (PDF, files.PDF, "pdf"),
        (XLSX, files.XLSX, "xlsx"),
        (b"\x89PNG\r\n\x1a\nxx", "image/png", "png"),
        (b"a,b\n1,2\n", files.CSV, "csv"),
    ],
)
def test_a_file_is_what_its_bytes_say_and_its_name_must_agree(content, kind, ending):
    assert files.check(content, f"laporan.{ending.upper()}") == kind
    for name in ("laporan.exe", "laporan.bat", "laporan", "laporan.html"):
        with pytest.raises(Invalid):
            files.check(content, name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><body onload=alert(1)>",
        b"MZ\x90\x00" + b"\x00" * 60,
        b"PK\x03\x04 truncated",
        archive({"a.txt": b"no office file"}),
        archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}),
        archive({"[Content_Types].xml": b"<x/>", "xl/big.xml": b"0" * (201 * 1024 * 1024)}),
    ],
    ids=["empty", "svg with script", "html", "executable", "truncated zip", "plain zip", "macros", "zip bomb"],
)
def test_what_could_harm_is_refused_and_leaves_nothing(content, db):
    with pytest.raises(Invalid):
        files.store(content, "laporan.pdf")
    assert StoredFile.objects.count() == 0


def test_a_file_over_the_limit_is_refused_before_a_byte_moves(world):
    with pytest.raises(Invalid, match=r"200,0 MB"):
        files.begin_upload(world.people["officer:51.01"], "besar.pdf", 200 * 1024 * 1024)


def test_the_same_bytes_are_kept_once(db):
    assert files.store(PDF, "a.pdf").pk == files.store(PDF, "b.pdf").pk
    assert files.read(StoredFile.objects.get()) == PDF


def test_an_upload_goes_on_where_the_line_broke(world):
    upload = files.begin_upload(world.people["officer:51.01"], "../../etc/laporan.pdf", len(PDF))
    assert upload.name == "laporan.pdf"
    upload = files.append(upload, 0, PDF[:6])
    with pytest.raises(Invalid, match="6"):
        files.append(upload, 10, PDF[10:])
    upload = files.append(upload, 3, PDF[3:9])
    assert upload.received == 9
    upload = files.append(upload, 9, PDF[9:])
    assert files.read(upload.file) == PDF
    assert files.append(upload, 0, PDF).file_id == upload.file_id


def test_more_bytes_than_announced_are_refused(world):
    upload = files.begin_upload(world.people["officer:51.01"], "a.pdf", 4)
    with pytest.raises(Invalid):
        files.append(upload, 0, PDF)


def test_a_download_is_never_run_by_the_browser(db):
    response = files.download(files.store(PDF, "a.pdf"), "laporan <b>.pdf")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_somebody_without_a_role_keeps_no_files_and_nobody_fills_the_disk(world):
    with pytest.raises(Refused):
        files.begin_upload(world.people["stranger"], "a.pdf", 10)
    officer = world.people["officer:51.01"]
    for _again in range(20):
        files.begin_upload(officer, "a.pdf", files.MAX_SIZE)
    with pytest.raises(Invalid):
        files.begin_upload(officer, "a.pdf", files.MAX_SIZE)


def test_old_uploads_are_tidied_away(world):
    upload = files.begin_upload(world.people["officer:51.01"], "a.pdf", len(PDF))
    files.append(upload, 0, PDF[:4])
    assert files.tidy() == 0
    Upload.objects.update(created_at=clock.now() - timedelta(days=2))
    assert files.tidy() == 1
    assert not list((files.path_of("x").parent.parent / "incoming").glob("*"))
