"""Where a lower room offers something to an upper one: it registers by name when the app loads, the upper room asks.

steps.register("assessment.answer", my_answers)      # in a room's apps.py
for name, provider in steps.items(): ...             # in workspace
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


class Registry[T]:
    """Names to things. A name is registered once; registering it again is a programming error."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._things: dict[str, T] = {}

    def register(self, name: str, thing: T) -> T:
        if name in self._things and self._things[name] is not thing:
            raise LookupError(f"{self.title}: the name {name!r} is taken")
        self._things[name] = thing
        return thing

    def named(self, name: str) -> Callable[[T], T]:
        """Decorator form of `register`."""

        def decorate(thing: T) -> T:
            return self.register(name, thing)

        return decorate

    def get(self, name: str) -> T:
        """The thing of that name; LookupError lists the names that exist."""
        try:
            return self._things[name]
        except KeyError:
            raise LookupError(f"{self.title}: no {name!r}; there are: {', '.join(sorted(self._things))}") from None

    def __contains__(self, name: str) -> bool:
        return name in self._things

    def items(self) -> Iterator[tuple[str, T]]:
        yield from sorted(self._things.items())

    def names(self) -> list[str]:
        return sorted(self._things)


@dataclass(frozen=True)
class Panel:
    """A short list beside the next steps: its title, the page with all of it, and lines of text, address, note."""

    title: str
    address: str
    lines: list[tuple[str, str, str]]


steps: Registry[Callable[..., Any]] = Registry("next steps")
blocks: Registry[Callable[..., Any]] = Registry("masterplan blocks")
subscribers: Registry[Callable[..., Any]] = Registry("subscribers to actions")
due_actions: Registry[Callable[..., Any]] = Registry("due actions")
rounds: Registry[Callable[[], int]] = Registry("work of every round of the tick")
jobs: Registry[Any] = Registry("jobs")
searchable: Registry[Any] = Registry("searchable kinds")
navigation: Registry[Any] = Registry("places in the menu")
panels: Registry[Callable[[Any], Panel | None]] = Registry("panels beside the next steps")
beside_result: Registry[Callable[..., Any]] = Registry("links beside a region's result")
