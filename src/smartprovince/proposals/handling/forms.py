"""Forms of those who handle a usulan: one for each thing that can be done. HTTP in, plain values out."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access
from smartprovince.evidence.models import Paper
from smartprovince.organisations.forms import Keyed
from smartprovince.organisations.models import Person
from smartprovince.portfolio.models import FundSource
from smartprovince.portfolio.registers.fields import MoneyField, YearField
from smartprovince.proposals import settings
from smartprovince.proposals.models import Answer, Proposal
from smartprovince.proposals.reviewing.queries import who_can_review
from smartprovince.territory.models import Region


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "in"})


class MoveForm(Keyed):
    """A form about one usulan, for one person."""

    def __init__(self, *args: Any, proposal: Proposal, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal, self.person = proposal, person
        self.offer()

    def offer(self) -> None:
        """Fill choices from the usulan and what the person may see."""

    def choose_from(self, name: str, rows: Any) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows


class BareForm(MoveForm):
    """Nothing to fill in: a question and a button."""


class ReasonForm(MoveForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, widget=area(), help_text=_("The proposer reads this. Say what to do next.")
    )


class NoteForm(MoveForm):
    text = forms.CharField(
        label=_("Note"), max_length=2_000, widget=area(3), help_text=_("Only those who handle it read this.")
    )


class MergeForm(MoveForm):
    into = forms.CharField(
        label=_("Number of the usulan it goes on in"), max_length=20, help_text=_("For example USL-2022-0147.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, widget=area(3), help_text=_("Both proposers read this.")
    )


class SplitForm(MoveForm):
    titles = forms.CharField(label=_("Titles of the parts, each on its own line"), max_length=2_000, widget=area(5))
    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, widget=area(3), help_text=_("The proposer reads this.")
    )

    def values(self) -> dict[str, Any]:
        given = super().values()
        return given | {"titles": given["titles"].splitlines()}


class ReviewersForm(MoveForm):
    reviewers = forms.ModelMultipleChoiceField(
        label=_("Reviewers"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People of your government and mentors of the region; nobody of the proposer."),
    )

    def offer(self) -> None:
        asked = self.proposal.reviews.exclude(state="dropped").values("reviewer")
        self.choose_from("reviewers", who_can_review(self.proposal).exclude(pk__in=asked))

    def values(self) -> dict[str, Any]:
        return {"reviewers": list(self.cleaned_data["reviewers"])}


class AnswerForm(MoveForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Answer.Outcome.choices)
    text = forms.CharField(
        label=_("Answer to the proposer"),
        max_length=4_000,
        widget=area(6),
        help_text=_("In plain words. Nobody promises money before the APBD: a usulan is recommended, not approved."),
    )
    rkpd_year = YearField(label=_("RKPD of year"), required=False)
    recommended_cost = MoneyField(label=_("Recommended cost"), required=False)
    region = forms.ModelChoiceField(
        label=_("Forwarded to"), queryset=Region.objects.none(), required=False, empty_label="–"
    )
    review_on = forms.DateField(label=_("Looked at again on"), required=False)
    reason = forms.CharField(
        label=_("Why it is deferred or not recommended"), max_length=2_000, required=False, widget=area(3)
    )
    could_change = forms.CharField(label=_("What could change that"), max_length=2_000, required=False, widget=area(3))

    def offer(self) -> None:
        handler = self.proposal.handler
        assert handler is not None
        rows = Region.objects.filter(code__startswith=f"{handler.province_code}.", level=Region.Level.REGENCY)
        self.choose_from("region", rows.exclude(pk=handler.pk))
        self.fields["rkpd_year"].help_text = _("%(year)s is the first that is still open.") % {
            "year": settings.earliest_rkpd(handler.code)
        }


class LetterForm(MoveForm):
    addressee = forms.CharField(label=_("Addressed to (ministry or agency)"), max_length=200)
    letter_number = forms.CharField(label=_("Number of the covering letter"), max_length=120)
    letter_date = forms.DateField(label=_("Date of the covering letter"))
    signed_by = forms.CharField(
        label=_("Signed by"),
        max_length=200,
        help_text=_("The head of region: a usulan reaches the centre through them."),
    )
    paper = forms.ModelChoiceField(
        label=_("The letter, from the papers of the region"),
        queryset=Paper.objects.none(),
        required=False,
        empty_label="–",
    )

    def offer(self) -> None:
        self.choose_from("paper", papers_of(self.person, self.proposal))


def papers_of(person: Any, proposal: Proposal) -> Any:
    rows = access.scope(person, "view", Paper).filter(region=proposal.handler, withdrawn_at=None)
    return rows.order_by("-pk")


class ReplyForm(MoveForm):
    accepted = forms.TypedChoiceField(
        label=_("Reply"),
        choices=[("1", _("taken up")), ("0", _("declined"))],
        coerce=lambda value: value == "1",
        empty_value=None,
    )
    number = forms.CharField(label=_("Number of the reply"), max_length=120)
    date = forms.DateField(label=_("Date of the reply"))
    text = forms.CharField(
        label=_("What the reply says"), max_length=2_000, widget=area(), help_text=_("The proposer reads this.")
    )


class TextForm(MoveForm):
    text = forms.CharField(label=_("Why"), max_length=2_000, widget=area(), help_text=_("The proposer reads this."))


class RkpdForm(MoveForm):
    document = forms.CharField(label=_("Document"), max_length=200, initial="RKPD")
    number = forms.CharField(label=_("Number of the regulation"), max_length=120)
    date = forms.DateField(label=_("Date"))
    year = YearField(label=_("RKPD of year"))
    paper = forms.ModelChoiceField(
        label=_("The paper, from the papers of the region"),
        queryset=Paper.objects.none(),
        required=False,
        empty_label="–",
    )

    def offer(self) -> None:
        self.choose_from("paper", papers_of(self.person, self.proposal))


class BudgetForm(RkpdForm):
    document = forms.CharField(label=_("Document"), max_length=200, initial="APBD")
    year = YearField(label=_("Budget year"))
    amount = MoneyField(label=_("Amount in the budget"))
    fund_source = forms.ModelChoiceField(label=_("Fund source"), queryset=FundSource.objects.none(), empty_label="–")

    def offer(self) -> None:
        super().offer()
        handler = self.proposal.handler
        assert handler is not None
        rows = FundSource.objects.filter(in_use=True, province__isnull=True)
        own = FundSource.objects.filter(in_use=True, province__code=handler.province_code)
        self.choose_from("fund_source", (rows | own).order_by("order", "name"))


class DayForm(MoveForm):
    date = forms.DateField(label=_("Date"))


class ObjectionForm(MoveForm):
    text = forms.CharField(
        label=_("Why the answer should be looked at again"),
        max_length=2_000,
        widget=area(6),
        help_text=_("What was not seen, or what has changed. An objection can be filed once."),
    )


class VerdictForm(MoveForm):
    uphold = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("uphold: it goes back to the technical review")), ("0", _("decline: the answer stands"))],
        coerce=lambda value: value == "1",
        empty_value=None,
    )
    answer = forms.CharField(
        label=_("Answer to the objection"), max_length=2_000, widget=area(), help_text=_("The proposer reads this.")
    )
