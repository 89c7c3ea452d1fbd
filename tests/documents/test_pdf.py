from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from smartprovince.documents.blocks import (
    BulletList,
    Chapter,
    Column,
    Document,
    Figure,
    Guidance,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Run,
    Table,
)
from smartprovince.documents.charts import Chart
from smartprovince.documents.pdf import FontsMissing, render_pdf, svg_to_png
from smartprovince.documents.wording import SIMULATION_MARK

# What a person may type and Typst would act on, were it ever read as markup.
MARKUP = (
    '#import "x": *',
    "*bold* and _emph_",
    "$a^2 + b$",
    '] #panic("out")',
    "back\\slash \\ #",
    '#read("/etc/passwd")',
    "<label> @ref",
    "// comment /* more */",
    "= Heading",
    "- item",
    "`raw` ```typ #1```",
    "#{1 + 1}",
    "a -- b --- c ~ d ...",
    "\"quoted\" 'single'",
)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def claims_standards(pdf: bytes) -> bool:
    return b"pdfaid" in PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_data()


def words(text: str) -> str:
    """Extracted text without its line ends and double spaces, which depend on where a line broke."""
    return re.sub(r"\s+", " ", text)


def test_a_document_becomes_a_pdf_with_cover_contents_and_numbered_chapters(book: Document) -> None:
    text = [words(page) for page in pages(render_pdf(book))]

    assert "Rencana Induk Provinsi Cerdas" in text[0]
    assert "Pemerintah Provinsi Bali" in text[0]
    assert "Penyusun Diskominfos" in text[0]
    assert "Daftar isi" in text[1]
    assert re.search(r"1 ?Ringkasan[ .\u2060]* ?3 ", text[1])
    assert re.search(r"2\.1\.1 ?Rincian", text[1])
    assert "1 Ringkasan" in text[2]


def test_every_page_but_the_cover_carries_edition_title_and_page_n_of_n(book: Document) -> None:
    text = [words(page) for page in pages(render_pdf(book))]

    for number, page in enumerate(text[1:], 2):
        assert "Edisi kerja, bukan pedoman resmi" in page
        assert f"Halaman {number} dari {len(text)}" in page
        assert "Keadaan per 7 November 2022" in page


def test_a_simulated_document_says_so_on_every_page_and_in_every_chart(book: Document) -> None:
    text = [words(page) for page in pages(render_pdf(book))]

    assert all(page.count(SIMULATION_MARK) >= 2 for page in text)
    figures = sum(page.count(SIMULATION_MARK) - 2 for page in text[1:])
    assert figures == 5


def test_a_real_document_never_shows_the_simulation_mark(book: Document) -> None:
    assert "SIMULASI" not in "".join(pages(render_pdf(replace(book, simulated=False))))


def test_a_long_table_repeats_its_head_on_every_page_it_reaches(book: Document) -> None:
    with_rows = [page for page in map(words, pages(render_pdf(book))) if re.search(r"Daerah \d+ \d+,0", page)]

    assert len(with_rows) >= 3
    assert all("Daerah Skor Keterangan" in page for page in with_rows)
    assert sum(len(re.findall(r"Daerah \d+ \d+,0", page)) for page in with_rows) == 90


@pytest.mark.parametrize("typed", MARKUP)
def test_what_a_person_typed_comes_out_literally_from_every_place(
    book: Document, charts: dict[str, Chart], typed: str
) -> None:
    blocks = (
        Heading(2, typed),
        Paragraph((Run(typed), Run(typed, bold=True), Run(typed, italic=True), Run(typed, link="https://example.id"))),
        BulletList.of(typed),
        Table(typed, (Column(typed),), ((typed,),), typed),
        Figure(replace(charts["meter"], unit=typed, required_label=""), typed, typed),  # type: ignore[call-arg]
        Guidance((typed,)),
        KeyFigures((KeyFigure(typed, typed, typed),)),
    )
    document = replace(
        book,
        title=typed,
        subtitle=typed,
        publisher=typed,
        edition_label=typed,
        cover=((typed, typed),),
        chapters=(Chapter(typed, blocks),),
    )
    pdf = render_pdf(document)
    found = words("\n".join(pages(pdf))).replace(" ", "")

    # cover 5 (title, subtitle, publisher, edition, field twice) + head twice a page + the blocks' 16 and contents' 2
    assert found.count(typed.replace(" ", "")) >= 5 + 16 + 2
    assert PdfReader(io.BytesIO(pdf)).metadata["/Title"] == typed  # type: ignore[index]


def test_control_characters_and_line_ends_do_no_harm(book: Document) -> None:
    document = replace(book, chapters=(Chapter("A", (Paragraph.of("satu\x00\x07\x1b\ud800\r\ndua"),)),))
    text = pages(render_pdf(document))[2]

    assert re.search(r"satu\s*\n\s*dua", text)


def test_the_pdf_is_tagged_archivable_and_says_language_title_date(book: Document) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(book)))
    root, about = reader.trailer["/Root"], reader.metadata
    xmp = root["/Metadata"].get_data().decode()

    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
    assert about is not None
    assert about["/Title"] == "Rencana Induk Provinsi Cerdas"
    assert about["/CreationDate"].startswith("D:20221107000000")
    assert re.search(r"pdfaid:part>2<", xmp)
    assert re.search(r"pdfaid:conformance>A<", xmp)
    assert re.search(r"pdfuaid:part>1<", xmp)


def test_every_chart_has_an_alternative_text(book: Document, charts: dict[str, Chart]) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(book)))
    alts = {
        str(obj["/Alt"])
        for number in range(1, int(reader.trailer["/Size"]))
        if isinstance(obj := reader.get_object(number), dict) and "/Alt" in obj
    }

    assert {chart.alt for chart in charts.values()} <= alts


def test_only_the_given_fonts_are_embedded(book: Document) -> None:
    reader = PdfReader(io.BytesIO(render_pdf(book)))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()  # type: ignore[union-attr]
    }

    assert {name for name in fonts if not name.startswith("PlusJakartaSans")} == set()
    assert {"PlusJakartaSans-Regular", "PlusJakartaSans-SemiBold", "PlusJakartaSans-Bold"} <= fonts
    assert "PlusJakartaSans-Italic" in fonts


def test_the_same_document_gives_the_same_bytes(book: Document) -> None:
    assert render_pdf(book) == render_pdf(book)


def test_a_character_no_font_has_does_not_stop_the_document(book: Document) -> None:
    document = replace(book, chapters=(Chapter("Aksara", (Paragraph.of("ᬩᬮᬶ 😀 Bali"),)),))
    reader = PdfReader(io.BytesIO(render_pdf(document)))

    assert "Bali" in reader.pages[2].extract_text()
    assert not claims_standards(render_pdf(document))  # none it does not keep


def test_an_almost_empty_document_is_still_a_document(book: Document) -> None:
    bare = Document(title="Kosong", chapters=(), as_of=book.as_of, simulated=False)
    odd = replace(
        bare,
        chapters=(
            Chapter("", (Paragraph(()), BulletList(()), KeyFigures(()), Guidance(()), Table("t", (Column("a"),), ()))),
        ),
    )

    assert len(pages(render_pdf(bare))) == 2
    assert len(pages(render_pdf(replace(bare, cover_only=True)))) == 1
    assert len(pages(render_pdf(odd))) == 3
    assert claims_standards(render_pdf(odd))


def test_a_heading_that_skips_a_level_is_lifted_and_the_pdf_stays_accessible(book: Document) -> None:
    blocks = (Heading(3, "Langsung tiga"), Heading(3, "Lagi"), Heading(2, ""))
    pdf = render_pdf(replace(book, chapters=(Chapter("Bab", blocks),)))

    assert "1.1 Langsung tiga 1.1.1 Lagi 1.2 –" in words(pages(pdf)[2])
    assert claims_standards(pdf)


def test_english_documents_speak_english(book: Document) -> None:
    text = words("\n".join(pages(render_pdf(replace(book, language="en")))))

    assert "Contents" in text
    assert "Page 2 of" in text
    assert "As of 7 November 2022" in text
    assert "Source: Diskominfos" in text


def test_missing_fonts_are_reported_with_the_command_that_makes_them(book: Document, tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match=r"frontend/build\.py"):
        render_pdf(book, fonts=tmp_path)


def test_an_svg_becomes_a_png_of_the_size_asked_for() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="200" height="100"/></svg>'
    png = svg_to_png(svg, width_cm=2.54, ppi=100)

    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (100, 50)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//host"])
def test_a_link_that_is_no_web_or_mail_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="cannot be a link"):
        Run("klik", link=address)


def test_a_table_with_a_short_row_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="row 2: 1 cells for 2 columns"):
        Table("t", (Column("a"), Column("b")), (("1", "2"), ("1",)))
