"""A document as DOCX for people who go on writing in Word: real heading styles, fields and repeated table heads.

The styles name Plus Jakarta Sans, which is not embedded: where it is not installed Word takes a font of its own. Charts
are PNG made from the same SVG as the PDF's. The same document gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from . import word_xml
from .archive import steady
from .blocks import (
    UNTITLED,
    Block,
    BulletList,
    Chapter,
    Document,
    Figure,
    Guidance,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Table,
)
from .drawing import render_svg
from .pdf import svg_to_png
from .wording import LABELS, SIMULATION_MARK, clean, format_date

FONT = "Plus Jakarta Sans"
INK, INK_2, INK_3, NILA = (RGBColor.from_string(c) for c in ("171A21", "3D424D", "5A606C", "274C8B"))
LINE, LINE_STRONG, WASH = "E2E2DB", "CBCBC2", "F1F4F9"
TEXT_WIDTH = Cm(16.2)
LANGUAGE_CODES = {"id": "id-ID", "en": "en-GB"}
ALIGNMENTS = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def render_docx(document: Document, *, fonts: Path | None = None) -> bytes:
    """`document` as DOCX. `fonts` as in `render_pdf`, for the charts only. Raises FontsMissing as it does."""
    writer = _Writer(document, fonts)
    writer.write()
    out = io.BytesIO()
    writer.word.save(out)
    return steady(out.getvalue(), document.as_of)


class _Writer:
    """One document on its way into Word."""

    def __init__(self, document: Document, fonts: Path | None) -> None:
        self.document, self.fonts = document, fonts
        self.labels = LABELS[document.language]
        self.word: WordDocument = docx.Document()
        self.bookmarks = 0
        self.captions = {"table": 0, "figure": 0}
        self.list_id = 0

    def write(self) -> None:
        word_xml.set_styles(self.word, LANGUAGE_CODES[self.document.language])
        self._set_properties()
        self._write_cover()
        body = self.word.add_section(WD_SECTION.NEW_PAGE)
        self._set_header_and_footer(body)
        self._write_contents()
        for chapter in self.document.chapters:
            self._write_chapter(chapter)

    # ── frame ──

    def _set_properties(self) -> None:
        properties = self.word.core_properties
        properties.title = clean(self.document.title)[:255]
        properties.subject = clean(self.document.subtitle)[:255]
        properties.author = clean(self.document.publisher)[:255]
        properties.keywords = clean(", ".join(self.document.keywords))[:255]
        properties.comments = SIMULATION_MARK if self.document.simulated else ""
        properties.language = LANGUAGE_CODES[self.document.language]
        word_xml.update_fields_on_opening(self.word)

    def _write_cover(self) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin, section.bottom_margin = Cm(2.9), Cm(2.6)
        if self.document.simulated:
            self._write_mark(section.header.paragraphs[0])
        self._paragraph(self.document.publisher, "Cover Note", bold=True)
        spacer = self._paragraph(self.document.edition_label, "Cover Note")
        spacer.paragraph_format.space_before = Pt(150)
        self._paragraph(self.document.title, "Title")
        if self.document.subtitle:
            self._paragraph(self.document.subtitle, "Subtitle")
        if self.document.simulated:
            self._write_mark(self.word.add_paragraph(style="Cover Note"))
        if self.document.cover:
            self._write_cover_fields()

    def _write_cover_fields(self) -> None:
        self.word.add_paragraph().paragraph_format.space_before = Pt(120)
        table = self.word.add_table(rows=0, cols=2)
        table.autofit = False
        for label, value in self.document.cover:
            cells = table.add_row().cells
            for cell, words, width, colour in zip(cells, (label, value), (Cm(4.2), Cm(12)), (INK_3, INK), strict=True):
                cell.width = width
                cell.paragraphs[0].style = "Table Text"
                word_xml.add_text(cell.paragraphs[0], words, color=colour)
        word_xml.set_column_widths(table, (Cm(4.2), Cm(12)))

    def _set_header_and_footer(self, section: Any) -> None:
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        head = section.header.paragraphs[0]
        head.style = "Header"
        word_xml.set_tabs(head)
        word_xml.add_text(head, self.document.title)
        word_xml.add_text(head, "\t" + self.document.edition_label, tabs=True)
        word_xml.set_border(head, "bottom", LINE_STRONG)
        if self.document.simulated:
            self._write_mark(section.header.add_paragraph())
        foot = section.footer.paragraphs[0]
        foot.style = "Footer"
        word_xml.set_tabs(foot)
        as_of = format_date(self.document.as_of, self.document.language)
        word_xml.add_text(foot, f"{self.labels['as_of']} {as_of}\t{self.labels['page']} ", tabs=True)
        word_xml.add_field(foot, "PAGE", "1")
        word_xml.add_text(foot, f" {self.labels['of']} ")
        word_xml.add_field(foot, "NUMPAGES", "1")

    def _write_mark(self, paragraph: WordParagraph) -> None:
        paragraph.style = "Simulation Mark"
        word_xml.add_text(paragraph, SIMULATION_MARK)

    def _write_contents(self) -> None:
        """A TOC field. Its first result lists the headings, so that a reader that updates no fields shows them too."""
        self._paragraph(self.labels["contents"], "Contents Title")
        entries = list(self._headings())
        first = self.word.add_paragraph(style="Table Text")
        word_xml.begin_field(first, r'TOC \o "1-3" \h \z \u')
        word_xml.add_text(first, self.labels["update_contents"], color=INK_3)
        last = first
        for number, (level, words) in enumerate(entries, 1):
            last = self.word.add_paragraph(style=f"TOC {level}")
            word_xml.add_anchor_link(last, f"_Toc{number:06d}", words)
        word_xml.end_field(last)

    def _headings(self) -> Iterator[tuple[int, str]]:
        """Level and numbered text of every heading, as Word will number them."""
        counts = [0, 0, 0]
        for chapter in self.document.chapters:
            headings = [(block.level, block.text) for block in chapter.outlined() if isinstance(block, Heading)]
            for level, words in [(1, chapter.title.strip() or UNTITLED), *headings]:
                counts[level - 1] += 1
                counts[level:] = [0] * (3 - level)
                number = ".".join(str(count) for count in counts[:level])
                yield level, f"{number}  {clean(words)}"

    # ── blocks ──

    def _write_chapter(self, chapter: Chapter) -> None:
        self._write_heading(1, chapter.title.strip() or UNTITLED)
        for block in chapter.outlined():
            self._write_block(block)

    def _write_block(self, block: Block) -> None:
        match block:
            case Heading():
                self._write_heading(block.level, block.text)
            case Paragraph():
                word_xml.add_runs(self.word.add_paragraph(style="Body Text"), block.runs)
            case BulletList():
                style = "List Number" if block.ordered else "List Bullet"
                for number, item in enumerate(block.items):
                    paragraph = self.word.add_paragraph(style=style)
                    if block.ordered:
                        self._restart_numbering(paragraph, number)
                    word_xml.add_runs(paragraph, item)
            case Table():
                self._write_table(block)
            case Figure():
                self._write_figure(block)
            case Guidance():
                self._write_guidance(block)
            case KeyFigures():
                self._write_key_figures(block)
            case PageBreak():
                self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _write_heading(self, level: int, words: str) -> None:
        self.bookmarks += 1
        paragraph = self.word.add_paragraph(style=f"Heading {level}")
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), f"_Toc{self.bookmarks:06d}")
        paragraph._p.append(start)
        word_xml.add_text(paragraph, words)
        paragraph._p.append(end)

    def _restart_numbering(self, paragraph: WordParagraph, number: int) -> None:
        """Each ordered list counts from one: a numbering instance of its own, as Word itself makes."""
        numbering = self.word.part.numbering_part.element
        if number == 0:
            style = self.word.styles["List Number"].element
            base = style.pPr.numPr.numId.val
            abstract = numbering.num_having_numId(base).abstractNumId.val
            instance = numbering.add_num(abstract)
            instance.add_lvlOverride(ilvl=0).add_startOverride(1)
            self.list_id = instance.numId
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self.list_id

    def _write_caption(self, kind: str, words: str, *, keep_next: bool) -> None:
        paragraph = self.word.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = keep_next
        word_xml.add_text(paragraph, f"{self.labels[kind]} ", bold=True)
        self.captions[kind] += 1
        word_xml.add_field(paragraph, f"SEQ {self.labels[kind]} \\* ARABIC", str(self.captions[kind]), bold=True)
        word_xml.add_text(paragraph, ". ", bold=True)
        word_xml.add_text(paragraph, words)

    def _write_source(self, source: str) -> None:
        if source:
            self._paragraph(f"{self.labels['source']}: {source}", "Source Note")

    def _write_table(self, block: Table) -> None:
        self._write_caption("table", block.caption, keep_next=True)
        table = self.word.add_table(rows=1, cols=len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        head = table.rows[0]
        word_xml.mark_as_head(head)
        for cell, column in zip(head.cells, block.columns, strict=True):
            self._fill_cell(cell, column.title, column.align, bold=True, colour=INK_2)
            word_xml.set_cell_border(cell, "5A606C")
        for row in block.rows:
            cells = table.add_row().cells
            for cell, column, words in zip(cells, block.columns, row, strict=True):
                self._fill_cell(cell, words, column.align)
                word_xml.set_cell_border(cell, LINE)
        for line in table.rows:
            word_xml.keep_row_together(line)
        word_xml.set_column_widths(table, word_xml.shares(block))
        self._write_source(block.source)
        if not block.source:
            self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def _fill_cell(
        self, cell: Any, words: str, align: str, *, bold: bool = False, colour: RGBColor | None = None
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "Table Text"
        paragraph.alignment = ALIGNMENTS[align]
        word_xml.add_text(paragraph, words, bold=bold, color=colour)

    def _write_figure(self, block: Figure) -> None:
        svg = render_svg(block.chart, simulated=self.document.simulated, language=self.document.language)
        picture = svg_to_png(svg, width_cm=16.2, fonts=self.fonts)
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=TEXT_WIDTH)
        about = shape._inline.docPr
        about.set("descr", block.chart.alt)
        about.set("title", clean(block.chart.title))
        self._write_caption("figure", block.caption, keep_next=bool(block.source))
        self._write_source(block.source)

    def _write_guidance(self, block: Guidance) -> None:
        lines = [(self.labels["guidance"], True), (self.labels["guidance_note"], False)]
        for words, bold in lines:
            word_xml.add_text(self.word.add_paragraph(style="Guidance"), words, bold=bold, color=NILA if bold else None)
        for question in block.questions:
            word_xml.add_text(self.word.add_paragraph(style="Guidance"), f"•  {question}")
        self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def _write_key_figures(self, block: KeyFigures) -> None:
        for start in range(0, len(block.figures), 4):
            figures = block.figures[start : start + 4]
            table = self.word.add_table(rows=1, cols=len(figures))
            for cell, figure in zip(table.rows[0].cells, figures, strict=True):
                word_xml.set_cell_border(cell, LINE_STRONG, sides=("top", "bottom"))
                cell.paragraphs[0].style = "Source Note"
                word_xml.add_text(cell.paragraphs[0], figure.label)
                word_xml.add_text(cell.add_paragraph(style="Key Figure"), figure.value)
                if figure.note:
                    word_xml.add_text(cell.add_paragraph(style="Source Note"), figure.note)
            self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def _paragraph(self, words: str, style: str, *, bold: bool = False) -> WordParagraph:
        paragraph = self.word.add_paragraph(style=style)
        word_xml.add_text(paragraph, words, bold=bold)
        return paragraph
