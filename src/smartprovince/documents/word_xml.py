"""What python-docx has no words for: numbering, fields, links, borders, repeated heads, in Word's own XML."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from .blocks import (
    Run,
    Table,
)
from .wording import clean

FONT = "Plus Jakarta Sans"
INK, INK_2, INK_3, NILA = (RGBColor.from_string(c) for c in ("171A21", "3D424D", "5A606C", "274C8B"))
LINE, LINE_STRONG, WASH = "E2E2DB", "CBCBC2", "F1F4F9"
TEXT_WIDTH = Cm(16.2)
LANGUAGE_CODES = {"id": "id-ID", "en": "en-GB"}
ALIGNMENTS = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def update_fields_on_opening(word: WordDocument) -> None:
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


def set_styles(word: WordDocument, language: str) -> None:
    style(word, "Normal", 10, INK, after=6, line=1.35)
    style(word, "Body Text", 10, INK, after=6, line=1.35)
    style(word, "Heading 1", 20, INK, before=0, after=10, bold=True, line=1.1).page_break_before = True
    style(word, "Heading 2", 13.5, INK, before=16, after=6, bold=True, line=1.15)
    style(word, "Heading 3", 11, INK, before=12, after=4, bold=True, line=1.15)
    style(word, "Title", 30, INK, before=10, after=8, bold=True, line=1.05)
    style(word, "Subtitle", 14, INK_2, after=14)
    style(word, "Caption", 9, INK_2, before=8, after=4)
    style(word, "Header", 8, INK_3, after=0)
    style(word, "Footer", 8, INK_3, after=0)
    style(word, "List Bullet", 10, INK, after=3, line=1.3)
    style(word, "List Number", 10, INK, after=3, line=1.3)
    style(word, "Cover Note", 11, INK_2, after=4)
    style(word, "Contents Title", 20, INK, after=10, bold=True)
    style(word, "Table Text", 8.75, INK, before=2, after=2, line=1.15)
    style(word, "Source Note", 8, INK_3, before=2, after=8)
    style(word, "Key Figure", 16, INK, after=0, bold=True, line=1.1)
    style(word, "Simulation Mark", 8.5, INK_2, before=3, after=0, bold=True)
    guidance = style(word, "Guidance", 9.25, INK_2, before=0, after=0, line=1.4)
    set_box(guidance, WASH)
    for level in (1, 2, 3):
        toc = style(word, f"TOC {level}", 10, INK, after=2, bold=level == 1)
        toc.left_indent = Cm(0.7 * (level - 1))
    strip_template(word)
    number_headings(word)
    set_language(word, language)


def style(
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


def strip_template(word: WordDocument) -> None:
    """What python-docx's own template adds and we do not want: rules, letter spacing, centred tab stops."""
    for name, place, tag in (
        ("Title", "pPr", "pBdr"), ("Title", "rPr", "spacing"), ("Subtitle", "rPr", "spacing"),
        ("Subtitle", "pPr", "numPr"), ("Header", "pPr", "tabs"), ("Footer", "pPr", "tabs"),
    ):  # fmt: skip
        properties = getattr(word.styles[name].element, place)
        for element in properties.findall(qn(f"w:{tag}")):
            properties.remove(element)


def number_headings(word: WordDocument) -> None:
    """One multilevel list, `1`, `1.1`, `1.1.1`, tied to the heading styles, so that Word renumbers what people add."""
    numbering = word.part.numbering_part.element
    taken = [int(value) for value in numbering.xpath("w:abstractNum/@w:abstractNumId")]
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(max(taken, default=-1) + 1))
    append(abstract, "multiLevelType", val="multilevel")
    for level in range(3):
        one = append(abstract, "lvl", ilvl=str(level))
        for tag, value in {
            "start": "1", "numFmt": "decimal", "pStyle": f"Heading{level + 1}", "suff": "tab",
            "lvlText": ".".join(f"%{n + 1}" for n in range(level + 1)), "lvlJc": "left",
        }.items():  # fmt: skip
            append(one, tag, val=value)
        indent = str((567, 737, 907)[level])
        append(append(one, "pPr"), "ind", left=indent, hanging=indent)
        append(append(one, "rPr"), "color", val=str(NILA))
    numbering.insert(len(taken), abstract)
    number = numbering.add_num(max(taken, default=-1) + 1)
    for level in range(3):
        properties = word.styles[f"Heading {level + 1}"].element.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = level, number.numId


def append(parent: Any, tag: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{tag}")
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    parent.append(element)
    return element


def set_language(word: WordDocument, language: str) -> None:
    for properties in word.styles.element.iter(qn("w:rPr")):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    element = OxmlElement("w:lang")
    for attribute in ("val", "eastAsia"):
        element.set(qn(f"w:{attribute}"), language)
    defaults.append(element)


def set_box(spacing: Any, fill: str) -> None:
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


def add_text(
    paragraph: WordParagraph, words: str, *, bold: bool = False, color: RGBColor | None = None, tabs: bool = False
) -> None:
    """One run. A tab in what a person typed becomes a space; `tabs` keeps ours."""
    run = paragraph.add_run(clean(words) if tabs else clean(words).replace("\t", " "))
    run.bold = True if bold else None
    if color is not None:
        run.font.color.rgb = color


def add_runs(paragraph: WordParagraph, runs: tuple[Run, ...]) -> None:
    for one in runs:
        if one.link:
            add_link(paragraph, one)
            continue
        run = paragraph.add_run(clean(one.text).replace("\t", " "))
        run.bold, run.italic = one.bold or None, one.italic or None


def add_link(paragraph: WordParagraph, one: Run) -> None:
    relation = paragraph.part.relate_to(clean(one.link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(clean(one.text).replace("\t", " "))
    run.bold, run.italic, run.font.underline = one.bold or None, one.italic or None, True
    run.font.color.rgb = NILA
    link.append(run._r)
    paragraph._p.append(link)


def add_anchor_link(paragraph: WordParagraph, anchor: str, words: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    link.append(paragraph.add_run(words.replace("\t", " "))._r)
    paragraph._p.append(link)


def field_mark(paragraph: WordParagraph, kind: str) -> Any:
    run = paragraph.add_run()
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run._r.append(mark)
    return run


def begin_field(paragraph: WordParagraph, instruction: str) -> None:
    field_mark(paragraph, "begin")
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = f" {instruction} "
    paragraph.add_run()._r.append(element)
    field_mark(paragraph, "separate")


def end_field(paragraph: WordParagraph) -> None:
    field_mark(paragraph, "end")


def add_field(paragraph: WordParagraph, instruction: str, result: str, *, bold: bool = False) -> None:
    """A field Word computes; `result` stands until it does."""
    begin_field(paragraph, instruction)
    add_text(paragraph, result, bold=bold)
    end_field(paragraph)


def set_tabs(paragraph: WordParagraph) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def set_border(paragraph: WordParagraph, side: str, colour: str) -> None:
    border, edge = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for attribute, value in {"val": "single", "sz": "4", "space": "4", "color": colour}.items():
        edge.set(qn(f"w:{attribute}"), value)
    border.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


# ── tables ───────────────────────────────────────────────────────────────────


def mark_as_head(row: Any) -> None:
    """Repeated on every page the table reaches, and announced as head by screen readers."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def keep_row_together(row: Any) -> None:
    keep = OxmlElement("w:cantSplit")
    keep.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().insert(0, keep)


def set_cell_border(cell: Any, colour: str, sides: tuple[str, ...] = ("bottom",)) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for attribute, value in {"val": "single", "sz": "4", "space": "0", "color": colour}.items():
            edge.set(qn(f"w:{attribute}"), value)
        borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def shares(block: Table) -> tuple[int, ...]:
    """Column widths that fill the line: given shares, and for right-aligned figures what their longest one needs."""
    needs: list[float] = []
    for index, column in enumerate(block.columns):
        longest = max((len(row[index]) for row in block.rows), default=0)
        needs.append(column.width or (max(longest + 1, len(column.title) + 3) / 12 if column.align == "right" else 1.0))
    return tuple(int(TEXT_WIDTH * need / sum(needs)) for need in needs)


def set_column_widths(table: Any, widths: tuple[int, ...]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
