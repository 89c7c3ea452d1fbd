"""Pages of applications across governments: alike while typing, likely duplicates, to be retired, import of a sheet."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, files
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.web import acting
from smartprovince.portfolio import similar
from smartprovince.portfolio.registers.views import attachment, must_read, own_region, posted

from . import actions, imports, queries, sheet
from .forms import SheetForm, VerdictForm
from .models import Application, DuplicateVerdict
from .register import APPLICATIONS

PER_PAGE = 25
SHOWN = 200


@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """Applications that read like what is being typed: a piece of the form's page."""
    must_read(request.user)
    text = f"{request.GET.get('name', '')} {request.GET.get('description', '')}"[:400]
    context = {"alike": similar.find(request.user, text, ("application",), top=5), "typed": bool(text.strip())}
    return render(request, "portfolio/applications/_alike.html", context)


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Likely duplicates of the province, with verdicts and what the same ones cost."""
    must_read(request.user)
    found = queries.duplicates_for(request.user)
    shown = request.GET.get("tampil", "")
    same = DuplicateVerdict.Verdict.SAME
    keep = {
        "baru": lambda pair: pair.verdict is None,
        "sama": lambda pair: pair.verdict is not None and pair.verdict.verdict == same,
        "beda": lambda pair: pair.verdict is not None and pair.verdict.verdict != same,
    }.get(shown, lambda pair: True)
    judges = set(access.scope(request.user, "judge", Application).values_list("pk", flat=True))
    page = Paginator([pair for pair in found.pairs if keep(pair)], PER_PAGE).get_page(request.GET.get("page"))
    for pair in page:
        for each in (pair.first, pair.second):
            each.page = APPLICATIONS.address("entry", each)  # type: ignore[attr-defined]
    rows = [(pair, {pair.first.pk, pair.second.pk} <= judges) for pair in page]
    pills = [("", _("all")), ("baru", _("not judged yet")), ("sama", _("the same")), ("beda", _("other verdicts"))]
    context = {
        "found": found,
        "page": page,
        "rows": rows,
        "shown": shown,
        "pills": pills,
        "list": APPLICATIONS.address("entries"),
    }
    return render(request, "portfolio/applications/duplicates.html", context)


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Two applications side by side, and the verdict on them."""
    rows = Application.objects.select_related("region", "organisation")
    pair = [access.get(request.user, "view", Application, rows, number=each) for each in (number, other)]
    for each in pair:
        access.allow(request.user, "judge", each)
    first, second = sorted(pair, key=lambda each: each.pk)
    verdict = access.scope(request.user, "view", DuplicateVerdict).filter(first=first, second=second).first()
    initial = {"verdict": verdict.verdict, "reason": verdict.reason} if verdict else None
    form = VerdictForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.judge_pair(
                **acting(request), request_key=form.key, application=first, other=second, **form.values()
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("The verdict is kept; the pair is not shown as new again."))
            return redirect("portfolio:duplicates")
    context = {"pair": (first, second), "form": form, "verdict": verdict, "list": APPLICATIONS.address("entries")}
    return render(request, "portfolio/applications/judge.html", context, status=422 if form.errors else 200)


@require_safe
def retiring(request: HttpRequest) -> HttpResponse:
    """Applications on their way out, and what that saves."""
    must_read(request.user)
    found = queries.retiring_for(request.user)
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    seen = access.scope(request.user, "view", Application).in_bulk([each.replaced_by_id for each in page])
    for each in page:
        each.page = APPLICATIONS.address("entry", each)  # type: ignore[attr-defined]
        each.successor = seen.get(each.replaced_by_id)  # type: ignore[attr-defined]
    context = {"found": found, "page": page, "list": APPLICATIONS.address("entries")}
    return render(request, "portfolio/applications/retiring.html", context)


# --- import ----------------------------------------------------------------------------------------------------------


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    own_region(request)
    return attachment(sheet.template(), "templat-aplikasi.xlsx", files.XLSX)


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest) -> HttpResponse:
    """Upload the list that a government keeps."""
    region = own_region(request)
    form = SheetForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = files.received(request)
            if sent is None:
                raise Invalid(Fault("file", _("Choose the sheet.")))
            upload = files.begin_upload(request.user, sent[1], len(sent[0]))
            files.append(upload, 0, sent[0])
            return redirect("portfolio:import_check", key=upload.pk)
        except Invalid as error:
            for fault in error.faults:
                form.add_error("file", " ".join(part for part in (fault.what, fault.allowed, fault.mend) if part))
    context = {"form": form, "region": region, "list": APPLICATIONS.address("entries")}
    return render(request, "portfolio/applications/import.html", context, status=422 if form.errors else 200)


@require_safe
def import_check(request: HttpRequest, key: str) -> HttpResponse:
    """Every fault at its cell, and what applying the sheet would add."""
    region = own_region(request)
    upload = files.own_upload(request.user, key)
    plan = imports.plan_of(upload, region, request.user)
    for row in plan.standing[:SHOWN]:
        row.standing.page = APPLICATIONS.address("entry", row.standing)  # type: ignore[union-attr]
    for row in plan.alike[:SHOWN]:
        for each in row.alike:
            each.page = APPLICATIONS.address("entry", each)  # type: ignore[attr-defined]
    context = {
        "upload": upload,
        "region": region,
        "plan": plan,
        "faults": plan.faults[:SHOWN],
        "new": plan.new[:SHOWN],
        "standing": plan.standing[:SHOWN],
        "alike": plan.alike[:SHOWN],
        "list": APPLICATIONS.address("entries"),
    }
    return render(request, "portfolio/applications/import_check.html", context)


@require_POST
def import_apply(request: HttpRequest, key: str) -> HttpResponse:
    """All of the sheet, or nothing of it. A second click adds nothing."""
    region = own_region(request)
    upload = files.own_upload(request.user, key)
    before = Application.objects.filter(region=region).count()
    try:
        actions.import_applications(**acting(request), request_key=str(upload.pk), region=region, upload=upload)
    except Invalid as error:
        messages.error(request, f"{_('Nothing was changed.')} {error.faults[0]}")
        return redirect("portfolio:import_check", key=key)
    added = Application.objects.filter(region=region).count() - before
    said = ngettext("%(n)d application was added.", "%(n)d applications were added.", added)
    messages.success(request, said % {"n": added})
    return redirect(APPLICATIONS.address("entries"))
