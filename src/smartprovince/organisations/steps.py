"""What waits for administrators: governments below that nobody can enter yet, and roles that nobody holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps

from .models import Invitation, Membership, Organisation
from .roles import Role, who_may
from .scopes import grants

NEEDED = {
    Organisation.Kind.PROVINCE: Role.PROVINCE_COORDINATOR,
    Organisation.Kind.REGENCY: Role.REGION_COORDINATOR,
}
ONE_BY_ONE = 3


@steps.named("organisations.people")
def steps_of_administrators(person: Any) -> list[dict[str, Any]]:
    """Invite the first administrator of a government below; fill the seat of the coordinator at home. Three queries."""
    if not grants(person, "people.invite"):
        return []
    return [*_without_coordinator(person), *_without_administrator(person)]


def _invited(role: str) -> Exists:
    waiting = Invitation.objects.filter(
        organisation=OuterRef("pk"), role=role, accepted_at=None, expires_at__gt=clock.now()
    )
    return Exists(waiting)


def _without_coordinator(person: Any) -> Iterator[dict[str, Any]]:
    """Own governments in which nobody coordinates the movement."""
    for kind, role in NEEDED.items():
        held = Membership.objects.in_force(clock.today()).filter(organisation=OuterRef("pk"), role=role)
        rows = access.scope(person, "appoint", Organisation).filter(~Exists(held), ~_invited(role), kind=kind)
        for home in rows[:ONE_BY_ONE]:
            yield _step(
                f"coordinator.{home.pk}",
                _("Invite a coordinator for %(who)s") % {"who": home},
                _("Without one nobody can record, send or publish for this government."),
                home,
                weight=3,
            )


def _without_administrator(person: Any) -> Iterator[dict[str, Any]]:
    """Governments below that have none yet and are not invited either."""
    own = access.scope(person, "appoint", Organisation).values("pk")
    below = access.scope(person, "invite", Organisation).exclude(pk__in=own).filter(~_invited(Role.ADMINISTRATOR))
    rows = list(below.order_by("path"))
    if not rows:
        return
    names = ", ".join(str(each) for each in rows[:ONE_BY_ONE])
    yield _step(
        "administrators",
        ngettext(
            "Invite the first administrator of %(n)d government below yours",
            "Invite the first administrators of %(n)d governments below yours",
            len(rows),
        )
        % {"n": len(rows)},
        _("They invite their own people; until then nobody of theirs can sign in: %(names)s") % {"names": names},
        rows[0],
        weight=len(rows),
    )


def _step(key: str, title: str, why: str, home: Organisation, *, weight: int) -> dict[str, Any]:
    return {
        "key": f"organisations.{key}",
        "title": title,
        "why": why,
        "due": None,
        "address": reverse("organisations:invite", args=[home.pk]),
        "verb": _("Invite"),
        "weight": weight,
        "icon": "users",
        "who": who_may("people.invite"),
    }
