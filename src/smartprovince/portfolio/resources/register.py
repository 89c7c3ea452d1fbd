"""The register of resources (*sumber daya*): what a region has to work with, and how much of it is in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core.errors import Fault
from smartprovince.organisations.forms import House
from smartprovince.portfolio.funds.models import FundSource
from smartprovince.portfolio.funds.queries import sources_for
from smartprovince.portfolio.registers.fields import NumberField, YearField
from smartprovince.portfolio.registers.forms import EntryForm
from smartprovince.portfolio.registers.register import Column, Filter, Lack, Register, Years, declare
from smartprovince.territory.models import Region

from .models import Capacity, Resource


class CapacityRow(House):
    """One year: how much there was, how much of it was used."""

    year = YearField(label=_("Year"), required=False)
    capacity = NumberField(label=_("Capacity"), required=False)
    used = NumberField(label=_("In use"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A year and its capacity belong together."""
        given = super().clean() or self.cleaned_data
        typed = given.get("capacity") is not None or given.get("used") is not None
        if given.get("year") is None and typed:
            self.add_error("year", gettext("Say of which year."))
        if given.get("year") is not None and given.get("capacity") is None and "capacity" not in self.errors:
            self.add_error("capacity", gettext("Give the capacity of this year."))
        return given


class ResourceForm(EntryForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Resource.Kind.choices)
    unit = forms.CharField(
        label=_("Unit"),
        max_length=30,
        required=False,
        help_text=_("What it is counted in: rupiah, people, TB, km, points."),
    )
    fund_source = forms.ModelChoiceField(
        label=_("Fund source (for money)"), queryset=FundSource.objects.none(), required=False, empty_label="–"
    )
    legal_number = forms.CharField(label=_("Number of the regulation"), max_length=120, required=False)
    valid_until = forms.DateField(label=_("Valid until"), required=False, help_text=_("For a regulation with an end."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("fund_source", sources_for(self.region))


def _figure(name: str) -> Any:
    def value(resource: Any) -> Any:
        return getattr(resource.latest, name, None)

    return value


class Resources(Register):
    model = Resource
    form = ResourceForm
    slug, series, order = "sumber-daya", "SDY", 20
    title, one, add = _("Resources"), _("Resource"), _("Record a resource")
    lede = _(
        "What a region has to work with: money, people, networks, data, regulations, and how much of it is in use."
    )
    empty = _("Record what your government can build on, and what is nearly used up.")
    heads = ((_("Kind"), ""), (_("Capacity, latest"), "r"), (_("In use"), ""))
    cells, facts = "portfolio/resources/_cells.html", "portfolio/resources/_facts.html"
    filters = (Filter("jenis", _("Kind"), "kind"),)
    lacks = (
        Lack("kapasitas", _("capacity not known"), Q(capacities__isnull=True) & ~Q(kind=Resource.Kind.REGULATION)),
        Lack("pemilik", _("without a responsible perangkat daerah"), Q(organisation=None)),
        Lack("nomor", _("regulation without a number"), Q(kind=Resource.Kind.REGULATION, legal_number="")),
    )
    related = ("fund_source",)
    prefetched = ("capacities",)
    columns = (
        Column(_("Kind"), lambda r: str(r.get_kind_display())),
        Column(_("Fund source"), lambda r: str(r.fund_source or "")),
        Column(_("Number of the regulation"), lambda r: r.legal_number),
        Column(_("Valid until"), lambda r: r.valid_until, "date"),
        Column(_("Unit"), lambda r: r.unit),
        Column(_("Year"), lambda r: str(getattr(r.latest, "year", ""))),
        Column(_("Capacity"), _figure("capacity"), "number", 2),
        Column(_("In use"), _figure("used"), "number", 2),
        Column(_("Share in use"), _figure("share"), "percent", 1),
    )
    years = Years(
        Capacity,
        "resource",
        ("capacity", "used", "source"),
        CapacityRow,
        _("Capacity and use over the years"),
        _("In the unit named above. What is in use may be more than the capacity: then something is overloaded."),
    )

    def faults(self, values: Mapping[str, Any], region: Region, person: Any) -> list[Fault]:
        source = values.get("fund_source")
        if source is not None and source.province_id and source.province.code != region.province_code:
            return [Fault("fund_source", gettext("This fund source belongs to another province."))]
        return []

    def facts_of(self, entry: Any, person: Any) -> dict[str, Any]:
        return {"figures": list(entry.capacities.order_by("year"))}


RESOURCES = declare(Resources())
