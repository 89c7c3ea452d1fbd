"""Pages of the workbook: out, back in, looked at, applied or put aside. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.assessment import queries
from smartprovince.assessment.models import Answer, Participation
from smartprovince.assessment.schedule import calendar
from smartprovince.assessment.web import number
from smartprovince.core import access, clock, files
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.web import acting

from . import actions, sheet
from .models import WorkbookUpload
from .plan import SAVED, SHEET, plan_of

PER_PAGE = 20
SHOWN_FAULTS = 200


@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Download, upload, and the uploads so far."""
    participation = queries.participation_of(request.user, pk, code, verb="fill")
    faults: list[Fault] = []
    if request.method == "POST":
        try:
            sent = files.received(request, "file")
            if sent is None:
                raise Invalid(Fault("file", _("Choose the workbook that you filled in.")))
            made = actions.begin_workbook(
                **acting(request), participation=participation, content=sent[0], file_name=sent[1]
            )
            return redirect("assessment:workbook_preview", pk=pk, code=code, upload=made.pk)
        except Invalid as error:
            faults = error.faults
    uploads = access.scope(request.user, "view", WorkbookUpload).filter(participation=participation)
    context = {
        "participation": participation,
        "round": participation.round,
        "faults": faults,
        "may_fill": queries.may_fill(participation),
        "last_day": calendar.last_day(participation),
        "page": Paginator(uploads.order_by("-created_at", "-pk"), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "assessment/workbook/workbook.html", context, status=422 if faults else 200)


@require_safe
def download(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The form as a workbook, in the language of the page."""
    participation = queries.participation_of(request.user, pk, code, verb="fill")
    editable: set[int] = set()
    if queries.may_fill(participation):
        mine = access.scope(request.user, "edit", Answer).filter(participation=participation)
        editable = set(mine.values_list("pk", flat=True))
    content = sheet.render(queries.form_of(participation, request.user), editable, clock.today())
    response = HttpResponse(content, content_type=files.XLSX)
    name = f"isian-{slugify(participation.region.full_name)}-{participation.round.year}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _upload_of(request: HttpRequest, participation: Participation, upload: int, verb: str) -> WorkbookUpload:
    rows = WorkbookUpload.objects.select_related(
        "file", "participation__region", "participation__round__instrument_version__instrument"
    )
    return access.get(request.user, verb, WorkbookUpload, rows, participation=participation, pk=upload)


@require_safe
def preview(request: HttpRequest, pk: int, code: str, upload: int) -> HttpResponse:
    """What applying would change, every fault at its cell, and two texts side by side where a colleague wrote too."""
    participation = queries.participation_of(request.user, pk, code, verb="fill")
    return _preview_page(request, _upload_of(request, participation, upload, "view"))


def _preview_page(request: HttpRequest, found: WorkbookUpload, faults: list[Fault] | None = None) -> HttpResponse:
    is_open = found.state == WorkbookUpload.State.OPEN
    plan = plan_of(found, request.user) if is_open else None
    context: dict[str, Any] = {
        "upload": found,
        "participation": found.participation,
        "round": found.participation.round,
        "plan": plan,
        "faults_shown": plan.faults[:SHOWN_FAULTS] if plan else [],
        "refused": faults or [],
        "may_apply": is_open and access.may(request.user, "edit", found),
        "chosen": {key: value for key, value in request.POST.items() if key.startswith("keep-")},
    }
    return render(request, "assessment/workbook/preview.html", context, status=422 if faults else 200)


@require_POST
def apply(request: HttpRequest, pk: int, code: str, upload: int) -> HttpResponse:
    """All of it or nothing. A second click changes nothing."""
    participation = queries.participation_of(request.user, pk, code, verb="fill")
    found = _upload_of(request, participation, upload, "edit")
    choices = {}
    for name, side in request.POST.items():
        node = name.removeprefix("keep-")
        version = number(request.POST.get(f"seen-{node}"))
        if name.startswith("keep-") and side in (SHEET, SAVED) and version is not None:
            choices[node] = [side, version]
    try:
        done = actions.apply_workbook(**acting(request), upload=found, choices=choices)
    except Invalid as error:
        return _preview_page(request, found, error.faults)
    changed = done.result.get("changed", 0)
    words = ngettext("%(n)d answer was taken over.", "%(n)d answers were taken over.", changed)
    messages.success(request, words % {"n": changed})
    return redirect("assessment:cover", pk=pk, code=code)


@require_POST
def drop(request: HttpRequest, pk: int, code: str, upload: int) -> HttpResponse:
    """Leave a workbook unapplied."""
    participation = queries.participation_of(request.user, pk, code, verb="fill")
    found = _upload_of(request, participation, upload, "edit")
    try:
        actions.drop_workbook(**acting(request), upload=found)
    except Invalid as error:
        return _preview_page(request, found, error.faults)
    messages.success(request, _("The workbook is put aside; nothing was changed."))
    return redirect("assessment:workbook", pk=pk, code=code)
