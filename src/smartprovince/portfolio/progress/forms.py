"""Forms of reporting: HTTP in, checked values out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.money import rupiah
from smartprovince.core.templatetags.writing import exact
from smartprovince.organisations.forms import House, Keyed
from smartprovince.portfolio.programmes.models import BudgetLine
from smartprovince.portfolio.registers.fields import MoneyField, NumberField, YearField
from smartprovince.territory.models import Region

from .checks import of_spend, of_value
from .models import Update
from .queries import Story


class ReportForm(Keyed):
    """The report of one programme for one quarter: a field for each indicator and each budget line of the year."""

    story = forms.CharField(
        label=_("What was done"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "in"}),
        help_text=_("A few sentences: what was built or done, where, for whom."),
    )
    physical = NumberField(
        label=_("Physical progress of the year, per cent"), required=False, help_text=_("From 0 to 100, since January.")
    )
    obstacles = forms.CharField(
        label=_("What stood in the way, and what is done about it"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
    )

    def __init__(
        self, *args: Any, update: Update, stories: list[Story], lines: list[BudgetLine], **kwargs: Any
    ) -> None:
        told = {each.indicator_id: each.value for each in update.values.all()}
        spent = {each.line_id: each.amount for each in update.spends.all()}
        kwargs["initial"] = {
            "story": update.story,
            "physical": update.physical,
            "obstacles": update.obstacles,
            **{of_value(pk): value for pk, value in told.items()},
            **{of_spend(pk): amount for pk, amount in spent.items()},
        }
        super().__init__(*args, **kwargs)
        self.indicators = [story.indicator.pk for story in stories]
        self.lines = [line.pk for line in lines]
        for story in stories:
            self.fields[of_value(story.indicator.pk)] = self._value(story, update.period.year)
        for line in lines:
            words = _("Budget of the year: %(sum)s. Spent since January.") % {"sum": rupiah(line.ceiling)}
            self.fields[of_spend(line.pk)] = MoneyField(label=str(line.fund_source), required=False, help_text=words)
        self.order_fields(
            [
                "request_key",
                "story",
                *map(of_value, self.indicators),
                "physical",
                *map(of_spend, self.lines),
                "obstacles",
            ]
        )

    def _value(self, story: Story, year: int) -> NumberField:
        each = story.indicator
        words = [str(each.get_measure_display())]
        if year in story.targets:
            words.append(str(_("target of the year %(value)s") % {"value": exact(story.targets[year])}))
        if story.points:
            words.append(str(_("approved last %(value)s") % {"value": exact(story.points[-1][1])}))
        return NumberField(label=f"{each} ({each.unit})", required=False, help_text="; ".join(words))

    def report(self) -> dict[str, Any]:
        """As `save_update` takes it."""
        given = self.cleaned_data
        return {
            "story": given["story"],
            "obstacles": given["obstacles"],
            "physical": given["physical"],
            "values": {pk: given[of_value(pk)] for pk in self.indicators},
            "spends": {pk: given[of_spend(pk)] for pk in self.lines},
        }

    @property
    def values_fields(self) -> list[forms.BoundField]:
        return [self[of_value(pk)] for pk in self.indicators]

    @property
    def spends_fields(self) -> list[forms.BoundField]:
        return [self[of_spend(pk)] for pk in self.lines]


class ReturnForm(Keyed):
    reason = forms.CharField(
        label=_("What has to be mended?"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4, "class": "in"})
    )


class YearForm(Keyed):
    province = forms.ModelChoiceField(label=_("Province"), queryset=Region.objects.none(), empty_label=None)
    year = YearField(label=_("Year"))

    def __init__(self, *args: Any, provinces: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"year": clock.today().year, "province": provinces.first()})
        super().__init__(*args, **kwargs)
        self.fields["province"].queryset = provinces  # type: ignore[attr-defined]
        if provinces.count() == 1:
            self.fields["province"].widget = forms.HiddenInput()


class PeriodForm(House):
    opens_on = forms.DateField(label=_("Opens on"))
    locks_on = forms.DateField(label=_("Last day"))
