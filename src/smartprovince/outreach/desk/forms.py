"""Forms of the desk: HTTP in, checked values out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.forms import House, Keyed
from smartprovince.organisations.models import Organisation
from smartprovince.outreach.models import Event, EventNote, QuizItem
from smartprovince.outreach.queries import may_come
from smartprovince.proposals.models import Proposal

from . import timing


def offer_organisations(form: forms.Form, event: Event) -> None:
    form.fields["organisation"].queryset = may_come(event)  # type: ignore[attr-defined]


class WalkInForm(Keyed):
    """Somebody who stands at the desk without a ticket."""

    name = forms.CharField(label=_("Name"), max_length=150)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label="–"
    )
    organisation_name = forms.CharField(label=_("Organisation that is not in the list"), max_length=200, required=False)
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    email = forms.EmailField(
        label=_("Email"), required=False, help_text=_("The ticket is sent there, for the test and the certificate.")
    )
    consented = forms.BooleanField(label=_("The person agrees that this data is kept for the event"))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, event)
        if event.consent_text:
            self.fields["consented"].help_text = event.consent_text


def day_choices(event: Event) -> list[tuple[str, str]]:
    return [(day.isoformat(), full_day(day)) for day in timing.days_of(event)]


class PaperListForm(Keyed):
    """A list that was kept on paper: ticked rows stand beside the form."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=date.fromisoformat)
    numbers = forms.CharField(
        label=_("Numbers on the list"), required=False, max_length=2_000, help_text=_("For example: 1-25, 31")
    )
    names = forms.CharField(
        label=_("Names that are not on the list"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
        help_text=_("One person a line: name; organisation. They are registered and checked in."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = day_choices(event)  # type: ignore[attr-defined]


class NoteForm(Keyed):
    kind = forms.ChoiceField(label=_("What it is"), choices=EventNote.Kind.choices)
    text = forms.CharField(
        label=_("What was said"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4, "class": "in"})
    )
    addressee = forms.ChoiceField(
        label=_("A usulan is addressed"),
        choices=[("", "–"), *Proposal.Addressee.choices],
        required=False,
        help_text=_("Only for a usulan."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label="–"
    )
    by_name = forms.CharField(label=_("Who said it"), max_length=200, required=False)
    due_on = forms.DateField(label=_("Kept until"), required=False, help_text=_("Only for a commitment."))

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organisations(self, event)


class CorrectForm(House):
    text = forms.CharField(
        label=_("What was said"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4, "class": "in"})
    )
    by_name = forms.CharField(label=_("Who said it"), max_length=200, required=False)


class SettleForm(House):
    answer = forms.CharField(
        label=_("What became of it"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("Whoever holds the receipt reads this."),
    )
    is_settled = forms.BooleanField(
        label=_("This settles it"), required=False, help_text=_("Leave it open when it was only passed on.")
    )
    on = forms.DateField(label=_("On"), required=False, help_text=_("Today when it is empty."))


class ClosingForm(House):
    closing_note = forms.CharField(
        label=_("What the organiser adds to the report"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "in"}),
    )


class QuizItemForm(Keyed):
    text = forms.CharField(label=_("Question of the test"), max_length=300)
    choices = forms.CharField(
        label=_("Choices"),
        max_length=1_500,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
        help_text=_("One a line, 2 to 6."),
    )
    right = forms.IntegerField(
        label=_("Which one is right"), min_value=1, max_value=6, help_text=_("1 is the first line.")
    )


class FeedbackForm(House):
    rating = forms.TypedChoiceField(
        label=_("How useful was it for your work?"),
        choices=[("5", _("5: very")), ("4", "4"), ("3", "3"), ("2", "2"), ("1", _("1: not at all"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What should be better"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=_("Shown to the organiser without your name."),
    )


class QuizForm(forms.Form):
    """The questions of the test as radio buttons; the right answers never reach the page."""

    def __init__(self, data: Any = None, *, items: list[QuizItem]) -> None:
        super().__init__(data, label_suffix="")
        self.items = items
        for item in items:
            self.fields[f"item{item.pk}"] = forms.TypedChoiceField(
                label=item.text,
                choices=[(str(place), text) for place, text in enumerate(item.choices)],
                coerce=int,
                widget=forms.RadioSelect,
            )

    def answers(self) -> dict[int, int]:
        return {item.pk: self.cleaned_data[f"item{item.pk}"] for item in self.items}


class RevokeForm(House):
    reason = forms.CharField(label=_("Why it is revoked"), max_length=300)


def put_faults(form: forms.Form, error: Any) -> None:
    """The faults of an action at their fields, else above the form."""
    for fault in error.faults:
        text = " ".join(part for part in (fault.what, fault.allowed, fault.mend) if part)
        form.add_error(fault.where if fault.where in form.fields else None, text)
