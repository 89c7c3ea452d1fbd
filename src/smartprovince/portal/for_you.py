"""The page of citizens and companies: what is open to you, and what became of yours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smartprovince.core.offers import Offer, openings, outcomes


@dataclass(frozen=True)
class ForYou:
    """What is open, the soonest first; what became of one's own, the latest first, with the kinds to filter by."""

    open: list[Offer]
    own: list[Offer]
    kinds: list[tuple[str, str, int]] = field(default_factory=list)


def gathered(person: Any, *, kind: str = "") -> ForYou:
    """From all rooms. Somebody who is not signed in sees what is open to everybody."""
    opened = [offer for _name, provider in openings.items() for offer in provider(person)]
    own = [offer for _name, provider in outcomes.items() for offer in provider(person)]
    words = {offer.kind: offer.word for offer in own}
    kinds = [(name, word, sum(each.kind == name for each in own)) for name, word in sorted(words.items())]
    return ForYou(
        open=sorted(opened, key=lambda each: (each.day or date.max, each.title)),
        own=sorted(
            (each for each in own if not kind or each.kind == kind),
            key=lambda each: (each.day or date.min, each.title),
            reverse=True,
        ),
        kinds=kinds,
    )
