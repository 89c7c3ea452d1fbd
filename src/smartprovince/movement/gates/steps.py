"""What waits for somebody before the gates: show a paper, confirm what was shown, move a region on, mend a flag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access
from smartprovince.core.registry import steps
from smartprovince.evidence.models import Paper
from smartprovince.movement.models import StageGate
from smartprovince.organisations.roles import Role, who_may
from smartprovince.organisations.scopes import acts_in, grants, reach, region_codes
from smartprovince.territory.models import Region

from . import queries
from .models import Cycle
from .queries import Item, Way

ONE_BY_ONE = 5  # so many regions get a step each; more are one step with a list behind it

type Step = dict[str, Any]


@steps.named("movement.gates")
def steps_of_gates(person: Any) -> list[Step]:
    """For those who confirm and steer, and for the region whose gate it is. Without a running cycle nothing."""
    if not grants(person, "register.edit"):
        return _signatures(person)
    found = list(_confirmations(person))
    regions = list(_regions_under_way(person))
    steered = set(
        access.scope(person, "steer", Region).filter(pk__in=[r.pk for r in regions]).values_list("pk", flat=True)
    )
    ways = queries.ways_of(regions, ahead=0) if regions else []
    found += _ready([way for way in ways if way.region.pk in steered and way.gate and way.gate.is_open])
    found += _flagged([way for way in ways if way.flags])
    found += [step for way in ways if (step := _own_item(person, way))]
    return found


SIGNED = (Paper.Kind.COMMITMENT, Paper.Kind.MEMORANDUM, Paper.Kind.TEAM_DECREE, Paper.Kind.REGULATION)


def _signatures(person: Any) -> list[Step]:
    """For the leader of a region: papers of its gate that only a head of region signs."""
    codes = [reach(grant) for grant in getattr(person, "grants", []) if grant.role == Role.LEADER]
    running = Cycle.objects.filter(ended_on=None).exclude(stage=Cycle.At.COMPLETED)
    regions = list(Region.objects.filter(code__in=codes, cycles__in=running).order_by("code"))
    found = []
    for way in queries.ways_of(regions, ahead=0) if regions else []:
        lacking = way.gate.lacking if way.gate else ()
        for item in lacking:
            if item.gate.paper_kind in SIGNED and item.state == "lacking":
                found.append(_sign(way, item))
    return found


def _sign(way: Way, item: Item) -> Step:
    return _step(
        f"sign.{way.region.code}.{item.gate.code}",
        _("Sign for %(region)s: %(item)s") % {"region": way.region.short_name, "item": item.title},
        _("The stage “%(stage)s” waits for it. Your coordinator records the paper once it is signed.")
        % {"stage": way.next_label},
        f"{reverse('movement:way', args=[way.region.code])}#{item.gate.code}",
        _("See what is asked"),
        "edit",
        weight=2,
    )


def _regions_under_way(person: Any) -> list[Region]:
    running = Cycle.objects.filter(ended_on=None).exclude(stage=Cycle.At.COMPLETED)
    rows = access.scope(person, "edit_register", Region).filter(cycles__in=running)
    return list(rows.select_related("parent").order_by("code").distinct())


def _confirmations(person: Any) -> Iterator[Step]:
    waiting = queries.confirmable(person)
    if len(waiting) > ONE_BY_ONE:
        yield _step(
            "confirm",
            _("Confirm what %(n)d regions have shown") % {"n": len({fact.region_id for fact in waiting})},
            _("%(n)d gate items wait for you; no region goes on without them.") % {"n": len(waiting)},
            reverse("movement:confirmations"),
            _("Look at them"),
            "shield-check",
            weight=len(waiting),
            who=who_may("gate.confirm"),
        )
        return
    for fact in waiting:
        item = queries.Item(fact.gate, False, "")  # type: ignore[arg-type]
        yield _step(
            f"confirm.{fact.pk}",
            _("Confirm for %(region)s: %(item)s") % {"region": fact.region.short_name, "item": item.title},
            _("The region has shown it and waits for you."),
            reverse("movement:way", args=[fact.region.code]),
            _("Check it"),
            "shield-check",
            weight=3,
            who=who_may("gate.confirm"),
        )


def _ready(ways: list[Way]) -> Iterator[Step]:
    if len(ways) > ONE_BY_ONE:
        yield _step(
            "advance",
            _("%(n)d regions can go on to their next stage") % {"n": len(ways)},
            _("Every required item of their gates is shown."),
            f"{reverse('movement:ways')}?keadaan=terbuka",
            _("See which"),
            "arrow-right",
            weight=2 * len(ways),
        )
        return
    for way in ways:
        yield _step(
            f"advance.{way.region.code}",
            _("Take %(region)s on to: %(stage)s") % {"region": way.region.short_name, "stage": way.next_label},
            _("Every required item of the gate is shown; nothing holds it back but this."),
            reverse("movement:way", args=[way.region.code]),
            _("Open the gate"),
            "arrow-right",
            weight=4,
            who=who_may("gate.confirm"),
        )


def _flagged(ways: list[Way]) -> Iterator[Step]:
    for way in ways[:ONE_BY_ONE]:
        names = ", ".join(item.title for item in way.flags[:3])
        yield _step(
            f"flag.{way.region.code}",
            _("%(region)s: something it passed a gate with is gone") % {"region": way.region.short_name},
            names,
            reverse("movement:way", args=[way.region.code]),
            _("Look at it"),
            "alert-triangle",
            weight=3,
        )


def _own_item(person: Any, way: Way) -> Step | None:
    """For the region's own coordinator: the first item of its gate that it can show itself."""
    if way.gate is None or not _is_own(person, way.region):
        return None
    lacking = [item for item in way.gate.lacking if item.state == "lacking"]
    if not lacking:
        return None
    mine = [item for item in lacking if item.gate.way != StageGate.Way.COMPUTED or item.gate.parameters.get("or_paper")]
    first = (mine or lacking)[0]
    return _step(
        f"show.{way.region.code}",
        (_("Show for %(region)s: %(item)s") if mine else _("Bring about for %(region)s: %(item)s"))
        % {"region": way.region.short_name, "item": first.title},
        ngettext(
            "%(n)d item of the gate to “%(stage)s” is lacking: %(words)s.",
            "%(n)d items of the gate to “%(stage)s” are lacking; the first: %(words)s.",
            len(lacking),
        )
        % {"n": len(lacking), "stage": way.next_label, "words": first.words},
        reverse("movement:way", args=[way.region.code]) if mine or not first.address else first.address,
        _("Show it") if mine else _("Open"),
        "list-check",
        weight=2,
        who=who_may("register.edit"),
    )


def _is_own(person: Any, region: Region) -> bool:
    owners = {Role.REGION_COORDINATOR: Region.Level.REGENCY, Role.PROVINCE_COORDINATOR: Region.Level.PROVINCE}
    own = any(owners.get(Role(grant.role)) == region.level for grant in getattr(person, "grants", []))
    codes = region_codes(person, "register.edit")
    return own and region.code in codes and acts_in(person, "register.edit", region)


def _step(
    key: str, title: str, why: str, address: str, verb: str, icon: str, *, weight: int, who: tuple[str, ...] = ()
) -> Step:
    return {
        "key": f"movement.{key}",
        "title": title,
        "why": why,
        "due": None,
        "address": address,
        "verb": verb,
        "weight": weight,
        "icon": icon,
        "who": who,
    }
