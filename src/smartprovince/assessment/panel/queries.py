"""What assessors read: the lines of a region with what is found and what waits for this person, and interview notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from smartprovince.assessment import queries
from smartprovince.assessment.models import Answer, Participation
from smartprovince.core import access

from .models import InterviewNote, ProofVerdict, Reading

VERDICT, READING, SETTLEMENT = "verdict", "reading", "settlement"


@dataclass(frozen=True)
class PanelLine:
    """A line as one assessor sees it.

    readings: those the person may see: none, the own one, or both. came_back: it was to be mended and was sent again as
    it was, so what was found before no longer counts. gives: what the person can give now (a verdict, a reading, the
    settlement of two that differ) or "". doubted: papers whose verdict is not *accepted*.
    """

    line: queries.Line
    readings: tuple[Reading, ...]
    own: Reading | None
    came_back: bool
    gives: str
    doubted: int

    @property
    def is_answered(self) -> bool:
        return self.line.answer is not None and self.line.answer.is_answered

    @property
    def is_judged(self) -> bool:
        return self.line.is_judged and not self.came_back

    @property
    def both_in(self) -> bool:
        return len(self.readings) >= 2

    @property
    def differs(self) -> bool:
        """Whether two readings differ and nobody has settled it."""
        return self.both_in and not self.is_judged

    @property
    def is_mine(self) -> bool:
        """Whether something is left to do here for this very person."""
        return bool(self.gives) and not self.is_judged and self.own is None

    @property
    def knows_evidence(self) -> bool:
        """Where two read, papers are judged after the own reading: nobody learns from them what the other thinks."""
        return self.gives == VERDICT or self.own is not None or self.both_in


def lines_of(form: queries.Form, person: Any) -> tuple[PanelLine, ...]:
    """The lines of a region in the order of the form. Four queries, whatever the length."""
    part = form.participation
    answers = Answer.objects.filter(participation=part)
    verifies = set(access.scope(person, "verify", Answer, answers).values_list("pk", flat=True))
    settles = set(access.scope(person, "moderate", Answer, answers).values_list("pk", flat=True))
    readings: dict[int, list[Reading]] = {}
    for reading in access.scope(person, "view", Reading).filter(answer__participation=part, is_current=True):
        readings.setdefault(reading.answer_id, []).append(reading)
    proofs = access.scope(person, "view", ProofVerdict).filter(answer__participation=part, is_current=True)
    proofs = proofs.exclude(outcome=ProofVerdict.Outcome.ACCEPTED).order_by()
    doubted = dict(proofs.values_list("answer").annotate(n=Count("pk")))
    found = []
    for line in form.lines:
        if line.answer is None:
            continue
        pk = line.answer.pk
        came_back = _came_back(line, part)
        read = () if came_back else tuple(readings.get(pk, ()))
        own = next((each for each in read if each.assessor_id == person.pk), None)
        gives = ""
        if line.answer.is_answered and queries.may_judge(part):
            gives = _gives(part, read, own, verifies=pk in verifies, settles=pk in settles)
        found.append(PanelLine(line, read, own, came_back, gives, doubted.get(pk, 0)))
    return tuple(found)


def _came_back(line: queries.Line, part: Participation) -> bool:
    verdict = line.verdict
    return bool(line.needs_mending and verdict and part.sent_at and part.sent_at > verdict.given_at)


def _gives(
    part: Participation, readings: Sequence[Reading], own: Reading | None, *, verifies: bool, settles: bool
) -> str:
    if part.round.readings == 1:
        return VERDICT if verifies else ""
    if len(readings) < 2:
        return READING if verifies else ""
    differ = len({(each.outcome, each.value) for each in readings}) > 1
    return SETTLEMENT if differ and own is None and settles else ""


def choices_of(lines: Sequence[PanelLine]) -> dict[str, tuple[PanelLine, ...]]:
    """What the overview can be narrowed to: lines that wait for this person, that differ, that have no verdict."""
    return {
        "mine": tuple(each for each in lines if each.is_mine),
        "differing": tuple(each for each in lines if each.differs),
        "open": tuple(each for each in lines if each.is_answered and not each.is_judged),
    }


def notes_of(participation: Participation, person: Any) -> QuerySet[InterviewNote]:
    """Interview notes about a region that a person may read, newest first."""
    return access.scope(person, "view", InterviewNote).filter(participation=participation).order_by("-held_on", "-pk")
