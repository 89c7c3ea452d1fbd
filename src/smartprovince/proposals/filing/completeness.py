"""What a usulan still lacks before it can be sent: everything at once, each at its step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.errors import Fault
from smartprovince.proposals import states
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.queries import organisations_of
from smartprovince.territory.models import Region

from .fields import neighbours_of
from .outline import STEP_OF, STEPS, Step


def handler_of(proposal: Proposal) -> Region | None:
    """Whose government handles it: the kabupaten/kota it is addressed to, else the own province."""
    if proposal.addressee == Proposal.Addressee.REGION:
        return proposal.addressed_region
    return proposal.region if proposal.region.level == Region.Level.PROVINCE else proposal.region.parent


def missing(proposal: Proposal) -> list[Fault]:
    """Every fault that keeps it from being sent; `mend` names the step."""
    return [
        Fault(name, what, "", _("Step %(n)d, %(step)s.") % {"n": STEP_OF[name].number, "step": STEP_OF[name].label})
        for name, what in _missing(proposal)
    ]


def by_step(faults: list[Fault]) -> dict[Step, list[Fault]]:
    """The faults of each step of the form, in its order; the last step has none of its own."""
    return {step: [fault for fault in faults if STEP_OF[fault.where] is step] for step in STEPS[:-1]}


def _missing(proposal: Proposal) -> Iterator[tuple[str, str]]:
    yield from _what(proposal)
    if not proposal.problem_id and not proposal.background.strip():
        yield "background", _("Say which problem it answers.")
    if proposal.dimension_id is None:
        yield "dimension", _("Choose what it is about.")
    if not proposal.location.strip():
        yield "location", _("Say where.")
    if proposal.start_year is None or proposal.end_year is None:
        yield "start_year", _("Say in which years.")
    yield from _money(proposal)
    if not proposal.goal.strip():
        yield "goal", _("Say what is to be reached.")
    if not proposal.outputs.strip():
        yield "outputs", _("Say what will be there at the end.")
    if not proposal.operation.strip():
        yield "operation", _("Say who runs it and pays for it afterwards.")


def _what(proposal: Proposal) -> Iterator[tuple[str, str]]:
    if not proposal.summary.strip():
        yield "summary", _("Say what is asked, and why.")
    if proposal.addressee == Proposal.Addressee.REGION:
        chosen = proposal.addressed_region
        if chosen is None:
            yield "addressed_region", _("Say which kabupaten/kota it is addressed to.")
        elif not neighbours_of(proposal.region).filter(pk=chosen.pk).exists():
            yield "addressed_region", _("Choose another kabupaten/kota of the same province.")
    if proposal.organisation is None:
        if not proposal.proposer.strip():
            yield "organisation", _("Say which organisation asks.")
    elif not organisations_of(proposal.region).filter(pk=proposal.organisation.pk).exists():
        yield (
            "organisation",
            _("%(name)s is no organisation of this region any more.") % {"name": proposal.organisation},
        )
    if proposal.kind == Proposal.Kind.REPLICATION and not (proposal.application_id or proposal.innovation_id):
        yield "application", _("Say which application or innovation is to be copied.")


def _money(proposal: Proposal) -> Iterator[tuple[str, str]]:
    years = sorted(set(proposal.costs.values_list("year", flat=True)))
    if not years:
        if proposal.kind != Proposal.Kind.PARTNERSHIP:
            yield "costs", _("Write the cost table, one row at least.")
        return
    start, end = proposal.start_year, proposal.end_year
    if start is not None and end is not None and (outside := [year for year in years if not start <= year <= end]):
        told = {"years": ", ".join(map(str, outside)), "start": start, "end": end}
        yield "costs", _("The cost table names %(years)s; it runs from %(start)d to %(end)d.") % told


def may_send(person: Any, proposal: Proposal) -> bool:
    return proposal.state in states.WITH_PROPOSER and access.may(person, "edit", proposal)
