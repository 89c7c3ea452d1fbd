"""The register of innovations: one record for quick wins, the Indeks Inovasi Daerah and the public showcase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access
from smartprovince.core.errors import Fault
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.applications.register import own_applications
from smartprovince.portfolio.problems.models import Problem
from smartprovince.portfolio.registers.fields import MoneyField
from smartprovince.portfolio.registers.forms import EntryForm
from smartprovince.portfolio.registers.register import Column, Filter, Lack, Register, declare
from smartprovince.portfolio.reuse.models import ReuseRequest
from smartprovince.portfolio.reuse.queries import HELD, adopters_of, may_ask
from smartprovince.territory.models import Region

from .models import Innovation

Known = Innovation.Known


class InnovationForm(EntryForm):
    problem_solved = forms.CharField(
        label=_("Problem it solves"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3, "class": "in"})
    )
    problem = forms.ModelChoiceField(
        label=_("The problem in the register"), queryset=Problem.objects.none(), required=False, empty_label=_("none")
    )
    results = forms.CharField(
        label=_("Results, with numbers"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("What was before, what is now, counted how: “waiting time from 14 to 3 days in 2022”."),
    )
    initiator = forms.ChoiceField(label=_("Initiator"), choices=Innovation.Initiator.choices, initial="agency")
    stage = forms.ChoiceField(label=_("Stage"), choices=Innovation.Stage.choices, initial=Innovation.Stage.APPLIED)
    applied_on = forms.DateField(label=_("Applied since"), required=False)
    quick_win = forms.BooleanField(label=_("Counted as a quick win"), required=False)
    cost = MoneyField(label=_("Cost to build"), required=False)
    cost_per_year = MoneyField(label=_("Cost per year"), required=False)
    applications = forms.ModelMultipleChoiceField(
        label=_("Applications behind it"),
        queryset=Application.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    replicable = forms.BooleanField(
        label=_("Other governments may ask to copy it"),
        required=False,
        help_text=_("It then stands in the catalogue for all who may read it."),
    )
    needed_to_copy = forms.CharField(
        label=_("What is needed to copy it"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
    )
    licence = forms.ChoiceField(label=_("Licence"), choices=Application.Licence.choices)
    still_running = forms.ChoiceField(label=_("Still running"), choices=Known.choices)
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=200, required=False, help_text=_("Number of the Perbup, Perwali or decree.")
    )
    money_next_year = forms.ChoiceField(label=_("Operating money for next year"), choices=Known.choices)
    survived_change = forms.ChoiceField(label=_("Survived a change of head of region"), choices=Known.choices)

    groups = (
        (_("What it cost and what it runs on"), ("cost", "cost_per_year", "applications")),
        (_("For others to copy"), ("replicable", "needed_to_copy", "licence")),
        (_("Whether it lasts (keberlanjutan)"), ("still_running", "legal_basis", "money_next_year", "survived_change")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        problems = access.scope(self.person, "view", Problem).filter(region=self.region, archived_at__isnull=True)
        self.offer("problem", problems.order_by("name"))
        self.offer("applications", own_applications(self.region, self.person))


@dataclass(frozen=True)
class Sign:
    """One of the four signs that an innovation lasts: yes, no, or not known yet."""

    title: Any
    state: str
    detail: str = ""


def signs_of(innovation: Innovation) -> list[Sign]:
    law = Known.YES if innovation.legal_basis else Known.UNKNOWN
    return [
        Sign(_("Still running"), innovation.still_running),
        Sign(_("Legal basis"), law, innovation.legal_basis),
        Sign(_("Operating money for next year"), innovation.money_next_year),
        Sign(_("Survived a change of head of region"), innovation.survived_change),
    ]


class Innovations(Register):
    model = Innovation
    form = InnovationForm
    slug, series, order = "inovasi", "INV", 50
    title, one, add = _("Innovations"), _("Innovation"), _("Record an innovation")
    lede = _("What was done differently, with which result, whether it lasts, and what is needed to copy it.")
    empty = _("Record what your government does better than before; the record also serves the innovation index.")
    heads = ((_("Stage"), ""), (_("Lasts"), ""), (_("Copied by"), "r"))
    cells, facts = "portfolio/innovations/_cells.html", "portfolio/innovations/_facts.html"
    filters = (
        Filter("tahap", _("Stage"), "stage"),
        Filter("pemrakarsa", _("Initiator"), "initiator"),
        Filter("quickwin", _("Quick win"), "quick_win"),
        Filter("disalin", _("Can be copied"), "replicable"),
    )
    lacks = (
        Lack("hasil", _("without results"), Q(results="")),
        Lack(
            "lestari",
            _("signs of lasting not known"),
            Q(still_running=Known.UNKNOWN) | Q(money_next_year=Known.UNKNOWN) | Q(survived_change=Known.UNKNOWN),
        ),
        Lack("hukum", _("without a legal basis"), Q(legal_basis="")),
        Lack("dimensi", _("without a dimension"), Q(dimension=None)),
    )
    related = ("problem",)
    prefetched = (Prefetch("reuses", ReuseRequest.objects.filter(state__in=HELD), to_attr="copies"),)
    columns = (
        Column(_("Stage"), lambda i: str(i.get_stage_display())),
        Column(_("Initiator"), lambda i: str(i.get_initiator_display())),
        Column(_("Problem it solves"), lambda i: i.problem_solved),
        Column(_("Results"), lambda i: i.results),
        Column(_("Applied since"), lambda i: i.applied_on, "date"),
        Column(_("Cost to build"), lambda i: i.cost, "rupiah"),
        Column(_("Cost per year"), lambda i: i.cost_per_year, "rupiah"),
        Column(_("Quick win"), lambda i: gettext("yes") if i.quick_win else gettext("no")),
        Column(_("Signs of lasting, of four"), lambda i: i.sustained, "number"),
        Column(_("Legal basis"), lambda i: i.legal_basis),
        Column(_("What is needed to copy it"), lambda i: i.needed_to_copy),
        Column(_("Licence"), lambda i: str(i.get_licence_display())),
    )

    def faults(self, values: Mapping[str, Any], region: Region, person: Any) -> list[Fault]:
        found = []
        if values.get("replicable") and values.get("audience") == "own":
            said = gettext("What only your own government reads cannot be offered to others. Choose wider readers.")
            found.append(Fault("replicable", said))
        problem = values.get("problem")
        if problem is not None and problem.region_id != region.pk:
            found.append(Fault("problem", gettext("This problem belongs to another region.")))
        return found

    def links(self, person: Any) -> list[tuple[Any, str]]:
        return [(_("In the shape of the innovation index (XLSX)"), reverse("portfolio:innovation_index"))]

    def facts_of(self, entry: Any, person: Any) -> dict[str, Any]:
        behind = access.scope(person, "view", Application).filter(innovations=entry)
        problem = entry.problem
        return {
            "signs": signs_of(entry),
            "behind": behind.order_by("name"),
            "problem": problem if problem and access.may(person, "view", problem) else None,
            "adopters": adopters_of(entry),
            "ask": reverse("portfolio:ask", args=[entry.number]) if may_ask(entry, person) else "",
        }

    def words(self, entry: Any) -> str:
        return f"{entry.description} {entry.problem_solved} {entry.results}"


INNOVATIONS = declare(Innovations())
