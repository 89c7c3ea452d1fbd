"""What an assessor would send back, said before sending. Nothing here hinders anybody.

`findings` is pure: it takes the form, the earlier answers and the papers of each line, and asks no database.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.assessment import queries, values
from smartprovince.assessment.models import Answer, Participation
from smartprovince.assessment.outline import Part
from smartprovince.core import settings
from smartprovince.core.models import type_name
from smartprovince.core.templatetags.writing import exact
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.instruments.models import Node

from . import carrying

NARRATIVE_FROM = 60  # characters below which an explanation can hardly tell steps
STEPS_FROM = 2  # the maturity level from which the rubric asks for something that is done
JUMP = 2  # levels
PROVES_AT_MOST = 3  # questions that one paper proves without naming pages
_ASKS_STEPS = re.compile(r"langkah|tangkapan|screenshot|alur|step", re.IGNORECASE)

settings.declare(
    "assessment.band",
    int,
    50,
    gettext_lazy("By how many per cent a value may differ from the year before without being asked about."),
    minimum=5,
    maximum=1000,
)


@dataclass(frozen=True)
class Finding:
    """One thing about one question: what, why an assessor would ask, and how to mend it."""

    kind: str
    node: Node
    what: str
    why: str
    mend: str


@dataclass(frozen=True)
class Group:
    part: Part
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Precheck:
    """What was found, by sub-dimension; `open` are the questions without value and reason, which all mean the same."""

    groups: tuple[Group, ...]
    open: tuple[Node, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for group in self.groups for finding in group.findings)

    def __len__(self) -> int:
        return len(self.findings) + len(self.open)


def precheck_of(
    participation: Participation,
    person: Any,
    form: queries.Form | None = None,
    earlier: carrying.Earlier | None = None,
) -> Precheck:
    """The pre-check of a region's form. Beside form and earlier answers two queries."""
    form = form or queries.form_of(participation, person)
    earlier = earlier or carrying.earlier_answers(participation, person, list(form.outline.entries))
    pks = {str(line.answer.pk): line.node.code for line in form.lines if line.answer is not None}
    rows = PaperUse.objects.filter(object_type=type_name(Answer), object_id__in=list(pks)).select_related("paper")
    uses: dict[str, list[PaperUse]] = {}
    for use in rows.order_by("pk"):
        uses.setdefault(pks[use.object_id], []).append(use)
    band = settings.value("assessment.band", scope=participation.region.code)
    return findings(form, earlier.offers, uses, year=participation.round.year, band=band)


def findings(
    form: queries.Form,
    offers: dict[str, carrying.Offer],
    uses: dict[str, list[PaperUse]],
    *,
    year: int,
    band: int,
) -> Precheck:
    crowded = _crowded(uses)
    unanswered = {line.node.code for line in form.missing}
    groups: list[Group] = []
    empty: list[Node] = []
    for section in form.sections:
        for part in section.parts:
            found: list[Finding] = []
            for line in part.lines:
                if line.node.code in unanswered:
                    empty.append(line.node)
                elif line.answer is not None and line.answer.value is not None:
                    papers = uses.get(line.node.code, [])
                    proof = list(_proof(line, papers, year, crowded))
                    found += proof
                    if not any(each.kind == "bare" for each in proof):  # that says it already
                        found += _words(line)
                    found += _figures(line, offers.get(line.node.code), band)
            if found:
                groups.append(Group(part.part, tuple(found)))
    return Precheck(tuple(groups), tuple(empty))


def _proof(line: queries.Line, uses: list[PaperUse], year: int, crowded: set[tuple[str, int]]) -> Iterator[Finding]:
    node = line.node
    assert line.answer is not None
    if node.evidence_id and not uses:
        yield Finding(
            "proof",
            node,
            _("There is no evidence."),
            _("The question asks for: %(what)s") % {"what": node.evidence_id},
            _("Attach a paper, or point at one that is kept already."),
        )
    elif node.kind == Node.Kind.MATURITY and not uses and not line.answer.narrative:
        yield Finding(
            "bare",
            node,
            _("There is neither evidence nor an explanation."),
            _("A level has to be proven; an assessor cannot see what it rests on."),
            _("Attach a paper, or explain the answer."),
        )
    for use in uses:
        if why := carrying.fault_of(use.paper) or _not_of(use.paper, year):
            yield Finding(
                "expired",
                node,
                _("The evidence “%(title)s” does not hold: %(why)s.") % {"title": _title(use.paper), "why": why},
                _("An assessor cannot accept it for this round."),
                _("Attach a newer paper and detach this one."),
            )
        if (node.code, use.paper_id) in crowded:
            yield Finding(
                "pages",
                node,
                _("The paper “%(title)s” proves many questions and names no page here.") % {"title": _title(use.paper)},
                _("The assessor has to search the whole paper for each of them."),
                _("Detach it and point at it again with its pages, for example 3–5."),
            )


def _title(paper: Paper) -> str:
    excluded = paper.confidentiality == Paper.Confidentiality.EXCLUDED
    return _("a paper excluded from public information") if excluded else paper.title


def _not_of(paper: Paper, year: int) -> str:
    """Why a paper does not reach into the year of the round."""
    if paper.valid_until is not None and paper.valid_until.year < year:
        return _("it ends before %(year)d") % {"year": year}
    start = paper.valid_from or paper.not_before
    if start is not None and start.year > year:
        return _("it begins after %(year)d") % {"year": year}
    return ""


def _crowded(uses: dict[str, list[PaperUse]]) -> set[tuple[str, int]]:
    """Question and paper, where a paper without pages proves more questions than it can plainly prove."""
    bare = [(code, use.paper_id) for code, each in uses.items() for use in each if not use.pages]
    counts = Counter(paper for _code, paper in bare)
    return {(code, paper) for code, paper in bare if counts[paper] > PROVES_AT_MOST}


def asks_steps(node: Node, value: Decimal | None) -> bool:
    """Whether an explanation has to tell steps: a maturity level of 2 or more, or evidence that shows steps."""
    level = node.kind == Node.Kind.MATURITY and value is not None and value >= STEPS_FROM
    return level or bool(_ASKS_STEPS.search(node.evidence_id))


def _words(line: queries.Line) -> Iterator[Finding]:
    answer = line.answer
    assert answer is not None
    if not asks_steps(line.node, answer.value) or len(answer.narrative) >= NARRATIVE_FROM:
        return
    what = _("The explanation is very short.") if answer.narrative else _("There is no explanation.")
    yield Finding(
        "steps",
        line.node,
        what,
        _("This answer has to show what was done, step by step."),
        _("Write the steps, the result, and which evidence shows them."),
    )


def _figures(line: queries.Line, offer: carrying.Offer | None, band: int) -> Iterator[Finding]:
    answer, node = line.answer, line.node
    assert answer is not None
    assert answer.value is not None
    mend = _("Check the unit and the comma; if it is right, say in the explanation what changed.")
    if what := values.doubt(node, answer.value):
        yield Finding("unit", node, what, _("A wrong unit or a lost comma is likelier than the truth."), mend)
    if offer is None or not _is_far(node, answer.value, offer.value, band):
        return
    yield Finding(
        "band",
        node,
        _("The value is %(now)s; in %(year)d it was %(before)s.")
        % {"now": exact(answer.value), "year": offer.round.year, "before": exact(offer.value)},
        _("So large a change will be asked about."),
        mend,
    )


def _is_far(node: Node, now: Decimal, before: Decimal, band: int) -> bool:
    if node.kind == Node.Kind.MATURITY:
        return abs(now - before) >= JUMP
    if node.kind == Node.Kind.YES_NO:
        return False
    return abs(now - before) * 100 > abs(before) * band
