"""What holds regions back before their gates, seen from above: with who can mend it and a text to paste into a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.core.holds import Hold, holds
from smartprovince.movement import queries as register
from smartprovince.movement.counting import Status
from smartprovince.territory.models import Region

from . import queries
from .queries import Item, Way, role_label

SHOWN = 3  # items named in one line; the rest is counted


@holds.named("movement.gates")
def held_by_gates(regions: Sequence[Region], *, person: Any, on: date) -> list[Hold]:
    """One line a region whose cycle runs and whose gate is shut; regions without a cycle are held by the register."""
    ways = queries.ways_of(regions, on, ahead=0)
    return [_hold(way) for way in ways if way.cycle and way.cycle.ended_on is None and way.gate and way.gate.lacking]


@holds.named("movement.register")
def held_by_register(regions: Sequence[Region], *, person: Any, on: date) -> list[Hold]:
    """Kabupaten/kota of which the register does not know whether they joined: the paper that would settle it."""
    found = []
    for row in register.register_rows([r for r in regions if r.level == Region.Level.REGENCY], on, person):
        cell = row.joined
        if cell.status != Status.POSSIBLE:
            continue
        found.append(
            Hold(
                region=row.region,
                kind="movement.register",
                what=_("Not known whether it has joined"),
                why=_("needed: %(paper)s") % {"paper": cell.paper},
                who=_("coordinator of %(region)s") % {"region": row.region.short_name},
                address=reverse("movement:milestones", args=[row.region.code]),
                weight=2,
                reminder=_(
                    "To the coordinator of %(region)s,\nthe register of the province does not know whether %(region)s "
                    "has joined the movement. Please show %(paper)s.\nThank you."
                )
                % {"region": row.region.full_name, "paper": cell.paper},
            )
        )
    return found


def _hold(way: Way) -> Hold:
    assert way.gate is not None
    lacking = way.gate.lacking
    names = "; ".join(item.title for item in lacking[:SHOWN])
    if len(lacking) > SHOWN:
        names = _("%(names)s; and %(n)d more") % {"names": names, "n": len(lacking) - SHOWN}
    return Hold(
        region=way.region,
        kind="movement.gates",
        what=_("Gate to “%(stage)s”: %(shown)d of %(required)d shown")
        % {"stage": way.next_label, "shown": way.gate.shown, "required": way.gate.required},
        why=names,
        who=", ".join(dict.fromkeys(_who(way, item) for item in lacking)),
        address=reverse("movement:way", args=[way.region.code]),
        weight=len(lacking),
        reminder=reminder(way),
    )


def _who(way: Way, item: Item) -> str:
    if item.waits_for:
        return role_label(item.waits_for)
    return _("coordinator of %(region)s") % {"region": way.region.short_name}


def reminder(way: Way) -> str:
    """A text for a chat group: whom it is for, what is still needed, and nothing that is not public in the register."""
    assert way.gate is not None
    lines = [
        _("To the coordinator of %(region)s,") % {"region": way.region.full_name},
        _("to go on to the stage “%(stage)s” these are still needed:") % {"stage": way.next_label},
    ]
    lines += [f"{n}. {item.title} ({item.words})" for n, item in enumerate(way.gate.lacking, start=1)]
    lines.append(_("Thank you."))
    return "\n".join(lines)
