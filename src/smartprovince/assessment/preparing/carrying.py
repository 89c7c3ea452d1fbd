"""What a region answered before to the same questions, and which of its evidence still holds: the start of a new round.

An earlier answer is the newest one with a value in an earlier round of the same instrument, whatever its version, to a
question of the same code, kind and unit; a verified one counts before one of the same year that is not. Where an
assessor found another value, that one is offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.assessment import states, values
from smartprovince.assessment.models import Answer, Participation, Round, Verdict
from smartprovince.core import access, clock
from smartprovince.core.models import type_name
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.instruments.models import InstrumentVersion, Node


@dataclass(frozen=True)
class Left:
    """A paper that is not taken over, and why."""

    paper: Paper
    why: str


@dataclass(frozen=True)
class Offer:
    """An earlier answer as the start of a new one."""

    node: Node
    earlier: Answer
    value: Decimal
    is_verified: bool
    other_version: bool
    papers: tuple[PaperUse, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def round(self) -> Round:
        return self.earlier.participation.round


@dataclass(frozen=True)
class Earlier:
    """What is offered, by code of the question, and the codes whose question is no longer the same."""

    offers: dict[str, Offer]
    changed: tuple[str, ...] = ()

    def open_for(self, answers: dict[str, Answer]) -> list[Offer]:
        """Offers for questions where nothing was typed yet."""
        return [offer for code, offer in self.offers.items() if code in answers and is_untouched(answers[code])]


def is_untouched(answer: Answer) -> bool:
    return not answer.is_answered and not answer.narrative


def earlier_answers(participation: Participation, person: Any, nodes: list[Node]) -> Earlier:
    """Four queries, whatever the number of questions."""
    here = {node.code: node for node in nodes}
    rows = _rows(participation, person, list(here))
    verdicts = {
        verdict.answer_id: verdict
        for verdict in access.scope(person, "view", Verdict).filter(
            answer__in=[row.pk for row in rows], is_current=True
        )
    }
    newest: dict[str, Answer] = {}
    for row in rows:
        newest.setdefault(row.node.code, row)
    version = participation.round.instrument_version
    offers, changed = {}, []
    for code, row in newest.items():
        node = here[code]
        if (row.node.kind, row.node.unit_id) != (node.kind, node.unit_id):
            changed.append(code)
        elif (offer := _offer(node, row, verdicts.get(row.pk), version)) is not None:
            offers[code] = offer
    return Earlier(_with_papers(offers, person), tuple(changed))


def _rows(participation: Participation, person: Any, codes: list[str]) -> list[Answer]:
    """Answers of the region in earlier rounds, newest first, verified ones before others of their year."""
    found = participation.round
    version = found.instrument_version
    family = {version.instrument_id}
    if version.based_on is not None:
        family.add(version.based_on.instrument_id)
    path = "participation__round__instrument_version"
    same = Q(**{f"{path}__instrument__in": family}) | Q(**{f"{path}__based_on__instrument__in": family})
    rows = (
        access.scope(person, "view", Answer)
        .filter(same, participation__region=participation.region_id, value__isnull=False, node__code__in=codes)
        .filter(participation__round__opens_on__lt=found.opens_on)
        .exclude(participation=participation.pk)
        .select_related("node", "participation__round__instrument_version")
        .defer("participation__round__instrument_version__note")
    )
    return sorted(rows, key=_newest_first)


def _newest_first(row: Answer) -> tuple[int, bool, int, int]:
    part = row.participation
    return (-part.round.year, part.state != states.VERIFIED, -part.round.opens_on.toordinal(), -row.pk)


def _offer(node: Node, row: Answer, verdict: Verdict | None, version: InstrumentVersion) -> Offer | None:
    """None where an assessor rejected the value, or where it is impossible in the version of this round."""
    is_verified = verdict is not None and row.participation.state == states.VERIFIED
    value = verdict.value if verdict is not None and is_verified else row.value
    if value is None or values.fault(node, value, version):
        return None
    other = row.participation.round.instrument_version_id != version.pk
    return Offer(node, row, value, is_verified, other)


def _with_papers(offers: dict[str, Offer], person: Any) -> dict[str, Offer]:
    """The same offers with the papers that may be pointed at again, and those that may not."""
    keys = {str(offer.earlier.pk): code for code, offer in offers.items()}
    uses = PaperUse.objects.filter(object_type=type_name(Answer), object_id__in=list(keys)).select_related("paper")
    every = list(uses.order_by("pk"))
    pks = {use.paper_id for use in every}
    readable = (
        set(access.scope(person, "view", Paper).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    )
    good: dict[str, list[PaperUse]] = {}
    left: dict[str, list[Left]] = {}
    for use in every:
        code = keys[use.object_id]
        if why := fault_of(use.paper) or ("" if use.paper_id in readable else _("not open to you")):
            left.setdefault(code, []).append(Left(use.paper, why))
        else:
            good.setdefault(code, []).append(use)
    return {
        code: Offer(
            o.node, o.earlier, o.value, o.is_verified, o.other_version,
            tuple(good.get(code, ())), tuple(left.get(code, ())),
        )
        for code, o in offers.items()
    }  # fmt: skip


def fault_of(paper: Paper) -> str:
    """Why a paper proves nothing any more, "" when it still does."""
    if paper.withdrawn_at is not None:
        return _("withdrawn")
    if paper.valid_until is not None and paper.valid_until < clock.today():
        return _("expired on %(day)s") % {"day": full_day(paper.valid_until)}
    return ""
