"""What other matters and rooms show on the record of an entry: who answers a problem, who uses an application.

    @beside.named("proposals.of_problem")
    def usulan_of(entry, person) -> list[Panel]: ...

A provider reads through the gate with a constant number of queries, and returns nothing for entries it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from smartprovince.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    address: str = ""
    detail: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A heading with links under it; one without links is not shown."""

    title: str
    links: Sequence[Link]


beside: Registry[Callable[[Any, Any], Sequence[Panel]]] = Registry("what is shown beside an entry")


def panels_of(entry: Any, person: Any) -> list[Panel]:
    return [panel for _name, provide in beside.items() for panel in provide(entry, person) if panel.links]
