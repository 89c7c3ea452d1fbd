from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.organisations.forms import House

from .models import Paper


class PaperForm(House):
    kind = forms.ChoiceField(label=_("Kind"), choices=Paper.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=300)
    number = forms.CharField(label=_("Number"), max_length=120, required=False)
    not_before = forms.DateField(
        label=_("Dated"), required=False, help_text=_("If only roughly known: the first possible day.")
    )
    not_after = forms.DateField(
        label=_("Last possible day"), required=False, help_text=_("Leave empty when the day is known.")
    )
    valid_until = forms.DateField(label=_("Valid until"), required=False)
    issuer = forms.CharField(label=_("Issuer"), max_length=200, required=False)
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"),
        choices=Paper.Confidentiality.choices,
        initial=Paper.Confidentiality.LIMITED,
        help_text=_("Classes of UU 14/2008 on public information."),
    )

    def clean(self) -> dict[str, object]:
        """A known day is an interval of one day."""
        values = super().clean() or {}
        if values.get("not_before") and not values.get("not_after"):
            values["not_after"] = values["not_before"]
        return values


def by_pieces(list_id: str) -> forms.FileInput:
    """A file input whose file goes up by pieces as soon as it is chosen, where JavaScript runs."""
    return forms.FileInput(
        attrs={"data-upload-url": "/kerja/unggah/", "data-upload-into": "upload", "data-upload-list": list_id}
    )


class NewPaperForm(PaperForm):
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, PNG, JPG, DOCX, XLSX, PPTX or CSV up to 20 MB. A broken line costs only the last piece."),
        widget=by_pieces("unggahan"),
    )


class FileForm(House):
    file = forms.FileField(
        label=_("Better copy"),
        help_text=_("The old file stays in the trail."),
        widget=by_pieces("unggahan"),
        required=False,
    )


class WithdrawForm(House):
    reason = forms.CharField(label=_("Why is it withdrawn?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
