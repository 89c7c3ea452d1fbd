"""Forms of mentoring: HTTP in, checked values out."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.movement.models import Cohort
from smartprovince.organisations.forms import House, Keyed
from smartprovince.organisations.models import Person
from smartprovince.territory.models import Region

from .actions import NextStep
from .models import FollowUp, MentorReport

EMPTY_ROWS = 3
MOST_ROWS = 40


def long_text(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "in"})


class AssignForm(Keyed):
    mentor = forms.ModelChoiceField(label=_("Mentor"), queryset=Person.objects.none())
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    cohort = forms.ModelChoiceField(label=_("Cohort (angkatan)"), queryset=Cohort.objects.none(), required=False)
    valid_from = forms.DateField(label=_("From"))
    valid_until = forms.DateField(label=_("Until"))
    letter_number = forms.CharField(label=_("Number of the letter"), max_length=120, required=False)
    letter_date = forms.DateField(label=_("Date of the letter"), required=False)

    def offer(self, mentors: Any, regions: Any, cohorts: Any) -> None:
        for name, rows in (("mentor", mentors), ("region", regions), ("cohort", cohorts)):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows


class ExtendForm(Keyed):
    valid_until = forms.DateField(label=_("Until"))
    reason = forms.CharField(label=_("Reasons"), max_length=1_000, required=False, widget=long_text(3))


class EndForm(Keyed):
    last_day = forms.DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Reasons"), max_length=1_000, widget=long_text(3))


class ReasonForm(Keyed):
    reason = forms.CharField(label=_("Reasons"), max_length=1_000, widget=long_text(4))


class DoneForm(Keyed):
    done_on = forms.DateField(label=_("Done on"))
    done_note = forms.CharField(label=_("What was done"), max_length=1_000, widget=long_text(4))


class ReportForm(Keyed):
    kind = forms.ChoiceField(label=_("Kind"), choices=MentorReport.Kind.choices)
    held_on = forms.DateField(label=_("Held on"))
    authors = forms.CharField(label=_("Authors"), max_length=300, help_text=_("At least one."))
    participants = forms.CharField(
        label=_("Participants"), max_length=2_000, required=False, widget=long_text(3), help_text=_("One a line.")
    )
    topics = forms.CharField(
        label=_("Topics"), max_length=2_000, required=False, widget=long_text(4), help_text=_("Needed to send it.")
    )
    recommendations = forms.CharField(
        label=_("Recommendations"),
        max_length=4_000,
        required=False,
        widget=long_text(6),
        help_text=_("Needed to send it."),
    )


class StepForm(House):
    """One row of the next steps; an empty row says nothing."""

    key = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    side = forms.ChoiceField(label=_("Whose step"), choices=FollowUp.Side.choices, required=False)
    text = forms.CharField(label=_("What"), max_length=500, required=False)
    due_on = forms.DateField(label=_("Until"), required=False)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    @property
    def says_nothing(self) -> bool:
        given = self.cleaned_data
        return not given.get("key") and not given.get("text") and not given.get("due_on")

    def step(self) -> NextStep:
        given = self.cleaned_data
        return NextStep(
            key=given.get("key"),
            side=given.get("side") or FollowUp.Side.REGION,
            text=given.get("text") or "",
            due_on=given.get("due_on"),
            remove=bool(given.get("remove")),
        )


StepRows = forms.formset_factory(StepForm, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS + EMPTY_ROWS)


def steps_of(rows: Any) -> list[NextStep]:
    """The rows that say something, in their order."""
    return [form.step() for form in rows.forms if not form.says_nothing]


def rows_for(report: MentorReport) -> list[dict[str, Any]]:
    """The steps of a report as rows of the form."""
    return [
        {"key": step.pk, "side": step.side, "text": step.text, "due_on": step.due_on}
        for step in report.follow_ups.order_by("due_on", "pk")
    ]
