"""Forms of the organisation pages: HTTP in, checked values out."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.core.errors import Invalid

from .models import Organisation, Person, Team, TeamMember
from .roles import Role


class House(forms.Form):
    """Fields in the house's dress: native controls with our class."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
                field.widget.attrs.setdefault("class", "in")
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date", "class": "in"}, format="%Y-%m-%d")


class Keyed(House):
    """A form that a double click sends twice but that does its work once."""

    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid4().hex

    def values(self) -> dict[str, Any]:
        """What was typed, as actions take it: without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "request_key"}

    @property
    def key(self) -> str | None:
        return self.cleaned_data.get("request_key") or None

    def take(self, error: Invalid) -> None:
        """Faults of the action at their fields."""
        for fault in error.faults:
            where = fault.where if fault.where in self.fields else None
            place = f"{fault.where}: " if fault.where and where is None else ""
            self.add_error(where, f"{place}{fault.what} {fault.mend}".strip())


class ProfileForm(House):
    name = forms.CharField(label=_("Name"), max_length=150)
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=20, required=False, help_text=_("For colleagues of your province.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Person.LANGUAGES)
    theme = forms.ChoiceField(label=_("Theme"), choices=Person.THEMES)


class AcceptForm(House):
    name = forms.CharField(label=_("Your name"), max_length=150)
    password = forms.CharField(
        label=_("Choose a password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters."),
    )


class InviteForm(House):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("Email"))
    role = forms.ChoiceField(label=_("Role"), choices=[choice for choice in Role.choices if choice[0] != Role.PUBLIC])
    dimension = forms.CharField(
        label=_("Dimension"), max_length=20, required=False, help_text=_("For dimension leads only.")
    )

    def offer(self, roles: frozenset[str]) -> None:
        """Only the roles that the organisation can give."""
        choices = [choice for choice in Role.choices if choice[0] in roles]
        cast("forms.ChoiceField", self.fields["role"]).choices = choices


class InviteSheetForm(House):
    sheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV with the columns name, email, role, dimension. All rows are invited, or none."),
    )


class TeamForm(House):
    kind = forms.ChoiceField(label=_("Kind"), choices=Team.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=200)
    decree_number = forms.CharField(label=_("Decree number (SK)"), max_length=100, required=False)
    decree_date = forms.DateField(label=_("Decree date"), required=False)
    valid_from = forms.DateField(label=_("From"), required=False)
    valid_until = forms.DateField(label=_("Until"), required=False)


class SeatForm(House):
    seat = forms.ChoiceField(label=_("Seat"), choices=TeamMember.Seat.choices)
    dimension = forms.CharField(label=_("Dimension"), max_length=20, required=False)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Members from outside government sit here too: universities, companies, communities."),
    )

    def offer(self, organisations: Any) -> None:
        """Which organisations may be chosen: those open to the person."""
        cast("forms.ModelChoiceField[Any]", self.fields["organisation"]).queryset = organisations


class OrganisationForm(House):
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=60, required=False)
    requires_second_factor = forms.BooleanField(
        label=_("Everyone here needs a second factor"), required=False, widget=forms.CheckboxInput()
    )


UNIT_KINDS = [choice for choice in Organisation.Kind.choices if choice[0] not in ("ministry", "province", "regency")]


class UnitForm(House):
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=UNIT_KINDS)
