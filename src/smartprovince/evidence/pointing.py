"""Where papers are used. A room tells how its things that point at papers read and where they open:

    pointing.register(Answer, place_of_answer, "node", "participation__region", "participation__round")

Who may know of a use is the thing's own rule: a thing that somebody may not view is neither named nor counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from smartprovince.core import access
from smartprovince.core.access import NOBODY
from smartprovince.core.models import type_name
from smartprovince.core.registry import Registry


@dataclass(frozen=True)
class Place:
    """One thing that points at a paper: the heading it stands under, its own words, its address.

    `runs`: it belongs to a round that still runs, where an expired paper can still be replaced.
    """

    group: str
    title: str
    address: str
    runs: bool = False


@dataclass(frozen=True)
class Kind:
    model: type[models.Model]
    place: Callable[[Any], Place]
    related: tuple[str, ...]


kinds: Registry[Kind] = Registry("things that point at papers")


def register(model: type[models.Model], place: Callable[[Any], Place], *related: str) -> None:
    """Called when a room loads. `related` is what `place` reads beside the thing itself."""
    kinds.register(type_name(model), Kind(model, place, related))


def places(person: Any, uses: list[Any]) -> dict[int, Place]:
    """The place of each use whose thing the person may view, by the use's key. One query for each kind there is."""
    found: dict[int, Place] = {}
    for name, kind in kinds.items():
        mine = {use.pk: use.object_id for use in uses if use.object_type == name}
        if not mine:
            continue
        things = access.scope(person, "view", kind.model).filter(pk__in=set(mine.values()))
        if kind.related:
            things = things.select_related(*kind.related)
        at = {str(thing.pk): kind.place(thing) for thing in things}
        found |= {pk: at[key] for pk, key in mine.items() if key in at}
    return found


def open_to(person: Any) -> Q:
    """The same as a condition on uses."""
    condition = NOBODY
    for name, kind in kinds.items():
        keys = access.scope(person, "view", kind.model).order_by()
        texts = keys.values(key_text=Cast("pk", output_field=models.CharField(max_length=40)))
        condition |= Q(object_type=name, object_id__in=texts)
    return condition
