"""Forms of requests to copy."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import Keyed
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.registers.forms import organisations_of
from smartprovince.territory.models import Region


class AskForm(Keyed):
    message = forms.CharField(
        label=_("What do you want to use it for?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
        help_text=_("The government that owns it and both provinces read this."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Perangkat daerah that will run it"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("not said yet"),
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Any]", self.fields["organisation"]).queryset = organisations_of(region)


class AnswerForm(Keyed):
    granted = forms.TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("yes, they may copy it")), ("no", _("not now"))],
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(
        label=_("In words"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
        help_text=_("What comes next, whom to talk to; or why not, and what could change it."),
    )


class StartForm(Keyed):
    running_since = forms.DateField(label=_("In use since"))
