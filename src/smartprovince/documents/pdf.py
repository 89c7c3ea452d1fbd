"""A document as tagged, archivable PDF, typeset by Typst.

What people wrote reaches Typst as one JSON string in `sys.inputs`; the template turns strings into content and never
evaluates them. The same document gives the same bytes: no clock, no system fonts, no network.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from .blocks import UNTITLED, Block, Chapter, Document, Figure
from .drawing import render_svg
from .wording import LABELS, SIMULATION_MARK, clean, format_date

DEFAULT_FONTS = Path(__file__).resolve().parent.parent / "static" / "vendor" / "fonts"

# Archivable (ISO 19005-2) and accessible (ISO 14289-1): tagged, with alternative texts, language and title.
Standard = Literal["1.7", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "ua-1"]
Standards = tuple[Standard, ...]
STANDARDS: Standards = ("a-2a", "ua-1")


class FontsMissing(Exception):
    """The static font files are not where they should be; the message says how to get them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No font files in {folder}. Run `python frontend/build.py` to make them.")


def render_pdf(document: Document, *, fonts: Path | None = None, standards: Standards = STANDARDS) -> bytes:
    """`document` as PDF.

    `fonts` is the folder of the static Plus Jakarta Sans faces (default: `static/vendor/fonts`); another face put there
    serves the scripts it covers. What a person wrote may make `standards` impossible (a character that no face has,
    printed as an empty box): then the file claims none rather than fail. Raises FontsMissing if there are no fonts;
    typst.TypstError if Typst refuses the document for another reason.
    """
    book = font_book(fonts or DEFAULT_FONTS)
    data = json.dumps(_payload(document), ensure_ascii=False)
    midnight = datetime.combine(document.as_of, time(), UTC)
    try:
        return _compile(data, book, midnight, standards)
    except typst.TypstError as error:
        if not standards or not str(error).startswith("PDF/"):
            raise
        return _compile(data, book, midnight, ())


def _compile(data: str, book: typst.Fonts, timestamp: datetime, standards: Standards) -> bytes:
    return typst.compile(
        files(__package__).joinpath("template.typ").read_bytes(),
        format="pdf",
        font_paths=book,
        ignore_system_fonts=True,
        sys_inputs={"document": data},
        pdf_standards=list(standards),
        timestamp=timestamp,
    )


def svg_to_png(svg: str, *, width_cm: float = 16, ppi: int = 200, fonts: Path | None = None) -> bytes:
    """`svg` rasterised by Typst with the same fonts; for DOCX, whose readers draw SVG unevenly."""
    source = f'#set page(width: {width_cm}cm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    return typst.compile(
        source.encode(),
        format="png",
        ppi=ppi,
        font_paths=font_book(fonts or DEFAULT_FONTS),
        ignore_system_fonts=True,
        sys_inputs={"svg": svg},
    )


@lru_cache(maxsize=4)
def font_book(folder: Path) -> typst.Fonts:
    """The fonts in `folder`, read once a process. Raises FontsMissing if there are none."""
    if not any(folder.glob("*.ttf")):
        raise FontsMissing(folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _payload(document: Document) -> dict[str, Any]:
    """What the template reads: only strings, numbers, booleans, lists and objects."""
    labels = LABELS[document.language]
    data: dict[str, Any] = {
        "labels": labels,
        "mark": SIMULATION_MARK,
        "date": {"year": document.as_of.year, "month": document.as_of.month, "day": document.as_of.day},
        "as_of": f"{labels['as_of']} {format_date(document.as_of, document.language)}",
        "chapters": [_chapter(chapter, document) for chapter in document.chapters],
    }
    for name in (
        "title",
        "subtitle",
        "publisher",
        "language",
        "edition_label",
        "cover",
        "keywords",
        "simulated",
        "cover_only",
    ):
        data[name] = _plain(getattr(document, name))
    return data


def _chapter(chapter: Chapter, document: Document) -> dict[str, Any]:
    return {
        "title": clean(chapter.title).strip() or UNTITLED,
        "blocks": [_block(block, document) for block in chapter.outlined()],
    }


def _block(block: Block, document: Document) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    if isinstance(block, Figure):
        svg = render_svg(block.chart, simulated=document.simulated, language=document.language)
        words = {"caption": clean(block.caption), "source": clean(block.source), "alt": block.chart.alt}
        return {**kind, **words, "svg": svg}
    return {**kind, **_plain(dataclasses.asdict(block))}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
