"""Pages of the panel: a verdict on one paper beside the line, notes of interviews. HTTP in, HTML out."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smartprovince.assessment import queries as forms_of_regions
from smartprovince.assessment import views_verification
from smartprovince.assessment.models import Answer, Participation
from smartprovince.assessment.web import gone, request_key
from smartprovince.core import access, clock
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.web import acting

from . import actions, queries, typed
from .forms import InterviewForm

PER_PAGE = 20


@require_POST
def judge(request: HttpRequest, pk: int, code: str, node: str, use: int) -> HttpResponse:
    """A verdict on one paper alone: with htmx its own block is swapped, without it the page of the line comes again.

    The form carries what is typed about the line and its other papers as well; that stays as it was typed.
    """
    participation = forms_of_regions.participation_of(request.user, pk, code, "verify")
    answer = forms_of_regions.answer_of(participation, node, request.user, "verify")
    proofs = forms_of_regions.proofs_of(answer, request.user)
    proof = next((each for each in proofs if each.use.pk == use), None)
    if proof is None:
        raise gone()
    faults = typed.judge(request.POST, proof, answer, **acting(request))
    attempts = typed.touched(request.POST, proofs) | {use: typed.about(request.POST, use)}
    if not faults:
        del attempts[use]
    if request.headers.get("HX-Request"):
        return _proof_block(request, participation, answer, use, attempts, faults)
    if not faults:
        messages.success(request, _("The verdict on the paper is kept."))
    if faults or attempts or any(request.POST.get(name) for name in views_verification.FIELDS):
        page = views_verification.line_page(request, participation, answer, faults, attempts=attempts)
        page.status_code = 422 if faults else 200
        return page
    return redirect(f"{reverse('assessment:verify_line', args=[pk, code, node])}#bukti-{use}")


def _proof_block(
    request: HttpRequest,
    participation: Participation,
    answer: Answer,
    use: int,
    attempts: dict[int, dict[str, str]],
    faults: list[Fault],
) -> HttpResponse:
    context = views_verification.line_context(request, participation, answer, faults, attempts=attempts)
    proof = next(each for each in context["proofs"] if each.use.pk == use)
    return render(request, "assessment/panel/_swapped.html", {**context, "each": proof, "swapped": True})


@require_http_methods(["GET", "POST"])
def interviews(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The panel's own notes of interviews with a region, newest first, and a form for another one."""
    participation = forms_of_regions.participation_of(request.user, pk, code)
    if not access.may(request.user, "interview", participation):
        raise gone()  # that there are notes is not the region's to know
    form = InterviewForm(request.POST or None, initial={"held_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_interview(
                **acting(request),
                participation=participation,
                request_key=request_key(request),
                **form.cleaned_data,
            )
        except Invalid as error:
            for fault in error.faults:
                form.add_error(fault.where or None, f"{fault.what} {fault.mend}".strip())
        else:
            messages.success(request, _("The note is kept."))
            return redirect("assessment:interviews", pk=pk, code=code)
    context = {
        "participation": participation,
        "round": participation.round,
        "page": Paginator(queries.notes_of(participation, request.user), PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_write": participation.round.state != "published",
        "may_verify": access.may(request.user, "verify", participation),
    }
    return render(request, "assessment/panel/interviews.html", context, status=422 if form.errors else 200)
