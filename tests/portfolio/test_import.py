"""The spreadsheet of applications: every fault at its cell, all or nothing, what goes out comes back in."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from smartprovince.core import files
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.portfolio.applications import actions, imports
from smartprovince.portfolio.applications.sheet import template
from smartprovince.portfolio.models import Application

HEAD = ["Nama", "Fungsi", "Perangkat daerah", "Sub-dimensi", "Biaya per tahun", "Alamat", "Tahun", "Ditawarkan"]
GOOD = ["Antrean Puskesmas", "service", "Dinas Kominfo 51.01", "GOV.PUB", 120_000_000,
        "antrean.contoh.test", 2019, "ya"]  # fmt: skip


def book(*rows: list) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def send(world):
    def make(*rows: list, who: str = "officer:51.01", name: str = "daftar.xlsx"):
        content = book(*rows)
        upload = files.begin_upload(world.people[who], name, len(content))
        return files.append(upload, 0, content)

    return make


@pytest.fixture
def plan(world, send):
    def make(*rows: list):
        return imports.plan_of(send(*rows), world.regions["51.01"], world.people["officer:51.01"])

    return make


def test_a_good_sheet_is_taken_over_and_the_same_again_changes_nothing(world, send):
    person, region = world.people["officer:51.01"], world.regions["51.01"]
    upload = send(["Daftar aplikasi"], HEAD, GOOD, ["Lapor", "service", *[None] * 6])
    actions.import_applications(actor=person, region=region, upload=upload, request_key="k")
    actions.import_applications(actor=person, region=region, upload=upload, request_key="k")
    actions.import_applications(actor=person, region=region, upload=upload)
    first, second = Application.objects.order_by("pk")
    assert (first.number, second.number) == ("APL-2022-0001", "APL-2022-0002")
    assert first.organisation == world.organisations["dinas 51.01"]
    assert (first.subdimension.code, first.dimension.code) == ("GOV.PUB", "GOV")
    assert (first.cost_per_year, first.started_year, first.offered) == (120_000_000, 2019, True)
    assert first.address == "https://antrean.contoh.test"
    assert (second.status, second.audience) == ("running", "province")
    own = AuditEntry.objects.filter(object_type="portfolio.application", object_id=str(first.pk))
    assert [row.action for row in own] == ["application.import"]
    assert own[0].parent is not None


def test_every_fault_stands_at_its_cell_and_nothing_is_added(world, send, english):
    rows = [
        HEAD,
        GOOD,
        [None, "service", *[None] * 6],
        ["Salah", "entah", "Dinas lain", "XXX.YYY", "3,4 M", "bukan alamat", 1900, "mungkin"],
        ["antrean  PUSKESMAS", "service", *[None] * 6],
        ["Biaya minus", "service", None, None, -5, None, None, None],
        ["Biaya besar", "service", None, None, 10**16, None, None, None],
    ]
    upload = send(*rows)
    with pytest.raises(Invalid) as refused:
        actions.import_applications(actor=world.people["officer:51.01"], region=world.regions["51.01"], upload=upload)
    where = [fault.where for fault in refused.value.faults]
    assert sorted(where) == sorted(["A3", "B4", "C4", "D4", "E4", "F4", "G4", "H4", "A5", "E6", "E7"])
    assert Application.objects.count() == 0


def test_alike_and_standing_ones_are_pointed_out(plan, record):
    record("aplikasi", "51.01", name="Antrean puskesmas")
    record("aplikasi", "51.02", name="Pengaduan Warga Cepat", audience="governments")
    record("aplikasi", "51.02", name="Pengaduan Warga Cepat Rahasia", audience="own")
    found = plan(HEAD, GOOD, ["Aplikasi pengaduan warga", "service", *[None] * 6])
    assert not found.faults
    assert [row.standing.name for row in found.standing] == ["Antrean puskesmas"]
    assert [each.name for row in found.alike for each in row.alike] == ["Pengaduan Warga Cepat"]


def test_a_sheet_without_what_is_needed(plan, english):
    assert "Function" in plan(["Nama"], ["Antrean"]).faults[0].what
    assert plan(HEAD).faults[0].where == "A2"
    assert plan(["Nama", "Fungsi", "Warna"], ["Antrean", "service", "biru"]).unread == ["Warna"]
    (fault,) = plan(["Nama", "Fungsi"], ["=HYPERLINK(1)", "service"]).faults
    assert fault.where == "A2"


def test_only_ones_own_upload_and_region(world, send):
    upload = send(HEAD, GOOD)
    with pytest.raises(NotFound):
        files.own_upload(world.people["officer:51.02"], upload.pk)
    with pytest.raises(Refused):
        actions.import_applications(actor=world.people["leader:51.01"], region=world.regions["51.01"], upload=upload)


def test_the_pages_of_an_import(enter):
    client = enter("officer:51.01")
    assert client.get(reverse("portfolio:import")).status_code == 200
    assert client.post(reverse("portfolio:import")).status_code == 422
    wrong = SimpleUploadedFile("daftar.xlsx", b"MZ bukan lembar")
    assert client.post(reverse("portfolio:import"), {"file": wrong}).status_code == 422
    sheet = SimpleUploadedFile("daftar.xlsx", book(HEAD, GOOD))
    check = client.post(reverse("portfolio:import"), {"file": sheet}).headers["Location"]
    assert "Antrean Puskesmas" in client.get(check).text
    assert enter("officer:51.02").get(check).status_code == 404
    assert client.post(f"{check}terapkan/").status_code == 302
    assert client.post(f"{check}terapkan/").status_code == 302
    assert Application.objects.count() == 1
    least = SimpleUploadedFile("daftar.csv", b"Nama;Fungsi\nAntrean puskesmas daerah;service\n")
    check = client.post(reverse("portfolio:import"), {"file": least}).headers["Location"]
    assert "Antrean Puskesmas" in client.get(check).text
    bad = SimpleUploadedFile("daftar.xlsx", book(HEAD, ["X", "entah", *[None] * 6]))
    check = client.post(reverse("portfolio:import"), {"file": bad}).headers["Location"]
    assert "B2" in client.get(check).text
    assert client.post(f"{check}terapkan/").headers["Location"] == check
    for who, status in (("leader:51.01", 403), ("stranger", 404), ("mentor:", 403)):
        assert enter(who).get(reverse("portfolio:import")).status_code == status, who


def test_what_goes_out_comes_back_in(world, enter, record):
    record(
        "aplikasi", name="Antrean", cost_per_year=5, started_year=2020, organisation=world.organisations["dinas 51.01"]
    )
    client = enter("officer:51.01")
    content = client.get("/kerja/portofolio/aplikasi/unduh.xlsx").content
    Application.objects.all().delete()
    upload = files.append(files.begin_upload(world.people["officer:51.01"], "a.xlsx", len(content)), 0, content)
    found = imports.plan_of(upload, world.regions["51.01"], world.people["officer:51.01"])
    assert not found.faults
    values = found.new[0].values
    assert (values["name"], values["cost_per_year"], values["started_year"]) == ("Antrean", 5, 2020)
    assert values["organisation"] == world.organisations["dinas 51.01"]


def test_the_template_has_every_column_that_is_read():
    head = [cell.value for cell in load_workbook(io.BytesIO(template())).worksheets[0][1]]
    from smartprovince.portfolio.applications.sheet import headings

    assert {headings()[str(title).casefold()] for title in head} == set(headings().values())


def test_an_import_asks_as_much_for_many_as_for_few(world, send):
    person, region = world.people["officer:51.01"], world.regions["51.01"]
    counts = []
    for size in (3, 300):
        upload = send(HEAD, *[[f"Aplikasi nomor {size} {n}", *GOOD[1:]] for n in range(size)])
        with CaptureQueriesContext(connection) as asked:
            actions.import_applications(actor=person, region=region, upload=upload)
        counts.append(len(asked))
    assert counts[1] <= counts[0]
