"""Public pages that a secret word opens: the ticket, the certificate and the receipt. None is kept by caches or found
by search engines, and no address holds anything about a person but the word itself."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core.errors import Invalid, NotFound
from smartprovince.documents.qr import qr_svg
from smartprovince.outreach import calendars, registering, zones
from smartprovince.outreach.models import Event, QuizSheet, Registration
from smartprovince.proposals import queries as proposals
from smartprovince.proposals.bearers import in_fours, plain_code
from smartprovince.proposals.filing import journey

from . import certificates, participating, queries, tickets
from .forms import FeedbackForm, QuizForm, put_faults
from .organiser_views import attachment

type View = Callable[..., HttpResponse]
S = Registration.State


def unlisted(view: View) -> View:
    """Not kept by caches, not found by search engines, and the address is told to no other site."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # To our own pages only: forms of the ticket are checked for where they come from.
        response["Referrer-Policy"] = "same-origin"
        return response

    return shown


# --- the ticket ------------------------------------------------------------------------------------------------------


@require_GET
@unlisted
def ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """The holder's own page."""
    registration = queries.registration_of_ticket(secret)
    return render(request, "outreach/desk/ticket.html", _ticket_context(registration, secret))


def _ticket_context(registration: Registration, secret: str, **more: Any) -> dict[str, Any]:
    event = registration.event
    part = queries.part_of(registration)
    phases = participating.open_phases(event) if registration.state == S.REGISTERED else []
    has_quiz = event.quiz.exists()
    return {
        "secret": secret,
        "registration": registration,
        "event": event,
        "part": part,
        "day": zones.day_of(event.starts_at, event.zone),
        "hours": zones.hours(event.starts_at, event.ends_at, event.zone),
        "elsewhere": zones.elsewhere(event.starts_at, event.ends_at, event.zone),
        "place": calendars.place_of(event),
        "qr": qr_svg(tickets.qr_text(secret), _("QR of the ticket")) if registration.state == S.REGISTERED else "",
        "tests": [
            {
                "phase": phase,
                "label": label,
                "sheet": part.sheets.get(phase),
                "is_open": phase in phases,
            }
            for phase, label in phase_words().items()
            if has_quiz
        ],
        "may_drop": registration.state in (S.REGISTERED, S.WAITING)
        and not registration.attended_on
        and event.state == Event.State.OPEN,
        "may_erase": registration.state != S.ERASED,
        "feedback_form": FeedbackForm(),
        "feedback_open": registration.state == S.REGISTERED and participating.feedback_is_open(event),
    } | more


def phase_words() -> dict[str, str]:
    return {QuizSheet.Phase.BEFORE.value: _("before the event"), QuizSheet.Phase.AFTER.value: _("after the event")}


@require_http_methods(["GET", "POST"])
@unlisted
def ticket_quiz(request: HttpRequest, secret: str, phase: str) -> HttpResponse:
    """The short test of one phase."""
    registration = queries.registration_of_ticket(secret)
    if phase not in QuizSheet.Phase.values:
        raise NotFound("phase")
    items = list(registration.event.quiz.all())
    form = QuizForm(request.POST or None, items=items)
    if request.method == "POST" and form.is_valid():
        try:
            participating.answer_quiz(
                actor=registering.TICKET, registration=registration, phase=phase, answers=form.answers()
            )
        except Invalid as error:
            put_faults(form, error)
        else:
            messages.success(request, _("Thank you, your answers are in."))
            return redirect("outreach:ticket", secret=secret)
    context = {
        "secret": secret,
        "event": registration.event,
        "form": form,
        "phase": phase_words()[phase],
        "is_open": phase in participating.open_phases(registration.event) and registration.state == S.REGISTERED,
        "sheet": queries.part_of(registration).sheets.get(phase),
    }
    return render(request, "outreach/desk/ticket_quiz.html", context, status=422 if form.errors else 200)


@require_POST
@unlisted
def ticket_feedback(request: HttpRequest, secret: str) -> HttpResponse:
    registration = queries.registration_of_ticket(secret)
    form = FeedbackForm(request.POST)
    if form.is_valid():
        try:
            participating.give_feedback(actor=registering.TICKET, registration=registration, **form.cleaned_data)
        except Invalid as error:
            put_faults(form, error)
        else:
            messages.success(request, _("Thank you. Your words reach the organiser without your name."))
            return redirect("outreach:ticket", secret=secret)
    context = _ticket_context(registration, secret, feedback_form=form)
    return render(request, "outreach/desk/ticket.html", context, status=422)


@require_http_methods(["GET", "POST"])
@unlisted
def ticket_drop(request: HttpRequest, secret: str) -> HttpResponse:
    """“I cannot come”: asked once more, then the place is free."""
    registration = queries.registration_of_ticket(secret)
    if request.method == "POST":
        registering.drop_registration(actor=registering.TICKET, registration=registration)
        messages.success(request, _("Your place is free for somebody else. Thank you for telling us."))
        return redirect("outreach:ticket", secret=secret)
    context = {"secret": secret, "registration": registration, "event": registration.event, "what": "drop"}
    return render(request, "outreach/desk/ticket_leave.html", context)


@require_http_methods(["GET", "POST"])
@unlisted
def ticket_erase(request: HttpRequest, secret: str) -> HttpResponse:
    """Consent is taken back: asked once more, then the data is gone for good."""
    registration = queries.registration_of_ticket(secret)
    if request.method == "POST":
        registering.erase_registration(actor=registering.TICKET, registration=registration)
        messages.success(request, _("Your data is erased."))
        return redirect("outreach:ticket", secret=secret)
    context = {"secret": secret, "registration": registration, "event": registration.event, "what": "erase"}
    return render(request, "outreach/desk/ticket_leave.html", context)


@require_GET
@unlisted
def ticket_certificate(request: HttpRequest, secret: str) -> HttpResponse:
    """The certificate as PDF, for whoever holds the ticket."""
    registration = queries.registration_of_ticket(secret)
    found = queries.part_of(registration).certificate
    if found is None:
        raise NotFound("certificate")
    found.registration = registration
    name = f"sertifikat-{registration.event.number}-{registration.number}.pdf"
    return attachment(certificates.certificate_pdf(found), "application/pdf", name)


# --- certificates and receipts ---------------------------------------------------------------------------------------


@require_GET
@unlisted
def certificate_search(request: HttpRequest) -> HttpResponse:
    """A field for the code of a certificate."""
    if typed := request.GET.get("kode", "").strip():
        return redirect("outreach:certificate", code=plain_code(typed) or "-")
    return render(request, "outreach/desk/certificate_search.html")


@require_GET
@unlisted
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Genuine or revoked: name, event, day, and nothing more."""
    try:
        found = queries.certificate_of_code(code)
    except NotFound:
        return render(request, "outreach/desk/certificate_unknown.html", {"typed": code[:40]}, status=404)
    event = found.registration.event
    context = {
        "certificate": found,
        "name": "" if found.revoked_at else found.registration.name,
        "event": event,
        "days": certificates.days_in_words(event),
        "code": in_fours(found.code),
        "simulated": found.registration.simulated or event.simulated,
    }
    return render(request, "outreach/desk/certificate.html", context)


@require_GET
@unlisted
def receipt_search(request: HttpRequest) -> HttpResponse:
    """A field for the word on a receipt."""
    if typed := request.GET.get("kode", "").strip():
        return redirect("outreach:receipt", receipt=plain_code(typed) or "-")
    return render(request, "outreach/desk/receipt_search.html")


@require_GET
@unlisted
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of what somebody said; for whoever holds the paper."""
    try:
        note, proposal = queries.thing_of_receipt(receipt)
    except NotFound:
        return render(request, "outreach/desk/receipt_unknown.html", {"typed": receipt[:40]}, status=404)
    context: dict[str, Any] = {"note": note, "proposal": proposal, "code": in_fours(plain_code(receipt))}
    if proposal is not None and proposal.submitted_at is not None:
        passages = proposals.passages_of(proposal)
        context |= {
            "stations": journey.stations(proposal, passages),
            "next": journey.next_of(proposal),
            "answers": proposals.published_answers(proposal),
        }
    return render(request, "outreach/desk/receipt.html", context)
