"""Forms of the assessment pages: HTTP in, plain values out. What is possible is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.organisations.forms import House, Keyed

from .models import Round


class RoundForm(Keyed):
    title = forms.CharField(label=_("Title"), max_length=200)
    instrument_version = forms.ModelChoiceField(label=_("Instrument"), queryset=InstrumentVersion.objects.none())
    year = forms.IntegerField(label=_("Year"), min_value=2017, max_value=2100, localize=False)
    opens_on = forms.DateField(label=_("Opens on"))
    closes_on = forms.DateField(label=_("Closes on"), help_text=_("The last day of filling."))
    readings = forms.TypedChoiceField(
        label=_("Readings of each line"),
        choices=Round._meta.get_field("readings").choices or [],
        coerce=int,
        initial=1,
        help_text=_("Two readings show where assessors differ; a third one settles what they do not agree on."),
    )
    verify_until = forms.DateField(label=_("Verified until"), required=False)
    objection_from = forms.DateField(
        label=_("Objections from"),
        required=False,
        help_text=_("The days on which regions may dispute single verdicts, after the verification."),
    )
    objection_until = forms.DateField(label=_("Objections until"), required=False)
    publish_on = forms.DateField(label=_("Published on"), required=False)

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument_version"].queryset = versions  # type: ignore[attr-defined]


class ProofForm(House):
    """A new paper beside an answer, with the pages that prove it. Its fields belong to the form of the answer."""

    title = forms.CharField(label=_("Name of the paper"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Paper.Kind.choices, initial=Paper.Kind.OTHER)
    pages = forms.CharField(
        label=_("Pages that prove it"), max_length=60, required=False, help_text=_("For example 3–5, 8.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "isian"
