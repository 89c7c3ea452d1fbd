"""Parts of the record of a programme that are computed from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from smartprovince.core import access
from smartprovince.portfolio.entries import Entry
from smartprovince.portfolio.progress.queries import spent_by_line
from smartprovince.portfolio.registers.register import register_of

from . import states
from .models import BudgetLine, Programme, Risk

STEPS = {
    "start": (_("Start it"), _("It begins: from now on progress is reported.")),
    "finish": (_("Finish it"), _("What was planned is done.")),
    "stop": (_("Stop it"), _("It is not carried on. The reason stays with it.")),
    "resume": (_("Resume it"), _("It is planned again.")),
}


@dataclass(frozen=True)
class Line:
    """One row of the budget: a line, the sum of a year, or the sum of all."""

    label: str
    planned: int
    revised: int | None
    ceiling: int
    spent: int
    document: str = ""

    @property
    def share(self) -> float | None:
        return self.spent / self.ceiling if self.ceiling else None


@dataclass(frozen=True)
class Budget:
    """Lines under their years, each year with its sum; `by_source` the same money the other way."""

    years: list[tuple[int, list[Line], Line]]
    by_source: list[Line]
    total: Line

    @property
    def longest(self) -> int:
        return max([line.planned for _year, _lines, line in self.years] + [1])


def budget_of(programme: Programme) -> Budget:
    """Planned, revised and realised money; two queries."""
    lines = list(programme.budget.select_related("fund_source"))
    spent = spent_by_line([programme.pk])
    rows = [(line, spent[line.pk].spent if line.pk in spent else 0) for line in lines]
    years = []
    for year in sorted({line.year for line in lines}):
        mine = [(line, amount) for line, amount in rows if line.year == year]
        years.append((year, [_line(line, amount) for line, amount in mine], _sum(str(year), mine)))
    sources = {line.fund_source_id: str(line.fund_source) for line in lines}
    by_source = [_sum(name, [row for row in rows if row[0].fund_source_id == pk]) for pk, name in sources.items()]
    return Budget(years, by_source, _sum("", rows))


def _line(line: BudgetLine, spent: int) -> Line:
    return Line(str(line.fund_source), line.planned, line.revised, line.ceiling, spent, line.document)


def _sum(label: str, rows: Sequence[tuple[BudgetLine, int]]) -> Line:
    revised = (
        [line.ceiling for line, _spent in rows] if any(line.revised is not None for line, _spent in rows) else None
    )
    return Line(
        label,
        sum(line.planned for line, _spent in rows),
        sum(revised) if revised is not None else None,
        sum(line.ceiling for line, _spent in rows),
        sum(spent for _line, spent in rows),
    )


@dataclass(frozen=True)
class Square:
    """One place of the grid of risks: likelihood across, impact upwards; `step` is its shade."""

    likelihood: int
    impact: int
    count: int

    @property
    def step(self) -> int:
        return min(4, (self.likelihood * self.impact - 1) // 5)


def grid_of(risks: Sequence[Risk]) -> list[tuple[int, list[Square]]]:
    """Open risks by likelihood and impact, the gravest at the top right; nothing when there is none."""
    open_now = [(risk.likelihood, risk.impact) for risk in risks if risk.likelihood and not risk.closed_on]
    if not open_now:
        return []
    return [
        (impact, [Square(likelihood, impact, open_now.count((likelihood, impact))) for likelihood in range(1, 6)])
        for impact in range(5, 0, -1)
    ]


def links_of(person: Any, programme: Programme, name: str, model: type[Entry]) -> list[tuple[Entry, str]]:
    """Linked entries that this person may see, each with its address."""
    linked = getattr(programme, name).values("pk")
    rows = access.scope(person, "view", model).filter(pk__in=linked).select_related("region")
    return [(entry, register_of(model).address("entry", entry)) for entry in rows]


def steps_of(programme: Programme) -> list[tuple[str, Any]]:
    """What can be done with it now: (step, words)."""
    return [
        (step.action, STEPS[step.action][0]) for step in states.PROGRAMME.transitions if step.source == programme.state
    ]
