"""A region's form as a spreadsheet: out, filled, back; what is refused and where; what colleagues wrote meanwhile."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from smartprovince.assessment import actions, queries
from smartprovince.assessment.models import Answer, WorkbookUpload
from smartprovince.assessment.workbook import plan, sheet
from smartprovince.assessment.workbook.actions import apply_workbook, begin_workbook, drop_workbook
from smartprovince.core import access
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.organisations.models import Membership

from .conftest import DAY, draft_round
from .test_pages import client_of

VALUE, NARRATIVE, REASON = "F", "G", "H"


def written(scene, code: str = "51.01", person: Any = None) -> bytes:
    person = person or scene.person("region_coordinator", code)
    part = scene.participation(code)
    editable = access.scope(person, "edit", Answer).filter(participation=part).values_list("pk", flat=True)
    return sheet.render(queries.form_of(part, person), set(editable), DAY)


class Book:
    """A downloaded workbook, filled by its codes."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.page = self.book.worksheets[1]
        self.hidden = self.book.worksheets[2]

    def row(self, code: str) -> int:
        return next(row[0].row for row in self.page.iter_rows() if row[0].value == code)

    def put(self, code: str, value: Any, column: str = VALUE) -> Book:
        self.page[f"{column}{self.row(code)}"] = value
        return self

    def at(self, code: str, column: str = VALUE) -> str:
        return f"{self.page.title}!{column}{self.row(code)}"

    @property
    def content(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def taken(scene, content: bytes, person: Any = None, name: str = "isian.xlsx") -> WorkbookUpload:
    person = person or scene.coordinator
    return begin_workbook(actor=person, participation=scene.participation(), content=content, file_name=name)


def planned(scene, content: bytes, person: Any = None) -> plan.Plan:
    return plan.plan_of(taken(scene, content, person), person or scene.coordinator)


def test_the_workbook_has_lists_limits_locked_cells_and_a_hidden_version(scene):
    book = Book(written(scene))
    assert [page.sheet_state for page in book.book.worksheets] == ["visible", "visible", "veryHidden"]
    assert book.page.protection.sheet
    assert not book.page.protection.password
    assert not book.page[f"F{book.row('GOV.PUB.1')}"].protection.locked
    assert book.page[f"A{book.row('GOV.PUB.1')}"].protection.locked
    rules = {
        str(rule.sqref): (rule.type, rule.formula1, rule.formula2) for rule in book.page.data_validations.dataValidation
    }
    assert rules[f"F{book.row('GOV.PUB.2')}"] == ("list", '"1,2,3,4,5"', None)
    assert any(kind == "list" and "Ya" in words for kind, words, _more in rules.values())
    assert any(kind == "decimal" and (low, high) == ("0", "100") for kind, low, high in rules.values())
    assert written(scene) == written(scene)


def test_a_filled_workbook_is_applied_once_and_each_answer_stands_in_the_trail(scene):
    scene.fill(values={"GOV.PUB.1": "52,0"})
    book = Book(written(scene)).put("GOV.PUB.1", 61.5).put("GOV.PUB.2", 3).put("GOV.BUR.1", "Ya")
    book.put("ENV.WAS.1", "belum diukur", REASON).put("ENV.WAS.2", "1.234,5".replace("1.234", "62")).put(
        "ENV.WAS.2", "=bukan rumus", NARRATIVE
    )
    book.page[f"G{book.row('ENV.WAS.2')}"].data_type = "s"
    upload = taken(scene, book.content)
    for _twice in range(2):
        upload = apply_workbook(actor=scene.coordinator, upload=upload)
    assert upload.result == {"changed": 5, "unchanged": 0, "kept": 0}
    found = {a.node.code: (a.value, a.not_available, a.narrative) for a in scene.participation().answers.all()}
    assert found["GOV.PUB.1"] == (Decimal("61.5"), "", "")
    assert found["GOV.PUB.2"][0] == 3
    assert found["GOV.BUR.1"][0] == 1
    assert found["ENV.WAS.1"] == (None, "belum diukur", "")
    assert found["ENV.WAS.2"] == (Decimal("62.5"), "", "=bukan rumus")
    assert AuditEntry.objects.filter(action="answer.take_over", parent__action="workbook.apply").count() == 5
    assert scene.participation().state == "filling"
    assert not planned(scene, book.content).lines


def test_an_untouched_workbook_changes_nothing(scene):
    scene.fill()
    actions.save_answer(
        actor=scene.coordinator, answer=scene.answer("GOV.PUB.1"), value="33,333333", narrative="satu\r\ndua "
    )
    found = planned(scene, written(scene))
    assert (found.lines, found.faults, found.unchanged) == ([], [], 5)


FAULTY = {
    "formula": "=1+1",
    "text": "tinggi",
    "over": 520,
    "ambiguous": "1.234",
    "date": date(2022, 1, 5),
    "true": True,
}


@pytest.mark.parametrize("given", FAULTY.values(), ids=FAULTY)
def test_a_fault_stands_at_its_cell_and_nothing_is_applied(scene, given):
    book = Book(written(scene)).put("GOV.PUB.1", given).put("GOV.PUB.2", 3)
    upload = taken(scene, book.content)
    found = plan.plan_of(upload, scene.coordinator)
    assert [fault.where for fault in found.faults] == [book.at("GOV.PUB.1")]
    with pytest.raises(Invalid, match="!F"):
        apply_workbook(actor=scene.coordinator, upload=upload)
    assert scene.answer("GOV.PUB.2").value is None


def test_both_notations_are_read_and_per_cent_cells_are_said(scene):
    book = Book(written(scene)).put("ENV.WAS.1", "1.234,56").put("GOV.PUB.1", 0.52)
    book.page[f"F{book.row('GOV.PUB.1')}"].number_format = "0%"
    found = {line.node.code: line for line in planned(scene, book.content).lines}
    assert found["ENV.WAS.1"].new.value == Decimal("1234.56")
    assert found["GOV.PUB.1"].new.value == 52
    assert found["GOV.PUB.1"].note
    book = Book(written(scene)).put("ENV.WAS.1", "1,234.56")
    assert planned(scene, book.content).lines[0].new.value == Decimal("1234.56")
    book = Book(written(scene)).put("ENV.WAS.1", 0.5)
    book.page[f"F{book.row('ENV.WAS.1')}"].number_format = "0.00%"
    assert [fault.where for fault in planned(scene, book.content).faults] == [book.at("ENV.WAS.1")]


def test_sheets_lines_and_columns_may_move(scene):
    book = Book(written(scene)).put("GOV.PUB.1", 52)
    book.page.title, book.hidden.title = "Punya saya", "lain"
    book.book.move_sheet(book.page, -1)
    book.page.insert_cols(1)
    book.page.insert_rows(1, 3)
    found = planned(scene, book.content)
    assert not found.faults
    assert [line.node.code for line in found.lines] == ["GOV.PUB.1"]


def test_a_code_twice_an_unknown_code_merged_cells_and_a_removed_line(scene):
    book = Book(written(scene))
    book.page[f"A{book.row('GOV.PUB.2')}"] = "GOV.PUB.1"
    book.page[f"A{book.row('GOV.BUR.1')}"] = "LAIN.1"
    book.page.merge_cells(f"F{book.row('ENV.WAS.1')}:F{book.row('ENV.WAS.2')}")
    places = {fault.where.rpartition("!")[2][0] for fault in planned(scene, book.content).faults}
    assert places == {"A", "F"}
    book = Book(written(scene)).put("GOV.PUB.1", 52)
    book.page.delete_rows(book.row("ENV.WAS.2"))
    assert not planned(scene, book.content).faults


def test_other_regions_other_rounds_and_stripped_workbooks_are_named(scene):
    with pytest.raises(Invalid, match=r"(?i)tabanan|wilayah|kabupaten|kota|51\.02|region"):
        taken(scene, written(scene, "51.02"))
    other = actions.open_round(
        actor=actions.HOUSE, round=draft_round(scene.world, scene.round.instrument_version, title="Lain")
    )
    part = other.participations.get(region__code="51.01")
    foreign = sheet.render(queries.form_of(part, scene.coordinator), set(), DAY)
    with pytest.raises(Invalid, match="Lain"):
        taken(scene, foreign)
    book = Book(written(scene))
    book.book.remove(book.hidden)
    with pytest.raises(Invalid, match=r"."):
        taken(scene, book.content)
    book = Book(written(scene))
    book.hidden["B1"] = "{"
    with pytest.raises(Invalid, match=r"."):
        taken(scene, book.content)
    assert not WorkbookUpload.objects.exists()


def bombed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", " " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.xlsx"), (b"kode;nilai", "a.csv"), (b"PK\x03\x04rusak", "a.xlsx"), (bombed(), "a.xlsx"), (b"x", "a.xlsm")],
)
def test_files_that_are_no_harmless_workbook_are_refused(scene, content, name):
    with pytest.raises(Invalid):
        taken(scene, content, name=name)
    assert not WorkbookUpload.objects.exists()


def test_macros_and_doctypes_are_refused(scene):
    for part, text in (
        ("xl/vbaProject.bin", b"x"),
        ("xl/theme/other.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ):
        out = io.BytesIO(written(scene))
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(part, text)
        with pytest.raises(Invalid):
            taken(scene, out.getvalue())


def test_a_web_edit_in_between_is_shown_beside_and_chosen(scene):
    scene.fill()
    content = Book(written(scene)).put("GOV.PUB.1", 60).put("GOV.PUB.2", 5).content
    officer = scene.person("officer", "51.01")
    actions.save_answer(actor=officer, answer=scene.answer("GOV.PUB.1"), value="70")
    actions.save_answer(actor=officer, answer=scene.answer("GOV.PUB.2"), narrative="lain dari nilai")
    upload = taken(scene, content)
    found = plan.plan_of(upload, scene.coordinator)
    assert [line.node.code for line in found.conflicts] == ["GOV.PUB.1"]
    version = found.conflicts[0].answer.version
    for choices in ({}, {"GOV.PUB.1": ["sheet", version - 1]}, {"GOV.PUB.2": ["sheet", version]}):
        with pytest.raises(Invalid):
            apply_workbook(actor=scene.coordinator, upload=upload, choices=choices)
    assert scene.answer("GOV.PUB.2").value == 3
    done = apply_workbook(actor=scene.coordinator, upload=upload, choices={"GOV.PUB.1": ["saved", version]})
    assert done.result["kept"] == 1
    assert (scene.answer("GOV.PUB.1").value, scene.answer("GOV.PUB.2").value) == (70, 5)
    assert scene.answer("GOV.PUB.2").narrative == "lain dari nilai"


def test_lines_that_are_not_the_persons_are_locked_and_refused(scene):
    Membership.objects.filter(person=scene.person("dimension_lead", "51.01")).update(dimension="ENV")
    lead = scene.person("dimension_lead", "51.01")
    book = Book(written(scene, person=lead))
    assert book.page[f"F{book.row('GOV.PUB.1')}"].protection.locked
    book.put("GOV.PUB.1", 40)
    assert [fault.where for fault in planned(scene, book.content, lead).faults] == [book.at("GOV.PUB.1")]


def test_who_may_not(scene):
    content = Book(written(scene)).put("GOV.PUB.1", 52).content
    with pytest.raises(Refused):
        taken(scene, content, scene.person("leader", "51.01"))
    for stranger in (scene.person("region_coordinator", "51.02"), scene.person("province_coordinator", "52")):
        with pytest.raises(NotFound):
            taken(scene, content, stranger)
    upload = taken(scene, content)
    with pytest.raises(Refused):
        apply_workbook(actor=scene.person("officer", "51.01"), upload=upload)
    with pytest.raises(NotFound):
        apply_workbook(actor=scene.owner, upload=upload)
    drop_workbook(actor=scene.coordinator, upload=upload)
    with pytest.raises(Invalid):
        apply_workbook(actor=scene.coordinator, upload=upload)
    scene.send()
    with pytest.raises(Invalid):
        taken(scene, content)


def test_the_pages_carry_it_through(scene):
    client = client_of(scene.coordinator)
    args = [scene.round.pk, "51.01"]
    assert reverse("assessment:workbook", args=args) in client.get(reverse("assessment:cover", args=args)).text
    got = client.get(reverse("assessment:workbook_download", args=args))
    book = Book(got.content).put("GOV.PUB.1", 52).put("GOV.PUB.2", "<script>", NARRATIVE)
    address = reverse("assessment:workbook", args=args)
    assert client.post(address, {}).status_code == 422
    sent = client.post(address, {"file": SimpleUploadedFile("isian.xlsx", book.content)}, follow=True)
    assert sent.status_code == 200
    assert "&lt;script&gt;" in sent.text
    assert "<script>alert" not in sent.text
    upload = WorkbookUpload.objects.get()
    assert client.post(reverse("assessment:workbook_drop", args=[*args, 10**9])).status_code == 404
    for _twice in range(2):
        done = client.post(reverse("assessment:workbook_apply", args=[*args, upload.pk]))
        assert done.status_code == 302
    assert scene.answer("GOV.PUB.1").value == 52
    assert client.get(address).status_code == 200
    assert client.get(reverse("assessment:workbook_preview", args=[*args, upload.pk])).status_code == 200


def test_planning_asks_the_same_number_of_queries_for_any_number_of_lines(scene, django_assert_max_num_queries):
    book = Book(written(scene))
    for code, value in {"GOV.PUB.1": 52, "GOV.PUB.2": 3, "GOV.BUR.1": "Ya", "ENV.WAS.1": 15, "ENV.WAS.2": 62}.items():
        book.put(code, value)
    upload = taken(scene, book.content)
    with django_assert_max_num_queries(8):
        assert len(plan.plan_of(upload, scene.coordinator).lines) == 5
