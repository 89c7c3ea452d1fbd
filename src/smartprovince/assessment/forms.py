"""Forms of the assessment pages: HTTP in, plain values out. What is possible is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.organisations.forms import House


class RoundForm(House):
    title = forms.CharField(label=_("Title"), max_length=200)
    instrument_version = forms.ModelChoiceField(label=_("Instrument"), queryset=InstrumentVersion.objects.none())
    year = forms.IntegerField(label=_("Year"), min_value=2017, max_value=2100, localize=False)
    opens_on = forms.DateField(label=_("Opens on"))
    closes_on = forms.DateField(label=_("Closes on"), help_text=_("The last day of filling."))
    verify_until = forms.DateField(label=_("Verified until"), required=False)
    publish_on = forms.DateField(label=_("Published on"), required=False)

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument_version"].queryset = versions  # type: ignore[attr-defined]


class ProofForm(House):
    """A new paper beside an answer, with the pages that prove it."""

    title = forms.CharField(label=_("Name of the paper"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Paper.Kind.choices, initial=Paper.Kind.OTHER)
    pages = forms.CharField(
        label=_("Pages that prove it"), max_length=60, required=False, help_text=_("For example 3–5.")
    )
