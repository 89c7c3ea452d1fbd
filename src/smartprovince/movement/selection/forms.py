"""Forms of the selection: HTTP in, checked values out."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.movement.vocabulary import Movement
from smartprovince.organisations.forms import Keyed
from smartprovince.territory.models import Region

from .models import Parameter
from .scoring import CATEGORIES


def long_text(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "in"})


class CohortForm(Keyed):
    movement = forms.ChoiceField(label=_("Movement"), choices=Movement.choices)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    not_before = forms.DateField(label=_("Launched not before"))
    not_after = forms.DateField(label=_("Launched not after"))
    size = forms.IntegerField(
        label=_("Number of regions"), required=False, min_value=1, max_value=600, help_text=_("Empty when not said.")
    )
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Where the cohort is announced."))
    source_url = forms.CharField(label=_("Address of the source"), max_length=400, required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=2_000, widget=long_text(3))


class ParameterForm(Keyed):
    name_id = forms.CharField(label=_("Name (Indonesian)"), max_length=150)
    name_en = forms.CharField(label=_("Name (English)"), max_length=150)
    publisher = forms.CharField(label=_("Publisher"), max_length=100, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    role = forms.ChoiceField(label=_("Counts as"), choices=Parameter.Role.choices)
    direction = forms.TypedChoiceField(
        label=_("Direction"),
        choices=[(1, _("a larger value raises the score")), (-1, _("a larger value lowers the score"))],
        coerce=int,
    )
    weight = forms.DecimalField(label=_("Weight"), max_digits=6, decimal_places=3, min_value=0)
    low = forms.DecimalField(
        label=_("Lower goalpost"), max_digits=14, decimal_places=4, help_text=_("This value and below count 0.")
    )
    high = forms.DecimalField(
        label=_("Upper goalpost"), max_digits=14, decimal_places=4, help_text=_("This value and above count 1.")
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)


class NewParameterForm(ParameterForm):
    code = forms.RegexField(
        label=_("Code"), regex=r"^[A-Z][A-Z0-9_-]{1,19}$", help_text=_("Capitals, for example IID.")
    )
    movement = forms.ChoiceField(label=_("Movement"), choices=Movement.choices)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    field_order = ("code", "movement")


class ValueForm(Keyed):
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    parameter = forms.ModelChoiceField(label=_("Parameter"), queryset=Parameter.objects.none())
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    value = forms.DecimalField(label=_("Value"), max_digits=14, decimal_places=4, required=False)
    category = forms.CharField(
        label=_("Category"),
        max_length=60,
        required=False,
        help_text=_("For fiscal capacity: %(words)s.") % {"words": ", ".join(CATEGORIES)},
    )
    method = forms.CharField(
        label=_("Method"), max_length=60, required=False, help_text=_("Which index gave it, for example SPBE or Pemdi.")
    )
    source = forms.CharField(label=_("Source"), max_length=300)
    source_url = forms.CharField(label=_("Address of the source"), max_length=400, required=False)

    def offer(self, parameters: Any) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields["parameter"]).queryset = parameters


class SheetForm(Keyed):
    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV with the columns of the export. All rows are taken over, or none."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class NominateForm(Keyed):
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())

    def offer(self, regions: Any) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields["region"]).queryset = regions


class InviteForm(Keyed):
    interview_on = forms.DateField(label=_("Interview on"))


class InterviewForm(Keyed):
    assessors = forms.CharField(
        label=_("Assessors"), max_length=1_000, widget=long_text(3), help_text=_("One name a line, at least two.")
    )
    score = forms.DecimalField(
        label=_("Score"), max_digits=5, decimal_places=2, min_value=0, max_value=100, help_text=_("From 0 to 100.")
    )
    note = forms.CharField(
        label=_("What the interview showed"),
        max_length=2_000,
        required=False,
        widget=long_text(5),
        help_text=_("Read by the programme owner only."),
    )


class DecisionForm(Keyed):
    reason = forms.CharField(
        label=_("Reasons"), max_length=2_000, widget=long_text(5), help_text=_("The region reads them.")
    )
    decided_on = forms.DateField(label=_("Decided on"))
    letter_number = forms.CharField(
        label=_("Number of the letter"), max_length=120, required=False, help_text=_("Once it has been signed.")
    )
    letter_date = forms.DateField(label=_("Date of the letter"), required=False)


class ReasonForm(Keyed):
    reason = forms.CharField(label=_("Reasons"), max_length=2_000, widget=long_text(4))


class FollowForm(Keyed):
    region = forms.ModelChoiceField(label=_("Successor region"), queryset=Region.objects.none())
    reason = forms.CharField(label=_("Reasons"), max_length=2_000, widget=long_text(4))

    def offer(self, regions: list[Region]) -> None:
        found = Region.objects.filter(pk__in=[region.pk for region in regions])
        cast("forms.ModelChoiceField[Any]", self.fields["region"]).queryset = found
