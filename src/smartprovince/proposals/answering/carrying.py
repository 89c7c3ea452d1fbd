"""A budgeted usulan becomes a programme, in one action that keeps the link both ways."""

from __future__ import annotations

from django.utils.translation import gettext as _

from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.models import type_name
from smartprovince.core.numbers import next_number
from smartprovince.portfolio.models import BudgetLine, Programme
from smartprovince.proposals.models import PlanFact, Proposal
from smartprovince.territory.models import Region

SERIES = "PRG"


def carrier_of(proposal: Proposal) -> Region:
    """Whose programme it becomes: the region that gets the aid, the one it was forwarded to, else the handler."""
    if proposal.kind == Proposal.Kind.EARMARKED_AID:
        return proposal.region
    found = proposal.addressed_region or proposal.handler
    assert found is not None
    return found


@action("proposal.carry", on="proposal", verb="carry")
def make_programme(log: Log, *, proposal: Proposal) -> Programme:
    """The programme of a budgeted usulan, with its budget line and the document that it stands in."""
    if proposal.programme_id is not None:
        raise Invalid(_("This usulan has become a programme already."))
    budget = proposal.plan_facts.filter(kind=PlanFact.Kind.BUDGET).select_related("fund_source").first()
    if budget is None or budget.year is None or budget.amount is None or budget.fund_source is None:
        raise Invalid(Fault("", _("Its budget is not recorded."), "", _("Record document, year, amount and source.")))
    region = carrier_of(proposal)
    start = min(budget.year, proposal.start_year or budget.year)
    end = max(budget.year, proposal.end_year or budget.year)
    asked = proposal.organisation
    programme = log.create(
        Programme,
        number=next_number(SERIES, budget.year),
        region=region,
        organisation=asked if asked is not None and asked.region_id == region.pk else None,
        name=proposal.title,
        description=proposal.summary,
        background=proposal.background[:2_000],
        dimension=proposal.dimension,
        subdimension=proposal.subdimension,
        location=proposal.location[:200],
        latitude=proposal.latitude,
        longitude=proposal.longitude,
        start_year=start,
        end_year=end,
        phase=Programme.Phase.SHORT if end == start else Programme.Phase.MEDIUM,
        origin_type=type_name(proposal),
        origin_id=str(proposal.pk),
        origin_label=str(proposal)[:300],
        simulated=proposal.simulated or proposal.way_simulated or log.invents,
    )
    if proposal.problem is not None and proposal.problem.region_id == region.pk:
        programme.problems.add(proposal.problem)
    if proposal.application is not None:
        programme.applications.add(proposal.application)
    if proposal.innovation is not None:
        programme.innovations.add(proposal.innovation)
    BudgetLine.objects.create(
        programme=programme,
        year=budget.year,
        fund_source=budget.fund_source,
        planned=budget.amount,
        document=" ".join(part for part in (budget.document, budget.number) if part)[:200],
    )
    log.set(proposal, programme=programme)
    log.payload["proposal"] = proposal.pk
    return programme
