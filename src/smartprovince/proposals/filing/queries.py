"""Reads of what a usulan is made of: costs with their sums, effects by name, attachments, texts as sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.errors import NotFound
from smartprovince.core.models import type_name
from smartprovince.core.templatetags.writing import own_language
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.instruments.models import InstrumentVersion, Node
from smartprovince.organisations.scopes import region_codes
from smartprovince.portfolio import similar
from smartprovince.portfolio.models import Application, FundSource, Innovation, Problem
from smartprovince.proposals import states
from smartprovince.proposals.models import Proposal

from .models import CostLine, Effect, Submission
from .rows import sources_for

CATALOGUE = "katalog-72"
MOST_OFFERED = 300
MOST_ALIKE = 8


# --- costs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Costs:
    """A cost table with its sums."""

    lines: list[CostLine] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def by_year(self) -> dict[int, int]:
        return self._summed("year")

    @property
    def by_source(self) -> dict[FundSource, int]:
        return self._summed("fund_source")

    def _summed(self, name: str) -> dict[Any, int]:
        sums: dict[Any, int] = {}
        for line in self.lines:
            key = getattr(line, name)
            sums[key] = sums.get(key, 0) + line.amount
        return sums

    @property
    def years(self) -> list[YearOfCosts]:
        """Each year with its sources, and how large each is beside the largest year, in per cent."""
        top = max(self.by_year.values(), default=0) or 1
        found = []
        for year, total in sorted(self.by_year.items()):
            mine = Costs([line for line in self.lines if line.year == year])
            shares = [Share(source, amount, 100 * amount / top) for source, amount in mine.by_source.items()]
            found.append(YearOfCosts(year, total, shares))
        return found


@dataclass(frozen=True)
class Share:
    source: FundSource
    amount: int
    percent: float


@dataclass(frozen=True)
class YearOfCosts:
    year: int
    total: int
    shares: list[Share]


def costs_of(proposal: Proposal) -> Costs:
    return Costs(list(proposal.costs.select_related("fund_source").order_by("year", "pk")))


def totals(proposals: Iterable[Any] | Any) -> dict[int, int]:
    """What each usulan costs, by its key; one query. `proposals`: keys, or a query of keys."""
    sums: dict[int, int] = {}
    for line in CostLine.objects.filter(proposal__in=proposals).only("proposal_id", "quantity", "unit_cost"):
        sums[line.proposal_id] = sums.get(line.proposal_id, 0) + line.amount
    return sums


def fund_sources_of(proposal: Proposal) -> Any:
    return FundSource.objects.filter(sources_for(proposal.region.code), in_use=True)


# --- effects ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NamedEffect:
    code: str
    name: str
    expected: str


def catalogue() -> list[Node]:
    """The indicators of the newest edition of the national catalogue that is published, groups before their items."""
    version = (
        InstrumentVersion.objects.filter(
            instrument__code=CATALOGUE, instrument__owner=None, state=InstrumentVersion.State.PUBLISHED
        )
        .order_by("-valid_from_year", "-pk")
        .first()
    )
    return [] if version is None else list(version.nodes.select_related("parent").order_by("order"))


def indicators() -> dict[str, Node]:
    """Those of the catalogue that a usulan can move, by their code."""
    return {node.code: node for node in catalogue() if node.is_indicator}


def effects_of(proposal: Proposal) -> list[NamedEffect]:
    """The expected effects with the names of their indicators; a code that no catalogue knows stands for itself."""
    rows: list[Effect] = list(proposal.effects.all())
    names = {code: own_language(node, "name") for code, node in indicators().items()} if rows else {}
    return [NamedEffect(row.node_code, names.get(row.node_code, row.node_code), row.expected) for row in rows]


# --- attachments -----------------------------------------------------------------------------------------------------


def attached_to(proposal: Proposal) -> list[PaperUse]:
    """The papers that are attached, in the order in which they were."""
    uses = PaperUse.objects.filter(
        object_type=type_name(proposal), object_id=str(proposal.pk), paper__withdrawn_at=None
    )
    return list(uses.select_related("paper__file", "paper__region").order_by("pk"))


def is_own(person: Any, proposal: Proposal) -> bool:
    """Whether the person works in the region it belongs to: what is not sent yet is the region's own."""
    return proposal.region.code in region_codes(person, "proposal.view")


def attachments_open_to(person: Any, proposal: Proposal) -> list[PaperUse]:
    """The same for a person who may see the usulan; others than the region's people know what was sent."""
    uses = attached_to(proposal)
    if is_own(person, proposal) or proposal.state not in states.UNSENT:
        return uses
    sent = last_submission(proposal)
    known = {row["sha256"] for row in sent.content["attachments"]} if sent else set()
    return [use for use in uses if use.paper.file is not None and use.paper.file.sha256 in known]


def attachment_open_to(person: Any, proposal: Proposal, use: int) -> PaperUse:
    for each in attachments_open_to(person, proposal):
        if each.pk == use:
            return each
    raise NotFound(_("There is no such page, or it is not open to you."))


def attachable(person: Any, proposal: Proposal) -> list[Paper]:
    """Papers that the region keeps and that are not attached yet, newest first."""
    used = [use.paper_id for use in attached_to(proposal)]
    papers = access.scope(person, "view", Paper).filter(region=proposal.region, withdrawn_at=None)
    return list(papers.exclude(pk__in=used).order_by("-pk")[:50])


# --- what can be chosen ----------------------------------------------------------------------------------------------


def problems_for(person: Any, proposal: Proposal) -> Any:
    """The region's own problems that are not put away, and the one that was chosen before."""
    own = access.scope(person, "view", Problem).filter(region=proposal.region)
    return own.filter(Q(archived_at=None) | Q(proposals=proposal)).distinct()


def copies_offered_to(person: Any, province_code: str) -> list[Application | Innovation]:
    """Applications and innovations that others of the province may copy, and that the person may see."""
    applications = access.scope(person, "view", Application).filter(offered=True, archived_at=None)
    innovations = access.scope(person, "view", Innovation).filter(replicable=True, archived_at=None)
    found: list[Application | Innovation] = []
    for rows in (applications, innovations):
        near = rows.filter(region__code__startswith=province_code).select_related("region")
        found += list(near.order_by("name", "pk")[:MOST_OFFERED])
    return found


def copy_of_number(person: Any, number: str) -> Application | Innovation | None:
    """The application or innovation with a number, if it is open to the person."""
    key = {"number__iexact": number.strip(), "archived_at": None}
    application = access.scope(person, "view", Application).filter(**key).first()
    return application or access.scope(person, "view", Innovation).filter(**key).first()


# --- what reads like it ---------------------------------------------------------------------------------------------

KINDS = ("proposal", "programme", "application", "innovation")


def like(person: Any, proposal: Proposal) -> list[similar.Similar]:
    """What others ask or have already, among all that the person may see; the likest first."""
    text = f"{proposal.title}. {proposal.summary} {proposal.background}"
    return similar.find(person, text, [kind for kind in KINDS if kind in similar.kinds], top=MOST_ALIKE, skip=proposal)


# --- texts as sent ---------------------------------------------------------------------------------------------------


def submissions_of(proposal: Proposal) -> list[Submission]:
    return list(proposal.submissions.order_by("sequence"))


def last_submission(proposal: Proposal) -> Submission | None:
    return proposal.submissions.order_by("-sequence").first()


def submission_of(proposal: Proposal, sequence: int) -> Submission:
    found = proposal.submissions.filter(sequence=sequence).first()
    if found is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return found
