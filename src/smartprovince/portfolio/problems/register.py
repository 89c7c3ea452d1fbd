"""The register of problems (*masalah daerah*)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.scopes import grants
from smartprovince.portfolio.registers.forms import EntryForm
from smartprovince.portfolio.registers.register import Column, Filter, Lack, Register, declare

from .models import Problem


class ProblemForm(EntryForm):
    severity = forms.TypedChoiceField(label=_("Severity"), choices=Problem.Severity.choices, coerce=int, initial=3)
    people_affected = forms.IntegerField(label=_("People affected"), required=False, min_value=0, max_value=300_000_000)
    trend = forms.ChoiceField(label=_("Trend"), choices=Problem.Trend.choices)
    basis = forms.ChoiceField(label=_("How it is known"), choices=Problem.Basis.choices, initial=Problem.Basis.OTHER)
    crosses_border = forms.BooleanField(
        label=_("It crosses the border of the region"),
        required=False,
        help_text=_("Waste, rivers, traffic, disease: it cannot be solved by one kabupaten/kota alone."),
    )


class Problems(Register):
    model = Problem
    form = ProblemForm
    slug, series, order = "masalah", "MSL", 10
    title, one, add = _("Problems"), _("Problem"), _("Record a problem")
    lede = _(
        "What is wrong in a region, for whom, and how it is known. Programmes and usulan name the problem they answer."
    )
    empty = _("Record what your region has to solve, or take it over from the gaps of your latest assessment.")
    heads = ((_("Severity"), ""), (_("People affected"), "r"), (_("Trend"), ""), (_("Known by"), ""))
    cells, facts = "portfolio/problems/_cells.html", "portfolio/problems/_facts.html"
    filters = (
        Filter("berat", _("Severity"), "severity"),
        Filter("arah", _("Trend"), "trend"),
        Filter("asal", _("How it is known"), "basis"),
        Filter("lintas", _("Across borders"), "crosses_border"),
    )
    lacks = (
        Lack("dimensi", _("without a dimension"), Q(dimension=None)),
        Lack("jiwa", _("people affected not counted"), Q(people_affected=None)),
        Lack("sumber", _("without a source"), Q(source="") & Q(origin_label="")),
    )
    sorts = {
        "berat": (_("heaviest first"), ("-severity", F("people_affected").desc(nulls_last=True), "name", "pk")),
        "jiwa": (_("most people first"), (F("people_affected").desc(nulls_last=True), "-severity", "pk")),
    }
    columns = (
        Column(_("Severity"), lambda p: p.severity, "number"),
        Column(_("People affected"), lambda p: p.people_affected, "number"),
        Column(_("Trend"), lambda p: str(p.get_trend_display())),
        Column(_("How it is known"), lambda p: str(p.get_basis_display())),
        Column(_("From"), lambda p: p.origin_label),
        Column(_("Crosses borders"), lambda p: gettext("yes") if p.crosses_border else gettext("no")),
    )

    def links(self, person: Any) -> list[tuple[Any, str]]:
        if not grants(person, "portfolio.edit"):
            return []
        return [(_("From the gaps of the latest assessment"), reverse("portfolio:gaps"))]


PROBLEMS = declare(Problems())
