"""A region's form as a workbook: a page that explains, the questions, and a hidden sheet that knows what was written.

Only what the person may edit is unlocked. The protection has no password: it guides the hand and guards nothing, the
reading does (see `reading` and `plan`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from smartprovince.assessment import values
from smartprovince.assessment.models import Answer
from smartprovince.assessment.outline import Part
from smartprovince.assessment.queries import Form, Line
from smartprovince.assessment.schedule import calendar
from smartprovince.core.templatetags.writing import full_day, own_language
from smartprovince.documents.archive import steady
from smartprovince.documents.wording import SIMULATION_MARK, clean
from smartprovince.instruments.models import InstrumentVersion, Node

from .layout import COLUMNS, FORMAT, HIDDEN_NAME, INPUTS, MAGIC

HEAD_FILL, INPUT_FILL = PatternFill("solid", start_color="E4EAF4"), PatternFill("solid", start_color="FFF8E1")
PLACE = {column.key: index for index, column in enumerate(COLUMNS, 1)}
WRAP = Alignment(wrap_text=True, vertical="top")


def render(form: Form, editable: Collection[int], day: date) -> bytes:
    """The workbook of a participation. `editable` holds the keys of the answers that are unlocked."""
    book = Workbook()
    guide = book.active
    guide.title = _("Instructions")
    page = book.create_sheet(_("Answers"))
    _write_guide(guide, form)
    _write_answers(page, form, editable)
    _write_hidden(book.create_sheet(HIDDEN_NAME), form)
    book.active = 0
    book.properties.title, book.properties.creator = clean(str(form.participation))[:255], ""
    out = io.BytesIO()
    book.save(out)
    return steady(out.getvalue(), day)


def _text(page: Any, row: int, column: int, text: str) -> Any:
    """A cell that is text whatever it begins with: what a person typed never becomes a formula."""
    cell = page.cell(row, column)
    cell._value, cell.data_type = clean(text), "s"
    cell.quotePrefix = clean(text)[:1] in tuple("=+-@\t")
    cell.alignment = WRAP
    return cell


def _write_guide(page: Any, form: Form) -> None:
    participation = form.participation
    lines = [
        participation.region.full_name,
        participation.round.title,
        _("Filling until %(day)s") % {"day": full_day(calendar.last_day(participation))},
        "",
        _("Fill in the yellow cells of the next sheet. All others are locked."),
        _("Give a value, or say why there is none. An explanation may stand beside each."),
        _("Write percentages as numbers: 52, not 0.52. Write values, not formulas."),
        _("You can work without a connection for days. Save the file as .xlsx and upload it on the region's page."),
        _("Before anything is saved you see every change, every fault with its cell, and what colleagues changed."),
        _("Evidence is attached on the page of each question, not here."),
    ]
    if participation.round.simulated:
        lines.insert(0, SIMULATION_MARK)
    page.column_dimensions["A"].width = 100
    for row, text in enumerate(lines, 1):
        _text(page, row, 1, text).font = Font(name="Calibri", size=14 if row == 1 else 11, bold=row == 1)
    page.protection.sheet = True
    page.page_setup.paperSize = 9


def _write_answers(page: Any, form: Form, editable: Collection[int]) -> None:
    for column in COLUMNS:
        cell = _text(page, 1, PLACE[column.key], column.title)
        cell.fill, cell.font = HEAD_FILL, Font(name="Calibri", size=11, bold=True, color="1B3768")
        page.column_dimensions[get_column_letter(PLACE[column.key])].width = column.width
    rules: dict[tuple[Any, ...], DataValidation] = {}
    row = 1
    for section in form.sections:
        for part in section.parts:
            for line in part.lines:
                if line.answer is None:
                    continue
                row += 1
                _write_line(page, row, part.part, line)
                _unlock(page, row, line, line.answer.pk in editable, form.outline.version, rules)
    for rule in rules.values():
        page.add_data_validation(rule)
    page.freeze_panes = page.cell(2, PLACE["unit"])
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    if form.participation.round.simulated:
        page.oddHeader.center.text = SIMULATION_MARK
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # widths and heights stay the person's


def _write_line(page: Any, row: int, part: Part, line: Line) -> None:
    node, answer = line.node, line.answer
    assert answer is not None
    texts = {
        "code": node.code,
        "part": own_language(part.node, "name"),
        "question": own_language(node, "name"),
        "unit": own_language(node, "unit"),
        "allowed": allowed_words(node),
        "narrative": answer.narrative,
        "not_available": answer.not_available,
        "evidence": node.evidence_id,
    }
    for key, text in texts.items():
        _text(page, row, PLACE[key], text or "")
        if not text:
            page.cell(row, PLACE[key]).value = None
    cell = page.cell(row, PLACE["value"])
    cell.value, cell.alignment = _shown(node, answer), Alignment(vertical="top")


def _shown(node: Node, answer: Answer) -> Any:
    if answer.value is None:
        return None
    if node.kind == Node.Kind.YES_NO:
        return _("Yes") if answer.value else _("No")
    number = float(answer.value)
    return int(number) if number.is_integer() else number


def _unlock(
    page: Any, row: int, line: Line, may_edit: bool, version: InstrumentVersion, rules: dict[Any, DataValidation]
) -> None:
    for key in INPUTS:
        cell = page.cell(row, PLACE[key])
        cell.protection = Protection(locked=not may_edit)
        if may_edit:
            cell.fill = INPUT_FILL
    if may_edit:
        rule_key = _rule_of(line.node, version)
        if rule_key not in rules:
            rules[rule_key] = _validation(rule_key)
        rules[rule_key].add(page.cell(row, PLACE["value"]))


def _rule_of(node: Node, version: InstrumentVersion) -> tuple[Any, ...]:
    """list and its words, or decimal and its bounds (None is open)."""
    if node.kind == Node.Kind.YES_NO:
        return ("list", f"{_('Yes')},{_('No')}")
    if node.kind == Node.Kind.MATURITY:
        return ("list", ",".join(str(n) for n in range(int(node.lower or 1), int(node.upper or 5) + 1)))
    low, high = values.bounds(node, version)
    return ("decimal", low, high)


def _validation(key: tuple[Any, ...]) -> DataValidation:
    if key[0] == "list":
        rule = DataValidation(type="list", formula1=f'"{key[1]}"', allow_blank=True)
        rule.error = _("Choose from the list.")
    else:
        low = -1e13 if key[1] is None else key[1]
        high = 1e13 if key[2] is None else key[2]
        rule = DataValidation(
            type="decimal", operator="between", formula1=f"{low:.15g}", formula2=f"{high:.15g}", allow_blank=True
        )
        rule.error = _("This value is not possible here. See the column of what is allowed.")
    rule.showErrorMessage = True
    return rule


def allowed_words(node: Node) -> str:
    """What may stand in the value's cell: the rubric of a level, the choices, or the direction of a number."""
    if node.kind == Node.Kind.MATURITY:
        return "\n".join(f"{each.level}: {own_language(each, 'text')}" for each in node.levels.all())
    if node.kind == Node.Kind.YES_NO:
        return f"{_('Yes')} / {_('No')}"
    if node.kind != Node.Kind.QUANTITY:
        return _("a number")
    return _("a number, more is better") if node.direction >= 0 else _("a number, less is better")


def _write_hidden(page: Any, form: Form) -> None:
    """What was written: whose form it is, of which version, and each answer as it stood then."""
    participation = form.participation
    facts = {
        "format": FORMAT,
        "participation": participation.pk,
        "round": participation.round_id,
        "title": participation.round.title,
        "region": participation.region.code,
        "region_name": participation.region.full_name,
        "instrument": participation.round.instrument_version.fingerprint,
        "language": get_language(),
    }
    page.append([MAGIC])
    _text(page, 1, 2, json.dumps(facts))
    for row, line in enumerate((line for line in form.lines if line.answer is not None), 2):
        answer = line.answer
        assert answer is not None
        _text(page, row, 1, line.node.code)
        page.cell(row, 2).value = answer.version
        _text(page, row, 3, "" if answer.value is None else f"{answer.value:f}")
        _text(page, row, 4, answer.narrative)
        _text(page, row, 5, answer.not_available)
    page.sheet_state = "veryHidden"
    page.protection.sheet = True
