"""Work pages of events: the list, one event, and its life from the first draft to the day it is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access, clock
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version
from smartprovince.organisations.models import Organisation

from . import actions, forms, queries
from .models import Event

PAGE = 25
PEOPLE_SHOWN = 8


def event_of(request: HttpRequest, verb: str, number: str) -> Event:
    """The event of an address, through the gate."""
    rows = Event.objects.select_related("organiser__region", "region__parent", "minutes")
    return access.get(request.user, verb, Event, rows, number=number)


def show_faults(form: Any, error: Invalid) -> None:
    """Put the faults of an action at their fields."""
    for fault in error.faults:
        text = " ".join(part for part in (fault.what, fault.allowed, fault.mend) if part)
        form.add_error(fault.where if fault.where in form.fields else None, text)


def request_key(request: HttpRequest) -> str | None:
    return request.POST.get("request_key") or None


def page_of(request: HttpRequest, rows: Any, size: int = PAGE) -> Any:
    return Paginator(rows, size).get_page(request.GET.get("page"))


# --- the list --------------------------------------------------------------------------------------------------------

WHEN = {"upcoming": "upcoming", "past": "past", "all": ""}


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Events by month: what comes, what was, by kind, region, state and words."""
    get = request.GET
    when = get.get("when", "upcoming") if get.get("when", "upcoming") in WHEN else "upcoming"
    chosen = {name: get.get(name, "").strip()[:100] for name in ("kind", "region", "state", "q")}
    rows = queries.events_open_to(
        request.user,
        when=WHEN[when],
        kind=chosen["kind"],
        region=chosen["region"],
        state=chosen["state"],
        words=chosen["q"],
    )
    page = page_of(request, rows)
    for event in page:
        event.month = date_format(clock.local(event.starts_at, event.zone).date(), "F Y")
    context = {
        "page": page,
        "when": when,
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "kinds": Event.Kind.choices,
        "states": Event.State.choices,
        "regions": queries.regions_with_events(request.user),
        "may_hold": access.scope(request.user, "hold_event", Organisation).exists(),
    }
    return render(request, "outreach/events.html", context)


# --- one event -------------------------------------------------------------------------------------------------------


@require_GET
def event(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one event, as far as the person may know it."""
    return show_event(request, event_of(request, "view", number))


def show_event(
    request: HttpRequest, event: Event, bound: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of an event; `bound` are forms that were sent and have something to mend."""
    return render(request, "outreach/event.html", _context(request, event) | (bound or {}), status=status)


def _context(request: HttpRequest, event: Event) -> dict[str, Any]:
    person = request.user
    may_edit, may_desk = access.may(person, "edit", event), access.may(person, "desk", event)
    invitations = queries.invitations_of(person, event)
    outputs = list(queries.outputs_of(person, event))
    context: dict[str, Any] = {
        "event": event,
        "may_edit": may_edit,
        "may_desk": may_desk,
        "life": actions.life(event) if may_edit else [],
        "tally": queries.tally(event),
        "agenda": queries.agenda_of(event),
        "questions": queries.questions_of(event),
        "materials": queries.materials_of(person, event),
        "outputs": outputs,
        "readable": queries.readable(person, [event.minutes_id, *(each.paper_id for each in outputs)]),
        "deliverable": set(queries.deliverable(person, event)),
        "invitations": page_of(request, invitations),
        "answerable": set(queries.answerable(person, event)),
        "groups": queries.groups_of(event) if queries.has_groups(event) else [],
        "own": queries.own_registration(person, event),
        "today": clock.today(event.zone),
    }
    if may_edit:
        papers = queries.papers_for(person, event)
        context |= {
            "agenda_form": forms.AgendaForm(
                event=event, initial={"starts_at": forms.on_the_wall(event.starts_at, event.zone)}, prefix="agenda"
            ),
            "question_form": forms.QuestionForm(event=event, prefix="question"),
            "material_form": forms.MaterialForm(papers=papers, prefix="material"),
            "output_form": forms.OutputForm(event=event, person=person, prefix="output"),
            "minutes_form": forms.MinutesForm(papers=papers, initial={"paper": event.minutes}, prefix="minutes"),
            "seat_form": forms.SeatForm(event=event, prefix="seat"),
            "helper_form": forms.HelperForm(prefix="helper"),
            "desk_people": queries.desk_people(event),
            "gives_desk": queries.gives_desk(event),
        }
    return context


@require_http_methods(["GET", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    """Prepare an event of one's own government or ministry."""
    if not access.scope(request.user, "hold_event", Organisation).exists():
        raise access.refusal("hold_event", Organisation)
    form = forms.EventForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_event(**acting(request), request_key=request_key(request), **form.values())
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Prepared. Complete it, then announce it."))
            return redirect("outreach:event", number=made.number)
    return render(request, "outreach/event_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def event_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change an event; when somebody else was faster, both versions are shown and nothing typed is lost."""
    found = event_of(request, "edit", number)
    form = forms.EventForm(
        request.POST or None, person=request.user, event=found, initial=forms.EventForm.as_typed(found)
    )
    if found.state != Event.State.DRAFT:
        for name in (*actions.WHEN_AND_WHERE, "kind"):
            form.fields[name].disabled = True
    theirs, version = None, found.version
    if request.method == "POST" and form.is_valid():
        try:
            seen = posted_version(request, found)
            actions.change_event(**acting(request), event=found, version=seen, **form.values())
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:event", number=number)
    context = {"event": found, "form": form, "theirs": theirs, "version": version}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "outreach/event_edit.html", context, status=status)


# --- its life --------------------------------------------------------------------------------------------------------


def _step(act: Callable[..., Event], said: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A button of an event's life that needs no words."""

    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        found = event_of(request, "edit", number)
        try:
            act(**acting(request), event=found, version=posted_version(request, found))
        except Invalid as error:
            for fault in error.faults:
                messages.error(request, str(fault.what))
        else:
            messages.success(request, said())
        return redirect("outreach:event", number=number)

    return view


event_open = _step(actions.open_event, lambda: _("Announced. It stands in the lists of those it concerns."))
event_record = _step(actions.record_past_event, lambda: _("Now its lists can be entered; close it when they are in."))
event_close = _step(actions.close_event, lambda: _("Closed. Now the report can be written."))


def _reasoned(act: Callable[..., Event], template: str, said: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A step that asks why first."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, number: str) -> HttpResponse:
        found = event_of(request, "edit", number)
        form = forms.ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                act(**acting(request), event=found, version=posted_version(request, found), **form.values())
            except Invalid as error:
                show_faults(form, error)
            else:
                messages.success(request, said())
                return redirect("outreach:event", number=number)
        context = {"event": found, "form": form, "tally": queries.tally(found)}
        return render(request, template, context, status=422 if form.errors else 200)

    return view


event_reopen = _reasoned(actions.reopen_event, "outreach/event_reopen.html", lambda: _("It is open again."))
event_cancel = _reasoned(
    actions.cancel_event, "outreach/event_cancel.html", lambda: _("Cancelled. Everybody who registered is told why.")
)


@require_http_methods(["GET", "POST"])
def event_move(request: HttpRequest, number: str) -> HttpResponse:
    """Another time or place for an announced event; who registered hears of it."""
    found = event_of(request, "edit", number)
    typed = {name: getattr(found, name) for name in ("mode", "venue", "zone")}
    moments = {name: forms.on_the_wall(getattr(found, name), found.zone) for name in ("starts_at", "ends_at")}
    form = forms.MoveForm(request.POST or None, initial=typed | moments)
    theirs, version = None, found.version
    if request.method == "POST" and form.is_valid():
        try:
            seen = posted_version(request, found)
            actions.move_event(**acting(request), event=found, version=seen, **form.values())
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Moved. Everybody who registered is told; calendars follow."))
            return redirect("outreach:event", number=number)
    context = {"event": found, "form": form, "theirs": theirs, "version": version, "tally": queries.tally(found)}
    return render(request, "outreach/event_move.html", context, status=409 if theirs else 422 if form.errors else 200)
