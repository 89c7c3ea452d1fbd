"""Pages of the desk on the day: by camera, by name, from paper, and off line. Each works by plain POST."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access, clock
from smartprovince.core.errors import Fault, Invalid, NotFound
from smartprovince.core.web import acting
from smartprovince.documents.qr import qr_svg
from smartprovince.organisations.scopes import grants
from smartprovince.outreach.mailing import ticket_address
from smartprovince.outreach.models import CheckIn, Event, Registration
from smartprovince.outreach.registering import digest, promote_registration, register, secret_for

from . import actions, arriving, queries, tickets, timing
from .forms import PaperListForm, WalkInForm, put_faults

FOUND = 30
PER_PAGE = 100
WORKER = "js/desk_worker.js"


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


@require_GET
def desks(request: HttpRequest) -> HttpResponse:
    """The desks a person sits at; straight to the only one."""
    if not grants(request.user, "event.desk"):
        raise NotFound(_("There is no such page, or it is not open to you."))
    mine = list(queries.desks_of(request.user))
    if len(mine) == 1:
        return redirect("outreach:desk", number=mine[0].number)
    return render(request, "outreach/desk/desks.html", {"events": mine})


@require_GET
def desk(request: HttpRequest, number: str) -> HttpResponse:
    """The desk of one event: scan, look up, check in, register, and what was done last."""
    event = queries.event_at(request.user, "desk", number)
    return render(request, "outreach/desk/desk.html", _desk_context(request, event))


def _desk_context(request: HttpRequest, event: Event, **more: Any) -> dict[str, Any]:
    day = clock.today(event.zone)
    words = request.GET.get("q", "").strip()[:100]
    found = queries.with_check_in_of(queries.found_at(request.user, event, words), day)
    return {
        "event": event,
        "day": day,
        "is_day": day in timing.days_of(event),
        "is_open": event.state == Event.State.OPEN,
        "counters": queries.counters(event, day),
        "words": words,
        "found": list(found[:FOUND]) if words else [],
        "last": queries.last_check_ins(request.user, event, day),
        "walk_in": WalkInForm(event=event),
        "may_edit": access.may(request.user, "edit", event),
        "result": _result_in(request, event),
        "words_of_device": words_of_device(),
    } | more


def words_of_device() -> dict[str, str]:
    """What the page says when no server answers; `{n}` and the like are filled in by the device."""
    return {
        "in": _("Checked in"),
        "kept": _("Kept on this device; sent when the connection is back."),
        "already": _("Already in at {time}"),
        "unknown": _("Not a ticket of this event"),
        "not_here": _(
            "This ticket is not on the list that this device took at {time}. Nothing was stored. "
            "Look for the name, or check again on line."
        ),
        "no_qr": _("This is not a ticket. Nothing was stored."),
        "refused": _("Not checked in"),
        "on_line": _("On line"),
        "off_line": _("Off line: check-ins are kept on this device."),
        "list": _("{n} names on this device, taken at {time}"),
        "no_list": _("No list on this device yet: open this page once with a connection."),
        "unsent": _("{n} check-ins wait to be sent"),
        "all_sent": _("Everything is sent."),
        "clock": _("The clock of this device is wrong by {n} minutes. What it notes is corrected."),
        "sign_in": _("Sign in again to send what waits on this device."),
        "closed": _("The desk is closed. The list was removed from this device."),
        "cleared": _("Removed from this device."),
        "leave": _("{n} check-ins are not sent yet. Remove them from this device?"),
        "no_camera": _("The camera cannot be used here. Take a photo of the QR, or type the number."),
        "no_qr_in_photo": _("No QR was found in the photo. Go nearer, or type the number."),
        "nobody": _("Nobody of this name is on the list."),
        "check_in": _("Check in"),
    }


def _result_in(request: HttpRequest, event: Event) -> dict[str, Any] | None:
    """What the last form did, kept for the page after the redirect."""
    kept = request.session.pop("desk_result", None)
    return kept if kept and kept.get("event") == event.pk else None


def told(event: Event, outcome: arriving.Outcome, key: str = "") -> dict[str, Any]:
    """An outcome as a page and a device show it: big and short."""
    row, made = outcome.registration, outcome.check_in
    shows_who = row is not None and outcome.kind in (arriving.NEW, arriving.ALREADY)
    word = {
        arriving.NEW: _("Checked in"),
        arriving.ALREADY: _("Already in at %(time)s") % {"time": queries.hour(event, made) if made else ""},
        arriving.UNKNOWN: _("Not a ticket of this event"),
        arriving.REFUSED: _("Not checked in"),
    }[outcome.kind]
    return {
        "key": key,
        "state": outcome.kind,
        "word": word,
        "number": row.number if row else 0,
        "name": row.name if row and shows_who else "",
        "organisation": queries.organisation_of(row) if row and shows_who else "",
        "at": queries.hour(event, made) if made else "",
        "clock_was_wrong": bool(made and made.clock_was_wrong),
        "message": outcome.why,
    }


@require_POST
def check_in(request: HttpRequest, number: str) -> HttpResponse:
    """One check-in by the text of a QR, or by the number on the list."""
    event = queries.event_at(request.user, "desk", number)
    text, typed = request.POST.get("ticket", "").strip(), request.POST.get("registration", "")
    if text and not tickets.secret_in(text) and not text.upper().startswith(tickets.PREFIX):
        return redirect(
            f"{reverse('outreach:desk', args=[number])}?{urlencode({'q': text[:100]})}"
        )  # a name or a number was typed
    way = CheckIn.Way.QR if text else CheckIn.Way.LIST
    if text:
        found = arriving.find(request.user, event, digest=tickets.digest_in(text))
    else:
        found = arriving.find(request.user, event, number=int(typed) if typed.isdigit() and len(typed) < 7 else 0)
    if found is not None and found.state == Registration.State.WAITING and request.POST.get("give_place"):
        promote_registration(**acting(request), registration=found)  # the desk answers for the room
    outcome = arriving.arrive(acting(request), found, way=way, moment=timing.now_at(event))
    answer = told(event, outcome)
    if wants_json(request):
        return JsonResponse(answer)
    request.session["desk_result"] = answer | {"event": event.pk}
    return redirect("outreach:desk", number=number)


@require_POST
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take back a check-in that was a mistake."""
    event = queries.event_at(request.user, "desk", number)
    typed = request.POST.get("registration", "")
    found = arriving.find(request.user, event, number=int(typed) if typed.isdigit() and len(typed) < 7 else 0)
    if found is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    day = _day_of(request, event)
    actions.undo_check_in(**acting(request), registration=found, day=day)
    messages.success(request, _("Taken back: %(who)s is not checked in.") % {"who": found})
    if "undo_day" in request.POST:  # it was pressed on the paper list
        return redirect(f"{reverse('outreach:paper_list', args=[number])}?hari={day.isoformat()}")
    return redirect("outreach:desk", number=number)


def _day_of(request: HttpRequest, event: Event) -> Any:
    text = request.POST.get("undo_day") or request.POST.get("day", "")
    days = {day.isoformat(): day for day in timing.days_of(event)}
    return days.get(text, clock.today(event.zone))


@require_POST
def walk_in(request: HttpRequest, number: str) -> HttpResponse:
    """Register somebody who stands there, and check them in when it is a day of the event."""
    event = queries.event_at(request.user, "desk", number)
    form = WalkInForm(request.POST, event=event)
    if form.is_valid():
        given = form.values()
        secret = secret_for(event, form.cleaned_data["request_key"])
        # The second click finds what the first one made.
        found = arriving.find(request.user, event, digest=digest(secret))
        try:
            if found is None:
                organisation = given["organisation"]
                region = organisation.region if organisation else None
                made = register(
                    **acting(request),
                    event=event,
                    came_by=Registration.Source.DESK,
                    secret=secret,
                    region=region,
                    **given,
                )
                found = made.registration
        except Invalid as error:
            put_faults(form, error)
        else:
            outcome = arriving.arrive(acting(request), found, way=CheckIn.Way.LIST, moment=timing.now_at(event))
            address = ticket_address(secret)
            context = {
                "event": event,
                "registration": found,
                "result": told(event, outcome),
                "address": address,
                "qr": qr_svg(address, _("Address of the ticket")),
            }
            return render(request, "outreach/desk/walked_in.html", context)
    return render(request, "outreach/desk/desk.html", _desk_context(request, event, walk_in=form), status=422)


# --- without a connection --------------------------------------------------------------------------------------------


@require_GET
def roster(request: HttpRequest, number: str) -> HttpResponse:
    """Who may come in, for a device: digests of tickets, never their secrets. Empty when the desk is closed."""
    event = queries.event_at(request.user, "desk", number)
    is_open = event.state == Event.State.OPEN
    day = clock.today(event.zone)
    people = queries.roster(request.user, event) if is_open else []
    counters = queries.counters(event, day)
    return JsonResponse(
        {
            "open": is_open,
            "now": clock.now().isoformat(),
            "day": day.isoformat(),
            "person": str(request.user.pk),
            "counters": {"registered": counters.registered, "in": counters.in_today},
            "people": people,
        }
    )


@require_POST
def check_in_batch(request: HttpRequest, number: str) -> HttpResponse:
    """What a device wrote down. Sent twice, it counts once; each item is answered by its key."""
    event = queries.event_at(request.user, "desk", number)
    try:
        device_now, items = arriving.read_batch(json.loads(request.body))
    except (ValueError, RecursionError, RawPostDataException) as error:  # the last: a form instead of JSON
        raise Invalid(_("This is not a list of check-ins.")) from error
    answers = arriving.synchronise(acting(request), event, items, device_now=device_now)
    offset = timing.offset_of(device_now)
    counters = queries.counters(event, clock.today(event.zone))
    return JsonResponse(
        {
            "now": clock.now().isoformat(),
            "clock": {"wrong": timing.is_wrong(offset), "minutes": round(-offset.total_seconds() / 60)},
            "open": event.state == Event.State.OPEN,
            "counters": {"registered": counters.registered, "in": counters.in_today},
            "items": [told(event, outcome, key) for key, outcome in answers.items()],
        }
    )


@require_GET
def worker(request: HttpRequest, number: str) -> HttpResponse:
    """The service worker of this one desk: served from the desk's own folder, so that it reaches nothing else."""
    queries.event_at(request.user, "desk", number)
    place = finders.find(WORKER)
    if not place:
        raise NotFound(_("There is no such page, or it is not open to you."))
    with open(place, encoding="utf-8") as file:
        text = file.read()
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("outreach:desk", args=[number])
    return response


# --- the paper list --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def paper_list(request: HttpRequest, number: str) -> HttpResponse:
    """Enter afterwards what was kept on paper: ticks, numbers, and names that were not registered."""
    event = queries.event_at(request.user, "desk", number)
    day = _asked_day(request, event)
    form = PaperListForm(request.POST or None, event=event, initial={"day": day.isoformat()})
    if request.method == "POST" and form.is_valid():
        try:
            given = form.values()
            ticked = [int(each) for each in request.POST.getlist("tick") if each.isdigit() and len(each) < 7]
            done = actions.enter_paper_list(
                **acting(request),
                request_key=form.key,
                event=event,
                day=given["day"],
                numbers=[*ticked, *actions.numbers_in(given["numbers"])],
                newcomers=actions.newcomers_in(given["names"]),
            )
        except Invalid as error:
            put_faults(form, error)
        else:
            said = _("Entered: %(new)d checked in, %(already)d were in already, %(newcomers)d registered from paper.")
            messages.success(request, said % vars(done))
            return redirect(f"{reverse('outreach:paper_list', args=[number])}?hari={given['day'].isoformat()}")
    words = request.GET.get("q", "").strip()[:100]
    rows = queries.registrations_at(request.user, event)
    rows = queries.found_at(request.user, event, words) if words else rows
    rows = rows.filter(state=Registration.State.REGISTERED)
    context = {
        "event": event,
        "day": day,
        "days": timing.days_of(event),
        "form": form,
        "words": words,
        "page": Paginator(queries.with_check_in_of(rows, day), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "outreach/desk/paper_list.html", context, status=422 if form.errors else 200)


def _asked_day(request: HttpRequest, event: Event) -> Any:
    """The day of `?hari=`; else today when it is one of the event's, else the last that has begun."""
    days = timing.days_of(event)
    text, today = request.GET.get("hari", ""), clock.today(event.zone)
    if text:
        found = {day.isoformat(): day for day in days}.get(text)
        if found is None:
            raise Invalid(Fault("hari", _("This is no day of the event.")))
        return found
    return max((day for day in days if day <= today), default=days[0])
