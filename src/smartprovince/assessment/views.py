"""Pages of rounds: list, progress, a region's form, verification, results. HTTP in, HTML out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Fault, Invalid, NotFound
from smartprovince.core.models import Upload
from smartprovince.core.web import acting
from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.instruments.queries import versions_open_to
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import actions, exports, queries, states, values
from . import results as scores
from .forms import ProofForm, RoundForm
from .models import Answer, Participation, Round, Verdict

FORMATS = {
    "csv": (exports.scores_csv, "text/csv; charset=utf-8"),
    "xlsx": (exports.scores_xlsx, files.XLSX),
}
STEPS = {
    "buka": (actions.open_round, gettext_lazy("The round is open. The regions can begin.")),
    "verifikasi": (actions.begin_verification, gettext_lazy("The filling has ended; verification goes on.")),
    "tutup": (actions.close_round, gettext_lazy("The verification is closed.")),
    "hitung": (actions.compute_result, gettext_lazy("The scores are computed.")),
    "terbitkan": (actions.publish_result, gettext_lazy("Published. Only regions that consented are shown to others.")),
}
OFFERED = {
    states.DRAFT: ["buka"],
    states.OPEN: ["verifikasi"],
    states.VERIFYING: ["tutup"],
    states.CLOSED: ["hitung", "terbitkan"],
}


def _gone() -> NotFound:
    return NotFound(_("There is no such page, or it is not open to you."))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _key(request: HttpRequest) -> str | None:
    """The key of a form that was rendered once: a double click is one request."""
    return (request.POST.get("request_key") or "")[:80] or None


def _time(moment: datetime | None, region: Region) -> str:
    """`09.12 WITA`, in the region's own time."""
    if moment is None:
        return ""
    zone = region.zone or "WIB"
    return f"{clock.local(moment, zone):%H.%M} {zone}"


# --- rounds ----------------------------------------------------------------------------------------------------------


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    owners = access.scope(request.user, "own_rounds", Organisation)
    return render(request, "assessment/list.html", {"rounds": queries.overview(request.user), "owners": owners})


@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    owner = access.get(request.user, "own_rounds", Organisation, pk=organisation_pk)
    versions = versions_open_to(request.user).filter(state=InstrumentVersion.State.PUBLISHED)
    form = RoundForm(request.POST or None, versions=versions, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_round(
                **acting(request), owner=owner, simulated=settings.DEMO, request_key=_key(request), **form.cleaned_data
            )
        except Invalid as error:
            for fault in error.faults:
                form.add_error(
                    fault.where if fault.where in form.fields else None, f"{fault.what} {fault.mend}".strip()
                )
        else:
            return redirect("assessment:round", pk=made.pk)
    return render(request, "assessment/new.html", {"form": form, "owner": owner})


@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _round_page(request, queries.round_of(request.user, pk))


def _round_page(request: HttpRequest, found: Round, faults: list[Fault] | None = None) -> HttpResponse:
    """What is going on: the state, counts by region and section, what the owner can do next."""
    progress = queries.progress(found, request.user)
    owns = access.may(request.user, "own", found)
    result = queries.current_result(found) if found.has_scores else None
    offered = [name for name in OFFERED.get(found.state, []) if name != "terbitkan" or result is not None]
    viewable = access.scope(request.user, "view", Participation).filter(round=found)
    context = {
        "round": found,
        "progress": progress,
        "offered": offered if owns else [],
        "owns": owns,
        "result": result,
        "life": _life(found),
        "viewable": set(viewable.values_list("pk", flat=True)),
        "verifiable": set(
            access.scope(request.user, "verify", Participation)
            .filter(round=found, state__in=states.HANDED_OVER)
            .values_list("pk", flat=True)
        ),
        "faults": faults,
    }
    return render(request, "assessment/round.html", context, status=422 if faults else 200)


def _life(found: Round) -> list[dict[str, Any]]:
    """The states of a round as a stepper."""
    order = [state for state, _label in Round.State.choices]
    at = order.index(found.state)
    done = found.state == states.PUBLISHED
    notes = {states.OPEN: (found.opens_on, found.closes_on)}
    return [
        {
            "label": label,
            "css": "done" if index < at or done else "now" if index == at else "",
            "now": index == at,
            "dates": notes.get(state),
        }
        for index, (state, label) in enumerate(Round.State.choices)
    ]


@require_POST
def round_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    found = queries.round_of(request.user, pk)
    if name not in STEPS:
        raise _gone()
    step, said = STEPS[name]
    try:
        step(**acting(request), round=found)
    except Invalid as error:
        return _round_page(request, queries.round_of(request.user, pk), error.faults)
    messages.success(request, str(said))
    return redirect("assessment:round", pk=pk)


# --- a region's part -------------------------------------------------------------------------------------------------


@require_safe
def cover(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _cover_page(request, queries.participation_of(request.user, pk, code))


def _cover_page(request: HttpRequest, participation: Participation, faults: list[Fault] | None = None) -> HttpResponse:
    """A region's part in a round: sections, what is missing, sending, consent. With faults, what was typed stays."""
    form = queries.form_of(participation, request.user)
    sees_answers = bool(form.lines) and any(line.answer is not None for line in form.lines)
    context = {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "sees_answers": sees_answers,
        "doubts": queries.doubts_of(form),
        "may_fill": queries.may_fill(participation),
        "may_send": access.may(request.user, "send", participation),
        "may_consent": access.may(request.user, "consent", participation),
        "may_verify": queries.may_judge(participation) and access.may(request.user, "verify", participation),
        "has_result": participation.round.has_scores and queries.current_result(participation.round) is not None,
        "sent_at": _time(participation.sent_at, participation.region),
        "faults": faults,
        "gaps_note": request.POST.get("gaps_note", participation.gaps_note),
    }
    return render(request, "assessment/cover.html", context, status=422 if faults else 200)


@require_POST
def send(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    participation = queries.participation_of(request.user, pk, code)
    try:
        actions.send_participation(
            **acting(request),
            participation=participation,
            gaps_note=request.POST.get("gaps_note", ""),
            request_key=_key(request),
        )
    except Invalid as error:
        return _cover_page(request, participation, error.faults)
    messages.success(
        request, _("Sent. The assessors see your answers now; you cannot change them until one comes back.")
    )
    return redirect("assessment:cover", pk=pk, code=code)


@require_POST
def consent(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    participation = queries.participation_of(request.user, pk, code)
    try:
        if request.POST.get("withdraw"):
            actions.withdraw_consent(**acting(request), participation=participation)
            messages.success(request, _("The consent is withdrawn."))
        else:
            actions.consent_to_publication(**acting(request), participation=participation)
            messages.success(request, _("Your consent is recorded."))
    except Invalid as error:
        return _cover_page(request, participation, error.faults)
    return redirect("assessment:cover", pk=pk, code=code)


# --- one question ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """One question: rubric or number, explanation, evidence, verdict. Saves as typed with htmx, and without it."""
    participation = queries.participation_of(request.user, pk, code)
    answer = queries.answer_of(participation, node, request.user)
    if request.method == "GET":
        return _item_page(request, participation, answer)
    if request.POST.get("keep") == "theirs":
        return redirect("assessment:item", pk=pk, code=code, node=node)
    given = {name: request.POST[name] for name in ("value", "narrative", "not_available") if name in request.POST}
    version = _number(request.POST.get("version"))
    autosave = bool(request.headers.get("HX-Request"))
    try:
        saved = actions.save_answer(**acting(request), answer=answer, version=version, **given)
    except Conflict as conflict:
        if autosave:
            words = _("A colleague changed this answer in the meantime. Press Save to compare the two texts.")
            return _saved_mark(request, answer, words)
        return _item_page(request, participation, conflict.theirs, given=given, conflict=conflict.theirs)
    except Invalid as error:
        if autosave:
            return _saved_mark(request, answer, " ".join(fault.what for fault in error.faults))
        return _item_page(request, participation, answer, given=given, faults=error.faults)
    if autosave:
        return _saved_mark(request, saved, values.doubt(answer.node, saved.value), version=saved.version)
    return _onward(request, participation, node)


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
    when = "" if version is None else _time(answer.updated_at or clock.now(), answer.participation.region)
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
        "papers": _attachable(request, answer) if may_fill else [],
        "offices": queries.offices_of(participation.region) if may_assign else [],
        "before": before,
        "after": after,
        "may_fill": may_fill,
        "may_assign": may_assign,
        "doubt": values.doubt(answer.node, answer.value),
        "saved_at": _time(answer.updated_at, participation.region),
        "conflict": conflict,
        "conflict_value": _typed(conflict) if conflict else "",
        "faults": faults,
        "fault_of": {fault.where: fault for fault in faults or []},
    }
    return render(request, "assessment/item.html", context, status=409 if conflict else 422 if faults else 200)


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
    """Evidence: a file (whole, or uploaded by pieces before), or a paper of the region."""
    participation, answer = _editable(request, pk, code, node)
    form = ProofForm(request.POST)
    if not form.is_valid():
        return _item_page(request, participation, answer, proof_form=form)
    given: dict[str, Any] = dict(form.cleaned_data)
    if paper_pk := _number(request.POST.get("paper")):
        given = {"paper": access.get(request.user, "view", Paper, pk=paper_pk), "pages": given["pages"]}
    else:
        given |= _received(request)
    try:
        actions.attach_paper(**acting(request), answer=answer, request_key=_key(request), **given)
    except Invalid as error:
        return _item_page(request, participation, answer, faults=error.faults)
    messages.success(request, _("The evidence is attached."))
    return redirect("assessment:item", pk=pk, code=code, node=node)


def _received(request: HttpRequest) -> dict[str, Any]:
    """The bytes of a file: of this request, or of the person's own finished upload by pieces."""
    if upload := request.FILES.get("file"):
        return {"content": upload.read(), "file_name": upload.name or ""}
    key = request.POST.get("upload", "")
    if key:
        rows = Upload.objects.filter(owner_id=str(request.user.pk), file__isnull=False).select_related("file")
        found = next((row for row in rows.order_by("-created_at")[:100] if str(row.pk) == key), None)
        if found is not None and found.file is not None:
            return {"content": files.read(found.file), "file_name": found.name}
    return {"content": None}


@require_POST
def detach(request: HttpRequest, pk: int, code: str, node: str, use: int) -> HttpResponse:
    participation, answer = _editable(request, pk, code, node)
    proof = next((each for each in queries.proofs_of(answer, request.user) if each.use.pk == use), None)
    if proof is None:
        raise _gone()
    try:
        actions.detach_paper(**acting(request), answer=answer, paper=proof.paper)
    except Invalid as error:
        return _item_page(request, participation, answer, faults=error.faults)
    messages.success(request, _("The answer no longer points at that paper. The paper itself is kept."))
    return redirect("assessment:item", pk=pk, code=code, node=node)


@require_safe
def proof_file(request: HttpRequest, pk: int, code: str, node: str, use: int) -> HttpResponse:
    """The file of a paper that proves an answer, for whoever may read the answer."""
    _participation, answer = _editable(request, pk, code, node)
    proof = queries.proof_of(answer, use, request.user)
    assert proof.paper.file is not None
    return files.download(proof.paper.file, proof.paper.file_name or f"berkas-{proof.paper.pk}")


@require_POST
def assign(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    participation, answer = _editable(request, pk, code, node)
    chosen = _number(request.POST.get("organisation"))
    office = queries.offices_of(participation.region).filter(pk=chosen).first() if chosen else None
    try:
        actions.assign_answer(**acting(request), answer=answer, organisation=office)
    except Invalid as error:
        return _item_page(request, participation, answer, faults=error.faults)
    messages.success(request, _("Assigned.") if office else _("The question is open to all officers again."))
    return redirect("assessment:item", pk=pk, code=code, node=node)


# --- verification ----------------------------------------------------------------------------------------------------


@require_safe
def verify(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _verify_page(request, queries.participation_of(request.user, pk, code, "verify"))


def _verify_page(request: HttpRequest, participation: Participation, faults: list[Fault] | None = None) -> HttpResponse:
    """All lines of a region for its assessors. What has not been handed over does not exist for them."""
    if participation.state not in states.HANDED_OVER:
        raise _gone()
    form = queries.form_of(participation, request.user)
    context = {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "may_judge": queries.may_judge(participation),
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
    conflict: Verdict | None = None
    if request.method == "POST":
        try:
            actions.give_verdict(
                **acting(request),
                answer=answer,
                version=_number(request.POST.get("version")),
                verdict_version=_number(request.POST.get("verdict_version")),
                outcome=request.POST.get("outcome", ""),
                value=request.POST.get("value"),
                reason=request.POST.get("reason", ""),
            )
        except Conflict as error:
            conflict = error.theirs if isinstance(error.theirs, Verdict) else None
            faults = [Fault("", _("Somebody else changed this line in the meantime. Look again before you decide."))]
        except Invalid as error:
            faults = error.faults
        else:
            return _next_line(request, participation, node)
    return _line_page(request, participation, answer, faults, conflict)


def _next_line(request: HttpRequest, participation: Participation, node: str) -> HttpResponse:
    """The next line without a verdict after this one, else the first one, else the overview."""
    form = queries.form_of(participation, request.user)
    open_codes = [line.node.code for line in form.unjudged]
    order = [entry.code for entry in form.outline.entries]
    later = [code for code in open_codes if order.index(code) > order.index(node)]
    target = next(iter(later or open_codes), None)
    where = {"pk": participation.round_id, "code": participation.region.code}
    if target is None:
        messages.success(request, _("Every line has a verdict. You can finish the verification."))
        return redirect("assessment:verify", **where)
    return redirect("assessment:verify_line", node=target, **where)


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
    return render(request, "assessment/verify_line.html", context, status=409 if conflict else 422 if faults else 200)


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


# --- results ---------------------------------------------------------------------------------------------------------


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """The heat map of what the person may see: the owner all regions, a region itself and who has consented."""
    found = queries.round_of(request.user, pk)
    shown = queries.results_of(found, request.user)
    context = {
        "round": found,
        "results": shown,
        "bars": scores.bars_of(shown, scores.spread_of(shown)) if len(shown.regions) > 1 else [],
        "asked": found.participations.count(),
        "owns": access.may(request.user, "own", found),
    }
    return render(request, "assessment/results.html", context)


@require_safe
def region_results(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One region: scores by dimension with coverage, gaps, and for itself what sets it apart from the mean."""
    found = queries.round_of(request.user, pk)
    region = Region.objects.filter(code=code).first()
    shown = queries.results_of(found, request.user, region=region)
    if region is None or not shown.exists:
        raise _gone()
    participation = Participation.objects.select_related("region", "round__instrument_version__instrument").get(
        round=found, region=region
    )
    closely = access.may(request.user, "explain", participation)
    ranges = queries.peer_range(found, region) if closely else {}
    context = {
        "round": found,
        "region": region,
        "results": shown,
        "row": shown.rows[0],
        "bars": scores.bars_of(shown, ranges),
        "ranges": ranges,
        "total_range": ranges.get(shown.total_code),
        "gaps": scores.lowest(shown),
        "explanation": queries.explanation(participation, request.user) if closely else None,
        "participation": participation,
        "closely": closely,
    }
    return render(request, "assessment/region_results.html", context)


@require_safe
def export(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Scores as CSV or XLSX: the rows the person may see."""
    found = queries.round_of(request.user, pk)
    if ending not in FORMATS or not found.has_scores:
        raise _gone()
    write, media_type = FORMATS[ending]
    response = HttpResponse(write(found, request.user), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{exports.file_name(found, ending)}"'
    return response
