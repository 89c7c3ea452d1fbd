"""Forms of the catalogue of fund sources."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import Keyed

from .models import FundSource


class FundSourceForm(Keyed):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Counts as"), choices=FundSource.Kind.choices, help_text=_("So that it adds up across provinces.")
    )
    note = forms.CharField(label=_("What it may be used for"), max_length=300, required=False)


class ChangeForm(FundSourceForm):
    in_use = forms.BooleanField(
        label=_("Forms offer it"), required=False, help_text=_("What was recorded with it stays either way.")
    )
