"""Forms of the calendar and the closing papers: HTTP in, plain values out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import Keyed

from .models import Phase


class CalendarForm(Keyed):
    opens_on = forms.DateField(label=_("Opens on"))
    closes_on = forms.DateField(label=_("Closes on"), help_text=_("The last day of filling."))
    verify_until = forms.DateField(label=_("Verified until"), required=False)
    objection_from = forms.DateField(label=_("Objections from"), required=False)
    objection_until = forms.DateField(label=_("Objections until"), required=False)
    publish_on = forms.DateField(label=_("Published on"), required=False)
    reason = forms.CharField(
        label=_("Why the dates are moved"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed once the round has begun. It is kept in the history of the round."),
    )

    def __init__(self, *args: Any, has_begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_begun:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("It is kept in the history of the round.")


class ExtensionForm(Keyed):
    phase = forms.ChoiceField(label=_("Part of the calendar"), choices=Phase.choices)
    until = forms.DateField(label=_("More time until"))
    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, objections: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not objections:
            self.fields["phase"].choices = [Phase.choices[0]]  # type: ignore[attr-defined]


class DecisionForm(Keyed):
    decision = forms.CharField(
        label=_("Reasons of the decision"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = forms.DateField(label=_("Until another day"), required=False)


class LetterForm(Keyed):
    number = forms.CharField(label=_("Number of the letter"), max_length=120)
    day = forms.DateField(label=_("Day of the letter"))
    file = forms.FileField(
        label=_("File of the letter"), required=False, help_text=_("PDF, picture or Office document, up to 20 MB.")
    )


class MinutesForm(Keyed):
    number = forms.CharField(label=_("Number"), max_length=120)
    signed_on = forms.DateField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=120)
    owner_signer = forms.CharField(label=_("Signs for the owner of the round"), max_length=200)
    owner_title = forms.CharField(label=_("Office, for the owner of the round"), max_length=200)
    region_signer = forms.CharField(label=_("Signs for the kabupaten/kota"), max_length=200)
    region_title = forms.CharField(label=_("Office, for the kabupaten/kota"), max_length=200)
