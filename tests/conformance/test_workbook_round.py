"""A region's workbook goes through LibreOffice and back: opened, saved by it, uploaded, applied without loss."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from tools import office

from smartprovince.assessment.workbook.actions import apply_workbook
from smartprovince.assessment.workbook.plan import plan_of
from tests.assessment.conftest import _today, scene, version  # noqa: F401
from tests.assessment.test_workbook import Book, taken, written

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("office")]


def test_an_untouched_workbook_comes_back_from_libreoffice_as_no_change(scene):  # noqa: F811
    scene.fill()
    found = plan_of(taken(scene, office.resave(written(scene))), scene.coordinator)
    assert (found.lines, found.faults, found.unchanged) == ([], [], 5)


def test_a_filled_workbook_survives_libreoffice(scene):  # noqa: F811
    book = Book(written(scene)).put("GOV.PUB.1", 33.333333).put("GOV.PUB.2", 4).put("GOV.BUR.1", "Tidak")
    book.put("ENV.WAS.1", 1234.5).put("ENV.WAS.2", "belum diukur", "H").put("GOV.PUB.2", "baris satu\nbaris dua", "G")
    saved = office.resave(book.content)
    again = load_workbook(io.BytesIO(saved))
    page, hidden = again.worksheets[1], again.worksheets[2]
    assert page.protection.sheet
    assert hidden.sheet_state in ("hidden", "veryHidden")
    row = book.row("GOV.PUB.2")
    assert not page[f"F{row}"].protection.locked
    assert page[f"A{row}"].protection.locked
    kinds = {rule.type for rule in page.data_validations.dataValidation}
    assert {"list", "decimal"} <= kinds

    upload = taken(scene, saved)
    assert not plan_of(upload, scene.coordinator).faults
    done = apply_workbook(actor=scene.coordinator, upload=upload)
    assert done.result["changed"] == 5
    found = {a.node.code: (a.value, a.not_available, a.narrative) for a in scene.participation().answers.all()}
    assert found == {
        "GOV.PUB.1": (Decimal("33.333333"), "", ""),
        "GOV.PUB.2": (Decimal(4), "", "baris satu\nbaris dua"),
        "GOV.BUR.1": (Decimal(0), "", ""),
        "ENV.WAS.1": (Decimal("1234.5"), "", ""),
        "ENV.WAS.2": (None, "belum diukur", ""),
    }


def test_without_an_office_suite_the_test_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(office, "find", lambda: None)
    with pytest.raises(office.NoOffice, match="apt-get install libreoffice-calc"):
        office.path()
