"""The assessors' pages: all lines of a region, then line by line."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access
from smartprovince.core.errors import Conflict, Fault, Invalid, Refused
from smartprovince.core.templatetags.writing import exact
from smartprovince.core.web import acting

from . import actions, queries, states, values
from .models import Answer, Participation, ProofVerdict, Reading, ReasonCode, Round, Verdict
from .panel import queries as panel
from .panel import typed
from .preparing.threads import open_questions, thread_of
from .web import gone, number, request_key

FIELDS = ("outcome", "value", "reason_code", "reason")  # of the form of a line


@require_safe
def verify(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _verify_page(request, queries.participation_of(request.user, pk, code, "verify"))


def _verify_page(request: HttpRequest, participation: Participation, faults: list[Fault] | None = None) -> HttpResponse:
    """All lines of a region for its assessors. What has not been handed over does not exist for them."""
    if participation.state not in states.HANDED_OVER:
        raise gone()
    form = queries.form_of(participation, request.user)
    lines = panel.lines_of(form, request.user)
    choices = panel.choices_of(lines)
    chosen = request.GET.get("show", "")
    context = {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "lines": choices.get(chosen, lines),
        "count": len(lines),
        "pills": [(key, label, len(choices[key])) for key, label in _pills(participation.round)],
        "chosen": chosen if chosen in choices else "",
        "may_judge": queries.may_judge(participation),
        "may_finish": queries.may_judge(participation) and access.may(request.user, "finish", participation),
        "questions": open_questions(participation, request.user),
        "answered": sum(each.is_answered for each in lines),
        "judged": sum(each.is_judged for each in lines),
        "next": next(iter(choices["mine"]), None),
        "faults": faults,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "assessment/verify.html", context, status=422 if faults else 200)


def _pills(round: Round) -> list[tuple[str, str]]:
    if round.readings == 1:
        return [("open", _("without verdict"))]
    return [("mine", _("mine to read or settle")), ("differing", _("differing")), ("open", _("without verdict"))]


@require_http_methods(["GET", "POST"])
def verify_line(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """One line: value, evidence, and the verdict or the reading; then the next line that waits for this person."""
    participation = queries.participation_of(request.user, pk, code, "verify")
    answer = queries.answer_of(participation, node, request.user, "verify")
    if request.method == "GET":
        return line_page(request, participation, answer)
    attempts = typed.touched(request.POST, queries.proofs_of(answer, request.user))
    try:
        _keep(request, answer, attempts)
    except Conflict as error:
        conflict = error.theirs if isinstance(error.theirs, Verdict) else None
        faults = [Fault("", _("Somebody else changed this line in the meantime. Look again before you decide."))]
        page = line_page(request, participation, answer, faults, conflict=conflict, attempts=attempts)
        page.status_code = 409
    except Invalid as error:
        page = line_page(request, participation, answer, error.faults, attempts=attempts)
        page.status_code = 422
    except Refused as error:
        if request.POST.get("act") != panel.READING:
            raise
        faults = [Fault("", str(error))]  # two were quicker; no word is lost
        page = line_page(request, participation, answer, faults, attempts=attempts)
        page.status_code = 409
    else:
        page = _next_line(request, participation, node)
    return page


def _keep(request: HttpRequest, answer: Answer, papers: Container[int]) -> None:
    """The line and the papers judged beside it: all of it or nothing. Raises Invalid with the faults of both."""
    faults: list[Fault] = []
    with transaction.atomic():
        try:
            _give(request, answer)
        except Invalid as error:
            faults += error.faults
        for proof in queries.proofs_of(answer, request.user):
            if proof.use.pk in papers:
                faults += typed.judge(request.POST, proof, answer, **acting(request))
        if faults:
            raise Invalid(faults)


def _give(request: HttpRequest, answer: Answer) -> None:
    """What the form was: a verdict, one of two readings, or the settlement of two that differ."""
    posted = request.POST
    given: dict[str, Any] = {name: posted.get(name, "") for name in FIELDS}
    given |= {**acting(request), "answer": answer, "version": number(posted.get("version"))}
    given["request_key"] = request_key(request)
    act = posted.get("act")
    if act == panel.READING:
        actions.give_reading(**given)
        return
    give = actions.moderate_verdict if act == panel.SETTLEMENT else actions.give_verdict
    give(**given, verdict_version=number(posted.get("verdict_version")))


def _next_line(request: HttpRequest, participation: Participation, node: str) -> HttpResponse:
    """The next line after this one that waits for the person, else the first one, else the overview."""
    lines = panel.lines_of(queries.form_of(participation, request.user), request.user)
    codes = [each.line.node.code for each in lines]
    here = codes.index(node)
    if lines[here].differs:
        messages.info(request, _("The two readings of this line differ. A third assessor settles it."))
    waiting = [at for at, each in enumerate(lines) if each.is_mine]
    target = next((at for at in waiting if at > here), next(iter(waiting), None))
    pk, code = participation.round_id, participation.region.code
    if target is not None:
        return redirect("assessment:verify_line", pk=pk, code=code, node=codes[target])
    is_done = all(each.is_judged for each in lines if each.is_answered)
    if is_done and access.may(request.user, "finish", participation):
        messages.success(request, _("Every line has a verdict. You can finish the verification."))
    else:
        messages.success(request, _("Saved. No other line waits for you."))
    return redirect("assessment:verify", pk=pk, code=code)


def line_page(
    request: HttpRequest,
    participation: Participation,
    answer: Answer,
    faults: list[Fault] | None = None,
    *,
    conflict: Verdict | None = None,
    attempts: dict[int, dict[str, str]] | None = None,
) -> HttpResponse:
    """The page of a line; with `attempts`, what was typed about its papers and is not kept, by their use."""
    context = line_context(request, participation, answer, faults, attempts=attempts)
    context |= {"faults": faults, "conflict": conflict}
    return render(request, "assessment/verify_line.html", context)


def line_context(
    request: HttpRequest,
    participation: Participation,
    answer: Answer,
    faults: list[Fault] | None = None,
    *,
    attempts: dict[int, dict[str, str]] | None = None,
) -> dict[str, Any]:
    form = queries.form_of(participation, request.user)
    code = answer.node.code
    lines = {each.line.node.code: each for each in panel.lines_of(form, request.user)}
    here = lines[code]
    found = here.own if here.gives == panel.READING else here.line.verdict
    proofs = queries.proofs_of(answer, request.user)
    posted = request.POST
    return {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "thread": thread_of(answer, request.user),
        "line": here.line,
        "here": here,
        **_judged(form, lines),
        "node": answer.node,
        "section": form.outline.section_of[code],
        "answer": answer,
        "levels": list(answer.node.levels.all()),
        "proofs": proofs,
        "judges_evidence": queries.may_judge(participation) and here.knows_evidence,
        "proof_outcomes": ProofVerdict.Outcome.choices,
        "papers": typed.forms_of(proofs, attempts or {}, faults or []),
        "fault_of": {fault.where: fault for fault in faults or []},
        "outcomes": Verdict.Outcome.choices,
        "reason_codes": ReasonCode.choices,
        "chosen": posted.get("outcome") or (found.outcome if found else ""),
        "code": posted.get("reason_code", found.reason_code if found else ""),
        "reason": posted.get("reason", found.reason if found else ""),
        "value": posted.get("value", _typed(found)),
        "doubt": values.doubt(answer.node, answer.value),
        "may_judge": queries.may_judge(participation),
        "neighbours": form.neighbours(code),
    }


def _judged(form: queries.Form, lines: dict[str, panel.PanelLine]) -> dict[str, Any]:
    """What the tree counts: of the answered lines, those that this person need not look at any more."""
    done = {key for key, each in lines.items() if each.is_judged or each.own}
    found: dict[str, dict[str, Any]] = {}
    for each in form.sections:
        codes = [line.node.code for line in each.lines if line.node.code in lines]
        codes = [code for code in codes if lines[code].is_answered]
        count = queries.Tally(len(done.intersection(codes)), len(codes))
        found[each.section.node.code] = {"first": next(iter(codes), ""), "count": count}
    counts = [each["count"] for each in found.values()]
    total = queries.Tally(sum(each.answered for each in counts), sum(each.asked for each in counts))
    return {"done": done, "judged": total, "judged_in": found}


def _typed(found: Verdict | Reading | None) -> str:
    """The adjusted value of what was given before, as it would be typed."""
    if found is None or found.outcome != Verdict.Outcome.ADJUSTED or found.value is None:
        return ""
    return exact(found.value)


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
