"""What the furnishing modules share: things by name, secret words, the installation as actor."""

from __future__ import annotations

from typing import Any

from smartprovince.core.access import SystemActor
from smartprovince.organisations.models import Person

SYSTEM = SystemActor("test")

type Things = dict[str, Any]


def secret(kind: str, code: str) -> str:
    """One word, since search and file names take words apart."""
    return f"rahasia{kind}{code.replace('.', '')}"


def fresh(world: Any, name: str) -> Person:
    """A person read anew, since grants are kept for a request."""
    return Person.objects.get(pk=world.people[name].pk)
