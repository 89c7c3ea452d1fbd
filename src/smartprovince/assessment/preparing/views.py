"""Pages of preparing: pre-check, taking over earlier answers, remarks. HTTP in, HTML out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from smartprovince.assessment import queries
from smartprovince.assessment.models import Answer, Participation
from smartprovince.assessment.web import gone, request_key
from smartprovince.core import access
from smartprovince.core.errors import Invalid
from smartprovince.core.web import acting

from . import actions
from .beside import is_own
from .models import Remark
from .precheck import precheck_of


@require_safe
def precheck(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What an assessor would send back, by sub-dimension; for the people of the region alone."""
    participation = queries.participation_of(request.user, pk, code)
    if not is_own(participation, request.user):
        raise gone()
    form = queries.form_of(participation, request.user)
    context = {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "check": precheck_of(participation, request.user, form),
        "may_fill": queries.may_fill(participation),
    }
    return render(request, "assessment/preparing/precheck.html", context)


@require_POST
def carry_over(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Earlier answers for every question that is still open."""
    participation = queries.participation_of(request.user, pk, code)
    before = queries.form_of(participation, request.user).count.answered
    try:
        actions.carry_over(**acting(request), participation=participation, request_key=request_key(request))
    except Invalid as error:
        return _said(request, error, redirect("assessment:cover", pk=pk, code=code))
    n = queries.form_of(participation, request.user).count.answered - before
    words = ngettext(
        "%(n)d earlier answer is taken over. Look at it before you send.",
        "%(n)d earlier answers are taken over. Look at them before you send.",
        n,
    )
    messages.success(request, words % {"n": n})
    return redirect("assessment:cover", pk=pk, code=code)


def _said(request: HttpRequest, error: Invalid, back: HttpResponseRedirect) -> HttpResponse:
    """Every fault in words above the page one came from; nothing was changed."""
    for fault in error.faults:
        messages.error(request, f"{fault.what} {fault.mend}".strip())
    return back


def _answer(request: HttpRequest, pk: int, code: str, node: str) -> tuple[Participation, Answer]:
    participation = queries.participation_of(request.user, pk, code)
    return participation, queries.answer_of(participation, node, request.user)


@require_POST
def carry(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """The earlier answer to one question."""
    _participation, answer = _answer(request, pk, code, node)
    back = redirect("assessment:item", pk=pk, code=code, node=node)
    try:
        actions.carry_answer(**acting(request), answer=answer)
    except Invalid as error:
        return _said(request, error, back)
    messages.success(request, _("Taken over. Look at value and evidence before you go on."))
    return back


def _back(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponseRedirect:
    """To the page the form stood on: the assessor's line, or the region's question."""
    name = "assessment:verify_line" if request.POST.get("from") == "verify" else "assessment:item"
    return redirect(name, pk=pk, code=code, node=node)


@require_POST
def remark(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    _participation, answer = _answer(request, pk, code, node)
    back = _back(request, pk, code, node)
    try:
        actions.write_remark(
            **acting(request),
            answer=answer,
            audience=request.POST.get("audience", ""),
            text=request.POST.get("text", ""),
            is_question=bool(request.POST.get("is_question")),
            request_key=request_key(request),
        )
    except Invalid as error:
        return _said(request, error, back)
    messages.success(request, _("The remark is kept."))
    return back


@require_POST
def settle(request: HttpRequest, pk: int, code: str, node: str, remark_pk: int) -> HttpResponse:
    _participation, answer = _answer(request, pk, code, node)
    found = access.get(request.user, "settle", Remark, Remark.objects.filter(answer=answer), pk=remark_pk)
    try:
        actions.settle_remark(**acting(request), remark=found)
    except Invalid as error:
        return _said(request, error, _back(request, pk, code, node))
    messages.success(request, _("The question is settled."))
    return _back(request, pk, code, node)
