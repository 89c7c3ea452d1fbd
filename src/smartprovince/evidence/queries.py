"""Reads of papers that pages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from smartprovince.core import access, clock, files
from smartprovince.core.errors import NotFound
from smartprovince.core.models import AuditEntry, StoredFile, type_name

from . import pointing
from .models import Paper, PaperUse
from .pointing import Place

SOON = 90  # days in which a new paper can still be made
SORTS = {
    "judul": "title",
    "wilayah": "region__code",
    "jenis": "kind",
    "tanggal": "not_after",
    "berlaku": "valid_until",
}


@dataclass(frozen=True)
class Asked:
    """What of the list of papers is asked for: words, kind, validity (`SOON`, `LATE`), own ones only, order."""

    SOON = "90"
    LATE = "lewat"

    words: str = ""
    kind: str = ""
    validity: str = ""
    own: bool = False
    sort: str = ""

    @property
    def order(self) -> str:
        """The column to sort by, `-` before it for the other way; newest first unless asked otherwise."""
        if self.sort.removeprefix("-") in SORTS:
            return self.sort
        return "berlaku" if self.validity else "-tanggal"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.kind or self.validity or self.own)


def papers_open_to(person: Any, asked: Asked | None = None) -> QuerySet[Paper]:
    """Papers in use that a person may view."""
    asked = asked or Asked()
    papers = access.scope(person, "view", Paper).filter(withdrawn_at=None).select_related("region", "owner", "file")
    if asked.own:
        papers = access.scope(person, "edit", Paper, papers)
    if words := asked.words:
        papers = papers.filter(Q(title__icontains=words) | Q(number__icontains=words) | Q(issuer__icontains=words))
    if asked.kind:
        papers = papers.filter(kind=asked.kind)
    if asked.validity == Asked.SOON:
        papers = papers.filter(running_out())
    elif asked.validity == Asked.LATE:
        papers = papers.filter(valid_until__lt=clock.today())
    column = F(SORTS[asked.order.removeprefix("-")])
    way = column.desc(nulls_last=True) if asked.order.startswith("-") else column.asc(nulls_last=True)
    return papers.order_by(way, "title", "pk")


def running_out() -> Q:
    """Papers that hold today and end within `SOON` days."""
    today = clock.today()
    return Q(valid_until__range=(today, today + timedelta(days=SOON)))


# --- where papers are used -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Used:
    """A use of a paper, as far as the person may open the thing that points at it."""

    use: PaperUse
    place: Place


@dataclass(frozen=True)
class Uses:
    """The uses of one paper: how many, and under which headings."""

    all: list[Used] = field(default_factory=list)

    @property
    def groups(self) -> dict[str, int]:
        return _counted(self.all)

    @property
    def running(self) -> dict[str, int]:
        """Those in rounds that still run."""
        return _counted([each for each in self.all if each.place.runs])


def _counted(uses: list[Used]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in uses:
        counts[each.place.group] = counts.get(each.place.group, 0) + 1
    return counts


def uses_of(person: Any, papers: Iterable[Paper]) -> dict[int, Uses]:
    """Where papers are used, by the paper's key; headings and titles in order. One query for each kind of thing."""
    found = {paper.pk: Uses() for paper in papers}
    uses = list(PaperUse.objects.filter(paper__in=list(found)).order_by("pk"))
    places = pointing.places(person, uses)
    seen = [Used(use, places[use.pk]) for use in uses if use.pk in places]
    for each in sorted(seen, key=lambda used: (used.place.group, used.place.title, used.use.pk)):
        found[each.use.paper_id].all.append(each)
    return found


# --- earlier files ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EarlierFile:
    """A file that a better copy has replaced: `entry` is the row of the trail that says so."""

    entry: int
    file: StoredFile
    name: str
    replaced_at: datetime
    by: str

    @property
    def size(self) -> str:
        return files.human_size(self.file.size)


def earlier_files(person: Any, paper: Paper) -> list[EarlierFile]:
    """The files a paper had before, newest first: for the people of the region that keeps it, for nobody else.

    They are read from the trail, which holds what was replaced by what and is never shortened; the bytes stay in the
    store. A paper that was opened to the public may have had a file that was not.
    """
    if not access.may(person, "see_earlier", paper):
        return []
    entries = AuditEntry.objects.filter(
        action="paper.replace_file", object_type=type_name(Paper), object_id=str(paper.pk)
    ).order_by("-pk")
    told, name = [], paper.file_name
    for entry in entries:
        name = str(entry.changes.get("file_name", [name])[0] or "")
        before = entry.changes.get("file", [None])[0]
        if before is not None:
            told.append((entry, int(before), name))
    kept = StoredFile.objects.in_bulk([key for _entry, key, _name in told])
    return [
        EarlierFile(entry.pk, kept[key], name or f"berkas-{paper.pk}", entry.at, entry.actor_label)
        for entry, key, name in told
        if key in kept
    ]


def earlier_file(person: Any, paper: Paper, entry: int) -> EarlierFile:
    """One of them. NotFound for another paper's, and for whoever may not know of it."""
    for each in earlier_files(person, paper):
        if each.entry == entry:
            return each
    raise NotFound(_("There is no such page, or it is not open to you."))
