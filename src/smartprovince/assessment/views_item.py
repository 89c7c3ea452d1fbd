"""One question of a region's form: answer, evidence, assignment. Saves as typed with htmx, and without it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.core.web import acting
from smartprovince.evidence import viewer
from smartprovince.evidence.models import Paper

from . import actions, queries, values
from .filling import read_given
from .forms import ProofForm
from .models import Answer, Participation
from .objections.queries import of_line
from .preparing.beside import beside_question
from .schedule import calendar
from .web import gone, local_time, number, request_key, uploaded


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """One question: rubric or number, explanation, evidence, verdict. Saves as typed with htmx, and without it."""
    participation = queries.participation_of(request.user, pk, code)
    answer = queries.answer_of(participation, node, request.user)
    if request.method == "GET":
        return _item_page(request, participation, answer)
    if request.POST.get("keep") == "theirs":
        return redirect("assessment:item", pk=pk, code=code, node=node)
    if request.headers.get("HX-Request"):
        return _autosave(request, answer)
    page = _save(request, participation, answer)
    if page is None and _brings_evidence(request):
        page = _prove(request, participation, answer)
    return page or _onward(request, participation, node)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in ("value", "narrative", "not_available") if name in request.POST}


def _autosave(request: HttpRequest, answer: Answer) -> HttpResponse:
    """What is typed, at once. Faults are said in the save bar; evidence waits for a button."""
    version = number(request.POST.get("version"))
    try:
        saved = actions.save_answer(**acting(request), answer=answer, version=version, **_given(request))
    except Conflict:
        words = _("A colleague changed this answer in the meantime. Press Save to compare the two texts.")
        return _saved_mark(request, answer, words)
    except Invalid as error:
        return _saved_mark(request, answer, " ".join(f"{fault.what} {fault.mend}".strip() for fault in error.faults))
    return _saved_mark(request, saved, values.doubt(answer.node, saved.value), version=saved.version)


def _save(request: HttpRequest, participation: Participation, answer: Answer) -> HttpResponse | None:
    """Saves what is typed; the page that says why where it cannot."""
    given, version = _given(request), number(request.POST.get("version"))
    try:
        actions.save_answer(**acting(request), answer=answer, version=version, **given)
    except Conflict as conflict:
        if not _is_the_same(participation, conflict.theirs, given):
            return _item_page(request, participation, conflict.theirs, given=given, conflict=conflict.theirs)
    except Invalid as error:
        return _item_page(request, participation, answer, given=given, faults=error.faults)
    return None


def _is_the_same(participation: Participation, theirs: Answer, given: dict[str, str]) -> bool:
    """Whether somebody (mostly the own autosave, a moment before) has saved just this."""
    try:
        changes = read_given(theirs.node, participation.round.instrument_version, given)
    except Invalid:
        return False
    return all(getattr(theirs, name) == value for name, value in changes.items())


def _onward(request: HttpRequest, participation: Participation, node: str) -> HttpResponse:
    """After "Save and continue": the next question, at the end the cover."""
    code = participation.region.code
    if request.POST.get("go") == "stay":
        messages.success(request, _("Saved."))
        return redirect("assessment:item", pk=participation.round_id, code=code, node=node)
    _before, after = queries.form_of(participation, request.user).neighbours(node)
    if after is None:
        return redirect("assessment:cover", pk=participation.round_id, code=code)
    return redirect("assessment:item", pk=participation.round_id, code=code, node=after.code)


def _saved_mark(request: HttpRequest, answer: Answer, words: str, version: int | None = None) -> HttpResponse:
    """The line of the save bar that htmx swaps in, and the version beside it."""
    when = "" if version is None else local_time(answer.updated_at or clock.now(), answer.participation.region)
    return render(request, "assessment/_saved.html", {"when": when, "words": words, "version": version})


def _item_page(
    request: HttpRequest,
    participation: Participation,
    answer: Answer,
    *,
    given: dict[str, str] | None = None,
    faults: list[Fault] | None = None,
    conflict: Answer | None = None,
    proof_form: ProofForm | None = None,
) -> HttpResponse:
    form = queries.form_of(participation, request.user)
    line = form.by_code[answer.node.code]
    before, after = form.neighbours(answer.node.code)
    may_fill = queries.may_fill(participation) and access.may(request.user, "edit", answer)
    shown = {"value": _typed(answer), "narrative": answer.narrative, "not_available": answer.not_available}
    may_assign = may_fill and access.may(request.user, "send", answer)
    context = {
        **beside_question(participation, answer, request.user, may_fill=may_fill),
        **of_line(participation, line, request.user),
        "participation": participation,
        "round": participation.round,
        "form": form,
        "line": line,
        "node": answer.node,
        "section": form.outline.section_of[answer.node.code],
        "answer": answer,
        "shown": shown | (given or {}),
        "levels": list(answer.node.levels.all()),
        "proofs": queries.proofs_of(answer, request.user),
        "proof_form": proof_form or ProofForm(),
        "uploaded": uploaded(request) if proof_form else None,
        "papers": _attachable(request, answer) if may_fill else [],
        "offices": queries.offices_of(participation.region) if may_assign else [],
        "before": before,
        "after": after,
        "may_fill": may_fill,
        "last_day": calendar.last_day(participation),
        "typed": None if may_fill else given,
        "may_assign": may_assign,
        "doubt": values.doubt(answer.node, answer.value),
        "saved_at": local_time(answer.updated_at, participation.region),
        "conflict": conflict,
        "conflict_value": _typed(conflict) if conflict else "",
        "faults": faults,
        "fault_of": {fault.where: fault for fault in faults or []},
    }
    return render(request, "assessment/item.html", context, status=_status(context))


def _status(context: dict[str, Any]) -> int:
    if context["conflict"]:
        return 409
    return 422 if context["faults"] or context["proof_form"].errors else 200


def _typed(answer: Answer) -> str:
    """The value as it would be typed in the language of the page."""
    value = answer.plain_value
    if value is None:
        return ""
    text = f"{value:f}"
    return text if get_language() == "en" else text.replace(".", ",")


def _attachable(request: HttpRequest, answer: Answer) -> list[Paper]:
    """Papers of the region that can be pointed at and are not yet, newest first; the first fifty."""
    used = [proof.paper.pk for proof in queries.proofs_of(answer, request.user)]
    papers = access.scope(request.user, "view", Paper).filter(region=answer.participation.region, withdrawn_at=None)
    return list(papers.exclude(pk__in=used).order_by("-pk")[:50])


def _editable(request: HttpRequest, pk: int, code: str, node: str) -> tuple[Participation, Answer]:
    participation = queries.participation_of(request.user, pk, code)
    return participation, queries.answer_of(participation, node, request.user)


@require_POST
def attach(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """Evidence, with whatever else stands in the form: nothing that is typed is lost by attaching a paper."""
    participation, answer = _editable(request, pk, code, node)
    page = _save(request, participation, answer) if _given(request) else None
    page = page or _prove(request, participation, answer)
    return page or redirect(f"{reverse('assessment:item', args=[pk, code, node])}#bk")


def _brings_evidence(request: HttpRequest) -> bool:
    return bool(request.POST.get("upload") or request.POST.get("paper") or request.FILES.get("file"))


def _prove(request: HttpRequest, participation: Participation, answer: Answer) -> HttpResponse | None:
    """Attaches a file (whole, or uploaded by pieces before) or a paper of the region; the page that says why not."""
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _item_page(request, participation, answer, proof_form=form, given=_given(request))
    given: dict[str, Any] = form.cleaned_data | {"pages": form.cleaned_data["pages"] or None}
    if paper_pk := number(request.POST.get("paper")):
        given = {"paper": access.get(request.user, "view", Paper, pk=paper_pk), "pages": given["pages"]}
    else:
        given |= _received(request)
    try:
        actions.attach_paper(**acting(request), answer=answer, request_key=request_key(request), **given)
    except Invalid as error:
        faults = _beyond(form, error)
        return _item_page(request, participation, answer, proof_form=form, faults=faults, given=_given(request))
    messages.success(request, _("The evidence is attached."))
    return None


def _beyond(form: ProofForm, error: Invalid) -> list[Fault]:
    """Puts each fault at its field; returns those that belong to none."""
    for fault in error.faults:
        if fault.where in form.fields:
            form.add_error(fault.where, f"{fault.what} {fault.allowed}".strip())
    return [fault for fault in error.faults if fault.where not in form.fields]


def _received(request: HttpRequest) -> dict[str, Any]:
    """The bytes of a file: of this request, or of the person's own finished upload by pieces."""
    content, file_name = files.received(request) or (None, "")
    return {"content": content, "file_name": file_name}


def _own_proof(request: HttpRequest, answer: Answer, use: int) -> queries.Proof:
    proof = next((each for each in queries.proofs_of(answer, request.user) if each.use.pk == use), None)
    if proof is None:
        raise gone()
    return proof


@require_POST
def detach(request: HttpRequest, pk: int, code: str, node: str, use: int) -> HttpResponse:
    participation, answer = _editable(request, pk, code, node)
    proof = _own_proof(request, answer, use)
    try:
        actions.detach_paper(**acting(request), answer=answer, paper=proof.paper)
    except Invalid as error:
        return _item_page(request, participation, answer, faults=error.faults)
    messages.success(request, _("The answer no longer points at that paper. The paper itself is kept."))
    return redirect("assessment:item", pk=pk, code=code, node=node)


@require_POST
def proof_pages(request: HttpRequest, pk: int, code: str, node: str, use: int) -> HttpResponse:
    """Which pages of a paper prove the answer: pointing at it again says so."""
    participation, answer = _editable(request, pk, code, node)
    proof = _own_proof(request, answer, use)
    pages = request.POST.get("pages", "")
    try:
        actions.attach_paper(**acting(request), answer=answer, paper=proof.paper, pages=pages)
    except Invalid as error:
        return _item_page(request, participation, answer, faults=error.faults)
    messages.success(request, _("Saved."))
    return redirect("assessment:item", pk=pk, code=code, node=node)


@require_safe
def proof_file(request: HttpRequest, pk: int, code: str, node: str, use: int) -> FileResponse:
    """The file of a paper that proves an answer, for whoever may read the answer: to keep, or (`?tampil`) to show."""
    _participation, answer = _editable(request, pk, code, node)
    paper = queries.proof_of(answer, use, request.user).paper
    assert paper.file is not None
    respond = viewer.show if "tampil" in request.GET else files.download
    return respond(paper.file, viewer.name_of(paper))


@require_safe
def proof_look(request: HttpRequest, pk: int, code: str, node: str, use: int) -> HttpResponse:
    """The same on a page of its own, at the pages that prove the answer."""
    participation, answer = _editable(request, pk, code, node)
    proof = queries.proof_of(answer, use, request.user)
    file = reverse("assessment:proof", args=[pk, code, node, use])
    page = viewer.page_asked(request, proof.use.first_page)
    line = "verify_line" if access.may(request.user, "verify", answer) else "item"
    context = {
        "paper": proof.paper,
        "pages": proof.use.pages,
        "look": viewer.look_at(proof.paper, shown=f"{file}?tampil=1", download=file, page=page),
        "crumbs": [
            (reverse("assessment:cover", args=[pk, code]), str(participation)),
            (reverse(f"assessment:{line}", args=[pk, code, node]), node),
        ],
    }
    return render(request, "evidence/look.html", context)


@require_POST
def assign(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    participation, answer = _editable(request, pk, code, node)
    chosen = number(request.POST.get("organisation"))
    office = queries.offices_of(participation.region).filter(pk=chosen).first() if chosen else None
    try:
        actions.assign_answer(**acting(request), answer=answer, organisation=office)
    except Invalid as error:
        return _item_page(request, participation, answer, faults=error.faults)
    messages.success(request, _("Assigned.") if office else _("The question is open to all officers again."))
    return redirect("assessment:item", pk=pk, code=code, node=node)
