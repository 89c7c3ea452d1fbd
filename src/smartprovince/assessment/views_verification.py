"""The assessors' pages: all lines of a region, then line by line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.core.web import acting

from . import actions, queries, states, values
from .models import Answer, Participation, Verdict
from .preparing.threads import open_questions, thread_of
from .web import gone, number


@require_safe
def verify(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _verify_page(request, queries.participation_of(request.user, pk, code, "verify"))


def _verify_page(request: HttpRequest, participation: Participation, faults: list[Fault] | None = None) -> HttpResponse:
    """All lines of a region for its assessors. What has not been handed over does not exist for them."""
    if participation.state not in states.HANDED_OVER:
        raise gone()
    form = queries.form_of(participation, request.user)
    context = {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "may_judge": queries.may_judge(participation),
        "may_finish": queries.may_judge(participation) and access.may(request.user, "finish", participation),
        "questions": open_questions(participation, request.user),
        "judged": len(form.answered) - len(form.unjudged),
        "first": form.unjudged[0] if form.unjudged else None,
        "faults": faults,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "assessment/verify.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "POST"])
def verify_line(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """One line: value, evidence, verdict; then the next line without one."""
    participation = queries.participation_of(request.user, pk, code, "verify")
    answer = queries.answer_of(participation, node, request.user, "verify")
    faults: list[Fault] = []
    stale = False
    conflict: Verdict | None = None
    if request.method == "POST":
        try:
            actions.give_verdict(
                **acting(request),
                answer=answer,
                version=number(request.POST.get("version")),
                verdict_version=number(request.POST.get("verdict_version")),
                outcome=request.POST.get("outcome", ""),
                value=request.POST.get("value"),
                reason=request.POST.get("reason", ""),
            )
        except Conflict as error:
            stale = True
            conflict = error.theirs if isinstance(error.theirs, Verdict) else None
            faults = [Fault("", _("Somebody else changed this line in the meantime. Look again before you decide."))]
        except Invalid as error:
            faults = error.faults
        else:
            return _next_line(request, participation, node)
    page = _line_page(request, participation, answer, faults, conflict)
    page.status_code = 409 if stale else 422 if faults else 200
    return page


def _next_line(request: HttpRequest, participation: Participation, node: str) -> HttpResponse:
    """The next line without a verdict after this one, else the first one, else the overview."""
    form = queries.form_of(participation, request.user)
    open_codes = [line.node.code for line in form.unjudged]
    order = [entry.code for entry in form.outline.entries]
    later = [each for each in open_codes if order.index(each) > order.index(node)]
    target = next(iter(later or open_codes), None)
    pk, code = participation.round_id, participation.region.code
    if target is None:
        messages.success(request, _("Every line has a verdict. You can finish the verification."))
        return redirect("assessment:verify", pk=pk, code=code)
    return redirect("assessment:verify_line", pk=pk, code=code, node=target)


def _line_page(
    request: HttpRequest, participation: Participation, answer: Answer, faults: list[Fault], conflict: Verdict | None
) -> HttpResponse:
    form = queries.form_of(participation, request.user)
    line = form.by_code[answer.node.code]
    verdict = line.verdict
    posted = request.POST
    context = {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "thread": thread_of(answer, request.user),
        "line": line,
        "node": answer.node,
        "section": form.outline.section_of[answer.node.code],
        "answer": answer,
        "levels": list(answer.node.levels.all()),
        "proofs": queries.proofs_of(answer, request.user),
        "outcomes": Verdict.Outcome.choices,
        "chosen": posted.get("outcome") or (verdict.outcome if verdict else ""),
        "reason": posted.get("reason", verdict.reason if verdict else ""),
        "value": posted.get("value", ""),
        "doubt": values.doubt(answer.node, answer.value),
        "may_judge": queries.may_judge(participation),
        "faults": faults,
        "conflict": conflict,
        "neighbours": form.neighbours(answer.node.code),
    }
    return render(request, "assessment/verify_line.html", context)


@require_POST
def send_back(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    participation = queries.participation_of(request.user, pk, code, "verify")
    try:
        actions.return_participation(
            **acting(request), participation=participation, reason=request.POST.get("reason", "")
        )
    except Invalid as error:
        return _verify_page(request, participation, error.faults)
    messages.success(request, _("Sent back. The region mends its answers and sends them again."))
    return redirect("assessment:round", pk=pk)


@require_POST
def finish(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    participation = queries.participation_of(request.user, pk, code, "verify")
    try:
        actions.finish_verification(**acting(request), participation=participation)
    except Invalid as error:
        return _verify_page(request, participation, error.faults)
    messages.success(request, _("The verification of this region is finished."))
    return redirect("assessment:round", pk=pk)
