"""Forms of usulan: HTTP in, checked values out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.instruments.themes import ThemeField
from smartprovince.organisations.forms import House
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import queries
from .models import Proposal


class ProposalForm(House):
    """A draft. `region` decides which organisations and dimensions are offered."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    title = forms.CharField(label=_("What is asked, in one line"), max_length=200)
    addressee = forms.ChoiceField(label=_("Addressed"), choices=Proposal.Addressee.choices)
    summary = forms.CharField(
        label=_("What is asked, and why"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "in"}),
    )
    theme = ThemeField(required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("The perangkat daerah or partner that asks."),
    )
    proposer = forms.CharField(label=_("Proposer"), max_length=200, required=False)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid4().hex
        self.fields["organisation"].queryset = queries.organisations_of(region)  # type: ignore[attr-defined]
        self.fields["theme"].offer(region.province_code)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("request_key", "theme")}
        theme = self.cleaned_data["theme"]
        return given | {"dimension": theme.dimension, "subdimension": theme.subdimension}


class WithdrawForm(House):
    reason = forms.CharField(
        label=_("Why is it taken back?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("Whoever holds the receipt reads this."),
    )
