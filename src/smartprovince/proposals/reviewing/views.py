"""Pages of reviewers: the own queue, one review with the next one beside it, rubrics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from smartprovince.core import access
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.web import acting, posted_version
from smartprovince.organisations.forms import Keyed
from smartprovince.proposals.models import Proposal, Review, Rubric
from smartprovince.territory.models import Region

from . import actions, queries
from .models import SCALE

BLANK_CRITERIA = 8


class ReviewForm(Keyed):
    """A mark for each criterion of the rubric, and words for both sides."""

    feedback = forms.CharField(
        label=gettext_lazy("Feedback for the proposer"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "in"}),
        help_text=gettext_lazy("The proposer reads it together with the answer, without your name."),
    )
    private_note = forms.CharField(
        label=gettext_lazy("Note for those who handle it"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
        help_text=gettext_lazy("The proposer never reads it."),
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        given: dict[str, Any] = {f"mark_{each.criterion_id}": each.value for each in review.marks.all()}
        given |= {"feedback": review.feedback, "private_note": review.private_note}
        super().__init__(*args, initial=given, **kwargs)
        self.criteria = list(review.rubric.criteria.all())
        for each in self.criteria:
            self.fields[f"mark_{each.pk}"] = forms.TypedChoiceField(
                label=each.name,
                choices=[(value, str(value)) for value in range(SCALE[0], SCALE[1] + 1)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Give a mark from 0 to 4.")},
            )

    @property
    def marks(self) -> list[tuple[Any, Any]]:
        """Each criterion with its field."""
        return [(each, self[f"mark_{each.pk}"]) for each in self.criteria]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "marks": {each.pk: data[f"mark_{each.pk}"] for each in self.criteria},
            "feedback": data["feedback"],
            "private_note": data["private_note"],
        }


class RecuseForm(Keyed):
    conflict = forms.CharField(
        label=gettext_lazy("Which conflict of interest"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "in"}),
        help_text=gettext_lazy("For example: a relative proposes it, or you helped to write it."),
    )


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for one's own review, and what one has reviewed."""
    mine = access.scope(request.user, "view", Review).filter(reviewer=request.user.pk)
    done = mine.filter(state=Review.State.DONE).select_related("proposal__region").order_by("-done_at")
    context = {"waiting": list(queries.queue_of(request.user)), "done": list(done[:50])}
    return render(request, "proposals/reviewing/queue.html", context)


def _review_of(request: HttpRequest, pk: int, verb: str = "view") -> Review:
    rows = Review.objects.select_related("rubric", "reviewer").prefetch_related("marks")
    found = access.get(request.user, verb, Review, rows, pk=pk)
    if found.reviewer_id != request.user.pk:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return found


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: the usulan on the left, the rubric on the right, the next of the queue at the end."""
    found = _review_of(request, pk)
    rows = Proposal.objects.select_related("region", "organisation", "dimension", "subdimension", "handler")
    proposal = access.get(request.user, "view", Proposal, rows, pk=found.proposal_id)
    may_write = access.may(request.user, "edit", found)
    waiting = [each.pk for each in queries.queue_of(request.user)]
    others = [each for each in waiting if each != found.pk]
    at = waiting.index(found.pk) if found.pk in waiting else -1
    form = ReviewForm(request.POST or None, review=found)
    said, status = "", 200
    if request.method == "POST":
        access.get(request.user, "edit", Review, pk=found.pk)
        if form.is_valid():
            version = posted_version(request, found)
            try:
                actions.give_review(
                    **acting(request), review=found, version=version, request_key=form.key, **form.values()
                )
            except Conflict:
                said, status = _("You changed this review in another window. Look at it again."), 409
                found = _review_of(request, pk)
            except Invalid as error:
                form.take(error)
            else:
                messages.success(request, _("Your review is in."))
                return redirect("proposals:review", others[0]) if others else redirect("proposals:reviews")
    context = {
        "review": found,
        "proposal": proposal,
        "form": form,
        "recuse": RecuseForm(),
        "may_write": may_write,
        "said": said,
        "place": at + 1,
        "waiting": len(waiting),
        "previous": waiting[at - 1] if at > 0 else None,
        "next": waiting[at + 1] if 0 <= at < len(waiting) - 1 else None,
        "costs": list(proposal.costs.select_related("fund_source")),
        "total": sum(each.amount for each in proposal.costs.all()),
        "effects": list(proposal.effects.all()),
    }
    return render(request, "proposals/reviewing/review.html", context, status=422 if form.errors else status)


@require_http_methods(["GET", "POST"])
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a review for a conflict of interest, and say which."""
    found = _review_of(request, pk, "edit")
    form = RecuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.recuse(**acting(request), review=found, request_key=form.key, **form.values())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Noted. Somebody else is asked."))
            return redirect("proposals:reviews")
    context = {"review": found, "form": form}
    return render(request, "proposals/reviewing/recuse.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A reviewer is no longer needed."""
    found = access.get(request.user, "drop", Review, Review.objects.select_related("proposal"), pk=pk)
    actions.drop_review(**acting(request), review=found)
    messages.success(request, _("No longer asked."))
    return redirect("proposals:detail", number=found.proposal.number)


# --- rubrics ---------------------------------------------------------------------------------------------------------


class RubricForm(Keyed):
    """A province's own rubric: rows of criterion, meaning, weight. Empty rows are left out."""

    name = forms.CharField(label=gettext_lazy("Name of the rubric"), max_length=120)
    threshold = forms.DecimalField(
        label=gettext_lazy("Recommended from (0 to 4)"), required=False, max_digits=3, decimal_places=2, localize=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in range(BLANK_CRITERIA):
            self.fields[f"name_{at}"] = forms.CharField(required=False, max_length=120)
            self.fields[f"meaning_{at}"] = forms.CharField(required=False, max_length=300)
            self.fields[f"weight_{at}"] = forms.IntegerField(required=False, min_value=0, max_value=100)
            for name in ("name", "meaning", "weight"):
                self.fields[f"{name}_{at}"].widget.attrs["class"] = "in in--s"

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [tuple(self[f"{name}_{at}"] for name in ("name", "meaning", "weight")) for at in range(BLANK_CRITERIA)]  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        typed = [(data[f"name_{at}"], data[f"meaning_{at}"], data[f"weight_{at}"] or 0) for at in range(BLANK_CRITERIA)]
        rows = [row for row in typed if row[0] or row[2]]
        return {"name": data["name"], "threshold": data["threshold"], "criteria": rows}


@require_http_methods(["GET", "POST"])
def rubric(request: HttpRequest) -> HttpResponse:
    """The rubric in use, open to everybody who works here; a province coordinator makes the province's own."""
    own = access.scope(request.user, "add_rubric", Region).first()
    home = own or _home_of(request.user)
    current = queries.rubric_of(home) if home else access.scope(request.user, "view", Rubric).first()
    rows = list(current.criteria.all()) if current else []
    initial: dict[str, Any] = {"name": "", "threshold": current.threshold if current else None}
    for at, each in enumerate(rows[:BLANK_CRITERIA]):
        initial |= {f"name_{at}": each.name, f"meaning_{at}": each.meaning, f"weight_{at}": each.weight}
    form = RubricForm(request.POST or None, initial=initial) if own else None
    if request.method == "POST":
        if own is None or form is None:
            raise access.refusal("add_rubric", Region)
        if form.is_valid():
            try:
                actions.add_rubric(**acting(request), region=own, request_key=form.key, **form.values())
            except Invalid as error:
                form.take(error)
            else:
                messages.success(request, _("The rubric holds for reviews that are asked from now on."))
                return redirect("proposals:rubric")
    context = {"rubric": current, "criteria": rows, "form": form, "region": own}
    return render(request, "proposals/reviewing/rubric.html", context, status=422 if form and form.errors else 200)


def _home_of(person: Any) -> Region | None:
    """The province somebody works in."""
    for grant in getattr(person, "grants", []):
        region = grant.region or grant.organisation.region
        if region is not None:
            return region.parent or region
    return None
