"""What the engine refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class CompositeIndexError(ValueError):
    """Base of every refusal of this engine."""


class FrameworkError(CompositeIndexError):
    """A framework (*kerangka indeks*) that cannot be computed.

    ``faults``: every fault found, one sentence each, beginning with the node it concerns.
    """

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults: tuple[str, ...] = tuple(faults)
        super().__init__("\n".join([f"{len(self.faults)} fault(s) in the framework:", *self.faults]))


class ValuesError(CompositeIndexError):
    """Values that do not fit the framework; the message names the place."""


def listed(items: Sequence[str], limit: int = 5) -> str:
    """A short list of ids for a message."""
    return ", ".join(items[:limit]) + (f" and {len(items) - limit} more" if len(items) > limit else "")
