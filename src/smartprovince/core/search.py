"""Search over all rooms. A room registers how its objects read; who may find one is asked of the object's own rule.

The rule is part of the query, so that the top ten are the top ten of what this person may see.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Cast

from . import access
from .models import SearchEntry, SearchToken, type_name
from .registry import searchable

TOP = 20
_WORD = re.compile(r"[a-z0-9]{2,40}")


@dataclass(frozen=True)
class Text:
    """How one object reads in search: `title` weighs more than `words`."""

    title: str
    address: str
    detail: str = ""
    words: str = ""


@dataclass(frozen=True)
class Kind:
    model: type[models.Model]
    text: Callable[[Any], Text]


def register(model: type[models.Model], text: Callable[[Any], Text]) -> None:
    """Called in a room's `apps.py`."""
    searchable.register(type_name(model), Kind(model, text))


def tokens(text: str) -> list[str]:
    """Lower-case words without accents, of two characters or more."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _WORD.findall(flat)


def index(things: Any) -> int:
    """(Re)index objects of one model. Returns how many."""
    count = 0
    with transaction.atomic():
        for thing in things:
            kind = searchable.get(type_name(thing))
            text = kind.text(thing)
            entry, _fresh = SearchEntry.objects.update_or_create(
                object_type=type_name(thing),
                object_id=str(thing.pk),
                defaults={"title": text.title[:300], "detail": text.detail[:300], "address": text.address},
            )
            weights = dict.fromkeys(tokens(f"{text.detail} {text.words}"), 1) | dict.fromkeys(tokens(text.title), 4)
            entry.tokens.all().delete()
            SearchToken.objects.bulk_create(SearchToken(entry=entry, token=t, weight=w) for t, w in weights.items())
            count += 1
    return count


def forget(thing: models.Model) -> None:
    SearchEntry.objects.filter(object_type=type_name(thing), object_id=str(thing.pk)).delete()


def find(person: Any, words: str, *, top: int = TOP) -> list[SearchEntry]:
    """The best entries that contain every word (the last one as a beginning) and that the person may view."""
    wanted = list(dict.fromkeys(tokens(words)))[:8]
    if not wanted:
        return []
    entries = SearchEntry.objects.filter(_open_to(person))
    for word in wanted[:-1]:
        entries = entries.filter(Q(pk__in=SearchToken.objects.filter(token=word).values("entry")))
    entries = entries.filter(Q(pk__in=SearchToken.objects.filter(token__startswith=wanted[-1]).values("entry")))
    scored = entries.annotate(
        score=Sum("tokens__weight", filter=Q(tokens__token__in=wanted) | Q(tokens__token__startswith=wanted[-1])),
        size=Count("tokens"),
    )
    return list(scored.order_by("-score", "size", "title")[:top])


def _open_to(person: Any) -> Q:
    """One condition over all kinds: the entry's object is among those the person may view."""
    condition = Q(pk__in=[])
    for name, kind in searchable.items():
        keys = access.scope(person, "view", kind.model).values(
            pk_as_text=Cast("pk", output_field=models.CharField(max_length=40))
        )
        condition |= Q(object_type=name, object_id__in=keys)
    return condition


def follow(event: Any) -> None:
    """Subscriber to every action: what was acted on is indexed afresh, or forgotten when it is gone."""
    name, key = event.payload.get("type", ""), event.payload.get("id", "")
    if name not in searchable:
        return
    model = searchable.get(name).model
    thing = model._default_manager.filter(pk=key).first()
    if thing is None:
        SearchEntry.objects.filter(object_type=name, object_id=key).delete()
    else:
        index([thing])
