from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import House


class PlanForm(House):
    title = forms.CharField(label=_("Title"), max_length=200)
    concept = forms.CharField(
        label=_("Own name of the movement"),
        max_length=200,
        required=False,
        help_text=_("For example Bali Smart Island."),
    )
    period_start = forms.IntegerField(label=_("First year"), min_value=2015, max_value=2100)
    period_end = forms.IntegerField(label=_("Last year"), min_value=2015, max_value=2120)


class SectionForm(House):
    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("An empty line starts a new paragraph; lines that begin with “- ” become a list."),
    )
