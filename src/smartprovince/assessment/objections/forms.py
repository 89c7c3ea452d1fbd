"""Forms of objections: HTTP in, plain values out. What is possible is decided by the actions."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from smartprovince.evidence.models import Paper
from smartprovince.organisations.forms import Keyed

ACCEPT, ADJUST, DISMISS = "accepted", "adjusted", "dismiss"


class ObjectionForm(Keyed):
    claimed_value = forms.CharField(label=_("Value that should count"), max_length=40, required=False)
    reason = forms.CharField(
        label=_("Why the verdict is wrong"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    papers = forms.ModelMultipleChoiceField(
        label=_("Papers that are kept already"), queryset=Paper.objects.none(), required=False
    )
    file = forms.FileField(label=_("A file from your device"), required=False)
    title = forms.CharField(label=_("Name of the new paper"), max_length=300, required=False)

    def __init__(self, *args: Any, papers: QuerySet[Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[Paper]", self.fields["papers"]).queryset = papers

    def values(self) -> dict[str, Any]:
        """What was typed and chosen; the file is received by whoever sends the form on."""
        return {name: value for name, value in super().values().items() if name != "file"}


class DecisionForm(Keyed):
    do = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (ACCEPT, _("Grant it: the answer counts as it was given")),
            (ADJUST, _("Grant it: another value counts")),
            (DISMISS, _("Do not grant it: the verdict stands")),
        ],
        error_messages={"required": _("Choose what you decide.")},
    )
    value = forms.CharField(label=_("Value that counts"), max_length=40, required=False)
    decision = forms.CharField(
        label=_("Reasons of the decision"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The region reads them."),
    )
