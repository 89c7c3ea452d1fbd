"""Forms of instruments: HTTP in, checked values out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.evidence.forms import by_pieces
from smartprovince.organisations.forms import House, Keyed

from .models import Node

LEVELS = range(1, 6)
AREA = {"rows": 3}
DIRECTIONS = ((1, _("more is better")), (-1, _("less is better")))


class LabelForm(House):
    label = forms.CharField(
        label=_("Name of the version"), max_length=40, help_text=_("A year or a number: 2026, 2, 2026-Bali.")
    )


class VersionForm(LabelForm):
    valid_from_year = forms.IntegerField(label=_("Valid from year"), min_value=2000, max_value=2100, required=False)
    valid_to_year = forms.IntegerField(label=_("Valid until year"), min_value=2000, max_value=2100, required=False)
    note = forms.CharField(label=_("Note"), max_length=2_000, required=False, widget=forms.Textarea(attrs=AREA))


class TableForm(House):
    file = forms.FileField(
        label=_("Table"),
        widget=by_pieces("unggahan"),
        help_text=_("XLSX or CSV with the headings of the table that can be downloaded here. It replaces all items."),
    )
    use_required_attribute = False  # the script takes the file out of the field when it goes up by pieces

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("upload")


class _Item(House):
    """What an item is, without what its place in the tree gives it."""

    name_id = forms.CharField(label=_("Name in Indonesian"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    definition_id = forms.CharField(
        label=_("Definition"), max_length=4_000, required=False, widget=forms.Textarea(attrs=AREA)
    )
    unit_id = forms.CharField(label=_("Unit"), max_length=60, required=False)
    direction = forms.TypedChoiceField(label=_("Direction"), choices=DIRECTIONS, coerce=int, initial=1)
    lower = forms.FloatField(label=_("Lower goalpost"), required=False)
    upper = forms.FloatField(label=_("Upper goalpost"), required=False)
    evidence_id = forms.CharField(
        label=_("Evidence asked"), max_length=2_000, required=False, widget=forms.Textarea(attrs=AREA)
    )
    producer = forms.CharField(label=_("Producer of the data"), max_length=200, required=False)

    def levels(self) -> dict[int, str]:
        """The texts of the levels that were written."""
        given = {n: self.cleaned_data.get(f"level_{n}", "").strip() for n in LEVELS}
        return {n: text for n, text in given.items() if text}

    def fields_(self) -> dict[str, Any]:
        """Cleaned values that are fields of a node."""
        names = ("name_en", "definition_id", "unit_id", "direction", "lower", "upper", "evidence_id", "producer")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def add_levels(self, texts: dict[int, str]) -> None:
        for n in LEVELS:
            self.fields[f"level_{n}"] = forms.CharField(
                label=_("Level %(n)d") % {"n": n}, max_length=1_000, required=False, initial=texts.get(n, ""),
                widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
            )  # fmt: skip


class ItemForm(_Item):
    """An item of a draft; a group has a name and a weight only."""

    weight = forms.DecimalField(label=_("Weight among its neighbours"), max_digits=9, decimal_places=4)

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        initial = {name: getattr(node, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        if node.kind == Node.Kind.GROUP:
            for name in set(self.fields) - {"name_id", "name_en", "weight"}:
                del self.fields[name]
        if node.kind != Node.Kind.QUANTITY:
            for name in ("lower", "upper", "direction"):
                self.fields.pop(name, None)
        if node.is_local:
            del self.fields["weight"]
        if node.kind == Node.Kind.MATURITY:
            self.add_levels({each.level: each.text_id for each in node.levels.all()})

    def fields_(self) -> dict[str, Any]:
        extra = {name: self.cleaned_data[name] for name in ("name_id", "weight") if name in self.cleaned_data}
        return super().fields_() | extra


@dataclass(frozen=True)
class Part:
    """Fields that stand together: `kind` says for which kind of item, "" for all."""

    kind: str
    heading: Any
    visible_fields: list[Any]


class LocalItemForm(Keyed, _Item):
    """A new item of the province's own."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(each.value, each.label) for each in (Node.Kind.QUANTITY, Node.Kind.MATURITY, Node.Kind.YES_NO)],
    )
    field_order = ("kind", "name_id")
    of_quantity = ("unit_id", "direction", "lower", "upper")
    of_maturity = tuple(f"level_{n}" for n in LEVELS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_levels({})

    @property
    def parts(self) -> list[Part]:
        common = [field for field in self.visible_fields() if field.name not in (*self.of_quantity, *self.of_maturity)]
        return [
            Part("", "", common),
            Part(Node.Kind.QUANTITY.value, _("For a quantity"), [self[name] for name in self.of_quantity]),
            Part(Node.Kind.MATURITY.value, _("For maturity levels"), [self[name] for name in self.of_maturity]),
        ]
