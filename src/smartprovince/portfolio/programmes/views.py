"""The list and the record of programmes. HTTP in, HTML out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smartprovince.core import access, clock
from smartprovince.instruments.queries import national_indicators
from smartprovince.organisations.scopes import grants
from smartprovince.portfolio.models import Application, Innovation, Problem, Update
from smartprovince.portfolio.progress import lights
from smartprovince.portfolio.progress import queries as progress
from smartprovince.portfolio.registers import exports
from smartprovince.portfolio.registers import queries as registers
from smartprovince.portfolio.registers.views import PER_PAGE, attachment, chosen_of, gone, must_read, record_of

from . import queries, states
from .alerts import ALERTS, BY_KEY, alerts_of, with_alerts
from .forms import PARTS
from .models import Indicator, Programme, Risk
from .record import budget_of, grid_of, links_of, steps_of
from .register import PROGRAMMES

OWN_FILTERS = ("tahun", "sumber", "opd")


def asked(request: HttpRequest) -> dict[str, str]:
    more = {name: request.GET.get(name, "").strip()[:60] for name in OWN_FILTERS}
    return chosen_of(request, PROGRAMMES) | more


def lit(rows: Iterable[Any]) -> list[Any]:
    """Rows of `with_alerts` with their light and their alerts; the queries of one page."""
    found = list(rows)
    known = lights.lights_of([each.pk for each in found])
    for each in found:
        each.light = known.get(each.pk, lights.DARK)
        each.alerts = alerts_of(each)
    return found


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """The list with search, filters, order, lights and alerts."""
    must_read(request.user)
    chosen = asked(request)
    page = Paginator(with_alerts(queries.programmes_open_to(request.user, chosen)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    alert = BY_KEY.get(chosen["kurang"])
    context = {
        "register": PROGRAMMES,
        "page": page,
        "rows": lit(page),
        "chosen": chosen,
        "order": chosen["urut"] or "wilayah",
        "filtered": any(value for key, value in chosen.items() if key != "urut"),
        "filters": [(each, each.choices(Programme), chosen[each.key]) for each in PROGRAMMES.filters],
        "alerts": ALERTS,
        "alert": alert,
        "to_plan": queries.TO_PLAN,
        "years": range(clock.today().year - 2, clock.today().year + 4),
        "sources": queries.sources_to_choose(),
        "regions": registers.regions_to_choose(request.user),
        "dimensions": registers.dimensions_to_choose(request.user),
        "keeps_own": bool(grants(request.user, "portfolio.view")),
        "own": registers.OWN,
        "may_add": registers.regions_to_keep(request.user).exists(),
        "rule": lights.rule_in_words(),
    }
    return render(request, "portfolio/programmes/list.html", context)


@require_safe
def programmes_export(request: HttpRequest, ending: str) -> HttpResponse:
    """What the list shows, all pages of it, with lights and what each lacks."""
    must_read(request.user)
    if ending not in exports.FORMATS:
        raise gone()
    rows = with_alerts(queries.programmes_open_to(request.user, asked(request)))
    found = list(rows)
    known = lights.lights_of(access.scope(request.user, "view", Programme).values("pk"))  # type: ignore[arg-type]
    for each in found:
        each.light, each.alerts = known.get(each.pk, lights.DARK), alerts_of(each)  # type: ignore[attr-defined]
    content = exports.render(PROGRAMMES, found, ending)
    return attachment(content, f"program-{clock.today().isoformat()}.{ending}", exports.FORMATS[ending])


@require_safe
def programme(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one programme on one page."""
    found = queries.programme_open_to(request.user, number)
    stories = progress.stories_of(found)
    updates = list(access.scope(request.user, "view", Update).filter(programme=found).select_related("period"))
    light = lights.lights_of([found.pk]).get(found.pk, lights.DARK)
    totals = progress.totals_of([found.pk]).get(found.pk, progress.Totals())
    milestones = list(found.milestones.prefetch_related("after"))
    risks = list(found.risks.all())
    record = record_of(PROGRAMMES, found, request.user)
    context = record | {
        "programme": found,
        "light": light,
        "rule": lights.rule_in_words(),
        "alerts": alerts_of(found),
        "parts": PARTS if record["may_edit"] else (),
        "steps": steps_of(found) if record["may_edit"] else [],
        "chain": chain_of(stories),
        "items": national_indicators() if any(story.indicator.node_code for story in stories) else {},
        "stories": [
            (story, years_of(found, story), story.forecast(found.start_year, found.end_year)) for story in stories
        ],
        "loose": [story.indicator for story in stories if is_loose(story.indicator)],
        "budget": budget_of(found),
        "totals": totals,
        "milestones": milestones,
        "today": clock.today(),
        "partners": list(found.partners.select_related("organisation")),
        "risks": risks,
        "grid": grid_of(risks),
        "grades": Risk.Grade.choices,
        "linked": [
            (_("Problems it answers"), links_of(request.user, found, "problems", Problem)),
            (_("Applications it uses"), links_of(request.user, found, "applications", Application)),
            (_("Innovations it carries on"), links_of(request.user, found, "innovations", Innovation)),
        ],
        "updates": updates,
        "may_report": access.may(request.user, "report", found) and found.state == states.RUNNING,
    }
    return render(request, "portfolio/programmes/record.html", context)


def chain_of(stories: list[progress.Story]) -> list[tuple[Any, list[progress.Story]]]:
    """The columns of the result chain: output, outcome, impact."""
    return [
        (label, [story for story in stories if story.indicator.level == level])
        for level, label in Indicator.Level.choices
    ]


def is_loose(indicator: Any) -> bool:
    """An output or outcome that leads to nothing: a hint, not a fault."""
    return bool(indicator.level != indicator.Level.IMPACT and indicator.leads_to_id is None)


def years_of(programme: Programme, story: progress.Story) -> list[dict[str, Any]]:
    """Target beside the last approved value, year by year, with the length of their bars in per cent."""
    targets, reached = story.targets, story.by_year
    whole = max([abs(float(v)) for v in (*targets.values(), *reached.values())], default=0.0) or 1.0

    def length(value: Any) -> str:
        return f"{abs(float(value)) / whole * 100:.0f}"

    return [
        {
            "year": year,
            "target": targets.get(year),
            "reached": reached.get(year),
            "of_target": length(targets[year]) if year in targets else None,
            "of_reached": length(reached[year]) if year in reached else None,
        }
        for year in programme.years
        if year in targets or year in reached
    ]
