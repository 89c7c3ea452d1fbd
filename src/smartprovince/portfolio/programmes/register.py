"""The register of programmes and policies: their facts are typed as in all registers, list and record are their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smartprovince.core.errors import Fault
from smartprovince.portfolio.entries import Entry
from smartprovince.portfolio.registers.register import Column, Filter, Lack, Register, declare
from smartprovince.territory.models import Region

from . import checks
from .alerts import ALERTS, ALIVE, UNMAPPED
from .forms import ProgrammeForm
from .models import Programme

LASTING = (UNMAPPED, "belum-berdana", "tanpa-indikator", "tanpa-penanggung-jawab")  # the others depend on the day
PAGES = {"entries": "programmes", "entry": "programme"}
YES, NO = _("yes"), _("no")


class Programmes(Register):
    model = Programme
    form = ProgrammeForm
    slug, series, order, icon = "program", "PRG", 60, "target"
    title, one, add = _("Programmes and policies"), _("Programme or policy"), _("Add a programme or policy")
    lede = _("What is done, by whom, with which money, and what it is meant to change.")
    empty = _("Add the rows of your action plan. Each names the problem it answers and how its effect is measured.")
    cells = facts = "portfolio/programmes/_facts.html"
    filters = (
        Filter("jenis", _("Kind"), "kind"),
        Filter("keadaan", _("State"), "state"),
        Filter("jangka", _("Phase"), "phase"),
        Filter("quick-win", _("Quick win"), "quick_win"),
    )
    lacks = tuple(
        Lack(alert.key, alert.title, Q(state__in=ALIVE) & alert.condition()) for alert in ALERTS if alert.key in LASTING
    )
    columns = (
        Column(_("Kind"), lambda p: str(p.get_kind_display())),
        Column(_("State"), lambda p: str(p.get_state_display())),
        Column(_("From year"), lambda p: p.start_year, "number"),
        Column(_("To year"), lambda p: p.end_year, "number"),
        Column(_("Phase"), lambda p: str(p.get_phase_display())),
        Column(_("Quick win"), lambda p: str(YES if p.quick_win else NO)),
        Column(_("Money planned"), lambda p: p.money, "rupiah"),
        Column(_("Programme of the RPJMD"), lambda p: p.rpjmd_programme),
        Column(_("Sub-kegiatan code"), lambda p: p.sub_activity),
        Column(_("Progress"), lambda p: str(p.light.word)),
        Column(_("Share of what should be reached"), lambda p: p.light.share, "percent"),
        Column(_("Lacks"), lambda p: "; ".join(str(alert.title) for alert in p.alerts)),
    )

    def faults(self, values: Mapping[str, Any], region: Region, person: Any) -> list[Fault]:
        return checks.faults_of_facts(values) if {"start_year", "end_year"} <= values.keys() else []

    def faults_of_change(self, entry: Any, values: Mapping[str, Any]) -> list[Fault]:
        """Years that leave money or targets outside."""
        first, last = (values.get(name, getattr(entry, name)) for name in ("start_year", "end_year"))
        given = {"start_year": first, "end_year": last, "quick_win": values.get("quick_win", entry.quick_win)}
        place = {name: values.get(name, getattr(entry, name)) for name in ("latitude", "longitude")}
        whole = [] if {"start_year", "end_year"} <= values.keys() else checks.faults_of_facts(given | place)
        return whole + checks.faults_of_span(entry, first, last)

    def links(self, person: Any) -> list[tuple[Any, str]]:
        return [
            (_("Not mapped or not funded"), reverse("portfolio:programmes") + "?kurang=perencanaan"),
            (_("Roadmap"), reverse("portfolio:roadmap")),
            (_("Map of programmes"), reverse("portfolio:programme_map")),
            (_("Who does what"), reverse("portfolio:who_does_what")),
            (_("Progress"), reverse("portfolio:progress")),
        ]

    def words(self, entry: Any) -> str:
        return f"{entry.description} {entry.background} {entry.rpjmd_programme} {entry.sub_activity}"

    def address(self, page: str, entry: Entry | None = None) -> str:
        if page in PAGES:
            return reverse(f"portfolio:{PAGES[page]}", args=[entry.number] if entry else [])
        return super().address(page, entry)


PROGRAMMES = declare(Programmes())
