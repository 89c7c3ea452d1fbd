"""Forms of the register: HTTP in, checked values out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from smartprovince.core import files
from smartprovince.core.errors import Fault, Invalid
from smartprovince.evidence.models import Paper
from smartprovince.organisations.forms import House, Keyed
from smartprovince.territory.models import Region

from . import queries
from .models import Claim, Cohort, Milestone, StageGate
from .papers import PaperDetails
from .sheet import COLUMNS

OPEN_CONFIDENTIALITY = [
    choice for choice in Paper.Confidentiality.choices if choice[0] != Paper.Confidentiality.EXCLUDED
]


class PaperFields(House):
    """The paper beside a fact; all of it may stay empty."""

    paper_kind = forms.ChoiceField(label=_("Kind of paper"), required=False)
    number = forms.CharField(label=_("Number"), max_length=120, required=False)
    title = forms.CharField(label=_("Title of the paper"), max_length=300, required=False)
    paper_day = forms.DateField(
        label=_("Date of the paper"), required=False, help_text=_("Leave it empty when it is the day of the fact.")
    )
    valid_until = forms.DateField(label=_("Valid until"), required=False, help_text=_("For a regulation with an end."))
    confidentiality = forms.ChoiceField(
        label=_("Who may open the paper"), choices=OPEN_CONFIDENTIALITY, initial=Paper.Confidentiality.PUBLIC
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, picture or Office document, up to 20 MB.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper_kind"].choices = [("", _("no paper at hand")), *Paper.Kind.choices]  # type: ignore[attr-defined]

    def paper(self, first: date | None, last: date | None) -> PaperDetails | None:
        """The paper that was typed, dated like the fact unless it has a day of its own. None when there is none."""
        given = self.cleaned_data
        if not given["paper_kind"]:
            if given["number"] or given["file"]:
                raise Invalid(Fault("paper_kind", str(_("Say what kind of paper this is."))))
            return None
        own_day = given["paper_day"]
        return PaperDetails(
            kind=given["paper_kind"],
            title=given["title"],
            number=given["number"].strip(),
            not_before=own_day or first or last,
            not_after=own_day or last,
            valid_from=(own_day or last) if given["valid_until"] else None,
            valid_until=given["valid_until"],
            confidentiality=given["confidentiality"],
            content=content_of(given["file"]),
            file_name=given["file"].name if given["file"] else "",
        )


def content_of(file: Any) -> bytes | None:
    """The bytes of an upload; one over the limit is refused before it is read into memory."""
    if not file:
        return None
    if file.size > files.MAX_SIZE:
        raise Invalid(
            Fault(
                "file",
                str(_("The file is %(size)s, the limit is %(limit)s."))
                % {"size": files.human_size(file.size), "limit": files.human_size(files.MAX_SIZE)},
            )
        )
    return file.read()


class FactFields(House):
    """What happened, when, and where it is known from."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Milestone.Kind.choices)
    holds = forms.TypedChoiceField(
        label=_("What the paper says"),
        choices=[("yes", _("it was so")), ("no", _("by this day it was not so"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        help_text=_("A letter that there is none settles an unknown, too."),
    )
    basis = forms.ChoiceField(label=_("Basis"), choices=Milestone.Basis.choices)
    certainty = forms.ChoiceField(
        label=_("How well the day is known"),
        choices=[
            ("day", _("the day is certain")),
            ("between", _("between two days")),
            ("by", _("by this day; how early is not known")),
        ],
        required=False,
    )
    not_before = forms.DateField(label=_("Not before"), required=False, help_text=_("Only between two days."))
    not_after = forms.DateField(label=_("Day"), help_text=_("When the day is not certain: the last possible day."))
    cohort = forms.ModelChoiceField(label=_("Cohort (angkatan)"), queryset=Cohort.objects.none(), required=False)
    gate = forms.ModelChoiceField(label=_("Gate item"), queryset=StageGate.objects.none(), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.CharField(label=_("Address of the source"), max_length=400, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "in"}))

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        movement = queries.movement_of(region)
        self.fields["cohort"].queryset = Cohort.objects.filter(movement=movement)  # type: ignore[attr-defined]
        self.fields["gate"].queryset = StageGate.objects.filter(movement=movement)  # type: ignore[attr-defined]
        self.fields["gate"].label_from_instance = _gate_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Between two days needs the first of them."""
        given = super().clean() or self.cleaned_data
        if given.get("certainty") == "between" and not given.get("not_before"):
            self.add_error("not_before", _("Give the first possible day, too."))
        return given

    def fact(self) -> dict[str, Any]:
        """The fields of the fact, as the actions take them."""
        given = self.cleaned_data
        names = ("kind", "holds", "basis", "not_after", "cohort", "gate", "source", "source_url", "note")
        first = None if given["certainty"] == "by" else given["not_before"] or given["not_after"]
        return {name: given[name] for name in names} | {"not_before": first}


def _gate_label(gate: StageGate) -> str:
    return f"{gate.code} {gate.title_en if get_language() == 'en' else gate.title_id}"


class MilestoneForm(FactFields, Keyed):
    """A fact; its paper is typed in a `PaperFields` beside it."""


class CorrectionForm(FactFields):
    """A fact without its paper; the paper is attached on its own page."""


class PaperForm(PaperFields, Keyed):
    """A paper for a fact that is already there."""


class WithdrawForm(Keyed):
    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("The fact leaves every count; it and the reason stay in the trail."),
    )


class ContactForm(House):
    name = forms.CharField(label=_("Person in charge"), max_length=150, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, help_text=_("Only for colleagues of your province.")
    )


class ClaimForm(Keyed):
    statement_id = forms.CharField(label=_("What was said (Indonesian)"), max_length=300)
    statement_en = forms.CharField(label=_("What was said (English)"), max_length=300, required=False)
    scope = forms.ModelChoiceField(
        label=_("Region it speaks of"),
        queryset=Region.objects.none(),
        required=False,
        empty_label=_("Indonesia"),
    )
    subject = forms.ChoiceField(label=_("What is counted"), choices=Claim.Subject.choices)
    value = forms.DecimalField(label=_("Value"), max_digits=12, decimal_places=2, min_value=0)
    of = forms.IntegerField(label=_("Out of"), required=False, min_value=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=Claim.Unit.choices)
    is_target = forms.BooleanField(label=_("A target, not an achievement"), required=False)
    target_year = forms.IntegerField(
        label=_("Year of the target"), required=False, min_value=2000, max_value=2100, help_text=_("For a target only.")
    )
    not_before = forms.DateField(label=_("Said not before"))
    not_after = forms.DateField(label=_("Said not after"))
    source = forms.CharField(label=_("Source"), max_length=300)
    source_url = forms.CharField(label=_("Address of the source"), max_length=400, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "in"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = Region.objects.filter(level=Region.Level.PROVINCE)
        self.fields["scope"].queryset = provinces  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A target is set for a year; what was said of a day has none."""
        given = super().clean() or self.cleaned_data
        if given.get("is_target") and not given.get("target_year") and "target_year" not in self.errors:
            self.add_error("target_year", _("Say for which year the target is set."))
        if not given.get("is_target"):
            given["target_year"] = None
        return given


class UploadForm(House):
    province = forms.ModelChoiceField(label=_("Province"), queryset=Region.objects.none())
    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, up to 20 MB, with values instead of formulas. The first sheet is read."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, provinces: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [province.pk for province in provinces]
        self.fields["province"].queryset = Region.objects.filter(pk__in=codes)  # type: ignore[attr-defined]
        if len(provinces) == 1:
            self.fields["province"].initial = provinces[0]


class MappingForm(House):
    """One choice for each thing the register keeps: which column of the sheet carries it."""

    def __init__(self, *args: Any, headings: list[tuple[int, str]], mapping: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not in this sheet")), *((str(place), text) for place, text in headings)]
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=column.title,
                choices=choices,
                required=False,
                initial=str(mapping[column.key]) if column.key in mapping else "",
                widget=forms.Select(attrs={"class": "in in--s"}),
            )

    def columns(self) -> dict[str, int]:
        return {key: int(place) for key, place in self.cleaned_data.items() if place != ""}
