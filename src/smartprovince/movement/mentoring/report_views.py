"""Pages of mentors' reports and of the next steps that come out of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access, clock
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version
from smartprovince.movement.views import request_key, show_faults

from . import actions, queries
from .forms import DoneForm, ReasonForm, ReportForm, StepRows, rows_for, steps_of
from .models import FollowUp, MentorReport, MentorTerm
from .states import DRAFT, RETURNED, SENT

PER_PAGE = 30
PREFIX = "langkah"


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """All advice the person may read, newest first, with filter and search."""
    state, words = request.GET.get("keadaan", ""), request.GET.get("q", "").strip()
    rows = queries.reports(request.user)
    if state in MentorReport.State:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(
            Q(region__name__icontains=words)
            | Q(region__code=words)
            | Q(number__icontains=words)
            | Q(recommendations__icontains=words)
        )
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "states": MentorReport.State.choices,
        "state": state,
        "words": words,
    }
    return render(request, "movement/mentoring/reports.html", context)


def _report(request: HttpRequest, verb: str, pk: int) -> MentorReport:
    rows = MentorReport.objects.select_related("term", "term__mentor", "region", "region__parent")
    return access.get(request.user, verb, MentorReport, rows, pk=pk)


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with its next steps, and what can be done with it now."""
    found = _report(request, "view", pk)
    is_open = found.state in (DRAFT, RETURNED)
    context = {
        "report": found,
        "steps": queries.follow_ups(request.user).filter(report=found),
        "mine": set(access.scope(request.user, "follow", FollowUp).filter(report=found).values_list("pk", flat=True)),
        "may_edit": is_open and access.may(request.user, "edit", found),
        "may_decide": found.state == SENT and access.may(request.user, "decide", found),
        "reason_form": ReasonForm(),
    }
    return render(request, "movement/mentoring/report.html", context)


@require_http_methods(["GET", "POST"])
def report_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the report of a visit."""
    term = access.get(
        request.user, "write_report", MentorTerm, MentorTerm.objects.select_related("region", "mentor"), pk=pk
    )
    form = ReportForm(request.POST or None, initial={"held_on": clock.today(), "authors": str(request.user)})
    rows = StepRows(request.POST or None, prefix=PREFIX)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            made = actions.write_report(
                **acting(request), request_key=request_key(request), term=term, steps=steps_of(rows), **form.values()
            )
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Kept as a draft that only you see. Send it when it is ready."))
            return redirect("movement:mentor_report", pk=made.pk)
    return _form_page(request, {"term": term, "form": form, "rows": rows})


@require_http_methods(["GET", "POST"])
def report_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a draft, or mend a report that was sent back."""
    found = _report(request, "edit", pk)
    names = ("kind", "held_on", "authors", "participants", "topics", "recommendations")
    form = ReportForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    rows = StepRows(request.POST or None, prefix=PREFIX, initial=rows_for(found))
    theirs, version = None, posted_version(request, found)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            actions.change_report(
                **acting(request), version=version, report=found, steps=steps_of(rows), **form.values()
            )
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("movement:mentor_report", pk=pk)
    context = {"term": found.term, "report": found, "form": form, "rows": rows, "theirs": theirs, "version": version}
    return _form_page(request, context)


def _form_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    wrong = bool(context["form"].errors) or (context["rows"].is_bound and not context["rows"].is_valid())
    status = 409 if context.get("theirs") else 422 if wrong else 200
    return render(request, "movement/mentoring/report_form.html", context, status=status)


@require_POST
def report_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the report to the programme and to the region."""
    found = _report(request, "edit", pk)
    actions.send_report(**acting(request), version=posted_version(request, found), report=found)
    messages.success(request, _("Sent. The region and the programme read it from now on."))
    return redirect("movement:mentor_report", pk=pk)


@require_POST
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back with what is to be mended."""
    found = _report(request, "decide", pk)
    reason = request.POST.get("reason", "")[:1_000]
    actions.return_report(**acting(request), version=posted_version(request, found), report=found, reason=reason)
    messages.success(request, _("Sent back to the mentor."))
    return redirect("movement:mentor_report", pk=pk)


@require_POST
def report_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme takes the report as it is."""
    found = _report(request, "decide", pk)
    actions.approve_report(**acting(request), version=posted_version(request, found), report=found)
    messages.success(request, _("Approved."))
    return redirect("movement:mentor_report", pk=pk)


# --- next steps ------------------------------------------------------------------------------------------------------

VIEWS = ("terbuka", "terlambat", "selesai")


@require_GET
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Next steps of both sides: open, late or done."""
    shown = request.GET.get("lihat", VIEWS[0])
    side, words = request.GET.get("pihak", ""), request.GET.get("q", "").strip()
    rows = queries.follow_ups(request.user)
    if shown == "selesai":
        rows = rows.filter(done_on__isnull=False).order_by("-done_on", "-pk")
    else:
        rows = rows.filter(done_on=None)
    if shown == "terlambat":
        rows = rows.filter(due_on__lt=clock.today())
    if side in FollowUp.Side:
        rows = rows.filter(side=side)
    if words:
        rows = rows.filter(
            Q(report__region__name__icontains=words) | Q(report__region__code=words) | Q(text__icontains=words)
        )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    keys = [row.pk for row in page.object_list]
    context = {
        "page": page,
        "mine": set(access.scope(request.user, "follow", FollowUp).filter(pk__in=keys).values_list("pk", flat=True)),
        "shown": shown,
        "views": [("terbuka", _("not done yet")), ("terlambat", _("late")), ("selesai", _("done"))],
        "sides": FollowUp.Side.choices,
        "side": side,
        "words": words,
    }
    return render(request, "movement/mentoring/follow_ups.html", context)


def _step(request: HttpRequest, pk: int) -> FollowUp:
    rows = FollowUp.objects.select_related("report", "report__region", "report__term")
    return access.get(request.user, "follow", FollowUp, rows, pk=pk)


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a step is done."""
    found = _step(request, pk)
    form = DoneForm(request.POST or None, initial={"done_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "request_key"}
        try:
            actions.finish_step(**acting(request), request_key=request_key(request), follow_up=found, **given)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Done. The other side sees it."))
            return redirect("movement:mentor_report", pk=found.report_id)
    context = {"step": found, "form": form, "title": _("Mark a step as done"), "button": _("It is done")}
    return render(request, "movement/mentoring/follow_up.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def follow_up_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A step that was not done after all."""
    found = _step(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_step(
                **acting(request),
                request_key=request_key(request),
                follow_up=found,
                reason=form.cleaned_data["reason"],
            )
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The step is open again."))
            return redirect("movement:mentor_report", pk=found.report_id)
    context = {"step": found, "form": form, "title": _("Open a step again"), "button": _("Open again")}
    return render(request, "movement/mentoring/follow_up.html", context, status=422 if form.errors else 200)
