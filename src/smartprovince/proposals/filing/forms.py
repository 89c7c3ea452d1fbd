"""The steps of the form: HTTP in, checked values out. Each keeps what is there; what is missing is said at the end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from smartprovince.core.errors import Invalid
from smartprovince.core.templatetags.writing import own_language
from smartprovince.instruments.themes import ThemeField
from smartprovince.organisations.forms import House, Keyed
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.models import Application, FundSource, Problem
from smartprovince.portfolio.registers.fields import MoneyField
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.queries import organisations_of
from smartprovince.territory.models import Region

from . import queries
from .fields import neighbours_of
from .rows import MOST_COSTS, MOST_EFFECTS, Cost, Expected
from .typed import CountField, DegreesField, QuantityField

BLANK_ROWS = 3


def _long(label: Any, *, rows: int = 4, most: int = 2_000, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows, "class": "in"}),
    )


class StepForm(Keyed):
    """A step of one usulan, or of one that is still to be drafted for a region.

    Every step may be left incomplete; `optional` are the fields that may be empty even when it is sent.
    """

    optional: tuple[str, ...] = ()

    def __init__(self, *args: Any, person: Any, region: Region, proposal: Proposal | None = None, **kw: Any) -> None:
        if proposal is not None:
            kw.setdefault("initial", self.standing(proposal))
        super().__init__(*args, **kw)
        self.person, self.region, self.proposal = person, region, proposal
        self.offer()

    def standing(self, proposal: Proposal) -> dict[str, Any]:
        """What stands in the usulan, by the name of the field."""
        return {name: getattr(proposal, name) for name in self.base_fields if hasattr(proposal, name)}

    def offer(self) -> None:
        """What can be chosen here, for this person and region."""

    def take(self, error: Invalid) -> None:
        """Faults of the action at their fields; rows have theirs above the table."""
        for fault in error.faults:
            where = {"dimension": "theme", "subdimension": "theme"}.get(fault.where, fault.where)
            text = " ".join(part for part in (fault.what, fault.allowed, fault.mend) if part)
            self.add_error(where if where in self.fields else None, text)


class WhatForm(StepForm):
    optional = ("addressed_region", "proposer", "copied")

    title = forms.CharField(label=_("What is asked, in one line"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Proposal.Kind.choices, required=False)
    summary = _long(_("What is asked, and why"), rows=6, most=4_000)
    addressee = forms.ChoiceField(label=_("Addressed"), choices=Proposal.Addressee.choices)
    addressed_region = forms.ModelChoiceField(
        label=_("Kabupaten/kota it is addressed to"),
        queryset=Region.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("Only when it is addressed to another kabupaten/kota."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("The perangkat daerah or partner that asks."),
    )
    proposer = forms.CharField(
        label=_("Proposer"), max_length=200, required=False, help_text=_("Who asks, if it is none of these.")
    )
    copied = forms.CharField(
        label=_("Number of the application or innovation to copy"),
        max_length=20,
        required=False,
        help_text=_("For a copy (replikasi) only. What others offer is listed while you type."),
        widget=forms.TextInput(attrs={"list": "tiruan", "autocomplete": "off"}),
    )

    def standing(self, proposal: Proposal) -> dict[str, Any]:
        copied = proposal.application or proposal.innovation
        return super().standing(proposal) | {"copied": copied.number if copied else ""}

    def offer(self) -> None:
        organisations, neighbours = self.fields["organisation"], self.fields["addressed_region"]
        organisations.queryset = organisations_of(self.region)  # type: ignore[attr-defined]
        neighbours.queryset = neighbours_of(self.region)  # type: ignore[attr-defined]

    @property
    def copies(self) -> list[Any]:
        return queries.copies_offered_to(self.person, self.region.province_code)

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Proposal.Kind.PROGRAMME

    def clean_copied(self) -> Any:
        number = self.cleaned_data["copied"]
        if not number:
            return None
        kept = self.proposal and (self.proposal.application or self.proposal.innovation)
        if kept and kept.number == number:
            return kept
        found = queries.copy_of_number(self.person, number)
        if found is None:
            raise forms.ValidationError(_text("Nothing that is open to you has this number."))
        return found

    def values(self) -> dict[str, Any]:
        given = super().values()
        copied = given.pop("copied")
        is_application = isinstance(copied, Application)
        return given | {
            "application": copied if is_application else None,
            "innovation": None if is_application else copied,
        }


class ProblemForm(StepForm):
    optional = ("problem",)

    theme = ThemeField(required=False)
    problem = forms.ModelChoiceField(
        label=_("Problem of the register"),
        queryset=Problem.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("One that your region has recorded. Otherwise say it in your own words."),
    )
    background = _long(_("The problem it answers"), rows=6, most=4_000)

    def standing(self, proposal: Proposal) -> dict[str, Any]:
        return super().standing(proposal) | {"theme": proposal.theme.code}

    def offer(self) -> None:
        assert self.proposal is not None
        self.fields["theme"].offer(self.region.province_code)  # type: ignore[attr-defined]
        problems = queries.problems_for(self.person, self.proposal)
        self.fields["problem"].queryset = problems  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = super().values()
        theme = given.pop("theme")
        return given | {"dimension": theme.dimension, "subdimension": theme.subdimension}


class PlaceForm(StepForm):
    optional = ("latitude", "longitude", "beneficiaries")

    location = forms.CharField(
        label=_("Where"), max_length=300, required=False, help_text=_("Villages, kecamatan, or the whole region.")
    )
    latitude = DegreesField(
        label=_("Latitude"), required=False, help_text=_("Only if it is one place: degrees, south is negative.")
    )
    longitude = DegreesField(label=_("Longitude"), required=False)
    beneficiaries = CountField(label=_("People who benefit"), required=False)
    start_year = CountField(label=_("From year"), required=False)
    end_year = CountField(label=_("To year"), required=False)

    def standing(self, proposal: Proposal) -> dict[str, Any]:
        years = {name: str(getattr(proposal, name) or "") for name in ("start_year", "end_year")}
        return super().standing(proposal) | years


class CostsForm(StepForm):
    """The rows stand beside it; it has no field of its own."""


class TermsForm(StepForm):
    goal = _long(_("Goal"), hint=_("What is different for whom when it has worked."))
    outputs = _long(_("What will be there at the end"), hint=_("Things and services that can be counted."))
    operation = _long(
        _("Who runs it and pays for it afterwards"),
        hint=_("Which perangkat daerah, with how many people, from which money."),
    )


# --- rows ------------------------------------------------------------------------------------------------------------


class _Row(House):
    """A row of a table. One without any words is left out; in another everything is needed."""

    words: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.words)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if any(self.data.get(self.add_prefix(name), "").strip() for name in self.words):
            for name in self.fields:
                if values.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _text("This is needed here."))
        return values


class CostForm(_Row):
    words = ("item", "quantity", "unit", "unit_cost")

    year = CountField(label=_("Year"), required=False, max_length=4)
    fund_source = forms.TypedChoiceField(label=_("Source"), required=False, empty_value=None)
    item = forms.CharField(label=_("What for"), max_length=200, required=False)
    quantity = QuantityField(label=_("Quantity"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    unit_cost = MoneyField(label=_("Cost of one (Rp)"), required=False)

    def __init__(self, *args: Any, sources: Mapping[str, FundSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.TypedChoiceField", self.fields["fund_source"])
        field.choices = [("", "–"), *((key, source.name) for key, source in sources.items())]
        field.coerce = sources.get

    def clean_quantity(self) -> Decimal | None:
        quantity: Decimal | None = self.cleaned_data["quantity"]
        if quantity is not None and quantity <= 0:
            raise forms.ValidationError(_text("More than nothing."))
        return quantity


class EffectForm(_Row):
    words = ("expected", "node_code")

    node_code = forms.ChoiceField(label=_("Indicator"), required=False)
    expected = forms.CharField(
        label=_("From what to what, until when"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("for example 40% → 65% by 2025")}),
    )

    def __init__(self, *args: Any, offered: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node_code"].choices = offered  # type: ignore[attr-defined]


def cost_rows(data: Any, proposal: Proposal, blank: int = BLANK_ROWS) -> BaseFormSet[CostForm]:
    """The cost table as it stands, with blank rows below it; the sources are read once."""
    offered = list(queries.fund_sources_of(proposal))
    kept = queries.costs_of(proposal).lines
    sources = {str(source.pk): source for source in (*offered, *(line.fund_source for line in kept))}
    names = ("item", "quantity", "unit", "unit_cost")
    standing = [
        {"year": str(line.year), "fund_source": line.fund_source_id} | {name: getattr(line, name) for name in names}
        for line in kept
    ]
    made = formset_factory(CostForm, extra=blank, absolute_max=MOST_COSTS, max_num=MOST_COSTS)
    return made(data, initial=None if data else standing, prefix="biaya", form_kwargs={"sources": sources})


def effect_rows(data: Any, proposal: Proposal, blank: int = 2) -> BaseFormSet[EffectForm]:
    kept = list(proposal.effects.all())
    standing = [{"node_code": effect.node_code, "expected": effect.expected} for effect in kept]
    made = formset_factory(EffectForm, extra=blank, absolute_max=MOST_EFFECTS, max_num=MOST_EFFECTS)
    return made(data, initial=None if data else standing, prefix="dampak", form_kwargs={"offered": _indicators(kept)})


def _indicators(kept: list[Any]) -> list[Any]:
    """The indicators by name under their group, and what was named before from an earlier edition."""
    groups: dict[str, list[tuple[str, str]]] = {}
    known = queries.indicators()
    for code, node in known.items():
        group = own_language(node.parent, "name") if node.parent else ""
        groups.setdefault(group, []).append((code, own_language(node, "name")))
    old = [(effect.node_code, effect.node_code) for effect in kept if effect.node_code not in known]
    return [("", "–"), *groups.items(), *([(_text("of an earlier edition"), old)] if old else [])]


def costs_in(rows: BaseFormSet[CostForm]) -> list[Cost]:
    return [Cost(**row.cleaned_data) for row in rows if not row.is_blank]


def effects_in(rows: BaseFormSet[EffectForm]) -> list[Expected]:
    return [Expected(**row.cleaned_data) for row in rows if not row.is_blank]
