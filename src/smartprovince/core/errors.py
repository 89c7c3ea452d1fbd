"""Errors that say what is wrong, where, what is allowed and how to mend it.

An action raises one of these; pages, API and command line each show the same text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

_FIELD = re.compile(r"[a-z_][a-z0-9_-]*")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input. `where` is a field name or a cell such as `B7`."""

    where: str
    what: str
    allowed: str = ""
    mend: str = ""

    @property
    def place(self) -> str:
        """`where`, if a person reads it: a cell, a question's code, a region, a file. "" for the name of a field."""
        return "" if _FIELD.fullmatch(self.where) else self.where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(part for part in (f"{place}{self.what}", self.allowed, self.mend) if part)


class ActionError(Exception):
    """An action that did not happen. Nothing was changed."""

    status = 400


class Invalid(ActionError):
    """Input that is refused; `faults` lists everything that is wrong with it, not the first thing only."""

    status = 422

    def __init__(self, faults: Sequence[Fault] | Fault | str, where: str = "") -> None:
        if isinstance(faults, str):
            faults = [Fault(where, faults)]
        elif isinstance(faults, Fault):
            faults = [faults]
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotFound(ActionError, Http404):
    """The thing does not exist, or the person may not know that it does: the two look alike."""

    status = 404


class Refused(ActionError):
    """The person may see the thing but not do this to it; `who_may` names the roles that can.

    reading: what to say instead to somebody who changed nothing and only opened a page.
    """

    status = 403

    def __init__(self, message: str, who_may: Sequence[str] = (), *, reading: str = "") -> None:
        self.who_may = list(who_may)
        self.reading = reading or message
        super().__init__(message)


@dataclass
class Conflict(ActionError):
    """Somebody else changed the thing in between. Both texts are kept so that a person can choose."""

    theirs: Any
    yours: dict[str, Any] = field(default_factory=dict)
    status = 409

    def __str__(self) -> str:
        return "changed by someone else in the meantime; compare the two versions before you save"
