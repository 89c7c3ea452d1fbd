"""The first walk, as a new user would take it: the sheet, the answers, the evidence, the verdicts, the publication, the
masterplan; each part by the person whose part it is, in one browser tab for each.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from smartprovince.assessment.models import Answer, Participation, ProofVerdict, Round
from smartprovince.core import audit
from smartprovince.movement.models import Milestone

from .conftest import DESK

pytestmark = pytest.mark.both

REGION = "51.01"
QUICK = "Cek cepat"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def sheet(rows: list[list[str]]) -> bytes:
    book = Workbook()
    page = book.active
    page.append(["Kode wilayah", "Kabupaten/Kota", "Nomor nota kesepakatan", "Tanggal nota kesepakatan"])
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(page: Page, rows: list[list[str]]) -> None:
    page.goto("/kerja/impor/")
    page.set_input_files("input[name=sheet]", {"name": "register.xlsx", "mimeType": XLSX, "buffer": sheet(rows)})
    page.get_by_role("button", name=re.compile("Unggah dan periksa|Upload and check")).click()


def test_the_first_walk(site, new_page, sign_in):
    import_the_sheet(new_page(DESK), site, sign_in)
    quick = Round.objects.get(title__startswith=QUICK)
    fill_attach_send(new_page(DESK), site, sign_in, quick)
    verify(new_page(DESK), site, sign_in, quick)
    publish(new_page(DESK), site, sign_in)
    download_the_masterplan(new_page(DESK), site, sign_in)
    audit.seal()
    assert audit.verify().whole


def import_the_sheet(page: Page, site, sign_in) -> None:
    """The province brings the paper that settles Klungkung: first a sheet with a fault, then the mended one, twice."""
    sign_in(page, site.person("province_coordinator", "51"))
    upload(page, [["51.05", "Kab. Klungkung", "12/SIM/2022", "31-02-2022"]])
    expect(page.locator("main")).to_contain_text("D2")
    assert not Milestone.objects.filter(region__code="51.05", kind="joined").exists()

    upload(page, [["51.05", "Kab. Klungkung", "12/SIM/2022", "21-04-2022"]])
    page.get_by_role("button", name=re.compile("Terapkan|Apply")).click()
    expect(page.locator("main")).to_contain_text("Klungkung")
    assert Milestone.objects.filter(region__code="51.05", kind="joined").count() == 1

    page.goto("/kerja/dasbor/")
    expect(page.locator(".cover__n b").first).to_have_text("5/9")


def fill_attach_send(page: Page, site, sign_in, quick: Round) -> None:
    """An officer fills in and attaches evidence; the coordinator of the kabupaten sends."""
    sign_in(page, site.person("officer", REGION))
    page.goto(f"/kerja/penilaian/{quick.pk}/{REGION}/")
    part = Participation.objects.get(round=quick, region__code=REGION)
    codes = [node.code for node in quick.instrument_version.nodes.order_by("order") if node.is_indicator]
    for number, code in enumerate(codes):
        page.goto(f"/kerja/penilaian/{quick.pk}/{REGION}/isi/{code}/")
        page.locator(f"input[name=value][value='{1 + number % 5}']").check()
        if number == 0:
            page.fill("textarea[name=narrative]", "Layanan <b>perizinan</b> selesai daring sejak Maret 2022.")
        page.locator(".savebar button[name=go]").click()
        page.wait_for_load_state()
    assert Answer.objects.filter(participation=part, value__isnull=False).count() == 18
    first = Answer.objects.get(participation=part, node__code=codes[0])
    assert first.narrative == "Layanan <b>perizinan</b> selesai daring sejak Maret 2022."

    page.goto(f"/kerja/penilaian/{quick.pk}/{REGION}/isi/{codes[0]}/")
    expect(page.locator("textarea[name=narrative]")).to_have_value(first.narrative)
    page.set_input_files("#id_file", {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(page.locator(".ev")).to_contain_text("laporan", timeout=20_000)

    sign_in(page, site.person("region_coordinator", REGION))
    page.goto(f"/kerja/penilaian/{quick.pk}/{REGION}/")
    page.get_by_role("button", name=re.compile("Kirim|Send")).click()
    page.wait_for_load_state()
    part.refresh_from_db()
    assert part.state == "sent"


def verify(page: Page, site, sign_in, quick: Round) -> None:
    """The assessor goes line by line: one answer is lowered with a reason, the rest accepted, then finishes."""
    sign_in(page, site.person("assessor"))
    page.goto(f"/kerja/penilaian/{quick.pk}/{REGION}/periksa/")
    codes = [node.code for node in quick.instrument_version.nodes.order_by("order") if node.is_indicator]
    for code in codes:
        page.goto(f"/kerja/penilaian/{quick.pk}/{REGION}/periksa/{code}/")
        outcome = "adjusted" if code == codes[4] else "accepted"
        page.locator(f"input[name=outcome][value={outcome}]").check()
        if code == codes[0]:
            judge_the_paper(page)
        if outcome == "adjusted":
            page.locator("#id_value").select_option("3")
            page.fill("#id_reason", "Bukti baru menunjukkan tingkat 3.")
        page.locator("main form.panel button.btn--p").click()
        page.wait_for_load_state()
    page.goto(f"/kerja/penilaian/{quick.pk}/{REGION}/periksa/")
    page.locator("form[action$='/periksa/selesai/'] button").click()
    page.wait_for_load_state()
    assert Participation.objects.get(round=quick, region__code=REGION).state == "verified"
    paper = ProofVerdict.objects.get(answer__participation__round=quick)
    assert (paper.outcome, paper.reason) == ("partly", "Hanya halaman 1 yang membuktikan.")


def judge_the_paper(page: Page) -> None:
    """The paper of the line gets its own verdict; the half-written words about the line stay where they are.

    Then it is changed, and nothing but the button of the line is pressed (by the caller): no dialog, nothing lost.
    """
    page.fill("#id_reason", "Belum selesai ditulis")
    page.locator(".ev summary").click()
    outcome, words = page.locator(".ev select").first, page.locator(".ev textarea")
    outcome.select_option("accepted")
    page.get_by_role("button", name=re.compile("Simpan putusan atas dokumen|Keep the verdict on this paper")).click()
    expect(page.locator(".ev .badge--ok")).to_be_visible()
    expect(page.locator("#id_reason")).to_have_value("Belum selesai ditulis")
    page.locator(".ev summary").click()
    outcome.select_option("partly")
    words.fill("Hanya halaman 1 yang membuktikan.")
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog before leaving: {dialog.type}"))


def publish(page: Page, site, sign_in) -> None:
    """A region consents to its scores, the owner publishes; a neighbour that has not consented stays unnamed."""
    scored = Round.objects.get(title__startswith="Katalog")
    sign_in(page, site.person("region_coordinator", REGION))
    page.goto(f"/kerja/penilaian/{scored.pk}/{REGION}/")
    page.locator("form[action$='/persetujuan/'] button.btn--p").click()
    page.wait_for_load_state()
    assert Participation.objects.get(round=scored, region__code=REGION).has_consented

    sign_in(page, site.person("province_coordinator", "51"))
    page.goto(f"/kerja/penilaian/{scored.pk}/")
    page.locator("form[action$='/langkah/terbitkan/'] button").click()
    page.wait_for_load_state()
    scored.refresh_from_db()
    assert scored.state == "published"

    sign_in(page, site.person("region_coordinator", "51.02"))
    page.goto(f"/kerja/penilaian/{scored.pk}/hasil/")
    names = page.locator(".heat tbody th").all_inner_texts()
    assert "Kab. Jembrana" in names
    assert "Kab. Klungkung" not in names


def download_the_masterplan(page: Page, site, sign_in) -> None:
    sign_in(page, site.person("province_coordinator", "51"))
    page.goto("/kerja/masterplan/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF", exact=True).first.click()
    content = Path(waiting.value.path()).read_bytes()
    text = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "Rencana Induk Smart Province Bali" in text
    assert "BUKAN SITUS RESMI" in text
