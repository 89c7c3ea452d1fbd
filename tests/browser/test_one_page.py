"""The province on one A4 page, as a browser prints it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.both


def test_the_province_prints_on_one_page(site, page, sign_in):
    sign_in(page, site.person("province_coordinator", "51"))
    page.goto("/kerja/dasbor/51/lembar/")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    text = " ".join(printed.pages[0].extract_text().split())
    assert len(printed.pages) == 1
    assert "Provinsi Bali" in text
    assert "Kota Denpasar" in text
    assert "BUKAN SITUS RESMI" in text
