"""Public pages of events: what is announced, one event with its registration, and calendar files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from smartprovince.core import access, files
from smartprovince.core.errors import Invalid, NotFound

from . import calendars, forms, queries, registering
from .models import Event, Material, Registration
from .views import page_of, show_faults

PAGE = 20


def event_of(request: HttpRequest, number: str) -> Event:
    """An event as anybody may see it: public and announced; signed in, also what is open to that person."""
    rows = Event.objects.select_related("organiser__region", "region__parent")
    return access.get(request.user, "view", Event, rows, number=number)


@require_GET
def public_events(request: HttpRequest) -> HttpResponse:
    """What comes and what was, open to everybody; nothing that is simulated."""
    when = "past" if request.GET.get("when") == "past" else "upcoming"
    words = request.GET.get("q", "").strip()[:100]
    page = page_of(request, queries.public_events(when=when, words=words), PAGE)
    context = {"page": page, "when": when, "words": words, "section": "events"}
    return render(request, "outreach/public_events.html", context)


@require_GET
def event_page(request: HttpRequest, number: str) -> HttpResponse:
    """One event with its agenda, the clocks of all three zones, materials, and the form to register."""
    event = event_of(request, number)
    form = forms.RegistrationForm(event=event, person=request.user, initial=_known(request))
    return _show(request, event, form)


def _known(request: HttpRequest) -> dict[str, Any]:
    """What is known of somebody who is signed in."""
    person: Any = request.user
    if not person.is_authenticated:
        return {}
    grant = next(iter(person.grants), None)
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "position": person.position,
        "organisation": grant.organisation_id if grant else None,
        "organisation_name": "" if grant is None else grant.organisation.name,
        "region": (grant.region_id or grant.organisation.region_id) if grant else None,
    }


def _show(request: HttpRequest, event: Event, form: forms.RegistrationForm, *, status: int = 200) -> HttpResponse:
    free = queries.free_places(event)
    context = {
        "event": event,
        "form": form,
        "closed": registering.closed_because(event),
        "full": free == 0,
        "free": free,
        "agenda": queries.agenda_of(event),
        "materials": queries.materials_of(request.user, event),
        "own": queries.own_registration(request.user, event),
        "section": "events",
        "may_work": access.may(request.user, "desk", event),
    }
    return render(request, "outreach/event_page.html", context, status=status)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, number: str) -> HttpResponse:
    """Register for an event. A second click of the same form leads to the ticket of the first."""
    event = event_of(request, number)
    if request.method == "GET":
        return redirect("outreach:event_page", number=number)
    form = forms.RegistrationForm(request.POST, event=event, person=request.user)
    if not form.is_valid():
        return _show(request, event, form, status=422)
    values = form.given()
    secret = registering.secret_for(event, request.POST.get("request_key", ""))
    if queries.is_ticket_of(event, registering.digest(secret), values["email"]):
        return redirect("outreach:ticket", secret=secret)
    if values["organisation"]:
        values["organisation_name"] = ""
    try:
        made = registering.register(
            actor=registering.PAGE, event=event, secret=secret, **_who_comes(request, event, values["email"]), **values
        )
    except Invalid as error:
        show_faults(form, error)
        return _show(request, event, form, status=422)
    return redirect("outreach:ticket", secret=made.secret)


def _who_comes(request: HttpRequest, event: Event, email: str) -> dict[str, Any]:
    """The account of the one who comes; somebody else's address is a colleague whom an invited organisation names."""
    person: Any = request.user
    if not person.is_authenticated:
        return {"came_by": Registration.Source.PAGE}
    if email.strip().lower() == person.email.lower():
        return {"came_by": Registration.Source.PAGE, "person": person}
    names = queries.invitations_of(person, event).filter(organisation__in=queries.own_organisations(person)).exists()
    return {"came_by": Registration.Source.INVITATION if names else Registration.Source.PAGE}


@require_GET
def event_file(request: HttpRequest, number: str) -> HttpResponse:
    """The event as a file for calendars."""
    event = event_of(request, number)
    if event.state == Event.State.DRAFT:
        raise NotFound(_("There is no such page, or it is not open to you."))
    name = f"{event.number.lower()}.ics"
    return HttpResponse(
        calendars.event_file(event),
        content_type=calendars.TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def material(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """The file of a material, for everybody who may see it; a paper that was withdrawn is gone."""
    rows = Material.objects.filter(paper__withdrawn_at=None).select_related("paper__file")
    found = access.get(request.user, "view", Material, rows, pk=pk, event__number=number)
    if found.paper is None or found.paper.file is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return files.download(found.paper.file, found.paper.file_name or found.title)


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address. It changes nothing, and says nothing about one that does not work."""
    found = queries.feed_of(registering.digest(secret))
    if found is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    language = found.person.language if found.person else settings.LANGUAGE_CODE
    with translation.override(language):
        events = queries.events_of_feed(found)
        homework = list(queries.homework_of_feed(found))
        title = _("Agenda of %(whose)s") % {"whose": found.person or found.organisation}
        tag = calendars.fingerprint(title, events, homework)
        unchanged = get_conditional_response(request, etag=tag)
        if unchanged is not None:
            return unchanged
        text = calendars.feed(title, events, homework, queries.last_changes(events))
    return HttpResponse(text, content_type=calendars.TYPE, headers={"ETag": tag, "Cache-Control": "private"})
