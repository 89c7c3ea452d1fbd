"""The main job: what it writes, that a second run changes nothing, and that a killed run is completed."""

from __future__ import annotations

import io
import json
import time

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from smartprovince.core import audit
from smartprovince.core.models import AuditEntry
from smartprovince.demo import people, reference, walk
from smartprovince.territory.models import Region

COVERAGE = {
    "2022-10-13": {"rule": "joined", "documented": 4, "possible": 5, "of": 9, "floor_met": "no"},
    "2023-12-31": {"rule": "joined", "documented": 6, "possible": 7, "of": 9, "floor_met": "no"},
    "2024-12-31": {"rule": "joined", "documented": 8, "possible": 9, "of": 9, "floor_met": "yes"},
}
FILES = {"masterplan.pdf", "masterplan.docx", "scores.csv", "scores.xlsx", "register.xlsx", "summary.json"}


@pytest.fixture
def walked(db, demo_day, settings, tmp_path):
    settings.DEMO = True
    walk.walk(tmp_path / "bali", started=time.perf_counter())
    return tmp_path / "bali"


def test_the_walk_of_bali(walked, capsys):
    """One test for all of it, since the walk takes seconds: files, figures, marks, trail, second run."""
    summary = json.loads((walked / "summary.json").read_text(encoding="utf-8"))
    assert {path.name for path in walked.iterdir()} == FILES
    assert (summary["province"], summary["as_of"], summary["simulated"]) == ("51", "2022-11-07", True)
    assert (summary["regions"], summary["subdimensions"], summary["indicators"]) == (9, 18, 72)
    assert summary["scale"] == [0, 100]
    assert summary["coverage"] == COVERAGE
    assert sorted(summary["scores"]) == [f"51.0{n}" for n in range(1, 9)] + ["51.71"]
    for score in summary["scores"].values():
        assert set(score) == {"total", "coverage", "GOV", "BRA", "ECO", "LIV", "SOC", "ENV"}
        dimensions = [score[code] for code in ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV")]
        assert score["total"] == pytest.approx(sum(dimensions) / 6, abs=0.01)
    _check_documents(walked, summary)

    rows = AuditEntry.objects.count()
    assert audit.verify().whole
    written = {path.name: path.stat().st_mtime_ns for path in walked.iterdir()}
    walk.walk(walked, started=time.perf_counter())
    assert AuditEntry.objects.count() == rows
    assert {path.name: path.stat().st_mtime_ns for path in walked.iterdir()} == written

    (walked / "masterplan.pdf").unlink()
    walk.walk(walked, started=time.perf_counter())
    assert (walked / "masterplan.pdf").exists()


def _check_documents(walked, summary):
    pdf = PdfReader(io.BytesIO((walked / "masterplan.pdf").read_bytes()))
    assert len(pdf.pages) == summary["masterplan"]["pages"]
    for page in pdf.pages:
        assert "BUKAN SITUS RESMI" in page.extract_text()
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    badung = f"{summary['scores']['51.03']['total']:.1f}".replace(".", ",")
    assert badung in text
    assert "bukan pedoman resmi" in text
    for name in ("scores.xlsx", "register.xlsx"):
        sheet = load_workbook(walked / name).worksheets[0]
        assert "DATA SIMULASI" in str(sheet["A1"].value)


def test_one_sign_in_for_each_role_of_the_demo(walked):
    from smartprovince.organisations.queries import demo_people
    from smartprovince.organisations.roles import Role

    assert {grant.role for grant in demo_people()} == set(Role.values)


def test_people_are_loaded_once(db, demo_day):
    reference.load_regions(walk.ACTOR)
    reference.load_ministry(walk.ACTOR)
    from smartprovince.instruments.actions import load_instruments

    load_instruments(actor=walk.ACTOR)
    bali = Region.objects.get(code="51")
    assert people.load_people(walk.ACTOR, bali) == people.load_people(walk.ACTOR, bali)
