"""What rooms have for people without a desk: what is open to them, and what became of theirs.

A room registers two kinds of providers by name, `person -> Offers`; the portal asks all of them and knows no room:

    @openings.named("outreach.events")
    def open_events(person) -> list[Offer]: ...

`person` may be a visitor who is not signed in. A provider reads through the gate and asks a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .registry import Registry

MOST = 200  # of one provider; older ones stand where the room keeps them


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing on the page of a citizen or a company.

    kind: which filter it stands under, with its word. day: what it is sorted by. state: a word, and the badge it wears
    (`ok`, `warn`, `bad`, `now`, `none`). address, verb: where it leads. lines: what else is to be said.
    """

    kind: str
    word: str
    title: str
    day: date | None = None
    state: str = ""
    badge: str = "none"
    address: str = ""
    verb: str = ""
    lines: tuple[str, ...] = ()
    simulated: bool = False


type Provider = Callable[[Any], Iterable[Offer]]

openings: Registry[Provider] = Registry("what is open to a person")
outcomes: Registry[Provider] = Registry("what became of a person's own")
