"""Every read that pages, exports, steps, blocks and actions share. The number of queries does not grow with regions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from smartprovince.core import access
from smartprovince.core.errors import NotFound
from smartprovince.core.models import type_name
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.evidence.queries import uses_of
from smartprovince.instruments.models import Node
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import at_region
from smartprovince.territory.models import Region

from . import states
from .models import Answer, Participation, ProofVerdict, Round, Verdict
from .outline import Outline, Part, Section, outline_of
from .results import current_result as current_result
from .results import explanation as explanation
from .results import gaps as gaps
from .results import peer_range as peer_range
from .results import results_of as results_of
from .schedule import calendar

ANSWERED = Q(value__isnull=False) | ~Q(not_available="")


# --- rounds ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoundOverview:
    """A round in the list: how many of its regions are how far, and the person's own part in it."""

    round: Round
    of: int
    by_state: dict[str, int]
    own: Participation | None

    @property
    def handed_over(self) -> int:
        return sum(self.by_state.get(state, 0) for state in states.HANDED_OVER)

    @property
    def share(self) -> int:
        """Per cent of the regions that have sent their answers."""
        return round(100 * self.handed_over / self.of) if self.of else 0


def rounds_open_to(person: Any) -> QuerySet[Round]:
    """Rounds a person may see, newest first."""
    related = ("owner", "province", "instrument_version__instrument")
    return access.scope(person, "view", Round).select_related(*related)


def overview(person: Any) -> list[RoundOverview]:
    """All rounds open to a person with their counts; three queries."""
    rounds = list(rounds_open_to(person))
    counts: dict[int, dict[str, int]] = {}
    progress_rows = access.scope(person, "progress", Participation).order_by()
    for pk, state, n in progress_rows.values_list("round", "state").annotate(n=Count("pk")):
        counts.setdefault(pk, {})[state] = n
    own = {p.round_id: p for p in own_participations(person)}
    return [
        RoundOverview(each, sum(counts.get(each.pk, {}).values()), counts.get(each.pk, {}), own.get(each.pk))
        for each in rounds
    ]


def own_participations(person: Any) -> QuerySet[Participation]:
    """The participations of the person's own kabupaten/kota (not those they own or assess)."""
    mine = Participation.objects.filter(at_region(person, "answer.view_own"))
    return mine.select_related("region", "round__instrument_version__instrument")


def round_of(person: Any, pk: int) -> Round:
    """One round through the gate. Raises NotFound."""
    related = ("owner", "province", "instrument_version__instrument")
    return access.get(person, "view", Round, Round.objects.select_related(*related), pk=pk)


def participation_of(person: Any, round_pk: int, code: str, verb: str = "view") -> Participation:
    """One region's part in a round through the gate. Raises NotFound or Refused."""
    rows = Participation.objects.select_related("region", "round__instrument_version__instrument", "round__owner")
    return access.get(person, verb, Participation, rows, round_id=round_pk, region__code=code)


def with_round(participation: Participation) -> Participation:
    """The same row read afresh, with its round, region and instrument at hand: for actions, which hold its lock."""
    rows = Participation.objects.select_related("region", "round__instrument_version__instrument")
    return rows.get(pk=participation.pk)


def part_in(round: Round, region: Region) -> Participation:
    """The part of a region whose scores have passed their gate."""
    rows = Participation.objects.select_related("region", "round__instrument_version__instrument")
    return rows.get(round=round, region=region)


# --- progress: counts only -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Answered of asked."""

    answered: int
    asked: int

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.asked


@dataclass(frozen=True)
class ProgressRow:
    """How far one region is: a count for each section of the instrument, never a value."""

    participation: Participation
    cells: tuple[Tally, ...]

    @property
    def region(self) -> Region:
        return self.participation.region

    @property
    def answered(self) -> int:
        return sum(cell.answered for cell in self.cells)

    @property
    def asked(self) -> int:
        return sum(cell.asked for cell in self.cells)

    @property
    def total(self) -> Tally:
        return Tally(self.answered, self.asked)

    @property
    def state_label(self) -> str:
        return str(self.participation.get_state_display())


@dataclass(frozen=True)
class Progress:
    """Regions (by code) × sections. Iterating gives the rows."""

    sections: tuple[Section, ...]
    rows: tuple[ProgressRow, ...]

    def __iter__(self) -> Iterator[ProgressRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def total(self) -> Tally:
        return Tally(sum(row.answered for row in self.rows), sum(row.asked for row in self.rows))

    @property
    def columns(self) -> list[Tally]:
        """Totals of the sections over the regions shown."""
        return [
            Tally(sum(row.cells[i].answered for row in self.rows), sum(row.cells[i].asked for row in self.rows))
            for i in range(len(self.sections))
        ]


def progress(round: Round, person: Any) -> Progress:
    """Counts of answered questions by region and section, for whoever may see progress. Five queries."""
    outline = outline_of(round.instrument_version)
    rows = _for(person, "progress", Participation).filter(round=round).select_related("region").order_by("region__code")
    participations = list(rows)
    answered = answered_by_part([p.pk for p in participations], outline)
    return Progress(
        outline.sections,
        tuple(
            ProgressRow(p, tuple(_section_count(section, answered.get(p.pk, {})) for section in outline.sections))
            for p in participations
        ),
    )


def answered_by_part(participations: list[int], outline: Outline) -> dict[int, dict[int, int]]:
    """Participation → part (key of its node) → questions answered. Two queries, of counts only.

    A direct score of a group answers all its lines.
    """
    rows = Answer.objects.filter(ANSWERED, participation__in=participations).order_by()
    found: dict[int, dict[int, int]] = {}
    lines = rows.exclude(node__kind=Node.Kind.GROUP).values_list("participation", "node__parent")
    for participation, part, n in lines.annotate(n=Count("pk")):
        found.setdefault(participation, {})[part] = n
    asked = {part.node.pk: part.asked for part in outline.parts if part.direct}
    if asked:
        for participation, part in rows.filter(node__in=list(asked)).values_list("participation", "node"):
            found.setdefault(participation, {})[part] = asked[part]
    return found


def _section_count(section: Section, answered: dict[int, int]) -> Tally:
    return Tally(sum(answered.get(part.node.pk, 0) for part in section.parts), section.asked)


def _for(person: Any, verb: str, model: Any) -> QuerySet[Any]:
    """Scoped to a person; the installation itself (demo, command line) reads everything."""
    return model.objects.all() if getattr(person, "is_system", False) else access.scope(person, verb, model)


# --- the form of one region ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One question with what was answered, how many papers prove it, and what an assessor found."""

    node: Node
    answer: Answer | None
    papers: int = 0
    verdict: Verdict | None = None
    covered: bool = False

    @property
    def is_answered(self) -> bool:
        return self.covered or (self.answer is not None and self.answer.is_answered)

    @property
    def needs_mending(self) -> bool:
        return self.verdict is not None and self.verdict.is_current and self.verdict.outcome == Verdict.Outcome.RETURNED

    @property
    def lacks_evidence(self) -> bool:
        return bool(self.answer and self.answer.value is not None and self.node.evidence_id and not self.papers)

    @property
    def mark(self) -> str:
        """The class of the mark in the tree: `ok`, `warn` or nothing."""
        return "warn" if self.needs_mending else "ok" if self.is_answered else ""

    @property
    def is_judged(self) -> bool:
        return self.verdict is not None and self.verdict.is_current

    @property
    def verified(self) -> Any:
        """The value that counts: None unless accepted or adjusted."""
        return self.verdict.value if self.verdict is not None and self.verdict.is_current else None


@dataclass(frozen=True)
class FormPart:
    part: Part
    lines: tuple[Line, ...]

    @property
    def count(self) -> Tally:
        direct = self.lines[0] if self.part.direct else None
        if direct is not None and direct.is_answered:
            return Tally(self.part.asked, self.part.asked)
        counted = [line for line in self.lines if line.node.kind != Node.Kind.GROUP]
        return Tally(sum(line.is_answered for line in counted), self.part.asked)


@dataclass(frozen=True)
class FormSection:
    section: Section
    parts: tuple[FormPart, ...]

    @property
    def count(self) -> Tally:
        counts = [part.count for part in self.parts]
        return Tally(sum(c.answered for c in counts), sum(c.asked for c in counts))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for part in self.parts for line in part.lines)


@dataclass(frozen=True)
class Form:
    """A region's whole form as a person may see it. Lines that are not open to the person have no answer."""

    participation: Participation
    outline: Outline
    sections: tuple[FormSection, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for section in self.sections for line in section.lines)

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.node.code: line for line in self.lines}

    @property
    def count(self) -> Tally:
        counts = [section.count for section in self.sections]
        return Tally(sum(c.answered for c in counts), sum(c.asked for c in counts))

    @property
    def missing(self) -> tuple[Line, ...]:
        """Questions without a value and without a reason. A direct score may always be left out beside its lines."""
        return tuple(
            line
            for each in self.sections
            for part in each.parts
            for line in part.lines
            if not line.is_answered and (line.node.kind != Node.Kind.GROUP or not part.part.lines)
        )

    @property
    def unproven(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.lacks_evidence)

    @property
    def to_mend(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.needs_mending)

    @property
    def answered(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.answer is not None and line.answer.is_answered)

    @property
    def unjudged(self) -> tuple[Line, ...]:
        return tuple(line for line in self.answered if not line.is_judged)

    @property
    def simulated(self) -> bool:
        return any(line.answer is not None and line.answer.simulated for line in self.lines)

    def neighbours(self, code: str) -> tuple[Node | None, Node | None]:
        """The question before and the one after, in the order of the form."""
        entries = self.outline.entries
        at = next(index for index, node in enumerate(entries) if node.code == code)
        return (entries[at - 1] if at else None), (entries[at + 1] if at + 1 < len(entries) else None)


def form_of(participation: Participation, person: Any) -> Form:
    """Five queries: tree, rubrics, answers, papers, verdicts, each through its own gate."""
    outline = outline_of(participation.round.instrument_version)
    answers = {
        answer.node_id: answer
        for answer in _for(person, "view", Answer).filter(participation=participation).select_related("assigned_to")
    }
    pks = [answer.pk for answer in answers.values()]
    papers = _papers_by_answer(pks)
    verdicts = {v.answer_id: v for v in _for(person, "view", Verdict).filter(answer__in=pks)}

    def line(node: Node, covered: bool) -> Line:
        answer = answers.get(node.pk)
        if answer is None:
            return Line(node, None, covered=covered)
        return Line(node, answer, papers.get(answer.pk, 0), verdicts.get(answer.pk), covered)

    return Form(participation, outline, tuple(_form_section(each, answers, line) for each in outline.sections))


def _form_section(section: Section, answers: dict[int, Answer], line: Any) -> FormSection:
    parts = []
    for part in section.parts:
        group = answers.get(part.node.pk) if part.direct else None
        covered = group is not None and group.value is not None
        lines = tuple(line(node, covered and node.pk != part.node.pk) for node in part.entries)
        parts.append(FormPart(part, lines))
    return FormSection(section, tuple(parts))


def _papers_by_answer(pks: list[int]) -> dict[int, int]:
    """How many papers prove each answer."""
    uses = PaperUse.objects.filter(object_type=type_name(Answer), object_id__in=[str(pk) for pk in pks])
    return {int(key): n for key, n in uses.order_by().values_list("object_id").annotate(n=Count("pk"))}


@dataclass(frozen=True)
class Proof:
    """A paper beside an answer, with the pages that prove it; `open` says whether its file may be read.

    `verdict` is what an assessor found about it, where the person may know.
    """

    use: PaperUse
    paper: Paper
    used: int
    open: bool
    verdict: ProofVerdict | None = None


def proofs_of(answer: Answer, person: Any, *, beside: Any = None) -> list[Proof]:
    """The papers of one answer, or of what stands `beside` it, as an objection does. Both have passed their gates;
    excluded papers open to the region and its assessors only. The queries do not grow with the papers."""
    thing = beside or answer
    uses = list(
        PaperUse.objects.filter(object_type=type_name(thing), object_id=str(thing.pk))
        .select_related("paper__file", "paper__owner")
        .order_by("pk")
    )
    shut = {use.pk for use in uses if use.paper.confidentiality == Paper.Confidentiality.EXCLUDED}
    if shut and may_read_excluded(answer, person):
        shut = set()
    used = uses_of(person, [use.paper for use in uses])  # a paper may stand in a draft that is not open to them
    found = {v.paper_id: v for v in _for(person, "view", ProofVerdict).filter(answer=answer, is_current=True)}
    return [
        Proof(use, use.paper, len(used[use.paper_id].all), use.pk not in shut, found.get(use.paper_id)) for use in uses
    ]


def may_read_excluded(answer: Answer, person: Any) -> bool:
    if access.may(person, "verify", answer):
        return True
    kept = access.scope(person, "view", Paper).filter(region=answer.participation.region)
    return kept.filter(confidentiality=Paper.Confidentiality.EXCLUDED).exists()


def proof_of(answer: Answer, use_pk: int, person: Any, *, beside: Any = None) -> Proof:
    """One paper of an answer, or of what stands beside it, whose file the person may read. Raises NotFound."""
    for proof in proofs_of(answer, person, beside=beside):
        if proof.use.pk == use_pk and proof.open and proof.paper.file is not None:
            return proof
    raise NotFound(_("There is no such page, or it is not open to you."))


def answer_of(participation: Participation, code: str, person: Any, verb: str = "view") -> Answer:
    """One answer through the gate, by the code of its question. Raises NotFound or Refused."""
    rows = Answer.objects.select_related("node", "assigned_to", "participation__region", "participation__round")
    return access.get(person, verb, Answer, rows, participation=participation, node__code=code)


def government_of(region: Region) -> Organisation | None:
    """The government that keeps a region's papers."""
    return Organisation.objects.filter(region=region, kind=Organisation.Kind.REGENCY).order_by("pk").first()


def offices_of(region: Region) -> QuerySet[Organisation]:
    """The organisations of a kabupaten/kota that an answer can be assigned to."""
    kinds = (Organisation.Kind.REGENCY, Organisation.Kind.AGENCY)
    return Organisation.objects.filter(region=region, kind__in=kinds)


def may_fill(participation: Participation) -> bool:
    """Whether answers of a region can be changed now, by those who may."""
    return calendar.is_fillable(participation)


def may_judge(participation: Participation) -> bool:
    return participation.state == states.SENT and participation.round.state in states.ROUND_OPEN_FOR[states.SENT]
