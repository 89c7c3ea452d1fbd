"""The register of applications: what governments run, so that the next one is reused before it is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access
from smartprovince.core.errors import Fault
from smartprovince.organisations.scopes import grants
from smartprovince.portfolio import similar
from smartprovince.portfolio.registers.fields import MoneyField, YearField
from smartprovince.portfolio.registers.forms import EntryForm
from smartprovince.portfolio.registers.register import Column, Filter, Lack, Register, declare
from smartprovince.territory.models import Region

from .models import Application

Status = Application.Status
GONE = (Status.IDLE, Status.RETIRED)


class ApplicationForm(EntryForm):
    function = forms.ChoiceField(
        label=_("Function (SPBE reference architecture)"), choices=[("", _("choose")), *Application.Function.choices]
    )
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.RUNNING)
    users = forms.CharField(label=_("Who uses it"), max_length=200, required=False)
    user_count = forms.IntegerField(label=_("Number of users"), required=False, min_value=0, max_value=300_000_000)
    started_year = YearField(label=_("In use since"), required=False)
    address = forms.URLField(label=_("Address"), max_length=300, required=False, assume_scheme="https")
    cost_per_year = MoneyField(
        label=_("Cost per year"),
        required=False,
        help_text=_("Whole rupiah for running it: licence, hosting, maintenance. For example 120.000.000."),
    )
    technology = forms.CharField(label=_("Technology"), max_length=200, required=False)
    interfaces = forms.CharField(
        label=_("Interfaces"),
        max_length=300,
        required=False,
        help_text=_("Which other systems it exchanges data with."),
    )
    licence = forms.ChoiceField(label=_("Licence"), choices=Application.Licence.choices)
    source_held = forms.CharField(
        label=_("Where the source code is held"),
        max_length=200,
        required=False,
        help_text=_("A name such as “Diskominfo” or “vendor”; never a password or a key."),
    )
    offered = forms.BooleanField(
        label=_("Other governments may ask to copy it"),
        required=False,
        help_text=_("It then stands in the catalogue for all who may read it."),
    )
    offer_terms = forms.CharField(label=_("What is needed to copy it"), max_length=500, required=False)
    replaced_by = forms.ModelChoiceField(
        label=_("Replaced by"), queryset=Application.objects.none(), required=False, empty_label=_("nothing")
    )
    retire_on = forms.DateField(label=_("To be retired on"), required=False)

    groups = (
        (_("What it does"), ("function", "status", "users", "user_count", "started_year", "address")),
        (_("How it is run"), ("cost_per_year", "technology", "interfaces", "licence", "source_held")),
        (_("For others to copy"), ("offered", "offer_terms")),
        (_("When it goes"), ("replaced_by", "retire_on")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = own_applications(self.region, self.person)
        self.offer("replaced_by", others.exclude(pk=self.entry.pk) if self.entry else others)


def own_applications(region: Region, person: Any) -> Any:
    """Applications of a region and of its province that the person may see: what one can build on."""
    near = Q(region=region) | Q(region=region.parent_id)
    rows = access.scope(person, "view", Application).filter(near, archived_at__isnull=True)
    return rows.order_by("name", "pk")


def _is_offered(application: Application) -> str:
    return gettext("yes") if application.offered else gettext("no")


class Applications(Register):
    model = Application
    form = ApplicationForm
    slug, series, order = "aplikasi", "APL", 40
    title, one, add = _("Applications"), _("Application"), _("Record an application")
    lede = _("What governments run: its function, cost and owner. Look here before the next one is built.")
    empty = _("Record the applications of your government one by one, or bring the list you keep as a spreadsheet.")
    heads = ((_("Function"), ""), (_("Status"), ""), (_("Cost per year"), "r"))
    cells, facts = "portfolio/applications/_cells.html", "portfolio/applications/_facts.html"
    form_beside = "portfolio/applications/_while_typing.html"
    filters = (
        Filter("fungsi", _("Function"), "function"),
        Filter("status", _("Status"), "status"),
        Filter("lisensi", _("Licence"), "licence"),
        Filter("ditawarkan", _("Offered"), "offered"),
    )
    lacks = (
        Lack("biaya", _("cost per year not known"), Q(cost_per_year=None) & ~Q(status__in=GONE)),
        Lack("pemilik", _("without a responsible perangkat daerah"), Q(organisation=None)),
        Lack("lisensi", _("licence not known"), Q(licence=Application.Licence.UNKNOWN)),
        Lack("kode", _("where the source code is held is not known"), Q(source_held="")),
    )
    sorts = {
        "biaya": (_("highest cost first"), (F("cost_per_year").desc(nulls_last=True), "name", "pk")),
        "pengguna": (_("most users first"), (F("user_count").desc(nulls_last=True), "name", "pk")),
    }
    related = ("replaced_by",)
    columns = (
        Column(_("Function"), lambda a: str(a.get_function_display())),
        Column(_("Status"), lambda a: str(a.get_status_display())),
        Column(_("Who uses it"), lambda a: a.users),
        Column(_("Number of users"), lambda a: a.user_count, "number"),
        Column(_("Cost per year"), lambda a: a.cost_per_year, "rupiah"),
        Column(_("Technology"), lambda a: a.technology),
        Column(_("Interfaces"), lambda a: a.interfaces),
        Column(_("Licence"), lambda a: str(a.get_licence_display())),
        Column(_("Where the source code is held"), lambda a: a.source_held),
        Column(_("Address"), lambda a: a.address),
        Column(_("In use since"), lambda a: str(a.started_year or "")),
        Column(_("Offered to others"), _is_offered),
        Column(_("What is needed to copy it"), lambda a: a.offer_terms),
        Column(_("To be retired on"), lambda a: a.retire_on, "date"),
    )

    def faults(self, values: Mapping[str, Any], region: Region, person: Any) -> list[Fault]:
        found = []
        if values.get("offered") and values.get("audience") == "own":
            said = gettext("What only your own government reads cannot be offered to others. Choose wider readers.")
            found.append(Fault("offered", said))
        return found

    def links(self, person: Any) -> list[tuple[Any, str]]:
        pages = [
            (_("Likely duplicates"), reverse("portfolio:duplicates")),
            (_("To be retired"), reverse("portfolio:retiring")),
        ]
        if grants(person, "portfolio.edit"):
            pages.append((_("Import a spreadsheet"), reverse("portfolio:import")))
        return pages

    def facts_of(self, entry: Any, person: Any) -> dict[str, Any]:
        # The matter of reuse stands above applications.
        from smartprovince.portfolio.reuse.queries import adopters_of, may_ask

        services = access.scope(person, "view", entry.services.model).filter(
            applications=entry, archived_at__isnull=True
        )
        return {
            "successor": access.scope(person, "view", Application).filter(pk=entry.replaced_by_id).first(),
            "alike": similar.find(person, entry.name, ("application",), top=5, skip=entry),
            "services": services.order_by("name"),
            "adopters": adopters_of(entry),
            "ask": reverse("portfolio:ask", args=[entry.number]) if may_ask(entry, person) else "",
        }

    def words(self, entry: Any) -> str:
        return f"{entry.description} {entry.users} {entry.technology}"


APPLICATIONS = declare(Applications())
