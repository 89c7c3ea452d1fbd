"""A region's workbook goes through LibreOffice and back: opened, saved by it, uploaded, applied without loss.

The last test carries a region from such a workbook to the published score, a different person for each part.
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook
from tools import office

from smartprovince.assessment import actions, results
from smartprovince.assessment.models import Round
from smartprovince.assessment.objections.actions import decide_objection, raise_objection
from smartprovince.assessment.panel.actions import give_reading, moderate_verdict
from smartprovince.assessment.story.queries import story_of
from smartprovince.assessment.workbook.actions import apply_workbook
from smartprovince.assessment.workbook.plan import plan_of
from smartprovince.core import audit, clock
from tests.assessment.conftest import VALUES, _today, appoint, scene, version  # noqa: F401
from tests.assessment.test_workbook import Book, taken, written

PDF = b"%PDF-1.4\n%%EOF\n"

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


def test_from_the_workbook_to_the_published_score(scene):  # noqa: F811
    """Filled off line, sent, read twice, settled, disputed, decided by another, published; its story tells it all."""
    line = "GOV.PUB.1"
    Round.objects.update(readings=2)
    officer, coordinator, owner = scene.person("officer", "51.01"), scene.coordinator, scene.owner
    book = Book(written(scene)).put(line, 33.3).put("GOV.PUB.2", 4).put("GOV.BUR.1", "Ya")
    book.put("ENV.WAS.1", 15).put("ENV.WAS.2", 62.5)
    upload = taken(scene, office.resave(book.content), officer)
    apply_workbook(actor=officer, upload=upload)
    actions.send_participation(actor=coordinator, participation=scene.participation())

    first, second, third, fourth = [scene.assessor, *(appoint(scene.world, round_id=scene.round.pk) for _n in range(3))]
    for assessor in (first, second):
        for code in VALUES:
            rejected = {"outcome": "rejected", "reason_code": "no_steps"}
            given = rejected if assessor == second and code == line else {"outcome": "accepted"}
            give_reading(actor=assessor, answer=scene.answer(code), **given)
    moderate_verdict(actor=third, answer=scene.answer(line), outcome="adjusted", value="20", reason="Hanya sebagian")
    actions.finish_verification(actor=third, participation=scene.participation())
    actions.begin_verification(actor=owner, round=scene.fresh_round())
    actions.close_round(actor=owner, round=scene.fresh_round())
    actions.compute_result(actor=owner, round=scene.fresh_round())
    region = scene.participation().region
    before = results.results_of(scene.fresh_round(), owner, region=region).score_of("51.01", line)

    Round.objects.update(objection_from=date(2022, 11, 5), objection_until=date(2022, 11, 12))
    made = raise_objection(
        actor=coordinator, answer=scene.answer(line), reason="Lihat halaman 3", content=PDF, file_name="baru.pdf"
    )
    decide_objection(actor=fourth, objection=made, uphold=True, decision="Langkahnya ada", outcome="accepted")
    with clock.pinned(date(2022, 11, 13)):
        actions.compute_result(actor=owner, round=scene.fresh_round())
        actions.publish_result(actor=owner, round=scene.fresh_round())
    after = results.results_of(scene.fresh_round(), owner, region=region).score_of("51.01", line)
    assert (before, after) == (pytest.approx(20.0), pytest.approx(33.3))

    with translation.override("en"):
        told = [(event.words, event.after) for event in story_of(scene.answer(line), coordinator) if event.counts]
    assert told == [
        (f"{officer} took over the answer from a spreadsheet.", Decimal("33.3")),
        (f"{coordinator} sent the answers of the region to the assessors.", Decimal("33.3")),
        (f"{third} settled the differing readings: adjusted.", Decimal("20")),
        (f"{fourth} granted the objection: accepted.", Decimal("33.3")),
    ]
    while audit.seal():
        pass
    assert audit.verify().whole


def test_without_an_office_suite_the_test_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(office, "find", lambda: None)
    with pytest.raises(office.NoOffice, match="apt-get install libreoffice-calc"):
        office.path()
