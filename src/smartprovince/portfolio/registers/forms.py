"""The form of an entry: what every register asks, around what a matter asks itself."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access
from smartprovince.instruments.themes import ThemeField
from smartprovince.organisations.forms import Keyed
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.entries import Audience, Entry
from smartprovince.territory.models import Region

FIRST = ("request_key", "name", "description")
LAST = ("theme", "organisation", "audience", "source", "source_url", "as_of")


class EntryForm(Keyed):
    """An entry of `region`, typed by `person`. A matter adds its own fields; they stand after the description.

    groups: further headings of the form with the names of the fields below them.
    """

    groups: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
    )
    theme = ThemeField(required=False)
    organisation = forms.ModelChoiceField(
        label=_("Responsible perangkat daerah"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("not said yet"),
    )
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Audience.choices,
        initial=Audience.PROVINCE,
        help_text=_(
            "People of your own government always read it, and only they change it. The province does not see what is "
            "for your own government; other kabupaten/kota see what is open to all governments; “everybody” is public."
        ),
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Where it is known from: a document, a survey.")
    )
    source_url = forms.URLField(label=_("Address of the source"), max_length=400, required=False, assume_scheme="https")
    as_of = forms.DateField(label=_("As of"), required=False)

    def __init__(self, *args: Any, region: Region, person: Any, entry: Entry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            kwargs["initial"] = self.initial_of(entry) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.region, self.person, self.entry = region, person, entry
        cast("ThemeField", self.fields["theme"]).offer(region.province_code)
        self.offer("organisation", organisations_of(region))
        self.order_fields([*FIRST, *(name for name in self.fields if name not in (*FIRST, *LAST)), *LAST])

    def offer(self, name: str, rows: Any) -> None:
        """Which rows a field may choose from. What the entry points at already and the person sees stays among them:
        an entry that was put away since is not lost by the next change."""
        if self.entry is not None and issubclass(rows.model, Entry):
            linked = self.initial[name]
            keys = [each.pk for each in (linked if isinstance(linked, list) else [linked]) if each]
            seen = access.scope(self.person, "view", rows.model).filter(pk__in=keys)
            every = rows.model._default_manager.filter(Q(pk__in=rows.order_by().values("pk")) | Q(pk__in=seen))
            rows = every.order_by(*rows.query.order_by)
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        """What stands in an entry, as the form shows it."""
        found: dict[str, Any] = {"theme": entry.theme.code}
        for name, field in cls.base_fields.items():
            if name in ("theme", "request_key"):
                continue
            found[name] = (
                list(getattr(entry, name).all())
                if isinstance(field, forms.ModelMultipleChoiceField)
                else getattr(entry, name)
            )
        return found

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The visible fields under their headings."""
        grouped = {name for _title, names in self.groups for name in names} | set(LAST)
        own = [name for name in self.fields if name not in grouped and name != "request_key"]
        last = (_("Whose it is, who reads it, where it is known from"), LAST)
        return [(title, [self[name] for name in names]) for title, names in [("", own), *self.groups, last]]

    def values(self) -> dict[str, Any]:
        given = super().values()
        theme = given.pop("theme")
        return given | {"dimension": theme.dimension, "subdimension": theme.subdimension}


class ReasonForm(Keyed):
    reason = forms.CharField(
        label=_("Why is it put away?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "class": "in"})
    )


def organisations_of(region: Region) -> Any:
    """The government of a region and its perangkat daerah."""
    first = Case(When(kind__in=["province", "regency"], then=Value(0)), default=Value(1))
    kinds = [Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY, Organisation.Kind.AGENCY]
    return Organisation.objects.filter(region=region, kind__in=kinds).order_by(first, "path")
