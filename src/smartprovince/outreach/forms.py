"""Forms around events: HTTP in, checked values out. Times are those of the clock on the wall of the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access, clock
from smartprovince.evidence.models import Paper
from smartprovince.organisations.forms import Keyed
from smartprovince.organisations.models import Organisation, Person
from smartprovince.organisations.scopes import below
from smartprovince.territory.models import Region

from . import queries, questions, zones
from .models import Event, EventInvitation, Output, Question

NO_MATTER = ("", "–")
LEVELS = (Region.Level.PROVINCE, Region.Level.REGENCY)


class InRows(Keyed):
    """A form whose fields stand side by side where `ROWS` says so."""

    ROWS: tuple[tuple[str, ...], ...] = ()

    @property
    def rows(self) -> list[list[Any]]:
        """The fields as they stand side by side: `ROWS`, and every other field in a row of its own."""
        grouped = {name: row for row in self.ROWS for name in row}
        found: list[list[Any]] = []
        done: set[str] = set()
        for field in self.visible_fields():
            if field.name not in done:
                names = [name for name in grouped.get(field.name, (field.name,)) if name in self.fields]
                done |= set(names)
                found.append([self[name] for name in names])
        return found

    def choose(self, field: str, rows: Any) -> None:
        """What may be chosen in a field."""
        cast("forms.ModelChoiceField[Any]", self.fields[field]).queryset = rows


class WallClock(forms.DateTimeField):
    """A day and a time without a zone; the zone is a field of its own."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "in"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if moment.tzinfo is not None or not 2000 <= moment.year <= 2100:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


def on_the_wall(moment: datetime | None, zone: str) -> datetime | None:
    """A moment as a `WallClock` shows it."""
    return clock.local(moment, zone).replace(tzinfo=None) if moment else None


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class TimeAndPlace(InRows):
    """When and where: asked in the beginning, and again when an announced event is moved."""

    ROWS = (("starts_at", "ends_at", "zone"), ("organiser", "kind"), ("region", "mode"))

    mode = forms.ChoiceField(label=_("How it is held"), choices=Event.Mode.choices)
    venue = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("Hall and address. Not needed on line.")
    )
    starts_at = WallClock(label=_("Begins"))
    ends_at = WallClock(label=_("Ends"))
    zone = forms.ChoiceField(label=_("Time zone of these"), choices=zones.CHOICES)


class EventForm(TimeAndPlace):
    organiser = forms.ModelChoiceField(label=_("Organiser"), queryset=Organisation.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("What it is about"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none())
    meeting_url = forms.URLField(
        label=_("Address of the meeting"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("Shown to those who registered only."),
    )
    capacity = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=1_000_000, required=False, help_text=_("Empty: no limit.")
    )
    is_public = forms.BooleanField(label=_("Everybody may register on the public page"), required=False)
    registration_until = WallClock(
        label=_("Registration until"), required=False, help_text=_("Empty: until it begins.")
    )
    consent_text = forms.CharField(
        label=_("What participants consent to"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Empty: the usual text, that data are kept for this event and erased on request."),
    )
    pass_mark = forms.IntegerField(
        label=_("Right answers needed for a certificate, in percent"),
        min_value=0,
        max_value=100,
        initial=0,
        required=False,
        help_text=_("0: everybody who came gets one."),
    )
    field_order = (
        "request_key", "organiser", "kind", "title", "summary", "region", "mode", "venue", "meeting_url", "starts_at",
        "ends_at", "zone", "capacity", "is_public", "registration_until", "consent_text", "pass_mark",
    )  # fmt: skip

    def __init__(self, *args: Any, person: Any, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = access.scope(person, "hold_event", Organisation).select_related("region")
        self.choose("organiser", holders)
        homes = [event.organiser] if event else list(holders)
        self.choose("region", regions_of(homes))
        if event:
            del self.fields["organiser"]
        elif homes:
            home = homes[0]
            self.fields["organiser"].initial = home
            self.fields["region"].initial = home.region
            self.fields["zone"].initial = home.region.zone if home.region else "WIB"

    def clean_pass_mark(self) -> int:
        return self.cleaned_data.get("pass_mark") or 0

    @staticmethod
    def as_typed(event: Event) -> dict[str, Any]:
        names = ("kind", "title", "summary", "region", "mode", "venue", "meeting_url", "zone")
        more = ("capacity", "is_public", "consent_text", "pass_mark")
        moments = ("starts_at", "ends_at", "registration_until")
        return {name: getattr(event, name) for name in names + more} | {
            name: on_the_wall(getattr(event, name), event.zone) for name in moments
        }


def regions_of(organisers: Sequence[Organisation]) -> Any:
    """Provinces and kabupaten/kota in which these may hold events."""
    rows = Region.objects.filter(level__in=LEVELS).order_by("code")
    if not organisers:
        return rows.none()
    if any(each.region is None for each in organisers):
        return rows
    reach = below(organisers[0].region.code, "")  # type: ignore[union-attr]
    for each in organisers[1:]:
        reach |= below(each.region.code, "")  # type: ignore[union-attr]
    return rows.filter(reach)


class MoveForm(TimeAndPlace):
    reason = forms.CharField(
        label=_("Why is it moved?"), max_length=300, help_text=_("Everybody who registered reads it.")
    )


class ReasonForm(InRows):
    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


# --- the programme ---------------------------------------------------------------------------------------------------


class Grouped(InRows):
    """A form with a choice of dimension groups."""

    dimension = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.code, str(group)) for group in queries.groups_of(event)]
        cast("forms.ChoiceField", self.fields["dimension"]).choices = [("", _("everybody")), *groups]


class AgendaForm(Grouped):
    ROWS = (("starts_at", "minutes"), ("speaker", "dimension"))

    starts_at = WallClock(label=_("Begins"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1_440, initial=60)
    title = forms.CharField(label=_("Title"), max_length=200)
    speaker = forms.CharField(label=_("Speaker"), max_length=200, required=False)
    field_order = ("request_key", "starts_at", "minutes", "title", "speaker", "dimension")


class QuestionForm(InRows):
    ROWS = (("shown_if", "shown_value"),)

    text = forms.CharField(label=_("Question"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=Question.Kind.choices)
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; only for “one of”."),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    shown_if = forms.ModelChoiceField(
        label=_("Only after the question"), queryset=Question.objects.none(), required=False
    )
    shown_value = forms.CharField(
        label=_("… was answered with"), max_length=200, required=False, help_text=_("For yes or no: yes, no.")
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("shown_if", Question.objects.filter(event=event))

    def clean_choices(self) -> list[str]:
        return lines(self.cleaned_data["choices"])


class MaterialForm(InRows):
    title = forms.CharField(label=_("Title"), max_length=200)
    paper = forms.ModelChoiceField(label=_("Paper"), queryset=Paper.objects.none(), required=False)
    address = forms.URLField(
        label=_("or an address on the internet"), max_length=400, required=False, assume_scheme="https"
    )
    is_public = forms.BooleanField(label=_("Open to everyone"), required=False)

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("paper", papers)


class MinutesForm(InRows):
    paper = forms.ModelChoiceField(label=_("Paper of the minutes"), queryset=Paper.objects.none(), required=False)

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("paper", papers)


class OutputForm(InRows):
    ROWS = (("organisation", "due_on"),)

    kind = forms.ChoiceField(label=_("Kind"), choices=Output.Kind.choices)
    title = forms.CharField(label=_("What is expected"), max_length=200)
    organisation = forms.ModelChoiceField(
        label=_("Whose homework"), queryset=Organisation.objects.none(), required=False
    )
    due_on = forms.DateField(label=_("Due"), required=False)

    def __init__(self, *args: Any, event: Event, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("organisation", access.scope(person, "view", Organisation, queries.may_come(event)))


class DeliverForm(InRows):
    delivered_on = forms.DateField(label=_("Delivered"))
    paper = forms.ModelChoiceField(
        label=_("Paper"),
        queryset=Paper.objects.none(),
        required=False,
        help_text=_("Keep it among the papers first, then choose it here."),
    )

    def __init__(self, *args: Any, papers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("paper", papers)
        self.fields["delivered_on"].initial = clock.today()


# --- invitations and the desk ----------------------------------------------------------------------------------------


class InviteForm(InRows):
    letter_number = forms.CharField(label=_("Number of the letter"), max_length=120, required=False)
    letter_date = forms.DateField(label=_("Date of the letter"), required=False)
    seats = forms.IntegerField(
        label=_("Seats for each"),
        min_value=1,
        max_value=1_000,
        initial=1,
    )
    organisations = forms.ModelMultipleChoiceField(
        label=_("Organisations"), queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("organisations", rows)


class LetterForm(InRows):
    """The letter and the seats of one invitation."""

    ROWS = (("letter_number", "letter_date", "seats"),)

    letter_number = forms.CharField(label=_("Number of the letter"), max_length=120, required=False)
    letter_date = forms.DateField(label=_("Date of the letter"), required=False)
    seats = forms.IntegerField(label=_("Seats kept"), min_value=1, max_value=1_000)

    @staticmethod
    def as_typed(invitation: EventInvitation) -> dict[str, Any]:
        return {name: getattr(invitation, name) for name in ("letter_number", "letter_date", "seats")}


class SeatForm(InRows):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("person", queries.own_people(event))


class HelperForm(InRows):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("Email"))


# --- registration ----------------------------------------------------------------------------------------------------


class RegistrationForm(InRows):
    """What the public page asks. A question whose condition is not met is left out, whatever was sent for it."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("The ticket is sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.RegexField(
        r"^\+?[0-9 ()-]{6,20}$",
        label=_("Telephone"),
        required=False,
        error_messages={"invalid": _("Write digits, for example 0812 3456 7890.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("another one, or none"),
    )
    organisation_name = forms.CharField(
        label=_("Name of the organisation"), max_length=200, required=False, help_text=_("If it is not in the list.")
    )
    region = forms.ModelChoiceField(
        label=_("Where do you come from?"), queryset=Region.objects.none(), required=False, empty_label="–"
    )
    dimension = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(self, *args: Any, event: Event, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[Question] = queries.questions_of(event)
        self.choose("organisation", queries.offered_to(person, event))
        self.choose("region", queries.origins(event))
        if queries.has_groups(event):
            groups = [(group.code, str(group)) for group in queries.groups_of(event)]
            cast("forms.ChoiceField", self.fields["dimension"]).choices = [("", _("not decided yet")), *groups]
        else:
            del self.fields["dimension"]
        for question in questions.in_order(self.asked):
            self.fields[questions.field_of(question)] = _field(question)
        self.fields["consent"] = forms.BooleanField(
            label=queries.consent_of(event),
            error_messages={
                "required": _("Without your consent we may not keep your data, so you cannot register."),
            },
        )

    @property
    def about(self) -> list[Any]:
        """The fields about the person."""
        return [self[name] for name in self.fields if name != "request_key" and not self._is_asked(name)]

    @property
    def answers_asked(self) -> list[dict[str, Any]]:
        """The fields of the questions, each with the condition under which it counts."""
        return [{"field": self[questions.field_of(each)], "question": each} for each in questions.in_order(self.asked)]

    def _is_asked(self, name: str) -> bool:
        return name == "consent" or name in {questions.field_of(each) for each in self.asked}

    def given(self) -> dict[str, Any]:
        """The values, as `registering.register` takes them."""
        values = self.values()
        answers = {name: values.pop(name, "") for name in [questions.field_of(each) for each in self.asked]}
        consented = values.pop("consent", False)
        return values | {"answers": answers, "consented": consented}


def _field(question: Question) -> forms.Field:
    label = question.text
    allowed = questions.choices_of(question)
    if allowed:
        return forms.ChoiceField(
            label=label, choices=[NO_MATTER, *allowed], required=False, widget=forms.Select(attrs={"class": "in"})
        )
    return forms.CharField(
        label=label,
        max_length=questions.LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"class": "in"}),
    )
