"""Forms of a programme: its facts, and each part as rows, those that are there and blank ones below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access, clock
from smartprovince.core.errors import Invalid
from smartprovince.core.numbers import whole
from smartprovince.core.templatetags.writing import own_language
from smartprovince.instruments.queries import national_indicators
from smartprovince.organisations.forms import House, Keyed
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.entries import Entry
from smartprovince.portfolio.funds.models import FundSource
from smartprovince.portfolio.models import Application, Innovation, Problem
from smartprovince.portfolio.registers.fields import MoneyField, NumberField, YearField
from smartprovince.portfolio.registers.forms import EntryForm

from .models import Indicator, Partner, Programme, Risk

AREA = forms.Textarea(attrs={"rows": 3, "class": "in"})


class ProgrammeForm(EntryForm):
    """The facts of a programme; its parts have pages of their own."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Programme.Kind.choices)
    background = forms.CharField(label=_("Which gap it closes"), max_length=2_000, required=False, widget=AREA)
    start_year = YearField(label=_("From year"))
    end_year = YearField(label=_("To year"))
    phase = forms.ChoiceField(label=_("Phase"), choices=Programme.Phase.choices)
    quick_win = forms.BooleanField(
        label=_("Quick win"), required=False, help_text=_("Carried out within two years, with a result that is seen.")
    )
    rpjmd_programme = forms.CharField(
        label=_("Programme of the RPJMD"),
        max_length=200,
        required=False,
        help_text=_("The name under which it stands there. Without it no money can follow."),
    )
    sub_activity = forms.CharField(
        label=_("Sub-kegiatan code"), max_length=20, required=False, help_text=_("For example 2.16.03.2.02.0004.")
    )
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    location = forms.CharField(label=_("Location"), max_length=200, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, help_text=_("South is negative, for example -8.112.")
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False)


# --- rows ------------------------------------------------------------------------------------------------------------


class RowForm(House):
    """One row. `pk` names the row that is there; a blank row stays blank."""

    use_required_attribute = False
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, programme: Programme, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.person = programme, person
        self.settle()

    def settle(self) -> None:
        """Offer what may be chosen."""

    @property
    def title(self) -> str:
        """What a stored row is called above its fields."""
        return str(self.initial.get("name") or self.initial.get("statement") or "")

    def row(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}

    @classmethod
    def of(cls, thing: Any) -> dict[str, Any]:
        """A stored row as the form shows it."""
        return {name: getattr(thing, name) for name in cls.base_fields}


class BudgetForm(RowForm):
    year = YearField(label=_("Year"))
    fund_source = forms.ModelChoiceField(label=_("Source"), queryset=FundSource.objects.none())
    planned = MoneyField(label=_("Planned (Rp)"))
    revised = MoneyField(label=_("Revised (Rp)"), required=False)
    document = forms.CharField(label=_("Document: number and date"), max_length=200, required=False)

    def settle(self) -> None:
        """Sources in use, and one that is out of use where it already stands."""
        region = self.programme.region
        rows = access.scope(self.person, "view", FundSource)
        rows = rows.filter(province=None) | rows.filter(province__code=region.province_code)
        standing = [line.fund_source_id for line in siblings(self.programme, "budget")]
        shown = rows.filter(in_use=True) | rows.filter(pk__in=standing)
        field = cast("forms.ModelChoiceField[Any]", self.fields["fund_source"])
        field.queryset = shown
        field.choices = [("", "–"), *_named(self.programme, "sources", shown)]


class MilestoneForm(RowForm):
    name = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = forms.DateField(label=_("Due on"))
    done_on = forms.DateField(label=_("Done on"), required=False)
    after = forms.TypedMultipleChoiceField(
        label=_("Waits for"),
        required=False,
        coerce=int,
        widget=forms.SelectMultiple(attrs={"class": "in", "size": 3}),
        help_text=_("Milestones that are saved already."),
    )

    def settle(self) -> None:
        """All other milestones that are saved."""
        own = self.initial.get("pk")
        choices = [(each.pk, each.name) for each in siblings(self.programme, "milestones") if each.pk != own]
        cast("forms.TypedMultipleChoiceField", self.fields["after"]).choices = choices
        if not choices:
            self.fields["after"].widget = forms.MultipleHiddenInput()

    @classmethod
    def of(cls, thing: Any) -> dict[str, Any]:
        return super().of(thing) | {"after": [other.pk for other in thing.after.all()]}


class PartnerForm(RowForm):
    part = forms.ChoiceField(label=_("Part"), choices=Partner.Part.choices)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("by name")
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("For somebody who is not in the list.")
    )
    contribution = forms.CharField(label=_("What it brings"), max_length=300, required=False)
    amount = MoneyField(label=_("Amount (Rp)"), required=False)

    def settle(self) -> None:
        """Organisations of the province that are open to the person."""
        rows = access.scope(self.person, "view", Organisation)
        code = self.programme.region.province_code
        rows = rows.filter(region__code__startswith=code).order_by("region__code", "path")
        field = cast("forms.ModelChoiceField[Any]", self.fields["organisation"])
        field.queryset = rows
        field.choices = [("", field.empty_label), *_named(self.programme, "organisations", rows)]


class RiskForm(RowForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Risk.Kind.choices)
    statement = forms.CharField(label=_("What may happen or has happened"), max_length=300)
    likelihood = forms.TypedChoiceField(
        label=_("Likelihood"), choices=[("", "–"), *Risk.Grade.choices], coerce=int, empty_value=None, required=False
    )
    impact = forms.TypedChoiceField(label=_("Impact"), choices=Risk.Grade.choices, coerce=int)
    response = forms.CharField(label=_("What is done about it"), max_length=500, required=False)
    keeper = forms.CharField(label=_("Who keeps an eye on it"), max_length=120, required=False)
    closed_on = forms.DateField(label=_("Closed on"), required=False)


class IndicatorForm(RowForm):
    name = forms.CharField(label=_("Indicator"), max_length=200)
    level = forms.ChoiceField(label=_("Level"), choices=Indicator.Level.choices)
    unit = forms.CharField(label=_("Unit"), max_length=40)
    measure = forms.ChoiceField(label=_("How it is counted"), choices=Indicator.Measure.choices)
    direction = forms.TypedChoiceField(label=_("Direction"), choices=Indicator.Direction.choices, coerce=int)
    leads_to = forms.TypedChoiceField(label=_("Leads to"), coerce=int, empty_value=None, required=False)
    baseline = NumberField(label=_("Baseline"), required=False)
    baseline_year = YearField(label=_("Year of the baseline"), required=False)
    group = forms.CharField(
        label=_("For whom"), max_length=100, required=False, help_text=_("Women, villages without signal; empty: all.")
    )
    node_code = forms.ChoiceField(
        label=_("Item of the catalogue"), required=False, help_text=_("The indicator of the catalogue that it moves.")
    )

    def settle(self) -> None:
        """The other indicators that are saved, and a target for each year of the plan."""
        own = self.initial.get("pk")
        others = [each for each in siblings(self.programme, "indicators") if each.pk != own]
        choices = [(each.pk, f"{each.get_level_display()}: {each}") for each in others]
        cast("forms.TypedChoiceField", self.fields["leads_to"]).choices = [("", gettext("nothing yet")), *choices]
        items = list(_catalogue(self.programme))
        kept = self.initial.get("node_code")
        if kept and kept not in dict(items):
            items.append((kept, kept))
        cast("forms.ChoiceField", self.fields["node_code"]).choices = [("", gettext("none")), *items]
        for year in self.programme.years:
            field = NumberField(label=gettext("Target %(year)d") % {"year": year}, required=False)
            self.fields[f"target_{year}"] = field

    @classmethod
    def of(cls, thing: Any) -> dict[str, Any]:
        targets = {f"target_{each.year}": each.value for each in thing.targets.all()}
        return super().of(thing) | {"leads_to": thing.leads_to_id} | targets

    def row(self) -> dict[str, Any]:
        given = super().row()
        targets = {year: given.pop(f"target_{year}") for year in self.programme.years}
        return given | {"targets": {year: value for year, value in targets.items() if value is not None}}


READ_ALONG = {"indicators": ("targets",), "milestones": ("after",), "budget": ("fund_source",)}


def siblings(programme: Programme, part: str) -> list[Any]:
    """The rows of a part, read once for all forms of a page."""
    kept = programme.__dict__.setdefault("_rows_read", {})
    if part not in kept:
        rows = getattr(programme, part).all()
        kept[part] = list(rows.prefetch_related(*READ_ALONG.get(part, ())))
    return kept[part]


def _named(programme: Programme, name: str, rows: Any) -> list[tuple[int, str]]:
    kept = programme.__dict__.setdefault("_rows_read", {})
    if name not in kept:
        kept[name] = [(each.pk, str(each)) for each in rows]
    return kept[name]


def _catalogue(programme: Programme) -> list[tuple[str, str]]:
    kept = programme.__dict__.setdefault("_rows_read", {})
    if "catalogue" not in kept:
        kept["catalogue"] = [
            (code, f"{code} {own_language(node, 'name')}") for code, node in national_indicators().items()
        ]
    return kept["catalogue"]


class RowTable(BaseFormSet):
    """The rows of one part."""

    def rows(self) -> list[dict[str, Any]]:
        """What was typed, without blank rows and those to be removed; `at` says which form of the page each is."""
        return [
            form.row() | {"at": n}
            for n, form in enumerate(self.forms)
            if (form.has_changed() or form.initial) and not form.cleaned_data.get("DELETE")
        ]

    def take(self, error: Invalid) -> list[str]:
        """Faults of the action at their fields; the rest as words for the top of the page."""
        rest = []
        for fault in error.faults:
            parts = fault.where.split("-", 2)
            at = whole(parts[1], 0, len(self.forms) - 1) if len(parts) == 3 else None
            form = None if at is None else self.forms[at]
            if form is not None and parts[2] in form.fields:
                form.add_error(parts[2], fault.what)
            else:
                rest.append(str(fault.what))
        return rest


class Part:
    """A part of a programme: its form, the rows that are there, how many blank ones stand below."""

    def __init__(self, slug: str, related: str, form: type[RowForm], action: str, title: Any, **more: Any) -> None:
        self.slug, self.related, self.form, self.action, self.title = slug, related, form, action, title
        self.blank: int = more.get("blank", 3)
        self.wide: bool = more.get("wide", False)
        self.lede: Any = more.get("lede", "")

    def stored(self, programme: Programme) -> Sequence[Any]:
        return siblings(programme, self.related)

    def table(self, programme: Programme, person: Any, data: Mapping[str, Any] | None = None) -> Any:
        kind = formset_factory(self.form, formset=RowTable, extra=self.blank, can_delete=True, max_num=200)
        initial = [self.form.of(each) for each in self.stored(programme)]
        shared = {"programme": programme, "person": person}
        return kind(data, prefix="rows", initial=initial, form_kwargs=shared)


PARTS = (
    Part(
        "indikator",
        "indicators",
        IndicatorForm,
        "set_indicators",
        _("Indicators and targets"),
        blank=2,
        wide=True,
        lede=_("Output, the outcome it leads to, the impact behind that. Save new ones first, then link them."),
    ),
    Part(
        "anggaran",
        "budget",
        BudgetForm,
        "set_budget",
        _("Budget"),
        blank=4,
        lede=_("One row for each year and source. What was spent comes from approved progress."),
    ),
    Part(
        "tonggak",
        "milestones",
        MilestoneForm,
        "set_milestones",
        _("Milestones"),
        lede=_("Steps with their days. A step waits for those that must be done before it."),
    ),
    Part(
        "mitra",
        "partners",
        PartnerForm,
        "set_partners",
        _("Partners"),
        lede=_("Supporting perangkat daerah, business, universities, communities: with what, and for how much."),
    ),
    Part(
        "risiko",
        "risks",
        RiskForm,
        "set_risks",
        _("Risks and issues"),
        wide=True,
        lede=_("A risk may happen, an issue has happened. Each has somebody who keeps an eye on it."),
    ),
)
BY_SLUG = {part.slug: part for part in PARTS}


# --- links and steps -------------------------------------------------------------------------------------------------


class LinkForm(Keyed):
    MODELS: ClassVar[dict[str, type[Entry]]] = {
        "problems": Problem,
        "applications": Application,
        "innovations": Innovation,
    }
    problems = forms.ModelMultipleChoiceField(
        label=_("Problems it answers"), queryset=Problem.objects.none(), required=False
    )
    applications = forms.ModelMultipleChoiceField(
        label=_("Applications it uses"), queryset=Application.objects.none(), required=False
    )
    innovations = forms.ModelMultipleChoiceField(
        label=_("Innovations it carries on"), queryset=Innovation.objects.none(), required=False
    )

    def __init__(self, *args: Any, programme: Programme, person: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {name: list(getattr(programme, name).all()) for name in self.MODELS}
        super().__init__(*args, **kwargs)
        code = programme.region.province_code
        for name, model in self.MODELS.items():
            kept = [each.pk for each in kwargs["initial"][name]]
            rows = access.scope(person, "view", model).select_related("region")
            near = rows.filter(archived_at=None, region__code__startswith=code) | rows.filter(pk__in=kept)
            cast("forms.ModelMultipleChoiceField[Any]", self.fields[name]).queryset = near
            self.fields[name].widget.attrs["size"] = 6


class DayForm(Keyed):
    day = forms.DateField(label=_("Day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"day": clock.today()})
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, date]:
        return {"day": self.cleaned_data["day"]}


class WhyForm(Keyed):
    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "class": "in"}))

    def given(self) -> dict[str, str]:
        return {"reason": self.cleaned_data["reason"]}
