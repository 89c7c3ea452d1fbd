"""From a plan to a document: sections filled by name from the rooms, the guidebook's questions where nothing stands.

A block is registered in `core.registry.blocks` as `block(region, *, person, on) -> dict` with title, columns, rows,
note, source, simulated and, where there is one, a chart. This room knows the names of blocks, never the rooms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.core.registry import blocks as registered
from smartprovince.documents import blocks as doc

from . import content
from .models import Plan, Section

EDITION_LABEL = "Edisi kerja, bukan pedoman resmi"
_FIGURE = re.compile(r"[–\-\d.,% ]*")


@dataclass(frozen=True)
class Filled:
    """A data block as it was drawn for one document: pieces of a document, and whether any of it is invented."""

    parts: tuple[doc.Block, ...]
    simulated: bool


def build_document(plan: Plan, *, person: Any, on: date) -> doc.Document:
    """The whole plan as one document in Indonesian, blocks drawn as `person` may see them on a day."""
    with translation.override("id"):
        return _document(plan, person, on)


def _document(plan: Plan, person: Any, on: date) -> doc.Document:
    sections = list(plan.sections.select_related("guide").order_by("guide__order"))
    drawn = draw_blocks((section.guide.block for section in sections), plan, person, on)
    chapters, shown = [], set[str]()
    for (book, number), group in groupby(sections, key=lambda s: (s.guide.book, s.guide.chapter)):
        members = list(group)
        title = _("Book %(book)s, chapter %(number)s: %(title)s") % {
            "book": book,
            "number": number,
            "title": members[0].guide.chapter_title,
        }
        chapters.append(doc.Chapter(title, tuple(_section_blocks(members, drawn, shown))))
    return doc.Document(
        title=plan.title,
        subtitle=plan.concept,
        publisher=f"Pemerintah {plan.region.full_name}",
        chapters=tuple(chapters),
        as_of=on,
        simulated=plan.simulated or any(filled.simulated for filled in drawn.values()),
        language="id",
        edition_label="" if plan.guidebook.is_official else EDITION_LABEL,
        cover=(
            ("Wilayah", plan.region.full_name),
            ("Periode", f"{plan.period_start}–{plan.period_end}"),
            ("Keadaan", "Rancangan"),
        ),
    )


def _section_blocks(sections: Iterable[Section], drawn: dict[str, Filled], shown: set[str]) -> Iterator[doc.Block]:
    for section in sections:
        yield doc.Heading(2, section.guide.title_id)
        written = list(content.blocks(section.content))
        for kind, texts in written:
            yield doc.BulletList.of(*texts) if kind == "bullet_list" else doc.Paragraph.of(texts[0])
        block = drawn.get(section.guide.block)
        if block and section.guide.block not in shown:
            shown.add(section.guide.block)
            yield from block.parts
        elif block:
            yield doc.Paragraph.of(
                "Data untuk bagian ini disajikan pada bagian yang lebih dahulu memuat blok yang sama."
            )
        if not written:
            yield doc.Guidance(tuple(questions(section.guide.guidance_id)))


def questions(guidance: str) -> list[str]:
    """The guidance as separate lines: a sentence each."""
    marked = guidance.replace("? ", "?\n").replace(". ", ".\n")
    return [line.strip() for line in marked.split("\n") if line.strip()]


def draw_blocks(names: Iterable[str], plan: Plan, person: Any, on: date) -> dict[str, Filled]:
    """Each named block once. A name that no room offers yet is left out; its section shows the questions."""
    found: dict[str, Filled] = {}
    for name in dict.fromkeys(names):
        if name and name in registered:
            given = registered.get(name)(plan.region, person=person, on=on)
            pieces = given if isinstance(given, list) else [given]
            parts = tuple(part for piece in pieces for part in _parts(piece))
            if parts:
                found[name] = Filled(parts, any(piece.get("simulated") for piece in pieces))
    return found


def _parts(piece: dict[str, Any]) -> Iterator[doc.Block]:
    if figures := piece.get("figures"):
        yield doc.KeyFigures(tuple(doc.KeyFigure(*figure) for figure in figures))
    if chart := piece.get("chart"):
        yield doc.Figure(chart, str(piece["title"]), str(piece.get("source", "")))
    if piece.get("rows"):
        yield table(piece)
    if note := piece.get("note"):
        yield doc.Paragraph.of(str(note))


def table(piece: dict[str, Any]) -> doc.Table:
    """A block's rows as a table: figures to the right and as wide as they are, words to the left by their length."""
    rows = tuple(tuple(str(cell) for cell in row) for row in piece["rows"])
    columns = []
    for place, given in enumerate(piece["columns"]):
        title, align = (given, "") if not isinstance(given, list | tuple) else (given[0], given[1])
        cells = [row[place] for row in rows]
        if align == "right" or (not align and place and all(_FIGURE.fullmatch(cell) for cell in cells)):
            columns.append(doc.Column(str(title), "right"))
        else:
            columns.append(doc.Column(str(title), "left", width=_share(str(title), cells)))
    return doc.Table(str(piece["title"]), tuple(columns), rows, str(piece.get("source", "")))


def _share(title: str, cells: list[str]) -> float:
    """How wide a column of words wants to be beside the others; long texts wrap."""
    longest = max(len(title), *(len(cell) for cell in cells))
    return float(min(max(longest, 6), 40))
