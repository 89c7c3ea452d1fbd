"""Pages of the calendar: moved dates, requests for more time. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.assessment import queries
from smartprovince.assessment import states as life
from smartprovince.assessment.models import Participation, Round
from smartprovince.core import access
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version

from . import actions, calendar
from .forms import CalendarForm, DecisionForm, ExtensionForm
from .models import Extension, Phase
from .states import ASKED

PER_PAGE = 25


@require_http_methods(["GET", "POST"])
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of a round, moved by its owner."""
    queries.round_of(request.user, pk)
    found = access.get(request.user, "own", Round, Round.objects.select_related("owner", "province"), pk=pk)
    initial = {name: getattr(found, name) for name in calendar.DATES}
    form = CalendarForm(request.POST or None, initial=initial, has_begun=found.state != life.DRAFT)
    status, theirs = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            actions.reschedule_round(
                **acting(request),
                round=found,
                version=posted_version(request, found),
                request_key=form.key,
                **form.values(),
            )
        except Invalid as error:
            form.take(error)
        except Conflict as conflict:
            theirs, status = conflict.theirs, 409
        else:
            messages.success(request, _("The dates are moved. The coordinators of the regions are told."))
            return redirect("assessment:round", pk=pk)
    status = 422 if form.errors else status
    context = {"round": found, "form": form, "theirs": theirs, "version": (theirs or found).version}
    return render(request, "assessment/schedule/reschedule.html", context, status=status)


# --- more time -------------------------------------------------------------------------------------------------------


@require_safe
def extensions(request: HttpRequest, pk: int) -> HttpResponse:
    """Requests for more time in a round: the owner all, a region its own."""
    return _extensions_page(request, queries.round_of(request.user, pk))


def _extensions_page(
    request: HttpRequest, found: Round, *, form: DecisionForm | None = None, at: int = 0, said: str = ""
) -> HttpResponse:
    state = request.GET.get("status", "")
    rows = access.scope(request.user, "view", Extension).filter(participation__round=found)
    counts = {key: rows.filter(state=key).count() for key in Extension.State.values}
    if state in Extension.State.values:
        rows = rows.filter(state=state)
    rows = rows.select_related("participation__region", "participation__round").order_by("-asked_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": found,
        "page": page,
        "state": state,
        "states": [(key, label, counts[key]) for key, label in Extension.State.choices],
        "all": sum(counts.values()),
        "owns": access.may(request.user, "own", found),
        "form": DecisionForm(),
        "bad_form": form,
        "at": at,
        "said": said,
    }
    bad = form is not None or bool(said)
    return render(request, "assessment/schedule/extensions.html", context, status=422 if bad else 200)


@require_POST
def decide(request: HttpRequest, pk: int, extension: int) -> HttpResponse:
    """The owner grants or refuses, with reasons."""
    found = queries.round_of(request.user, pk)
    rows = Extension.objects.filter(participation__round=found)
    asked = access.get(request.user, "decide", Extension, rows, pk=extension)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _extensions_page(request, found, form=form, at=extension)
    who: dict[str, Any] = {"version": posted_version(request, asked), "request_key": form.key}
    try:
        if request.POST.get("do") == "refuse":
            actions.refuse_extension(**acting(request), **who, extension=asked, decision=form.cleaned_data["decision"])
            messages.success(request, _("Refused. The region reads your reasons."))
        else:
            actions.grant_extension(**acting(request), **who, extension=asked, **form.values())
            messages.success(request, _("Granted. The region has more time."))
    except Invalid as error:
        form.take(error)
        return _extensions_page(request, found, form=form, at=extension)
    except Conflict:
        return _extensions_page(request, found, said=_("Somebody else has decided in the meantime. Look again."))
    return redirect("assessment:extensions", pk=pk)


@require_http_methods(["GET", "POST"])
def extension(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """More time for one region: its coordinator asks, the owner of the round offers."""
    participation = queries.participation_of(request.user, pk, code)
    owns = access.may(request.user, "own", participation)
    objections = participation.round.objection_until is not None
    form = ExtensionForm(request.POST or None, objections=objections)
    if request.method == "POST":
        if not owns:
            access.get(request.user, "send", Participation, pk=participation.pk)
        if form.is_valid():
            act = actions.offer_extension if owns else actions.ask_extension
            try:
                act(**acting(request), participation=participation, request_key=form.key, **form.values())
            except Invalid as error:
                form.take(error)
            else:
                said = _("Granted. The region has more time.") if owns else _("Sent. The owner of the round decides.")
                messages.success(request, said)
                return redirect("assessment:extension", pk=pk, code=code)
    rows = access.scope(request.user, "view", Extension).filter(participation=participation)
    context = {
        "round": participation.round,
        "participation": participation,
        "form": form,
        "owns": owns,
        "may_ask": owns or access.may(request.user, "send", participation),
        "extensions": rows.order_by("-asked_at", "-pk")[:50],
        "open": rows.filter(state=ASKED).exists(),
        "last_day": calendar.last_day(participation),
        "objection_end": calendar.present_end(participation, Phase.OBJECTION),
    }
    return render(request, "assessment/schedule/extension.html", context, status=422 if form.errors else 200)
