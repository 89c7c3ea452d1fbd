"""What is wrong with a programme and its parts: every fault at its place, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core.errors import Fault
from smartprovince.instruments.queries import national_indicators
from smartprovince.portfolio.registers.fields import MOST_MONEY

from .models import QUICK_WIN_YEARS, Indicator, Programme, Risk

LONGEST = 25  # years of a plan; RPJPD run twenty
type Row = Mapping[str, Any]


def at(row: Row, field: str) -> str:
    """The field of a row in a table of rows, as its form names it."""
    return f"rows-{row['at']}-{field}"


def faults_of_facts(values: Row) -> list[Fault]:
    """Years in order, a quick win within its two years, a point on the map whole or not at all."""
    first, last = values["start_year"], values["end_year"]
    if last < first:
        return [Fault("end_year", _("The last year lies before the first."))]
    faults = []
    if last - first >= LONGEST:
        faults.append(Fault("end_year", _("A programme runs for %(n)d years at most.") % {"n": LONGEST}))
    if values.get("quick_win") and last - first >= QUICK_WIN_YEARS:
        said = _("A quick win is carried out within %(n)d years. Shorten it, or take the mark away.")
        faults.append(Fault("end_year", said % {"n": QUICK_WIN_YEARS}))
    if (values.get("latitude") is None) != (values.get("longitude") is None):
        faults.append(Fault("longitude", _("Give both latitude and longitude, or none.")))
    return faults


def faults_of_span(programme: Programme, first: int, last: int) -> list[Fault]:
    """Money or targets would lie outside a plan that gets shorter."""
    years = {*programme.budget.values_list("year", flat=True)}
    years |= {*programme.indicators.exclude(targets=None).values_list("targets__year", flat=True)}
    outside = sorted(year for year in years if not first <= year <= last)
    if not outside:
        return []
    said = _("Money or targets of %(years)s lie outside these years. Change them first.")
    return [Fault("start_year" if outside[0] < first else "end_year", said % {"years": ", ".join(map(str, outside))})]


# --- indicators ------------------------------------------------------------------------------------------------------


def faults_of_indicators(programme: Programme, rows: Sequence[Row]) -> list[Fault]:
    faults = _twice(rows, ("name", "group"), "name", _("This indicator is already there."))
    named = {row["node_code"] for row in rows} - {""}
    kept = set(programme.indicators.values_list("node_code", flat=True)) if named else set()
    known = national_indicators().keys() | kept if named - kept else kept
    for row in rows:
        faults += _faults_of_indicator(programme, row)
        if row["node_code"] and row["node_code"] not in known:
            faults.append(Fault(at(row, "node_code"), _("The catalogue has no indicator of this code.")))
    return faults + _faults_of_chain(rows)


def _faults_of_indicator(programme: Programme, row: Row) -> list[Fault]:
    faults = []
    if row["baseline"] is not None and row["baseline_year"] is None:
        faults.append(Fault(at(row, "baseline_year"), _("Say of which year the baseline is.")))
    targets: dict[int, Decimal] = row["targets"]
    outside = sorted(year for year in targets if year not in programme.years)
    if outside:
        said = _("%(year)d lies outside the plan (%(first)d–%(last)d).")
        words = {"year": outside[0], "first": programme.start_year, "last": programme.end_year}
        faults.append(Fault(at(row, f"target_{outside[0]}"), said % words))
    if is_share(row["measure"], row["unit"]):
        told = {"baseline": row["baseline"]} | {f"target_{year}": value for year, value in targets.items()}
        faults += [
            Fault(at(row, name), _("A share lies between 0 and 100 per cent."))
            for name, value in told.items()
            if value is not None and not 0 <= value <= 100
        ]
    return faults + _faults_of_course(row, targets)


def is_share(measure: str, unit: str) -> bool:
    return measure == Indicator.Measure.LEVEL and unit.strip().casefold() in ("%", "persen", "per cent", "percent")


def _faults_of_course(row: Row, targets: Mapping[int, Decimal]) -> list[Fault]:
    """What is counted from the start never falls; a level moves in its direction or stands."""
    if row["measure"] == Indicator.Measure.PERIODIC:
        return []
    course = [(year, targets[year]) for year in sorted(targets)]
    if row["baseline"] is not None:
        course.insert(0, (0, row["baseline"]))
    counted = row["measure"] == Indicator.Measure.CUMULATIVE
    way = 1 if counted else row["direction"]
    faults = []
    for (_before, earlier), (year, later) in pairwise(course):
        if (later - earlier) * way >= 0:
            continue
        if counted:
            said = _("What is counted from the start cannot fall from one year to the next.")
        elif way > 0:
            said = _("More is better here, but the target shrinks.")
        else:
            said = _("Less is better here, but the target grows.")
        faults.append(Fault(at(row, f"target_{year}"), said))
    return faults


def _faults_of_chain(rows: Sequence[Row]) -> list[Fault]:
    """A link leads to the same level or a higher one, and no chain comes back to where it began."""
    order = list(Indicator.Level.values)
    by_pk = {row["pk"]: row for row in rows if row["pk"]}
    leads = {row["pk"]: row["leads_to"] for row in rows if row["pk"]}
    faults = []
    for row in rows:
        target = by_pk.get(row["leads_to"])
        if row["leads_to"] and target is None:
            faults.append(Fault(at(row, "leads_to"), _("That indicator is not one of this programme any more.")))
        elif target is not None and order.index(target["level"]) < order.index(row["level"]):
            said = _("The chain runs from output to outcome to impact, never back.")
            faults.append(Fault(at(row, "leads_to"), said))
        elif row["pk"] and _comes_back(row["pk"], lambda pk: [leads[pk]] if leads.get(pk) else []):
            faults.append(Fault(at(row, "leads_to"), _("This chain leads back to itself.")))
    return faults


def _comes_back(start: Any, next_of: Callable[[Any], Sequence[Any]]) -> bool:
    seen: set[Any] = set()
    waiting = list(next_of(start))
    while waiting:
        here = waiting.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            waiting += next_of(here)
    return False


# --- money, milestones, the others -----------------------------------------------------------------------------------


def faults_of_budget(programme: Programme, rows: Sequence[Row]) -> list[Fault]:
    faults = _twice(rows, ("year", "fund_source"), "fund_source", _("This source stands twice in the same year."))
    for row in rows:
        if row["year"] not in programme.years:
            said = _("%(year)d lies outside the plan (%(first)d–%(last)d).")
            words = {"year": row["year"], "first": programme.start_year, "last": programme.end_year}
            faults.append(Fault(at(row, "year"), said % words))
        province = row["fund_source"].province_id
        if province not in (None, programme.region_id, programme.region.parent_id):
            faults.append(Fault(at(row, "fund_source"), _("This fund source belongs to another province.")))
    return faults + _absurd(rows, "planned", "revised")


def faults_of_milestones(rows: Sequence[Row]) -> list[Fault]:
    """Nothing waits for itself, directly or around; nothing is due before what it waits for."""
    by_pk = {row["pk"]: row for row in rows if row["pk"]}
    faults = []
    for row in rows:
        known = [by_pk[pk] for pk in row["after"] if pk in by_pk]
        if len(known) < len(row["after"]):
            faults.append(Fault(at(row, "after"), _("A milestone that it waits for is not there any more.")))
        if row["pk"] and _comes_back(row["pk"], lambda pk: by_pk[pk]["after"] if pk in by_pk else ()):
            faults.append(Fault(at(row, "after"), _("These milestones wait for each other in a circle.")))
            continue
        for other in known:
            words = {"name": other["name"]}
            if row["due_on"] < other["due_on"]:
                faults.append(Fault(at(row, "due_on"), _("This is due before “%(name)s”, for which it waits.") % words))
            elif row["done_on"] and (other["done_on"] is None or row["done_on"] < other["done_on"]):
                said = _("“%(name)s”, for which it waits, was not done by then.")
                faults.append(Fault(at(row, "done_on"), said % words))
    return faults


def faults_of_partners(programme: Programme, rows: Sequence[Row]) -> list[Fault]:
    faults = []
    for row in rows:
        if bool(row["organisation"]) == bool(row["name"]):
            faults.append(Fault(at(row, "name"), _("Choose an organisation or write a name, one of the two.")))
        elif row["organisation"] and row["organisation"].pk == programme.organisation_id:
            faults.append(Fault(at(row, "organisation"), _("It is responsible for the programme already.")))
    return faults + _absurd(rows, "amount")


def _absurd(rows: Sequence[Row], *names: str) -> list[Fault]:
    return [
        Fault(at(row, name), _("An amount from Rp0 to Rp1.000 triliun. Check the zeros."))
        for row in rows
        for name in names
        if row[name] is not None and not 0 <= row[name] <= MOST_MONEY
    ]


def faults_of_risks(rows: Sequence[Row]) -> list[Fault]:
    """A risk may happen, so it has a likelihood; an issue has happened."""
    return [
        Fault(at(row, "likelihood"), _("Say how likely the risk is."))
        for row in rows
        if row["kind"] == Risk.Kind.RISK and row["likelihood"] is None
    ]


def _twice(rows: Sequence[Row], names: Sequence[str], field: str, said: str) -> list[Fault]:
    seen: set[tuple[Any, ...]] = set()
    faults = []
    for row in rows:
        key = tuple(value.casefold() if isinstance(value := row[name], str) else value for name in names)
        if key in seen:
            faults.append(Fault(at(row, field), said))
        seen.add(key)
    return faults
