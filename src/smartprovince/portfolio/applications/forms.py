"""Forms of applications beside the entry itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import House, Keyed

from .models import DuplicateVerdict


class SheetForm(House):
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, up to 20 MB, with values instead of formulas. The first sheet is read."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv", "class": "in"}),
    )


class VerdictForm(Keyed):
    verdict = forms.ChoiceField(label=_("Are they the same?"), choices=DuplicateVerdict.Verdict.choices)
    reason = forms.CharField(
        label=_("Reason for the verdict"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "class": "in"})
    )
