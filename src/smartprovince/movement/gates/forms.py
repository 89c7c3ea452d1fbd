"""Forms of the gates: HTTP in, checked values out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from smartprovince.core.errors import Fault, Invalid
from smartprovince.movement.forms import PaperFields
from smartprovince.movement.models import Cohort, StageGate
from smartprovince.organisations.forms import House, Keyed
from smartprovince.organisations.roles import Role

from .models import Cycle
from .queries import STAGES, stage_label

MOVERS = (Role.PROGRAMME_OWNER, Role.PROVINCE_COORDINATOR)


class BeginForm(Keyed):
    """A new cycle. A later stage than the first is for regions whose way the register already documents."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For example: Smart City 1.0"))
    started_on = forms.DateField(label=_("Begun"))
    cohort = forms.ModelChoiceField(label=_("Cohort (angkatan)"), queryset=Cohort.objects.none(), required=False)
    stage = forms.ChoiceField(label=_("Begins at the stage"), initial=STAGES[0])
    reason = forms.CharField(
        label=_("Why it begins at a later stage"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
    )

    def __init__(self, *args: Any, movement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = Cohort.objects.filter(movement=movement)  # type: ignore[attr-defined]
        self.fields["stage"].choices = [(each, stage_label(each)) for each in STAGES]  # type: ignore[attr-defined]


class BackForm(House):
    """Going back is possible, with a reason that everybody who sees the region can read."""

    stage = forms.ChoiceField(label=_("Back to the stage"))
    reason = forms.CharField(
        label=_("Why it goes back"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3, "class": "in"})
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [*STAGES, Cycle.At.COMPLETED.value]
        earlier = places[: places.index(cycle.stage)]
        self.fields["stage"].choices = [(each, stage_label(each)) for each in earlier]  # type: ignore[attr-defined]


class EndForm(House):
    ended_on = forms.DateField(label=_("Ended"))


class ReasonForm(House):
    reason = forms.CharField(
        label=_("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3, "class": "in"})
    )


class ShowForm(PaperFields, Keyed):
    """What a gate item asks for: the day, the paper, and only those fields that the item needs."""

    not_after = forms.DateField(label=_("Day"))
    parties = forms.CharField(
        label=_("Parties, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "in"})
    )
    people = forms.IntegerField(label=_("How many people took part or signed"), required=False, min_value=1)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.CharField(label=_("Public address"), max_length=400, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2, "class": "in"}))
    field_order = ("not_after", "parties", "people", "paper_kind", "number", "title", "paper_day")

    def __init__(self, *args: Any, gate: StageGate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parties" not in gate.parameters:
            del self.fields["parties"]
        if "people" not in gate.parameters:
            del self.fields["people"]
        if not gate.parameters.get("in_force"):
            del self.fields["valid_until"]
        self.fields["paper_kind"].initial = gate.paper_kind
        if gate.parameters.get("address"):
            self.fields["source_url"].required = True

    def shown(self) -> dict[str, Any]:
        """The arguments of `show_item`."""
        given = {"valid_until": None} | self.cleaned_data
        self.cleaned_data = given
        paper = self.paper(given["not_after"], given["not_after"])
        if paper is None and not given["source"].strip():
            raise Invalid(Fault("source", _now("Say where this comes from: a paper or a source.")))
        return {
            "not_after": given["not_after"],
            "paper": paper,
            "parties": tuple((given.get("parties") or "").splitlines()),
            "people": given.get("people"),
            "source": given["source"],
            "source_url": given["source_url"],
            "note": given["note"],
        }


class DesignForm(House):
    """Thresholds of a gate item; one field for each parameter it has."""

    required = forms.BooleanField(label=_("Required"), required=False)
    confirms = forms.ChoiceField(label=_("Who confirms"), required=False)

    def __init__(self, *args: Any, gate: StageGate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate = gate
        self.fields["required"].initial = gate.required
        self.fields["confirms"].choices = [  # type: ignore[attr-defined]
            ("", _("nobody; the paper is enough")),
            *((role.value, role.label) for role in MOVERS),
        ]
        self.fields["confirms"].initial = gate.confirms
        for name, value in gate.parameters.items():
            if isinstance(value, bool):
                self.fields[f"p_{name}"] = forms.BooleanField(label=name, required=False, initial=value)
            elif isinstance(value, int):
                self.fields[f"p_{name}"] = forms.IntegerField(label=name, initial=value, min_value=0)
            elif isinstance(value, float):
                self.fields[f"p_{name}"] = forms.FloatField(label=name, initial=value, min_value=0)

    def parameters(self) -> dict[str, Any]:
        return {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("p_")}
