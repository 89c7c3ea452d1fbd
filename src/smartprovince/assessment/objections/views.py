"""Pages of objections: the list of a round, one objection with its decision, the region's form. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.assessment import queries
from smartprovince.assessment.models import Answer, Objection, Participation, Verdict
from smartprovince.assessment.web import uploaded
from smartprovince.core import access, files
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version
from smartprovince.evidence.models import Paper
from smartprovince.organisations.forms import Keyed

from . import actions, window
from .forms import DISMISS, DecisionForm, ObjectionForm
from .queries import Dispute, history_of, listed, objection_of
from .states import RAISED

NEWEST_PAPERS = 50


@require_safe
def objections(request: HttpRequest, pk: int) -> HttpResponse:
    """Objections of a round: the owner and the assessors those of their regions, a region its own."""
    found = queries.round_of(request.user, pk)
    context = {
        "round": found,
        "listed": (rows := listed(found, request.user, request.GET)),
        "page": rows.page,
        "own": queries.own_participations(request.user).filter(round=found).first(),
    }
    return render(request, "assessment/objections/list.html", context)


# --- one objection ---------------------------------------------------------------------------------------------------


@require_safe
def objection(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    return _objection_page(request, objection_of(request.user, pk, objection))


def _objection_page(
    request: HttpRequest, found: Objection, *, form: DecisionForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    """What is disputed and why, with the decision, or its form for who may decide."""
    answer, person = found.answer, request.user
    participation = answer.participation
    waits = found.state == RAISED and participation.round.state in window.ROUND_STATES
    may_decide = waits and access.may(person, "decide", found)
    context = {
        "round": participation.round,
        "participation": participation,
        "objection": found,
        "dispute": Dispute(found),
        "answer": answer,
        "node": answer.node,
        "section": queries.outline_of(participation.round.instrument_version).section_of[answer.node.code],
        "levels": list(answer.node.levels.all()),
        "proofs": queries.proofs_of(answer, person, beside=found),
        "sees_answer": access.may(person, "view", answer),
        "history": history_of(found, person),
        "waits": waits,
        "may_decide": may_decide,
        "is_party": waits and not may_decide and access.may(person, "verify", answer),
        "owns": access.may(person, "own", participation.round),
        "may_withdraw": waits and access.may(person, "withdraw", found),
        "form": form or DecisionForm(),
        "value_fault": _fault(form, "value"),
        "said": said,
    }
    return render(request, "assessment/objections/objection.html", context, status=status)


@require_POST
def decide(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    """An assessor who did not give the verdict grants the objection, or does not."""
    found = objection_of(request.user, pk, objection, "decide")
    form = DecisionForm(request.POST)
    if form.is_valid():
        given = form.values()
        upholds = given["do"] != DISMISS
        changes = {"outcome": given["do"], "value": given["value"]} if upholds else {}
        try:
            actions.decide_objection(
                **acting(request),
                objection=found,
                version=posted_version(request, found),
                request_key=form.key,
                uphold=upholds,
                decision=given["decision"],
                **changes,
            )
        except Conflict:
            said = _("This objection was changed in the meantime. Look again before you decide.")
            found = objection_of(request.user, pk, objection)
            return _objection_page(request, found, form=form, said=said, status=409)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Decided. The region is told."))
            return redirect("assessment:objection", pk=pk, objection=objection)
    return _objection_page(request, found, form=form, status=422)


@require_POST
def withdraw(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    """The region lets the verdict stand."""
    found = objection_of(request.user, pk, objection, "withdraw")
    try:
        actions.withdraw_objection(**acting(request), objection=found, version=posted_version(request, found))
    except (Conflict, Invalid):
        said = _("This objection was decided or withdrawn in the meantime.")
        return _objection_page(request, objection_of(request.user, pk, objection), said=said, status=409)
    messages.success(request, _("The objection is withdrawn; the verdict stands. What was written is kept."))
    return redirect("assessment:objection", pk=pk, objection=objection)


@require_safe
def paper_file(request: HttpRequest, pk: int, objection: int, use: int) -> FileResponse:
    """The file of a paper beside an objection, for whoever may read the objection."""
    found = objection_of(request.user, pk, objection)
    proof = queries.proof_of(found.answer, use, request.user, beside=found)
    assert proof.paper.file is not None
    return files.download(proof.paper.file, proof.paper.file_name or f"berkas-{proof.paper.pk}")


def _fault(form: Keyed | None, name: str) -> dict[str, str] | None:
    """What is wrong with a value, for the control that is drawn by the kind of question."""
    errors = form.errors.get(name) if form is not None and form.is_bound else None
    return {"what": " ".join(str(each) for each in errors)} if errors else None


# --- the region's form -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def objection_new(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """A region disputes the verdict of one line, with words and evidence; outside its days the page says why not."""
    participation = queries.participation_of(request.user, pk, code)
    answer = queries.answer_of(participation, node, request.user, "object")
    papers = access.scope(request.user, "view", Paper).filter(region=participation.region, withdrawn_at=None)
    form = ObjectionForm(request.POST or None, papers=papers)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.values()
        try:
            content, file_name = files.received(request) or (None, "")
            made = actions.raise_objection(
                **acting(request),
                answer=answer,
                request_key=form.key,
                content=content,
                file_name=file_name,
                **given | {"papers": list(given["papers"])},
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Sent. An assessor who did not give the verdict decides; you are told."))
            return redirect("assessment:objection", pk=pk, objection=made.pk)
    return _form_page(request, participation, answer, form, papers)


def _form_page(
    request: HttpRequest, participation: Participation, answer: Answer, form: ObjectionForm, papers: Any
) -> HttpResponse:
    verdict = access.scope(request.user, "view", Verdict).filter(answer=answer, is_current=True).first()
    rows = access.scope(request.user, "view", Objection).filter(answer=answer)
    context = {
        "round": participation.round,
        "participation": participation,
        "answer": answer,
        "node": answer.node,
        "section": queries.outline_of(participation.round.instrument_version).section_of[answer.node.code],
        "levels": list(answer.node.levels.all()),
        "verdict": verdict,
        "form": form,
        "value_fault": _fault(form, "claimed_value"),
        "papers": papers.order_by("-pk")[:NEWEST_PAPERS],
        "chosen": set(request.POST.getlist("papers")),
        "uploaded": uploaded(request),
        "waiting": rows.filter(state=RAISED).first(),
        "is_open": window.is_open(participation),
        "words": window.in_words(participation),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assessment/objections/new.html", context, status=status)
