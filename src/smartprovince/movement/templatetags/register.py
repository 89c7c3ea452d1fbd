"""How pages of the register write long numbers and addresses, rules, stages and gate items."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from smartprovince.movement import rows
from smartprovince.movement.gates import queries as gates
from smartprovince.movement.models import Cycle, Milestone, StageChange, StageGate

register = template.Library()


@register.filter
def breakable(text: str) -> SafeString:
    """A number or an address that may break after `/`, `.` and `-`, so that it does not widen its column."""
    pieces = re.findall(r"[^/.-]+[/.-]*|[/.-]+", str(text))
    return format_html_join("", "{}<wbr>", ((piece,) for piece in pieces))


@register.filter
def rule_word(rule: str) -> str:
    """joined, drafted, in force."""
    return rows.rule_word(rule)


@register.filter
def stage_word(stage: str) -> str:
    """A stage of a cycle in words."""
    return gates.stage_label(stage)


@register.filter
def role_word(role: str) -> str:
    return gates.role_label(role)


@register.filter
def asked_of(gate: StageGate) -> str:
    """How a gate item is shown, in words."""
    return gates.asked_of(gate)


@register.filter
def shown_by(fact: Milestone) -> str:
    """What a region has shown for a gate item: its paper and day, else its source."""
    return gates.words_of(fact)


@register.filter
def goes_back(change: StageChange) -> bool:
    """Whether a step led to an earlier stage."""
    order = ["", *(each.value for each in Cycle.At)]
    return change.source in order and order.index(change.target) < order.index(change.source)
