"""Forms of usulan beside the steps of filing: HTTP in, checked values out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import House


class WithdrawForm(House):
    reason = forms.CharField(
        label=_("Why is it taken back?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("Whoever holds the receipt reads this."),
    )
