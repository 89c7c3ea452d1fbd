"""Week one: a sheet in, every fault at its cell, all or nothing, twice is once, and out again in the same shape."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.evidence.models import Paper
from smartprovince.movement import actions, exports, imports, queries, sheet
from smartprovince.movement.models import ImportBatch, Milestone, RegionContact
from smartprovince.movement.sheet import Span, guess_head, parse_span, phone_of

SYSTEM = SystemActor("test")
HEAD = [
    "No", "Kab/Kota", "Tahapan", "No. MoU", "Tgl MoU", "No SK", "Tgl SK", "Masterplan", "Nomor Perbup",
    "Tanggal Perbup", "Berlaku s/d", "PIC", "No. HP",
]  # fmt: skip
KLUNGKUNG = [
    1, "KAB. KLUNGKUNG", "Implementasi", "415/21/HK/2023", date(2023, 2, 28), "188/7/2023", "1 Maret 2023",
    "Masterplan Klungkung Cerdas", "12 Tahun 2024", "5/6/2024", "2029", "Ni Wayan Sari", 81234567890,
]  # fmt: skip
D = date


def xlsx(*rows, head=HEAD) -> bytes:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(**given) -> list:
    """The row of Klungkung with some columns changed, by the letter of the column."""
    values = list(KLUNGKUNG)
    for letter, value in given.items():
        values[ord(letter) - 65] = value
    return values


@pytest.fixture
def begin(register, bali):
    def start(content: bytes, name: str = "daftar.xlsx") -> ImportBatch:
        return actions.begin_import(
            actor=bali, acting_for=bali.grants[0].organisation, province=register["51"], content=content, file_name=name
        )

    return start


@pytest.fixture
def apply(begin, bali):
    def run(content: bytes, name: str = "daftar.xlsx") -> ImportBatch:
        return actions.apply_import(actor=bali, acting_for=bali.grants[0].organisation, batch=begin(content, name))

    return run


def counts() -> tuple[int, ...]:
    return (
        Milestone.objects.count(),
        Paper.objects.count(),
        RegionContact.objects.count(),
        Milestone.objects.filter(withdrawn_at__isnull=False).count(),
    )


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("21 April 2022", D(2022, 4, 21), D(2022, 4, 21)),
        ("21/4/2022", D(2022, 4, 21), D(2022, 4, 21)),
        ("2022-04-21", D(2022, 4, 21), D(2022, 4, 21)),
        (2017, D(2017, 1, 1), D(2017, 12, 31)),
        ("Mei 2017", D(2017, 5, 1), D(2017, 5, 31)),
        ("2018-03-01 s.d. 2018-10-22", D(2018, 3, 1), D(2018, 10, 22)),
        ("s.d. 2020-01-01", None, D(2020, 1, 1)),
        (44672, D(2022, 4, 21), D(2022, 4, 21)),
    ],
)
def test_dates_as_people_type_them(typed, first, last):
    assert parse_span(typed) == Span(first, last)


@pytest.mark.parametrize("span", [Span(D(2022, 4, 21), D(2022, 4, 21)), Span(D(2017, 1, 1), D(2017, 12, 31)),
                                  Span(D(2018, 3, 1), D(2018, 10, 22)), Span(None, D(2020, 1, 1))])  # fmt: skip
def test_what_the_export_writes_is_read_back(span):
    assert parse_span(span.text) == span


def test_a_telephone_gets_its_zero_back():
    assert [phone_of(81234567890), phone_of("0812 3456"), phone_of(None)] == ["081234567890", "0812 3456", ""]


@pytest.mark.parametrize("language", ["title_id", "title_en"])
def test_headings_are_guessed_in_both_languages(language):
    cells = [[sheet.Cell(f"A{n}", getattr(column, language)) for n, column in enumerate(sheet.COLUMNS)]]
    assert guess_head(cells).columns == {column.key: n for n, column in enumerate(sheet.COLUMNS)}


def test_headings_of_a_sheet_as_a_province_keeps_it(begin):
    assert begin(xlsx(KLUNGKUNG)).mapping["columns"] == {
        "region_name": 1, "stage": 2, "mou_number": 3, "mou_date": 4, "sk_number": 5, "sk_date": 6, "masterplan": 7,
        "regulation_number": 8, "regulation_date": 9, "regulation_until": 10, "contact_name": 11, "contact_phone": 12,
    }  # fmt: skip


def test_titles_above_the_headings_are_passed_over(begin):
    book = Workbook()
    for line in (["Register Smart City"], [], HEAD, KLUNGKUNG):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    batch = begin(out.getvalue())
    assert batch.mapping["row"] == 2


# --- applying --------------------------------------------------------------------------------------------------------


def test_a_row_becomes_facts_with_papers_each_audited(apply, bali, register):
    before = AuditEntry.objects.filter(action="milestone.record").count()
    batch = apply(xlsx(KLUNGKUNG))
    on = D(2026, 11, 24)  # the masterplan has no date of its own: it was there by today
    found = queries.register_row(register["51.05"], on, person=bali)
    assert [cell.status for cell in found.statuses] == ["documented"] * 3
    assert found.stage == "implementation"
    assert {paper.number for paper in found.papers} == {"415/21/HK/2023", "188/7/2023", "12 Tahun 2024", ""}
    assert found.main_fact("in_force").paper.valid_until == D(2029, 12, 31)
    assert (found.contact.name, found.contact.phone) == ("Ni Wayan Sari", "081234567890")
    assert queries.coverage("51", on, "joined").documented == 9
    assert batch.result == {"new": 6, "changed": 0, "same": 0, "rows": 1}
    assert AuditEntry.objects.filter(action="milestone.record").count() - before == 5
    assert AuditEntry.objects.get(action="import.apply").children.count() == 6


def test_personal_data_enters_the_trail_as_a_digest(apply):
    apply(xlsx(KLUNGKUNG))
    for entry in AuditEntry.objects.all():
        assert "Ni Wayan" not in str(entry.changes)
        assert "81234567890" not in str(entry.changes)


def test_the_same_sheet_twice_changes_nothing(apply):
    apply(xlsx(KLUNGKUNG))
    before = counts()
    again = apply(xlsx(KLUNGKUNG))
    assert again.result["new"] == again.result["changed"] == 0
    assert counts() == before


def test_a_second_click_applies_once(begin, bali):
    batch = begin(xlsx(KLUNGKUNG))
    actions.apply_import(actor=bali, batch=batch)
    before, trail = counts(), AuditEntry.objects.filter(action="milestone.record").count()
    actions.apply_import(actor=bali, batch=batch)
    assert counts() == before
    assert AuditEntry.objects.filter(action="milestone.record").count() == trail


def test_the_same_open_upload_is_the_same_import(begin):
    content = xlsx(KLUNGKUNG)
    assert begin(content).pk == begin(content).pk


def test_a_later_sheet_corrects_what_an_earlier_one_brought(apply, register):
    apply(xlsx(KLUNGKUNG))
    later = apply(xlsx(row(E=D(2023, 3, 1), I="14 Tahun 2024", M="0812 0000 1111")))
    assert later.result == {"new": 0, "changed": 3, "same": 3, "rows": 1}
    joined = Milestone.objects.get(region__code="51.05", kind="joined", withdrawn_at=None)
    assert (joined.not_after, joined.paper.not_after) == (D(2023, 3, 1), D(2023, 3, 1))
    in_force = Milestone.objects.get(region__code="51.05", kind="in_force", withdrawn_at=None)
    assert in_force.paper.number == "14 Tahun 2024"
    assert Milestone.objects.get(region__code="51.05", kind="in_force", withdrawn_at__isnull=False).withdrawn_reason


def test_a_sourced_fact_is_never_overwritten_by_a_sheet(apply, bali):
    """Badung's memorandum of 22 May 2017 stands; the sheet's own is put beside it."""
    apply(xlsx(row(B="Badung", E=D(2017, 5, 23))))
    own = Milestone.objects.filter(region__code="51.03", kind="joined", withdrawn_at=None)
    assert sorted(fact.not_after for fact in own) == [D(2017, 5, 22), D(2017, 5, 23)]


def test_an_empty_cell_takes_nothing_away(apply, register, bali):
    apply(xlsx(KLUNGKUNG))
    before = counts()
    apply(xlsx([1, "Klungkung", "-", None, None, "", "", "belum", None, None, None, None, None]))
    assert counts() == before


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([row(B="Kab. Entah")], ["B2"]),
        ([row(B="Kab. Entah", C="Juara", E="tanggal dua", M="x")], ["B2", "C2", "E2", "M2"]),
        ([row(B="Kota Bandung")], ["B2"]),
        ([row(B=None)], ["B2"]),
        ([KLUNGKUNG, row(B="Kabupaten Klungkung")], ["B3"]),
        ([row(E="tanggal dua")], ["E2"]),
        ([row(E=D(2031, 1, 1))], ["E2"]),
        ([row(E=None)], ["E2"]),
        ([row(G="-")], ["G2"]),
        ([row(J=None)], ["J2"]),
        ([row(I=None)], ["I2"]),
        ([row(K=D(2020, 1, 1))], ["K2"]),
        ([row(C="Juara")], ["C2"]),
        ([row(M="telepon saya")], ["M2"]),
        ([row(E="=TODAY()")], ["E2"]),
        ([row(B="Kab. Entah"), row(E="entah", J="entah"), row(B="Gianyar", M="x")], ["B2", "E3", "J3", "M4"]),
    ],
)
def test_every_fault_stands_at_its_cell_and_nothing_is_done(begin, bali, rows, cells):
    batch, before = begin(xlsx(*rows)), counts()
    plan = imports.plan_of(batch, bali)
    assert [fault.where for fault in plan.faults] == cells
    with pytest.raises(Invalid) as refused:
        actions.apply_import(actor=bali, batch=batch)
    assert sorted(fault.where for fault in refused.value.faults) == cells
    assert counts() == before
    batch.refresh_from_db()
    assert batch.state == "open"


def test_a_code_that_contradicts_the_name_is_a_fault(begin, bali):
    content = xlsx(["51.03", "Kab. Gianyar"], ["5199", None], ["32.73", None], head=["Kode", "Kab/Kota"])
    assert [f.where for f in imports.plan_of(begin(content), bali).faults] == ["B2", "A3", "A4"]


def test_a_number_that_names_another_paper_is_a_fault_at_its_cell(begin, bali, apply):
    apply(xlsx(KLUNGKUNG))
    mine = Milestone.objects.get(region__code="51.05", kind="joined")
    actions.withdraw_milestone(actor=bali, milestone=mine, reason="uji")
    batch = begin(xlsx(row(E=D(2023, 3, 5))))
    assert [f.where for f in imports.plan_of(batch, bali).faults] == ["D2"]


def test_half_a_sheet_is_never_applied(begin, bali, monkeypatch):
    """A fault that only shows while applying takes everything back that was done before it."""
    batch, before = begin(xlsx(row(B="Klungkung"), row(B="Gianyar", D="9/2023", F="9/1", I="9/2", M=None))), counts()
    real = actions._carry_out

    def fails_late(log, batch, planned):
        if planned.region.code == "51.04" and planned.slot == "in_force":
            raise Invalid("uji")
        real(log, batch, planned)

    monkeypatch.setattr(actions, "_carry_out", fails_late)
    with pytest.raises(Invalid) as refused:
        actions.apply_import(actor=bali, batch=batch)
    assert refused.value.faults[0].where.endswith("3")
    assert counts() == before


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"PK\x03\x04rusak", "a.xlsx"), (b"\xd0\xcf\x11\xe0", "a.xls"), (b"<svg/>", "a.svg")],
)
def test_a_file_that_is_no_table_is_refused_at_the_door(begin, content, name):
    with pytest.raises(Invalid):
        begin(content, name)
    assert not ImportBatch.objects.exists()


def test_a_sheet_without_a_region_column_asks_for_one(begin, bali):
    batch = begin(xlsx(["Badung", "2017"], head=["Nama saja", "Lain"]))
    assert imports.plan_of(batch, bali).faults[0].where == "A1"
    mapped = actions.map_import(actor=bali, batch=batch, columns={"region_name": 0, "rahasia": 1})
    assert mapped.mapping["columns"] == {"region_name": 0}
    assert imports.plan_of(mapped, bali).faults == []


def test_one_column_carries_one_thing(begin, bali):
    with pytest.raises(Invalid):
        actions.map_import(actor=bali, batch=begin(xlsx(KLUNGKUNG)), columns={"region_name": 1, "region_code": 1})


# --- who -------------------------------------------------------------------------------------------------------------


def test_a_stranger_neither_sees_nor_applies_a_sheet(begin, jabar, klungkung, register):
    batch = begin(xlsx(KLUNGKUNG))
    for someone in (jabar, klungkung):
        for act in (actions.apply_import, actions.drop_import):
            with pytest.raises(NotFound):
                act(actor=someone, batch=batch)
    with pytest.raises(Refused):
        actions.begin_import(actor=jabar, province=register["51"], content=xlsx(KLUNGKUNG), file_name="a.xlsx")


# --- out again -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_export_comes_back_in_without_a_change(register, begin, apply, bali, ending):
    apply(xlsx(KLUNGKUNG))
    write = exports.register_xlsx if ending == "xlsx" else exports.register_csv
    content = write(register["51"], person=bali)
    plan = imports.plan_of(begin(content, f"register.{ending}"), bali)
    assert plan.faults == []
    assert len(plan.rows) == 9
    assert plan.changes == []


def test_the_demo_carries_its_mark_inside_the_sheet_and_still_comes_back(register, begin, bali, settings):
    settings.DEMO = True
    content = exports.register_csv(register["51"], person=bali)
    assert "DATA SIMULASI · BUKAN SITUS RESMI" in content.decode("utf-8-sig")
    plan = imports.plan_of(begin(exports.register_xlsx(register["51"], person=bali)), bali)
    assert (plan.faults, plan.changes) == ([], [])


def test_an_export_for_nobody_in_particular_has_no_telephone(register, apply):
    apply(xlsx(KLUNGKUNG))
    assert b"81234567890" not in exports.register_csv(register["51"])


def test_text_that_looks_like_a_formula_leaves_as_text(register, bali):
    actions.set_contact(actor=bali, region=register["51.05"], name="=cmd|' /C calc'!A0", phone="+62 812 3456")
    content = exports.register_csv(register["51"], person=bali).decode("utf-8-sig")
    assert "'=cmd" in content
    assert "'+62 812 3456" in content


# --- the wizard ------------------------------------------------------------------------------------------------------


def test_the_wizard_from_upload_to_register(register, bali, client):
    client.force_login(bali)
    upload = SimpleUploadedFile("daftar.xlsx", xlsx(KLUNGKUNG))
    page = client.post("/kerja/impor/", {"province": register["51"].pk, "sheet": upload})
    preview = page.headers["Location"]
    shown = client.get(preview)
    assert shown.status_code == 200
    assert shown.context["tally"] == {"new": 6, "changed": 0, "same": 0, "rows": 1}
    done = client.post(f"{preview}terapkan/")
    assert done.headers["Location"] == "/kerja/wilayah/provinsi/51/"
    assert queries.coverage("51", D(2026, 1, 1), "joined").documented == 9
    assert client.get(preview).status_code == 200


def test_the_wizard_shows_the_fault_in_the_cell(register, bali, client):
    client.force_login(bali)
    upload = SimpleUploadedFile("daftar.xlsx", xlsx(row(E="entah")))
    preview = client.post("/kerja/impor/", {"province": register["51"].pk, "sheet": upload}).headers["Location"]
    text = client.get(preview).content.decode()
    assert 'class="bad"' in text
    assert '<span class="cell">E2</span>' in text
    client.post(f"{preview}terapkan/")
    assert queries.coverage("51", D(2026, 1, 1), "joined").documented == 8


def test_the_wizard_takes_another_mapping(register, bali, client):
    client.force_login(bali)
    upload = SimpleUploadedFile("daftar.xlsx", xlsx(["Klungkung", "2023"], head=["Nama saja", "Ikut"]))
    preview = client.post("/kerja/impor/", {"province": register["51"].pk, "sheet": upload}).headers["Location"]
    client.post(preview, {"region_name": "0", "cohort": "1"})
    client.post(f"{preview}terapkan/")
    assert queries.register_row(register["51.05"]).cohort_year == 2023


def test_a_foreign_province_cannot_be_chosen(register, bali, client):
    client.force_login(bali)
    upload = SimpleUploadedFile("daftar.xlsx", xlsx(KLUNGKUNG))
    assert client.post("/kerja/impor/", {"province": register["32"].pk, "sheet": upload}).status_code == 422
