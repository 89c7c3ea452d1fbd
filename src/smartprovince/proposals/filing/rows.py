"""The rows of a usulan, its costs and its expected effects: written anew with each save of their step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.core.actions import Log
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.money import rupiah
from smartprovince.portfolio.models import FundSource

from .models import CostLine, Effect

if TYPE_CHECKING:
    from smartprovince.proposals.models import Proposal

MOST_COSTS, MOST_EFFECTS = 300, 20
MOST_MONEY = 10**15  # a third of the state's budget: beyond it somebody has slipped by a thousand
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Cost:
    """One row of the cost table as it was typed."""

    year: int
    fund_source: FundSource
    item: str
    quantity: Decimal
    unit: str
    unit_cost: int

    @property
    def line(self) -> CostLine:
        return CostLine(**vars(self))


@dataclass(frozen=True)
class Expected:
    """An indicator of the national catalogue, and how far it is expected to move."""

    node_code: str
    expected: str


def sources_for(proposal_region_code: str) -> Q:
    """The sources that a region may name: of the nation's catalogue, and of its own province."""
    return Q(province=None) | Q(province__code=proposal_region_code.split(".")[0])


def replace_costs(log: Log, proposal: Proposal, costs: Sequence[Cost]) -> bool:
    """Write the cost table anew. Whether anything changed. Raises Invalid with the row of each fault."""
    faults = []
    offered = set(FundSource.objects.filter(sources_for(proposal.region.code)).values_list("pk", flat=True))
    for at, cost in enumerate(costs, start=1):
        faults += [Fault("costs", text) for text in _of_cost(at, cost, offered)]
    lines = [cost.line for cost in costs]
    total = sum(line.amount for line in lines)
    if not faults and total > MOST_MONEY:
        faults.append(Fault("costs", _("Together this is more than %(most)s.") % {"most": rupiah(MOST_MONEY)}))
    if len(costs) > MOST_COSTS:
        faults = [Fault("costs", _("A cost table has at most %(n)d rows.") % {"n": MOST_COSTS})]
    if faults:
        raise Invalid(faults)
    before = list(proposal.costs.order_by("pk"))
    if [_told(line) for line in before] == [_told(line) for line in lines]:
        return False
    proposal.costs.all().delete()
    for line in lines:
        line.proposal = proposal
    CostLine.objects.bulk_create(lines)
    log.changes["cost_total"] = [sum(line.amount for line in before), total]
    return True


def _told(line: CostLine) -> tuple[object, ...]:
    return (line.year, line.fund_source_id, line.item, line.quantity, line.unit, line.unit_cost)


def _of_cost(at: int, cost: Cost, offered: set[int]) -> list[str]:
    found = []
    if cost.year not in YEARS:
        found.append(_("Row %(n)d: the year lies outside 2000 to 2100.") % {"n": at})
    if cost.fund_source.pk not in offered:
        found.append(_("Row %(n)d: choose a source of the list.") % {"n": at})
    if not cost.item.strip() or not cost.unit.strip():
        found.append(_("Row %(n)d: say what it is for, and in which unit.") % {"n": at})
    if cost.quantity <= 0:
        found.append(_("Row %(n)d: the quantity is more than nothing.") % {"n": at})
    if cost.unit_cost < 0:
        found.append(_("Row %(n)d: a cost is never negative.") % {"n": at})
    elif cost.quantity * cost.unit_cost > MOST_MONEY:
        found.append(_("Row %(n)d: this is more than %(most)s.") % {"n": at, "most": rupiah(MOST_MONEY)})
    return found


def replace_effects(log: Log, proposal: Proposal, effects: Sequence[Expected], known: frozenset[str]) -> bool:
    """Write the expected effects anew. `known` are the codes of the catalogue in force; those kept before may stay."""
    before = {effect.node_code: effect.expected for effect in proposal.effects.all()}
    given: dict[str, str] = {}
    faults = []
    for at, effect in enumerate(effects, start=1):
        if effect.node_code not in known and effect.node_code not in before:
            faults.append(Fault("effects", _("Row %(n)d: choose an indicator of the catalogue.") % {"n": at}))
        elif effect.node_code in given:
            faults.append(Fault("effects", _("Row %(n)d: this indicator stands there already.") % {"n": at}))
        elif not effect.expected.strip():
            faults.append(Fault("effects", _("Row %(n)d: say from what to what, until when.") % {"n": at}))
        given[effect.node_code] = effect.expected.strip()
    if len(effects) > MOST_EFFECTS:
        faults = [Fault("effects", _("Name at most %(n)d indicators.") % {"n": MOST_EFFECTS})]
    if faults:
        raise Invalid(faults)
    if given == before:
        return False
    proposal.effects.all().delete()
    Effect.objects.bulk_create(
        [Effect(proposal=proposal, node_code=code, expected=text[:300]) for code, text in given.items()]
    )
    log.changes["effects"] = [sorted(before), sorted(given)]
    return True
