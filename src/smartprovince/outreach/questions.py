"""What registration asks beside the name, and which of it applies to the answers somebody gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault, Invalid

from .models import Question

LONGEST = 1_000
YES, NO = "yes", "no"


def field_of(question: Question) -> str:
    """The name of its field in forms, and of its answer in `Registration.answers`."""
    return f"q{question.pk}"


def choices_of(question: Question) -> list[tuple[str, str]]:
    """What may be chosen; none for a free text."""
    if question.kind == Question.Kind.YES_NO:
        return [(YES, _("yes")), (NO, _("no"))]
    if question.kind == Question.Kind.CHOICE:
        return [(str(each), str(each)) for each in question.choices]
    return []


def checked(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, str]:
    """The answers that count: a question whose condition is not met is left out, whatever was sent for it.

    Raises Invalid with every answer that is missing or not among the choices.
    """
    kept: dict[str, str] = {}
    faults: list[Fault] = []
    for question in in_order(questions):
        name = field_of(question)
        if not _applies(question, kept):
            continue
        answer = str(given.get(name) or "").strip()[:LONGEST]
        allowed = [value for value, _label in choices_of(question)]
        if not answer:
            if question.is_required:
                faults.append(Fault(name, _("Please answer this.")))
            continue
        if allowed and answer not in allowed:
            faults.append(Fault(name, _("Choose one of the answers."), ", ".join(allowed)))
            continue
        kept[name] = answer
    if faults:
        raise Invalid(faults)
    return kept


def in_order(questions: Sequence[Question]) -> list[Question]:
    """A condition always before what depends on it; what hangs on a circle never applies and is left out."""
    placed: list[Question] = []
    known: set[int] = set()
    waiting = sorted(questions, key=lambda question: (question.order, question.pk))
    while ready := [each for each in waiting if not each.shown_if_id or each.shown_if_id in known]:
        placed += ready
        known |= {each.pk for each in ready}
        waiting = [each for each in waiting if each.pk not in known]
    return placed


def _applies(question: Question, kept: Mapping[str, str]) -> bool:
    return not question.shown_if_id or kept.get(f"q{question.shown_if_id}") == question.shown_value
