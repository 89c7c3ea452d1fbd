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
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

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
    Run,
    Table,
)
from .charts import render_svg
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
        _set_styles(self.word, LANGUAGE_CODES[self.document.language])
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
        _update_fields_on_opening(self.word)

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
                _add_text(cell.paragraphs[0], words, color=colour)
        _set_column_widths(table, (Cm(4.2), Cm(12)))

    def _set_header_and_footer(self, section: Any) -> None:
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        head = section.header.paragraphs[0]
        head.style = "Header"
        _set_tabs(head)
        _add_text(head, self.document.title)
        _add_text(head, "\t" + self.document.edition_label, tabs=True)
        _set_border(head, "bottom", LINE_STRONG)
        if self.document.simulated:
            self._write_mark(section.header.add_paragraph())
        foot = section.footer.paragraphs[0]
        foot.style = "Footer"
        _set_tabs(foot)
        as_of = format_date(self.document.as_of, self.document.language)
        _add_text(foot, f"{self.labels['as_of']} {as_of}\t{self.labels['page']} ", tabs=True)
        _add_field(foot, "PAGE", "1")
        _add_text(foot, f" {self.labels['of']} ")
        _add_field(foot, "NUMPAGES", "1")

    def _write_mark(self, paragraph: WordParagraph) -> None:
        paragraph.style = "Simulation Mark"
        _add_text(paragraph, SIMULATION_MARK)

    def _write_contents(self) -> None:
        """A TOC field. Its first result lists the headings, so that a reader that updates no fields shows them too."""
        self._paragraph(self.labels["contents"], "Contents Title")
        entries = list(self._headings())
        first = self.word.add_paragraph(style="Table Text")
        _begin_field(first, r'TOC \o "1-3" \h \z \u')
        _add_text(first, self.labels["update_contents"], color=INK_3)
        last = first
        for number, (level, words) in enumerate(entries, 1):
            last = self.word.add_paragraph(style=f"TOC {level}")
            _add_anchor_link(last, f"_Toc{number:06d}", words)
        _end_field(last)

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
                _add_runs(self.word.add_paragraph(style="Body Text"), block.runs)
            case BulletList():
                style = "List Number" if block.ordered else "List Bullet"
                for number, item in enumerate(block.items):
                    paragraph = self.word.add_paragraph(style=style)
                    if block.ordered:
                        self._restart_numbering(paragraph, number)
                    _add_runs(paragraph, item)
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
        _add_text(paragraph, words)
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
        _add_text(paragraph, f"{self.labels[kind]} ", bold=True)
        self.captions[kind] += 1
        _add_field(paragraph, f"SEQ {self.labels[kind]} \\* ARABIC", str(self.captions[kind]), bold=True)
        _add_text(paragraph, ". ", bold=True)
        _add_text(paragraph, words)

    def _write_source(self, source: str) -> None:
        if source:
            self._paragraph(f"{self.labels['source']}: {source}", "Source Note")

    def _write_table(self, block: Table) -> None:
        self._write_caption("table", block.caption, keep_next=True)
        table = self.word.add_table(rows=1, cols=len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        head = table.rows[0]
        _mark_as_head(head)
        for cell, column in zip(head.cells, block.columns, strict=True):
            self._fill_cell(cell, column.title, column.align, bold=True, colour=INK_2)
            _set_cell_border(cell, "5A606C")
        for row in block.rows:
            cells = table.add_row().cells
            for cell, column, words in zip(cells, block.columns, row, strict=True):
                self._fill_cell(cell, words, column.align)
                _set_cell_border(cell, LINE)
        for line in table.rows:
            _keep_row_together(line)
        _set_column_widths(table, _shares(block))
        self._write_source(block.source)
        if not block.source:
            self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def _fill_cell(
        self, cell: Any, words: str, align: str, *, bold: bool = False, colour: RGBColor | None = None
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = "Table Text"
        paragraph.alignment = ALIGNMENTS[align]
        _add_text(paragraph, words, bold=bold, color=colour)

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
            _add_text(self.word.add_paragraph(style="Guidance"), words, bold=bold, color=NILA if bold else None)
        for question in block.questions:
            _add_text(self.word.add_paragraph(style="Guidance"), f"•  {question}")
        self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def _write_key_figures(self, block: KeyFigures) -> None:
        for start in range(0, len(block.figures), 4):
            figures = block.figures[start : start + 4]
            table = self.word.add_table(rows=1, cols=len(figures))
            for cell, figure in zip(table.rows[0].cells, figures, strict=True):
                _set_cell_border(cell, LINE_STRONG, sides=("top", "bottom"))
                cell.paragraphs[0].style = "Source Note"
                _add_text(cell.paragraphs[0], figure.label)
                _add_text(cell.add_paragraph(style="Key Figure"), figure.value)
                if figure.note:
                    _add_text(cell.add_paragraph(style="Source Note"), figure.note)
            self.word.add_paragraph().paragraph_format.space_after = Pt(2)

    def _paragraph(self, words: str, style: str, *, bold: bool = False) -> WordParagraph:
        paragraph = self.word.add_paragraph(style=style)
        _add_text(paragraph, words, bold=bold)
        return paragraph


def _update_fields_on_opening(word: WordDocument) -> None:
    """So that Word fills in page numbers and contents (it asks first)."""
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    settings = word.settings.element
    later = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr", "themeFontLang")
    place = next((element for element in settings if element.tag.rpartition("}")[2] in later), None)
    if place is None:
        settings.append(update)
    else:
        place.addprevious(update)


# ── styles ───────────────────────────────────────────────────────────────────


def _set_styles(word: WordDocument, language: str) -> None:
    _style(word, "Normal", 10, INK, after=6, line=1.35)
    _style(word, "Body Text", 10, INK, after=6, line=1.35)
    _style(word, "Heading 1", 20, INK, before=0, after=10, bold=True, line=1.1).page_break_before = True
    _style(word, "Heading 2", 13.5, INK, before=16, after=6, bold=True, line=1.15)
    _style(word, "Heading 3", 11, INK, before=12, after=4, bold=True, line=1.15)
    _style(word, "Title", 30, INK, before=10, after=8, bold=True, line=1.05)
    _style(word, "Subtitle", 14, INK_2, after=14)
    _style(word, "Caption", 9, INK_2, before=8, after=4)
    _style(word, "Header", 8, INK_3, after=0)
    _style(word, "Footer", 8, INK_3, after=0)
    _style(word, "List Bullet", 10, INK, after=3, line=1.3)
    _style(word, "List Number", 10, INK, after=3, line=1.3)
    _style(word, "Cover Note", 11, INK_2, after=4)
    _style(word, "Contents Title", 20, INK, after=10, bold=True)
    _style(word, "Table Text", 8.75, INK, before=2, after=2, line=1.15)
    _style(word, "Source Note", 8, INK_3, before=2, after=8)
    _style(word, "Key Figure", 16, INK, after=0, bold=True, line=1.1)
    _style(word, "Simulation Mark", 8.5, INK_2, before=3, after=0, bold=True)
    guidance = _style(word, "Guidance", 9.25, INK_2, before=0, after=0, line=1.4)
    _set_box(guidance, WASH)
    for level in (1, 2, 3):
        toc = _style(word, f"TOC {level}", 10, INK, after=2, bold=level == 1)
        toc.left_indent = Cm(0.7 * (level - 1))
    _strip_template(word)
    _number_headings(word)
    _set_language(word, language)


def _style(
    word: WordDocument,
    name: str,
    size: float,
    colour: RGBColor,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    line: float = 1.2,
) -> Any:
    """The named paragraph style, made if Word has none, set to our look; returns its paragraph format."""
    styles = word.styles
    style: Any = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):  # the template's theme fonts would win over a name
        if attribute.endswith(("Theme", "theme")):
            del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(before), Pt(after), line
    return spacing


def _strip_template(word: WordDocument) -> None:
    """What python-docx's own template adds and we do not want: rules, letter spacing, centred tab stops."""
    for name, place, tag in (
        ("Title", "pPr", "pBdr"), ("Title", "rPr", "spacing"), ("Subtitle", "rPr", "spacing"),
        ("Subtitle", "pPr", "numPr"), ("Header", "pPr", "tabs"), ("Footer", "pPr", "tabs"),
    ):  # fmt: skip
        properties = getattr(word.styles[name].element, place)
        for element in properties.findall(qn(f"w:{tag}")):
            properties.remove(element)


def _number_headings(word: WordDocument) -> None:
    """One multilevel list, `1`, `1.1`, `1.1.1`, tied to the heading styles, so that Word renumbers what people add."""
    numbering = word.part.numbering_part.element
    taken = [int(value) for value in numbering.xpath("w:abstractNum/@w:abstractNumId")]
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(max(taken, default=-1) + 1))
    _append(abstract, "multiLevelType", val="multilevel")
    for level in range(3):
        one = _append(abstract, "lvl", ilvl=str(level))
        for tag, value in {
            "start": "1", "numFmt": "decimal", "pStyle": f"Heading{level + 1}", "suff": "tab",
            "lvlText": ".".join(f"%{n + 1}" for n in range(level + 1)), "lvlJc": "left",
        }.items():  # fmt: skip
            _append(one, tag, val=value)
        indent = str((567, 737, 907)[level])
        _append(_append(one, "pPr"), "ind", left=indent, hanging=indent)
        _append(_append(one, "rPr"), "color", val=str(NILA))
    numbering.insert(len(taken), abstract)
    number = numbering.add_num(max(taken, default=-1) + 1)
    for level in range(3):
        properties = word.styles[f"Heading {level + 1}"].element.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = level, number.numId


def _append(parent: Any, tag: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{tag}")
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element


def _set_language(word: WordDocument, language: str) -> None:
    for properties in word.styles.element.iter(qn("w:rPr")):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    element = OxmlElement("w:lang")
    for attribute in ("val", "eastAsia"):
        element.set(qn(f"w:{attribute}"), language)
    defaults.append(element)


def _set_box(spacing: Any, fill: str) -> None:
    properties = spacing._element.get_or_add_pPr()
    border, shade = OxmlElement("w:pBdr"), OxmlElement("w:shd")
    left = OxmlElement("w:left")
    for attribute, value in {"val": "single", "sz": "20", "space": "8", "color": "274C8B"}.items():
        left.set(qn(f"w:{attribute}"), value)
    border.append(left)
    for attribute, value in {"val": "clear", "color": "auto", "fill": fill}.items():
        shade.set(qn(f"w:{attribute}"), value)
    anchor = properties.find(qn("w:spacing"))  # the schema orders: pBdr, shd, …, spacing
    anchor.addprevious(border)
    anchor.addprevious(shade)


# ── text and fields ──────────────────────────────────────────────────────────


def _add_text(
    paragraph: WordParagraph, words: str, *, bold: bool = False, color: RGBColor | None = None, tabs: bool = False
) -> None:
    """One run. A tab in what a person typed becomes a space; `tabs` keeps ours."""
    run = paragraph.add_run(clean(words) if tabs else clean(words).replace("\t", " "))
    run.bold = True if bold else None
    if color is not None:
        run.font.color.rgb = color


def _add_runs(paragraph: WordParagraph, runs: tuple[Run, ...]) -> None:
    for one in runs:
        if one.link:
            _add_link(paragraph, one)
            continue
        run = paragraph.add_run(clean(one.text).replace("\t", " "))
        run.bold, run.italic = one.bold or None, one.italic or None


def _add_link(paragraph: WordParagraph, one: Run) -> None:
    relation = paragraph.part.relate_to(clean(one.link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(clean(one.text).replace("\t", " "))
    run.bold, run.italic, run.font.underline = one.bold or None, one.italic or None, True
    run.font.color.rgb = NILA
    link.append(run._r)
    paragraph._p.append(link)


def _add_anchor_link(paragraph: WordParagraph, anchor: str, words: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.append(paragraph.add_run(words.replace("\t", " "))._r)
    paragraph._p.append(link)


def _field_mark(paragraph: WordParagraph, kind: str) -> Any:
    run = paragraph.add_run()
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._r.append(mark)
    return run


def _begin_field(paragraph: WordParagraph, instruction: str) -> None:
    _field_mark(paragraph, "begin")
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {instruction} "
    paragraph.add_run()._r.append(element)
    _field_mark(paragraph, "separate")


def _end_field(paragraph: WordParagraph) -> None:
    _field_mark(paragraph, "end")


def _add_field(paragraph: WordParagraph, instruction: str, result: str, *, bold: bool = False) -> None:
    """A field Word computes; `result` stands until it does."""
    _begin_field(paragraph, instruction)
    _add_text(paragraph, result, bold=bold)
    _end_field(paragraph)


def _set_tabs(paragraph: WordParagraph) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _set_border(paragraph: WordParagraph, side: str, colour: str) -> None:
    border, edge = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for attribute, value in {"val": "single", "sz": "4", "space": "4", "color": colour}.items():
        edge.set(qn(f"w:{attribute}"), value)
    border.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


# ── tables ───────────────────────────────────────────────────────────────────


def _mark_as_head(row: Any) -> None:
    """Repeated on every page the table reaches, and announced as head by screen readers."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def _keep_row_together(row: Any) -> None:
    keep = OxmlElement("w:cantSplit")
    keep.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().insert(0, keep)


def _set_cell_border(cell: Any, colour: str, sides: tuple[str, ...] = ("bottom",)) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for attribute, value in {"val": "single", "sz": "4", "space": "0", "color": colour}.items():
            edge.set(qn(f"w:{attribute}"), value)
        borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def _shares(block: Table) -> tuple[int, ...]:
    """Column widths that fill the line: given shares, and for right-aligned figures what their longest one needs."""
    needs: list[float] = []
    for index, column in enumerate(block.columns):
        longest = max((len(row[index]) for row in block.rows), default=0)
        needs.append(column.width or (max(longest + 1, len(column.title) + 3) / 12 if column.align == "right" else 1.0))
    return tuple(int(TEXT_WIDTH * need / sum(needs)) for need in needs)


def _set_column_widths(table: Any, widths: tuple[int, ...]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
