"""Pages of the papers that end a round: the ministry's letter, the minutes of both parties. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from smartprovince.assessment import queries, states
from smartprovince.assessment.models import Participation, Round
from smartprovince.assessment.outline import outline_of
from smartprovince.assessment.web import gone
from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.core.templatetags.writing import exact
from smartprovince.core.web import acting, posted_version
from smartprovince.territory.models import Region

from . import letters
from . import minutes as papers_of
from .forms import LetterForm, MinutesForm
from .models import Minutes, OfficialLetter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PER_PAGE = 40


# --- minutes ---------------------------------------------------------------------------------------------------------


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Which regions have minutes and which are to be prepared: for the owner of a round of the province's own."""
    found = queries.round_of(request.user, pk)
    if found.kind != Round.Kind.OWN:
        raise gone()
    access.get(request.user, "own", Round, pk=pk)
    rows = access.scope(request.user, "own", Participation).filter(round=found, state=states.VERIFIED)
    rows = rows.select_related("region", "minutes__paper").order_by("region__code")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessment/schedule/papers.html", {"round": found, "page": page})


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The minutes of one region: prepared by the owner, read by both parties."""
    participation = _own_kind(queries.participation_of(request.user, pk, code))
    found = papers_of.minutes_of(request.user, participation)
    owns = access.may(request.user, "own", participation)
    if request.method == "POST" or (found is None and not owns):
        access.get(request.user, "own", Participation, pk=participation.pk)
    initial = {name: getattr(found, name) for name in papers_of.FIELDS} if found else {"signed_on": clock.today()}
    form, status, theirs = MinutesForm(request.POST or None, initial=initial), 200, None
    if request.method == "POST" and form.is_valid():
        version = posted_version(request, found) if found else None
        try:
            papers_of.prepare_minutes(
                **acting(request),
                participation=participation,
                minutes_version=version,
                request_key=form.key,
                **form.values(),
            )
        except Invalid as error:
            form.take(error)
        except Conflict as conflict:
            theirs, status = conflict.theirs, 409
        else:
            messages.success(request, _("The minutes are prepared. Have both parties sign them."))
            return redirect("assessment:minutes", pk=pk, code=code)
    return _minutes_page(request, participation, found, form, theirs=theirs, status=422 if form.errors else status)


def _minutes_page(
    request: HttpRequest,
    participation: Participation,
    found: Minutes | None,
    form: MinutesForm,
    *,
    theirs: Minutes | None = None,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "round": participation.round,
        "participation": participation,
        "minutes": found,
        "outdated": found is not None and papers_of.is_outdated(found),
        "owns": access.may(request.user, "own", participation),
        "ready": participation.state == states.VERIFIED,
        "form": form,
        "theirs": theirs,
        "faults": faults,
        "version": shown.version if (shown := theirs or found) else 0,
    }
    return render(request, "assessment/schedule/minutes.html", context, status=422 if faults else status)


def _own_kind(participation: Participation) -> Participation:
    if participation.round.kind != Round.Kind.OWN:
        raise gone()
    return participation


def _prepared(request: HttpRequest, pk: int, code: str) -> Minutes:
    participation = _own_kind(queries.participation_of(request.user, pk, code))
    found = papers_of.minutes_of(request.user, participation)
    if found is None:
        raise gone()
    return found


@require_safe
def minutes_docx(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    found = _prepared(request, pk, code)
    response = HttpResponse(papers_of.as_docx(found), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{papers_of.file_name(found)}"'
    return response


@require_http_methods(["GET", "POST"])
def minutes_signed(request: HttpRequest, pk: int, code: str) -> HttpResponse | FileResponse:
    """The signed copy: its file for both parties, its upload by the owner."""
    found = _prepared(request, pk, code)
    if request.method != "POST":
        if found.paper is None or found.paper.file is None:
            raise gone()
        return files.download(found.paper.file, found.paper.file_name or f"berita-acara-{code}")
    access.get(request.user, "sign", Minutes, pk=found.pk)
    upload = request.FILES.get("file")
    content, name = (upload.read(), upload.name or "") if upload else (None, "")
    try:
        papers_of.attach_signed_copy(
            **acting(request), minutes=found, content=content, file_name=name, version=posted_version(request, found)
        )
    except Invalid as error:
        form = MinutesForm(initial={name: getattr(found, name) for name in papers_of.FIELDS})
        return _minutes_page(request, found.participation, found, form, faults=error.faults)
    messages.success(request, _("The signed copy is kept."))
    return redirect("assessment:minutes", pk=pk, code=code)


# --- the ministry's letter -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int, province: str) -> HttpResponse:
    """The official letter of a round of the ministry, as the province recorded it."""
    found, region = _national(request, pk, province)
    known = letters.letter_of(request.user, found, region)
    may_record = access.may(request.user, "record_letter", region)
    if request.method == "POST" or (known is None and not may_record):
        access.get(request.user, "record_letter", Region, pk=region.pk)
    initial = {"number": known.paper.number, "day": known.paper.not_before} if known else {}
    form = LetterForm(request.POST or None, request.FILES or None, initial=initial)
    typed = _typed(request) if request.method == "POST" else {}
    faults: list[Fault] = []
    status, conflict = 200, False
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, found, region, known, form, typed)
        except Invalid as error:
            faults = [fault for fault in error.faults if fault.where not in form.fields]
            form.take(Invalid([fault for fault in error.faults if fault.where in form.fields]))
            status = 422
        except Conflict:
            conflict, status = True, 409
        else:
            messages.success(request, _("The letter is recorded. Each region sees its own figures."))
            return redirect("assessment:letter", pk=pk, province=province)
    known = letters.letter_of(request.user, found, region)
    context = {
        "round": found,
        "province": region,
        "letter": known,
        "form": form,
        "may_record": may_record,
        "faults": faults,
        "conflict": conflict,
        **_table(found, region, known, typed),
    }
    return render(request, "assessment/schedule/letter.html", context, status=422 if form.errors else status)


def _national(request: HttpRequest, pk: int, province: str) -> tuple[Round, Region]:
    found = queries.round_of(request.user, pk)
    region = access.get(request.user, "view", Region, code=province, level=Region.Level.PROVINCE)
    if found.kind != Round.Kind.NATIONAL or found.state == states.DRAFT:
        raise gone()
    return found, region


def _typed(request: HttpRequest) -> dict[tuple[str, str], str]:
    """Cells are named `s:51.03:TOTAL`; what is named otherwise is not read."""
    cells = {}
    for name, value in request.POST.items():
        parts = name.split(":", 2)
        if len(parts) == 3 and parts[0] == "s":
            cells[parts[1], parts[2]] = str(value)
    return cells


def _record(
    request: HttpRequest,
    found: Round,
    region: Region,
    known: OfficialLetter | None,
    form: LetterForm,
    typed: dict[tuple[str, str], str],
) -> None:
    upload = form.cleaned_data["file"]
    letters.record_letter(
        **acting(request),
        province=region,
        round=found,
        number=form.cleaned_data["number"],
        day=form.cleaned_data["day"],
        scores=typed,
        content=upload.read() if upload else None,
        file_name=upload.name if upload else "",
        letter_version=posted_version(request, known) if known else None,
        request_key=form.key,
    )


def _table(
    found: Round, region: Region, known: OfficialLetter | None, typed: dict[tuple[str, str], str]
) -> dict[str, Any]:
    """Regions by figures: what was typed stands before what is stored."""
    columns = letters.columns_of(outline_of(found.instrument_version))
    stored = letters.scores_of(known) if known else {}
    rows = []
    for part in letters.parts_of(found, region):
        cells = []
        for node in columns:
            place = (part.region.code, node.code)
            value = stored.get(place)
            text = "" if value is None else exact(value)
            cells.append(
                {"node": node, "name": f"s:{place[0]}:{place[1]}", "stored": text, "shown": typed.get(place, text)}
            )
        rows.append({"region": part.region, "cells": cells})
    return {"columns": columns, "rows": rows}


@require_safe
def letter_file(request: HttpRequest, pk: int, province: str) -> FileResponse:
    """The file of the letter; it names all regions of the province, so it opens to the province and the ministry."""
    found, region = _national(request, pk, province)
    known = letters.letter_of(request.user, found, region)
    if known is None or known.paper.file is None:
        raise gone()
    return files.download(known.paper.file, known.paper.file_name or f"surat-{found.pk}-{province}")
