"""What a browser test holds: the address of a served site, its people, and its own look into the site's database.

The world is built once a session and each module of browser tests gets a copy of it with a server of its own.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.served import ROOT, TODAY, Home, build, fresh_home, serving

__all__ = ["ROOT", "TODAY", "Home", "Site", "build", "chosen_world", "fresh_home", "looking_into", "serving"]


def chosen_world() -> str:
    """`demo`, unless BROWSER_WORLD says `small` (quick, for work on the harness itself)."""
    return os.environ.get("BROWSER_WORLD", "demo")


@contextlib.contextmanager
def looking_into(home: Home) -> Iterator[None]:
    """Inside, this process's models read and write the site's own database."""
    from django.db import connections
    from django.db.utils import load_backend

    from smartprovince.config.settings import _database

    outer = connections["default"]
    found = {**outer.settings_dict, **_database(home.database)}
    connections["default"] = load_backend(found["ENGINE"]).DatabaseWrapper(found, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = outer


@dataclass
class Site:
    """What a browser test holds: the address, and people by role and region."""

    address: str
    home: Home

    def person(self, role: str, code: str | None = None) -> Any:
        """Somebody with a role (`officer`), at a region when a code is given (`51.03`)."""
        from smartprovince.organisations.models import Membership

        seats = Membership.objects.filter(role=role).order_by("pk")
        if code is not None:
            seats = seats.filter(organisation__region__code=code)
        found = seats.select_related("person").first()
        if found is None:
            raise LookupError(f"nobody has the role {role!r} at {code!r} in this world")
        return found.person

    def log(self) -> str:
        """What the server has written so far."""
        return (self.home.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def roles(self) -> list[str]:
        from smartprovince.organisations.models import Membership

        return sorted(set(Membership.objects.values_list("role", flat=True)))

    def session(self, person: Any) -> str:
        """A session key of a person, as if they had signed in."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.save()
        return str(store.session_key)
