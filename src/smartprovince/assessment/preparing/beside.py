"""What stands beside a question and on the cover of a form: earlier answers, remarks, checklist, pre-check."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment import queries
from smartprovince.assessment.models import Answer, Participation
from smartprovince.core import access
from smartprovince.instruments.models import Node
from smartprovince.organisations.scopes import at_region

from . import carrying, threads
from .precheck import asks_steps, precheck_of

_PARTS = re.compile(r";|(?<=[.!?])\s+(?=[A-Z])")


def is_own(participation: Participation, person: Any) -> bool:
    """Whether somebody works with the answers of the region itself."""
    return Participation.objects.filter(at_region(person, "answer.view_own"), pk=participation.pk).exists()


def checklist_of(node: Node, levels: list[Any]) -> list[str]:
    """What the question asks to be shown, one thing a line: its evidence, then what each level asks."""
    texts = [node.evidence_id, *(level.evidence_id for level in levels)]
    parts = [part.strip(" .;") for text in texts for part in _PARTS.split(text)]
    return list(dict.fromkeys(part for part in parts if part))


def template_text() -> str:
    """An explanation to begin with, in the words an assessor looks for."""
    return _("Steps: …\nResult: …\nEvidence: …")


def beside_question(participation: Participation, answer: Answer, person: Any, *, may_fill: bool) -> dict[str, Any]:
    node = answer.node
    offer = None
    if may_fill:
        offer = carrying.earlier_answers(participation, person, [node]).offers.get(node.code)
    return {
        "offer": offer,
        "may_carry": offer is not None and carrying.is_untouched(answer),
        "thread": threads.thread_of(answer, person),
        "checklist": checklist_of(node, list(node.levels.all())),
        "template_text": template_text(),
        "asks_steps": asks_steps(node, answer.value),
    }


def beside_form(participation: Participation, form: queries.Form, person: Any) -> dict[str, Any]:
    """For the region itself: what would be sent back, and what can be taken over. Others read neither."""
    questions = threads.open_questions(participation, person)
    if not is_own(participation, person) or not queries.may_fill(participation):
        return {"check": None, "offers": 0, "questions": questions}
    earlier = carrying.earlier_answers(participation, person, list(form.outline.entries))
    answers = {line.node.code: line.answer for line in form.lines if line.answer is not None}
    may_carry = access.may(person, "send", participation)
    return {
        "check": precheck_of(participation, person, form, earlier),
        "offers": len(earlier.open_for(answers)) if may_carry else 0,
        "changed": earlier.changed,
        "questions": questions,
    }
