"""Forms of the panel: HTTP in, plain values out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import House


class InterviewForm(House):
    """What was said; who was there and when."""

    held_on = forms.DateField(label=_("Day"))
    with_whom = forms.CharField(
        label=_("Spoken with"), max_length=300, help_text=_("Names and functions, as they were given.")
    )
    text = forms.CharField(
        label=_("Notes"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Which questions it was about, what was said and shown. The region does not see this."),
    )
