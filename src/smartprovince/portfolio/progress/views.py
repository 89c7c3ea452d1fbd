"""Reporting: the calendar, one's reports, a report on its way. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.numbers import whole
from smartprovince.core.web import acting, posted_version
from smartprovince.evidence.models import Paper
from smartprovince.portfolio.programmes.queries import programme_open_to
from smartprovince.portfolio.registers.views import PER_PAGE, must_read
from smartprovince.territory.models import Region

from . import actions, checks, lights, papers, queries, states
from .forms import PeriodForm, ReportForm, ReturnForm, YearForm
from .models import Update

WRITABLE = (states.DRAFT, states.RETURNED)


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """What is to report, what waits to be checked, and the calendar."""
    must_read(request.user)
    person = request.user
    todo = Paginator(queries.to_report(person), PER_PAGE).get_page(request.GET.get("page"))
    waiting = queries.to_approve(person)
    quarters = queries.quarters_asked(person)
    context = {
        "page": todo,
        "waiting": waiting[:PER_PAGE],
        "waiting_count": waiting.count(),
        "returned": queries.returned_to(person)[:PER_PAGE],
        "periods": list(queries.periods_open_to(person).filter(year__gte=clock.today().year - 1)[:80]),
        "quarters": quarters,
        "mine": queries.provinces_to_open(person).exists(),
        "own_codes": {each.code for each in queries.provinces_to_open(person)},
        "today": clock.today(),
        "rule": lights.rule_in_words(),
    }
    return render(request, "portfolio/progress/index.html", context)


@require_http_methods(["GET", "POST"])
def open_year(request: HttpRequest) -> HttpResponse:
    """Four quarters with proposed dates."""
    must_read(request.user)
    provinces = queries.provinces_to_open(request.user)
    if not provinces.exists():
        raise access.refusal("open_periods", Region)
    form = YearForm(request.POST or None, provinces=provinces)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_year(**acting(request), request_key=form.key, **form.values())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Four quarters of %(year)d stand in the calendar.") % {"year": made.year})
            return redirect("portfolio:progress")
    return render(request, "portfolio/progress/open_year.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the days of a quarter."""
    found = queries.period_open_to(request.user, pk, "edit")
    initial = {"opens_on": found.opens_on, "locks_on": found.locks_on}
    form = PeriodForm(request.POST or None, initial=initial)
    version, theirs = found.version, None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_period(
                **acting(request), period=found, version=posted_version(request, found), **form.cleaned_data
            )
        except Conflict as error:
            version, theirs = error.theirs.version, error.theirs
        except Invalid as error:
            for fault in error.faults:
                form.add_error(fault.where if fault.where in form.fields else None, fault.what)
        else:
            messages.success(request, _("The days are moved."))
            return redirect("portfolio:progress")
    context = {"period": found, "form": form, "version": version, "theirs": theirs}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "portfolio/progress/period.html", context, status=status)


# --- a report --------------------------------------------------------------------------------------------------------


@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the report for the quarter that is open, or go on with it."""
    found = programme_open_to(request.user, number, "report")
    today = clock.today()
    open_now = queries.periods_open_to(request.user).filter(
        province__code=found.region.province_code, opens_on__lte=today, locks_on__gte=today
    )
    period = open_now.filter(year__range=(found.start_year, found.end_year)).order_by("locks_on").first()
    if period is None:
        messages.error(request, _("No quarter of this programme is open for reports today."))
        return redirect("portfolio:programme", number=number)
    try:
        made = actions.begin_update(**acting(request), programme=found, period=period)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("portfolio:programme", number=number)
    return redirect("portfolio:update", pk=made.pk)


@require_http_methods(["GET", "POST"])
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """A report: typed while it is a draft, read afterwards. Nothing typed is lost by sending it too early."""
    found = queries.update_open_to(request.user, pk, "edit" if request.method == "POST" else "view")
    may_edit = found.state in WRITABLE and access.may(request.user, "edit", found)
    stories = queries.stories_of(found.programme)
    lines = checks.lines_of(found)
    form = None
    version, theirs = found.version, None
    if may_edit or request.method == "POST":
        form = ReportForm(request.POST or None, update=found, stories=stories, lines=lines)
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_update(
                **acting(request), update=found, version=posted_version(request, found), **form.report()
            )
            version = saved.version
            if request.POST.get("go") == "send":
                actions.send_update(**acting(request), update=saved)
                messages.success(request, _("Sent. A coordinator or planner of your government checks it."))
            else:
                messages.success(request, _("The draft is kept."))
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            form.take(error)
        else:
            return redirect("portfolio:update", pk=pk)
    status = 409 if theirs else 422 if form is not None and form.errors else 200
    return render(
        request,
        "portfolio/progress/update.html",
        _page(request, found)
        | {
            "form": form if may_edit or request.method == "POST" else None,
            "may_edit": may_edit,
            "version": version,
            "theirs": theirs,
            "stories": stories,
            "lines": lines,
        },
        status=status,
    )


def _page(request: HttpRequest, found: Update) -> dict[str, Any]:
    writable = found.state in WRITABLE and access.may(request.user, "edit", found)
    return {
        "update": found,
        "programme": found.programme,
        "values": list(found.values.select_related("indicator")),
        "spends": list(found.spends.select_related("line__fund_source")),
        "proofs": papers.proofs_of(found, request.user),
        "offered": papers.papers_to_offer(found, request.user) if writable else [],
        "may_approve": found.state == states.SENT and access.may(request.user, "approve", found),
        "is_sender": found.sent_by_id == str(request.user.pk),
        "locked": found.period.is_locked,
        "may_trail": access.may(request.user, "trail", found),
    }


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on the values count."""
    found = queries.update_open_to(request.user, pk, "approve")
    try:
        actions.approve_update(**acting(request), update=found, version=posted_version(request, found))
    except Invalid as error:
        messages.error(request, " ".join(str(fault.what) for fault in error.faults))
    else:
        messages.success(request, _("Approved. The values count from now on."))
    return redirect("portfolio:update", pk=pk)


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return it with what has to be mended."""
    found = queries.update_open_to(request.user, pk, "approve")
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_update(
                **acting(request), request_key=form.key, update=found, reason=form.cleaned_data["reason"]
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Returned with your reason."))
            return redirect("portfolio:update", pk=pk)
    context = {"update": found, "programme": found.programme, "form": form}
    return render(request, "portfolio/progress/return.html", context, status=422 if form.errors else 200)


# --- papers ----------------------------------------------------------------------------------------------------------


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper of the region proves the report."""
    found = queries.update_open_to(request.user, pk, "edit")
    given = request.POST.get("paper", "")
    paper = access.get(request.user, "view", Paper, pk=whole(given) or 0)
    try:
        actions.attach_paper(**acting(request), update=found, paper=paper)
    except Invalid as error:
        messages.error(request, " ".join(str(fault.what) for fault in error.faults))
    else:
        messages.success(request, _("The paper stands beside the report."))
    return redirect("portfolio:update", pk=pk)


@require_POST
def detach(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    found = queries.update_open_to(request.user, pk, "edit")
    try:
        actions.detach_paper(**acting(request), update=found, paper=access.get(request.user, "view", Paper, pk=paper))
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The report no longer points at that paper. The paper itself is kept."))
    return redirect("portfolio:update", pk=pk)
