"""The form of predicates: as many rows as there may be bands; empty ones do not count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.assessment.models import Round
from smartprovince.core.templatetags.writing import exact
from smartprovince.organisations.forms import Keyed

from .actions import MOST, NAME_LIMIT


class PredicatesForm(Keyed):
    basis = forms.CharField(
        label=_("Regulation that defines them"),
        max_length=200,
        required=False,
        help_text=_("For example PermenPANRB 59/2020 for SPBE. Left empty, the words are shown as indicative."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, MOST + 1):
            self.fields[f"low_{n}"] = forms.CharField(
                required=False, max_length=20, label=_("Score from"), widget=_input(inputmode="decimal")
            )
            self.fields[f"name_{n}"] = forms.CharField(
                required=False, max_length=NAME_LIMIT, label=_("Predicate"), widget=_input()
            )

    @staticmethod
    def stored(round: Round) -> dict[str, str]:
        """What the round has, as the fields show it."""
        found = {"basis": round.predicate_basis}
        for n, (low, name) in enumerate(round.predicates, start=1):
            found |= {f"low_{n}": exact(low), f"name_{n}": name}
        return found

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"low_{n}"], self[f"name_{n}"]) for n in range(1, MOST + 1)]

    @property
    def bands(self) -> list[tuple[str, str]]:
        """Rows in which something is typed."""
        given = [(self.cleaned_data[f"low_{n}"], self.cleaned_data[f"name_{n}"]) for n in range(1, MOST + 1)]
        return [(low, name) for low, name in given if low or name]


def _input(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "in", "autocomplete": "off"} | attributes)
