"""The register of services (*layanan*): what the public asks for, with the applications behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access
from smartprovince.organisations.forms import House
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.applications.register import own_applications
from smartprovince.portfolio.registers.fields import NumberField, YearField
from smartprovince.portfolio.registers.forms import EntryForm
from smartprovince.portfolio.registers.register import Column, Filter, Lack, Register, Years, declare

from .models import Satisfaction, Service

LEAST, MOST = 25, 100


class SatisfactionRow(House):
    """One year: the index with who was asked and where it is known from."""

    year = YearField(label=_("Year"), required=False)
    index = NumberField(label=_("IKM (25–100)"), required=False)
    respondents = forms.IntegerField(label=_("People asked"), required=False, min_value=0, max_value=300_000_000)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def clean_index(self) -> Decimal | None:
        """The IKM of PermenPANRB 14/2017 lies between 25 and 100."""
        index = self.cleaned_data["index"]
        if index is not None and not LEAST <= index <= MOST:
            raise ValidationError(gettext("The IKM lies between 25 and 100."))
        return index

    def clean(self) -> dict[str, Any]:
        """A year and its index belong together."""
        given = super().clean() or self.cleaned_data
        if given.get("year") is None and given.get("index") is not None:
            self.add_error("year", gettext("Say of which year."))
        if given.get("year") is not None and given.get("index") is None and "index" not in self.errors:
            self.add_error("index", gettext("Give the IKM of this year."))
        return given


class ServiceForm(EntryForm):
    channel = forms.ChoiceField(label=_("Channel"), choices=Service.Channel.choices)
    users = forms.CharField(label=_("Who uses it"), max_length=200, required=False)
    users_per_year = forms.IntegerField(label=_("Uses a year"), required=False, min_value=0, max_value=2_000_000_000)
    standard = forms.CharField(
        label=_("Service standard"),
        max_length=300,
        required=False,
        help_text=_("Number of the decree, and what is promised: time, cost, requirements."),
    )
    applications = forms.ModelMultipleChoiceField(
        label=_("Applications behind it"),
        queryset=Application.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("applications", own_applications(self.region, self.person))


class Services(Register):
    model = Service
    form = ServiceForm
    slug, series, order = "layanan", "LYN", 30
    title, one, add = _("Services"), _("Service"), _("Record a service")
    lede = _(
        "What the public asks of a government: better services, not applications. With satisfaction over the years."
    )
    empty = _("Record the services that people use most, with their standard and the applications behind them.")
    heads = ((_("Channel"), ""), (_("Uses a year"), "r"), (_("IKM, latest"), "r"))
    cells, facts = "portfolio/services/_cells.html", "portfolio/services/_facts.html"
    filters = (Filter("kanal", _("Channel"), "channel"),)
    lacks = (
        Lack("ikm", _("satisfaction (IKM) not measured"), Q(satisfactions__isnull=True)),
        Lack("standar", _("without a service standard"), Q(standard="")),
        Lack("pemilik", _("without a responsible perangkat daerah"), Q(organisation=None)),
    )
    prefetched = ("satisfactions",)
    columns = (
        Column(_("Channel"), lambda s: str(s.get_channel_display())),
        Column(_("Who uses it"), lambda s: s.users),
        Column(_("Uses a year"), lambda s: s.users_per_year, "number"),
        Column(_("Service standard"), lambda s: s.standard),
        Column(_("IKM, latest"), lambda s: getattr(s.latest, "index", None), "number", 2),
        Column(_("Year of the IKM"), lambda s: str(getattr(s.latest, "year", ""))),
    )
    years = Years(
        Satisfaction,
        "service",
        ("index", "respondents", "source"),
        SatisfactionRow,
        _("Satisfaction (IKM) over the years"),
        _("The index of PermenPANRB 14/2017, from 25 to 100, with how many people were asked."),
    )

    def facts_of(self, entry: Any, person: Any) -> dict[str, Any]:
        behind = access.scope(person, "view", Application).filter(services=entry)
        return {"figures": list(entry.satisfactions.order_by("year")), "behind": behind.order_by("name")}

    def words(self, entry: Any) -> str:
        return f"{entry.description} {entry.users}"


SERVICES = declare(Services())
