"""What reads like a text among usulan, programmes, applications and innovations: shown before another one is made.

A room registers what can be found:

    similar.register(similar.Kind("application", Application, _("application"), text_of, address_of))

Each process keeps an index of texts for each kind. The trail says what changed since it last looked, so that a lookup
reads only those rows anew; who may know of a thing is asked of its own rule, for every lookup.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model, Q

from smartprovince.core import access
from smartprovince.core.models import AuditEntry, type_name
from smartprovince.core.registry import Registry
from smartprovince.engines.matching import TextIndex

LEAST = 0.15  # paraphrases score 0.1 to 0.6; a hit without a shared word is none
NEAREST = (50, 1_000)  # how many are asked for before the whole right is read
WINDOW = 10_000  # rows of the trail that are looked at again: a long transaction may commit after a later, shorter one


@dataclass(frozen=True)
class Kind:
    """Something that can be found: its word, its text, its page, and which rows count (`among`)."""

    name: str
    model: type[Model]
    label: Any
    text: Callable[[Any], str]
    title: Callable[[Any], str]
    address: Callable[[Any], str]
    among: Q = field(default_factory=Q)
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Similar:
    """One hit: what it is, how near (0 to 1), and the words that both share."""

    kind: str
    label: Any
    entry: Any
    title: str
    address: str
    score: float
    reasons: list[str]


kinds: Registry[Kind] = Registry("things that are looked up by their text")


def register(kind: Kind) -> Kind:
    kinds.register(kind.name, kind)
    return kind


@dataclass
class _Indexed:
    index: TextIndex
    seen: int  # the last row of the trail there was
    read: set[int]  # which rows of the window it knows
    keys: set[int]


_indexed: dict[str, _Indexed] = {}
_lock = threading.RLock()


def forget() -> None:
    """Start anew: after a restore, and between tests."""
    with _lock:
        _indexed.clear()


def _current(kind: Kind) -> _Indexed:
    """The index of a kind with its keys, brought up to date."""
    with _lock:
        last = AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        held = _indexed.get(kind.name)
        if held is None or last < held.seen:
            read = set(_trail(kind, last))
            rows = _texts(kind, kind.model._default_manager.all())
            index = TextIndex.build(list(rows.values()), list(rows))
            held = _indexed[kind.name] = _Indexed(index, last, read, set(rows))
        elif last > held.seen:
            _refresh(kind, held, last)
        return held


def _refresh(kind: Kind, held: _Indexed, last: int) -> None:
    told = _trail(kind, held.seen)
    keys = {key for row, key in told.items() if row not in held.read}
    if keys:
        rows = _texts(kind, kind.model._default_manager.filter(pk__in=keys))
        if gone := keys & held.keys:
            held.index.remove(sorted(gone))
        if rows:
            held.index.add(list(rows.values()), list(rows))
        held.keys = (held.keys - keys) | set(rows)
    held.seen, held.read = last, set(told)


def _trail(kind: Kind, seen: int) -> dict[int, int]:
    """Rows of the trail about a kind from the window before `seen` on, with the key of the thing each is about."""
    rows = AuditEntry.objects.filter(pk__gt=seen - WINDOW, object_type=type_name(kind.model))
    return {row: int(key) for row, key in rows.values_list("pk", "object_id")}


def _texts(kind: Kind, rows: Any) -> dict[int, str]:
    return {row.pk: kind.text(row) for row in rows.order_by("pk").iterator(chunk_size=2_000)}


def find(
    person: Any, text: str, kinds_wanted: Sequence[str], *, top: int = 8, skip: Model | None = None
) -> list[Similar]:
    """What a person may see that reads like a text, the nearest first, across the kinds asked for."""
    if not text.strip():
        return []
    found: list[Similar] = []
    with _lock:  # another thread may bring the index up to date
        for name in kinds_wanted:
            kind = kinds.get(name)
            left_out = skip.pk if skip is not None and type(skip) is kind.model else None
            found += _nearest(person, kind, text, top, left_out)
    return sorted(found, key=lambda each: (-each.score, each.kind, each.entry.pk))[:top]


def _nearest(person: Any, kind: Kind, text: str, top: int, left_out: int | None) -> list[Similar]:
    """The same as asking among all keys the person may see, mostly without reading them all: the nearest of all are
    asked for first, and more only while too few of them are open."""
    held = _current(kind)
    open_to = access.scope(person, "view", kind.model).filter(kind.among)
    if left_out is not None:
        open_to = open_to.exclude(pk=left_out)
    for most in NEAREST:
        hits = held.index.query([text], top=most)
        near = [int(key) for key, score in zip(hits.ids[0], hits.scores[0], strict=True) if key >= 0 and score >= LEAST]
        seen = set(open_to.filter(pk__in=near).values_list("pk", flat=True))
        kept = [key for key in near if key in seen][:top]
        if len(kept) == top or len(near) < most:
            return _rows(kind, hits, kept)
    hits = held.index.query([text], top=top, among=held.keys.intersection(open_to.values_list("pk", flat=True)))
    near = [int(key) for key, score in zip(hits.ids[0], hits.scores[0], strict=True) if key >= 0 and score >= LEAST]
    return _rows(kind, hits, near)


def _rows(kind: Kind, hits: Any, keys: Iterable[int]) -> list[Similar]:
    place = {int(key): at for at, key in enumerate(hits.ids[0])}
    rows = kind.model._default_manager.select_related(*kind.related).in_bulk(list(keys))
    return [
        Similar(
            kind.name,
            kind.label,
            row,
            kind.title(row),
            kind.address(row),
            float(hits.scores[0][place[key]]),
            reasons,
        )
        for key in keys
        if (row := rows.get(key)) is not None and (reasons := list(hits.reasons(0, place[key])))
    ]


def duplicates(kind_name: str, among: Iterable[int], *, threshold: float = 0.6) -> list[tuple[int, int, float]]:
    """Pairs of one kind that read alike, both among the keys, the nearest first."""
    wanted = set(among)
    with _lock:
        pairs = _current(kinds.get(kind_name)).index.duplicates(threshold=threshold)
    return [(a, b, score) for a, b, score in pairs if a in wanted and b in wanted]


def near_each(
    kind_name: str, among: Iterable[int], texts: Sequence[str], *, top: int = 3, least: float = 0.5
) -> list[list[int]]:
    """For each of many texts the keys among the given ones that read alike, the nearest first; all in one pass."""
    with _lock:
        held = _current(kinds.get(kind_name))
        wanted = held.keys.intersection(among)
        if not wanted or not texts:
            return [[] for _text in texts]
        hits = held.index.query(texts, top=top, among=wanted)
    return [
        [int(key) for key, score in zip(ids, scores, strict=True) if key >= 0 and score >= least]
        for ids, scores in zip(hits.ids, hits.scores, strict=True)
    ]
