"""What applying a workbook would do now: changes, faults at their cells, and what colleagues changed in the meantime.

Three states of a line are compared: as it was written into the workbook, as it came back, and as it stands. A line
that nobody touched off line changes nothing. Where both sides changed the same thing differently a person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment import filling, values
from smartprovince.assessment.models import Answer, Participation, WorkbookUpload
from smartprovince.assessment.outline import outline_of
from smartprovince.core import access, files
from smartprovince.core.errors import Fault, Invalid
from smartprovince.instruments.models import InstrumentVersion, Node

from . import reading
from .layout import INPUTS
from .reading import Filled, Row, Was, text_of

SHEET, SAVED = "sheet", "saved"


@dataclass(frozen=True)
class Choice:
    """Which of two texts should stand, chosen when the saved answer had this version."""

    side: str
    version: int


@dataclass(frozen=True)
class State:
    """An answer's three fields, comparable."""

    value: Decimal | None
    not_available: str
    narrative: str


@dataclass(frozen=True)
class Change:
    """A line that would change: what stands, what the sheet says, and whether a colleague changed the same thing."""

    answer: Answer
    row: Row
    new: State
    changes: dict[str, Any]
    is_conflict: bool
    chosen: str = ""
    note: str = ""

    @property
    def node(self) -> Node:
        return self.answer.node

    @property
    def is_open(self) -> bool:
        """A conflict about which nobody has decided yet."""
        return self.is_conflict and not self.chosen

    @property
    def takes_effect(self) -> bool:
        return self.chosen == SHEET if self.is_conflict else True


@dataclass
class Plan:
    """Everything a person looks at before applying. With any fault, or an open conflict, nothing is done."""

    lines: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Change]:
        return [line for line in self.lines if line.is_conflict]

    @property
    def changes(self) -> list[Change]:
        return [line for line in self.lines if not line.is_conflict]

    @property
    def effective(self) -> list[Change]:
        return [line for line in self.lines if line.takes_effect]


def open_workbook(content: bytes, file_name: str, participation: Participation) -> Filled:
    """A workbook of exactly this participation. Raises Invalid that says whose it is else."""
    filled = reading.read(content, file_name)
    facts, again = filled.facts, _("Download the workbook of this page and fill that in.")
    if facts.get("region") != participation.region.code:
        what = _("This is the workbook of %(region)s.") % {"region": text_of(facts.get("region_name"))[:100]}
        raise Invalid(Fault("file", what, participation.region.full_name, again))
    if facts.get("participation") != participation.pk:
        what = _("This workbook belongs to another round: %(round)s.") % {"round": text_of(facts.get("title"))[:200]}
        raise Invalid(Fault("file", what, participation.round.title, again))
    if facts.get("instrument") != participation.round.instrument_version.fingerprint:
        raise Invalid(Fault("file", _("This workbook asks another version of the instrument."), "", again))
    return filled


def plan_of(upload: WorkbookUpload, person: Any, choices: Mapping[str, Choice] | None = None) -> Plan:
    """Five queries, however many lines. Reads the bytes that were uploaded."""
    participation = upload.participation
    version = participation.round.instrument_version
    plan = Plan()
    try:
        filled = open_workbook(files.read(upload.file), upload.file_name, participation)
    except Invalid as error:
        plan.faults = error.faults
        return plan
    plan.faults = list(filled.faults)
    bad = {fault.where for fault in filled.faults}
    nodes = {node.code: node for node in outline_of(version).entries}
    answers = {
        answer.node_id: answer
        for answer in access.scope(person, "view", Answer).filter(participation=participation).order_by()
    }
    editable = set(
        access.scope(person, "edit", Answer).filter(participation=participation).values_list("pk", flat=True)
    )
    for row in filled.rows:
        node, was = nodes.get(row.code), filled.was.get(row.code)
        answer = answers.get(node.pk) if node else None
        if node is None or was is None or answer is None:
            plan.faults.append(
                Fault(
                    row.code_cell, _("This round does not ask %(code)s.") % {"code": row.code[:40]}, "", _("Remove it.")
                )
            )
        elif not any(row.at(name) in bad for name in INPUTS):
            answer.node = node
            _plan_line(plan, row, answer, was, version, answer.pk in editable, (choices or {}).get(row.code))
    return plan


def _plan_line(
    plan: Plan, row: Row, answer: Answer, was: Was, version: InstrumentVersion, may_edit: bool, choice: Choice | None
) -> None:
    node = answer.node
    try:
        typed = reading.typed_value(
            row.cells["value"], yes_no=node.kind == Node.Kind.YES_NO, percent=values.is_percent(node)
        )
        given = {name: text_of(row.cells[name].value) for name in ("narrative", "not_available")}
        value = _same_or_read(typed.value, was.value, node, version)
        before = State(was.value, was.not_available, was.narrative)
        sheet = State(value, given["not_available"], given["narrative"])
        touched = _differences(before, sheet)
        if not touched:
            plan.unchanged += 1
            return
        _check_lengths(given)
        changes = filling.read_given(node, version, _given_of(touched, sheet))
    except Invalid as error:
        plan.faults += [_at_cell(fault, row) for fault in error.faults]
        return
    if not may_edit:
        what = _("This question is not yours to fill in, and its cells were changed.")
        plan.faults.append(Fault(row.at("value"), what, "", _("Put back what stood there, or ask your coordinator.")))
        return
    now = State(answer.value, text_of(answer.not_available), text_of(answer.narrative))
    open_ = {unit for unit in touched if _unit(now, unit) != _unit(sheet, unit)}
    if not open_:
        plan.unchanged += 1
        return
    conflict = any(_unit(now, unit) != _unit(before, unit) for unit in open_)
    chosen = choice.side if conflict and choice is not None and choice.version == answer.version else ""
    new = State(
        sheet.value if "answer" in touched else now.value,
        sheet.not_available if "answer" in touched else now.not_available,
        sheet.narrative if "narrative" in touched else now.narrative,
    )
    plan.lines.append(Change(answer, row, new, changes, conflict, chosen, typed.note))


def _same_or_read(typed: Any, was: Decimal | None, node: Node, version: InstrumentVersion) -> Decimal | None:
    """A number that a spreadsheet holds in fifteen digits is the one that was written, not a change of the last."""
    if was is not None and isinstance(typed, Decimal) and float(typed) == float(was):
        return was
    return values.read(node, typed, version)


# A value and the reason for having none are one thing: each takes the place of the other.
def _unit(state: State, name: str) -> Any:
    return (state.value, state.not_available) if name == "answer" else state.narrative


def _differences(one: State, other: State) -> set[str]:
    return {name for name in ("answer", "narrative") if _unit(one, name) != _unit(other, name)}


def _given_of(touched: set[str], sheet: State) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if "answer" in touched:
        given |= {"value": sheet.value, "not_available": sheet.not_available}
    if "narrative" in touched:
        given["narrative"] = sheet.narrative
    return given


def _check_lengths(given: Mapping[str, str]) -> None:
    if len(given["not_available"]) > filling.REASON_LIMIT:
        what = _("The reason has %(n)d characters; the limit is %(limit)d.")
        size = {"n": len(given["not_available"]), "limit": filling.REASON_LIMIT}
        raise Invalid(Fault("not_available", what % size))


def _at_cell(fault: Fault, row: Row) -> Fault:
    name = fault.where if fault.where in INPUTS else "value"
    return Fault(row.at(name), fault.what, fault.allowed, fault.mend)
