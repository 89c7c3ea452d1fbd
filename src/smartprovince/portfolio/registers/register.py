"""What a register is: its entries, how they read in lists, forms, records, exports and search.

A matter describes itself once, as a subclass whose only instance is registered; pages, actions, queries and exports
are the same for all. A matter with pages of its own overrides `address` and puts its patterns before the generic ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from smartprovince.core import search
from smartprovince.core.errors import Fault
from smartprovince.core.registry import Registry
from smartprovince.documents.sheets import Kind, Value
from smartprovince.portfolio import similar
from smartprovince.portfolio.entries import Entry
from smartprovince.territory.models import Region


@dataclass(frozen=True)
class Filter:
    """A choice above the list: a field with choices, or one that is true or false."""

    key: str
    label: Any
    field: str

    def choices(self, model: type[Entry]) -> list[tuple[str, Any]]:
        field = model._meta.get_field(self.field)
        return [("1", field.verbose_name)] if isinstance(field, models.BooleanField) else list(field.flatchoices)  # type: ignore[union-attr]

    def condition(self, model: type[Entry], value: str) -> Q:
        """What the choice means; a value that was not offered means nothing."""
        if value not in {str(key) for key, _word in self.choices(model)}:
            return Q()
        return Q(**{self.field: True if isinstance(model._meta.get_field(self.field), models.BooleanField) else value})


@dataclass(frozen=True)
class Lack:
    """Something that entries of a register lack: counted on the first page, a filter on the list."""

    key: str
    title: Any
    condition: Q


@dataclass(frozen=True)
class Column:
    """A column of the export."""

    title: Any
    value: Callable[[Any], Value]
    kind: Kind = "text"
    decimals: int = 0


@dataclass(frozen=True)
class Years:
    """Figures of an entry over the years, typed as a table: the model, its key to the entry, its fields, its form."""

    model: type[models.Model]
    owner: str
    fields: tuple[str, ...]
    form: type[Any]
    title: Any
    hint: Any


class Register:
    """One register of the portfolio. Texts are lazy translations; `heads` are (title, class) of the own columns."""

    model: ClassVar[type[Entry]]
    form: ClassVar[type[Any]]
    slug: ClassVar[str]
    series: ClassVar[str]
    order: ClassVar[int]
    title: ClassVar[Any]
    one: ClassVar[Any]
    add: ClassVar[Any]
    lede: ClassVar[Any]
    empty: ClassVar[Any]
    heads: ClassVar[Sequence[tuple[Any, str]]] = ()
    cells: ClassVar[str]
    facts: ClassVar[str]
    form_beside: ClassVar[str] = ""
    filters: ClassVar[Sequence[Filter]] = ()
    lacks: ClassVar[Sequence[Lack]] = ()
    sorts: ClassVar[Mapping[str, tuple[Any, tuple[Any, ...]]]] = {}
    columns: ClassVar[Sequence[Column]] = ()
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[Any, ...]] = ()
    years: ClassVar[Years | None] = None

    def faults(self, values: Mapping[str, Any], region: Region, person: Any) -> list[Fault]:
        """What is wrong with an entry beyond what every entry must be."""
        return []

    def faults_of_change(self, entry: Any, values: Mapping[str, Any]) -> list[Fault]:
        """What a change would break that stands around the entry."""
        return []

    def facts_of(self, entry: Any, person: Any) -> dict[str, Any]:
        """What the record's own part needs beside the entry."""
        return {}

    def links(self, person: Any) -> list[tuple[Any, str]]:
        """Pages of the matter that are more than the list: (words, address)."""
        return []

    def words(self, entry: Any) -> str:
        """What search finds an entry by, beside its name and region."""
        return str(entry.description)

    def address(self, page: str, entry: Entry | None = None) -> str:
        """Where a page is: entries, entry_new; entry, entry_change, entry_archive, entry_restore of one entry."""
        return reverse(f"portfolio:{page}", args=[self.slug, *([entry.number] if entry else [])])

    def text(self, entry: Any) -> search.Text:
        return search.Text(
            str(entry), self.address("entry", entry), detail=f"{self.one}, {entry.region}", words=self.words(entry)
        )


registers: Registry[Register] = Registry("registers of the portfolio")


def declare(register: Register) -> Register:
    """Make a register known: to pages, to search, and to whoever asks what reads like a text."""
    registers.register(register.slug, register)
    search.register(register.model, register.text)
    similar.register(
        similar.Kind(
            name=str(register.model._meta.model_name),
            model=register.model,
            label=register.one,
            text=lambda entry: f"{entry.name}. {register.words(entry)}",
            title=lambda entry: entry.name,
            address=lambda entry: register.address("entry", entry),
            among=Q(archived_at__isnull=True),
            related=("region",),
        )
    )
    return register


def in_order() -> list[Register]:
    return sorted((register for _slug, register in registers.items()), key=lambda register: register.order)


def register_of(model: type[models.Model]) -> Register:
    """The register whose entries are of a model."""
    return next(register for register in in_order() if register.model is model)
