"""What a document is made of: frozen dataclasses that PDF and DOCX are rendered from.

Text is plain text everywhere; emphasis and links are runs. No block holds markup of any format, so nothing a person
typed can become an instruction to the program that typesets it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from .charts import Chart
from .wording import Language

Align = Literal["left", "center", "right"]

# Stands where a title was left empty: the sign of the missing, as in tables.
UNTITLED = "–"

_LINK_SCHEMES = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. `link` is an http, https or mailto address; ValueError for any other."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""

    def __post_init__(self) -> None:
        if self.link and not self.link.lower().startswith(_LINK_SCHEMES):
            raise ValueError(f"{self.link!r} cannot be a link: give an http, https or mailto address.")


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter: level 2 or 3 (level 1 is the chapter's own title)."""

    level: Literal[2, 3]
    text: str


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, text: str) -> Paragraph:
        return cls((Run(text),))


@dataclass(frozen=True)
class BulletList:
    """Items of runs; `ordered` numbers them."""

    items: tuple[tuple[Run, ...], ...]
    ordered: bool = False

    @classmethod
    def of(cls, *texts: str, ordered: bool = False) -> BulletList:
        return cls(tuple((Run(text),) for text in texts), ordered)


@dataclass(frozen=True)
class Column:
    """A table column. `width` is its share of the line; None: as wide as its content (right-aligned) or one share."""

    title: str
    align: Align = "left"
    width: float | None = None


@dataclass(frozen=True)
class Table:
    """Rows of text with a caption above and a source below; the head repeats on every page the table reaches."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"{self.caption!r} has no columns.")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption!r}, row {number}: {len(row)} cells for {len(self.columns)} columns.")


@dataclass(frozen=True)
class Figure:
    chart: Chart
    caption: str
    source: str = ""


@dataclass(frozen=True)
class Guidance:
    """The guidebook's questions, shown where a section is not filled in yet."""

    questions: tuple[str, ...]


@dataclass(frozen=True)
class KeyFigure:
    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | BulletList | Table | Figure | Guidance | KeyFigures | PageBreak


@dataclass(frozen=True)
class Chapter:
    title: str
    blocks: tuple[Block, ...]

    def outlined(self) -> tuple[Block, ...]:
        """The blocks with headings as a reader may meet them: no level skipped (PDF/UA), no title empty."""
        blocks: list[Block] = []
        level = 1
        for block in self.blocks:
            if isinstance(block, Heading):
                level = 2 if level == 1 else block.level
                block = Heading(2 if level == 2 else 3, block.text.strip() or UNTITLED)
            blocks.append(block)
        return tuple(blocks)


@dataclass(frozen=True, kw_only=True)
class Document:
    """A book or report.

    `cover` is label → value in order, printed on the first page; `edition_label` stands on every page ("edisi kerja,
    bukan pedoman resmi"); `as_of` is the business date and the only date in the file; `simulated` puts the simulation
    mark on every page and into every chart. `cover_only` ends a PDF after its cover: a certificate, a slip.
    """

    title: str
    chapters: tuple[Chapter, ...]
    as_of: date
    simulated: bool
    subtitle: str = ""
    publisher: str = ""
    cover: tuple[tuple[str, str], ...] = ()
    language: Language = "id"
    edition_label: str = ""
    cover_only: bool = False
    keywords: tuple[str, ...] = field(default=())
