from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from smartprovince.documents.blocks import BulletList, Chapter, Document, Paragraph
from smartprovince.documents.charts import Chart
from smartprovince.documents.docx import render_docx
from smartprovince.documents.wording import SIMULATION_MARK


@pytest.fixture
def rendered(book: Document) -> bytes:
    return render_docx(book)


@pytest.fixture
def word(rendered: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(rendered))


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_headings_are_real_heading_styles_in_order(word: docx.document.Document) -> None:
    headings = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]

    assert headings == [
        ("Heading 1", "Ringkasan"),
        ("Heading 1", "Kesiapan"),
        ("Heading 2", "Kondisi"),
        ("Heading 3", "Rincian"),
    ]


def test_headings_are_numbered_by_word_itself(rendered: bytes) -> None:
    numbering = part(rendered, "word/numbering.xml")

    assert re.search(r'w:pStyle w:val="Heading2"/>.*?w:lvlText w:val="%1\.%2"', numbering)


def test_the_contents_field_updates_and_already_lists_every_heading(word: docx.document.Document) -> None:
    xml = word.element.xml

    assert r'TOC \o "1-3" \h \z \u' in xml
    assert word.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    listed = [p._p.xpath("string(.)") for p in word.paragraphs if p.style.name.startswith("TOC ")]
    assert listed == ["1  Ringkasan", "2  Kesiapan", "2.1  Kondisi", "2.1.1  Rincian"]
    anchors = set(re.findall(r'w:anchor="(\w+)"', xml))
    assert anchors == set(re.findall(r'w:bookmarkStart [^>]*w:name="(\w+)"', xml))


def test_every_field_that_begins_also_ends(rendered: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered)) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name):
                kinds = re.findall(r'fldCharType="(\w+)"', archive.read(name).decode())
                assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_table_heads_repeat_and_rows_stay_together(word: docx.document.Document) -> None:
    table = next(table for table in word.tables if table.rows[0].cells[0].text == "Daerah")

    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 91
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[90].cells] == ["Daerah 90", "90,0", "Dokumen lengkap"]


def test_captions_are_numbered_by_fields_and_sources_follow(word: docx.document.Document) -> None:
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]

    assert captions[0].endswith("1. Gambar map")
    assert captions[4].endswith("5. Gambar radar")
    assert captions[5].endswith("1. Skor menurut daerah")
    assert "Sumber: Diskominfos" in [p.text for p in word.paragraphs]


def test_charts_are_png_with_alternative_text(rendered: bytes, charts: dict[str, Chart]) -> None:
    document = part(rendered, "word/document.xml")
    pictures = [n for n in zipfile.ZipFile(io.BytesIO(rendered)).namelist() if n.startswith("word/media/")]

    assert len(pictures) == 5
    assert all(name.endswith(".png") for name in pictures)
    for chart in charts.values():
        assert f'descr="{chart.alt}"' in document


def test_header_and_footer_carry_edition_pages_and_the_mark(word: docx.document.Document) -> None:
    cover, body = word.sections[0], word.sections[-1]
    head = " ".join(p.text for p in body.header.paragraphs)
    foot = body.footer._element.xml

    assert "Edisi kerja, bukan pedoman resmi" in head
    assert SIMULATION_MARK in head
    assert SIMULATION_MARK in cover.header.paragraphs[0].text
    assert " PAGE " in foot
    assert " NUMPAGES " in foot
    assert "Keadaan per 7 November 2022" in " ".join(p.text for p in body.footer.paragraphs)


def test_a_real_document_never_shows_the_simulation_mark(book: Document) -> None:
    data = render_docx(replace(book, simulated=False))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all(b"SIMULASI" not in archive.read(n) for n in archive.namelist() if n.endswith(".xml"))


def test_the_document_is_indonesian_for_the_spell_checker(rendered: bytes) -> None:
    languages = set(re.findall(r"<w:lang [^>]*>", part(rendered, "word/styles.xml")))

    assert languages == {'<w:lang w:val="id-ID" w:eastAsia="id-ID"/>'}
    assert "<dc:language>id-ID</dc:language>" in part(rendered, "docProps/core.xml")


def test_runs_keep_emphasis_and_links(word: docx.document.Document) -> None:
    paragraph = next(p for p in word.paragraphs if p.text.startswith("Program cepat"))

    assert [run.text for run in paragraph.runs if run.italic] == ["quick win"]
    assert [run.text for run in paragraph.runs if run.bold] == [" penting"]
    assert [(link.text, link.url) for link in paragraph.hyperlinks] == [("laman", "https://example.id/a?b=1&c=2")]


def test_control_characters_are_taken_out(book: Document) -> None:
    typed = "satu\x00\x0b\x1f\ud800 dua\ttiga"
    data = render_docx(replace(book, title=typed, chapters=(Chapter(typed, (Paragraph.of(typed),)),)))
    word = docx.Document(io.BytesIO(data))

    assert [p.text for p in word.paragraphs if p.style.name == "Body Text"] == ["satu dua tiga"]
    assert word.core_properties.title == "satu dua\ttiga"


def test_each_ordered_list_counts_from_one(book: Document) -> None:
    lists = (BulletList.of("a", "b", ordered=True), Paragraph.of("."), BulletList.of("c", ordered=True))
    word = docx.Document(io.BytesIO(render_docx(replace(book, chapters=(Chapter("A", lists),)))))
    numbers = [p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"]

    assert numbers[0] == numbers[1] != numbers[2]


def test_the_same_document_gives_the_same_bytes_and_no_clock_time(book: Document, rendered: bytes) -> None:
    assert render_docx(book) == rendered
    assert "2022-11-07T00:00:00Z" in part(rendered, "docProps/core.xml")
    assert {i.date_time[0] for i in zipfile.ZipFile(io.BytesIO(rendered)).infolist()} == {1980}
