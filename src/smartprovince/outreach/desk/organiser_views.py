"""Pages around the day: notes with receipts, the test, certificates, the report, and where outreach has been."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access, clock
from smartprovince.core.errors import Conflict, Fault, Invalid, NotFound
from smartprovince.core.templatetags.writing import full_day
from smartprovince.core.web import acting, acting_grant, posted_version
from smartprovince.documents.docx import render_docx
from smartprovince.documents.qr import qr_svg
from smartprovince.organisations.scopes import reach
from smartprovince.outreach.models import Certificate, Event, EventNote, QuizItem, QuizSheet
from smartprovince.proposals.bearers import in_fours
from smartprovince.territory.models import Region
from smartprovince.territory.queries import map_features, regencies_of

from . import certificates, closing, notes, participating, queries, report
from . import reach as reached
from .forms import ClosingForm, CorrectForm, NoteForm, QuizItemForm, RevokeForm, SettleForm, put_faults
from .places import reads_reach

PER_PAGE = 50
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def absent() -> NotFound:
    return NotFound(_("There is no such page, or it is not open to you."))


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


# --- notes -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def note_list(request: HttpRequest, number: str) -> HttpResponse:
    """Write down what somebody says; each note gives a receipt to hand over."""
    event = queries.event_at(request.user, "desk", number)
    form = NoteForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        key = form.key
        try:
            note = notes.take_note(**acting(request), request_key=key, event=event, **form.values())
        except Invalid as error:
            put_faults(form, error)
        else:
            return redirect("outreach:note", number=number, note=note.number)
    context = {
        "event": event,
        "form": form,
        "may_take": event.state in notes.HELD,
        "page": Paginator(queries.notes_of(request.user, event), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "outreach/desk/notes.html", context, status=422 if form.errors else 200)


def _note(request: HttpRequest, verb: str, number: str, note: str) -> EventNote:
    rows = EventNote.objects.select_related("event__organiser", "organisation", "proposal")
    return access.get(request.user, verb, EventNote, rows, number=note, event__number=number)


@require_GET
def note_slip(request: HttpRequest, number: str, note: str) -> HttpResponse:
    """The receipt, small enough for a slip of paper."""
    queries.event_at(request.user, "desk", number)
    found = _note(request, "view", number, note)
    address = settings.ADDRESS + reverse("outreach:receipt", args=[found.receipt])
    context = {
        "event": found.event,
        "note": found,
        "code": in_fours(found.receipt),
        "address": address,
        "qr": qr_svg(address, _("Address of the receipt")),
        "may_correct": found.event.state in notes.HELD and not found.settled_on,
    }
    return render(request, "outreach/desk/slip.html", context)


@require_http_methods(["GET", "POST"])
def note_correct(request: HttpRequest, number: str, note: str) -> HttpResponse:
    """Mend what the desk wrote down wrongly."""
    queries.event_at(request.user, "desk", number)
    found = _note(request, "edit", number, note)
    form = CorrectForm(request.POST or None, initial={"text": found.text, "by_name": found.by_name})
    theirs, version = None, found.version
    if request.method == "POST" and form.is_valid():
        try:
            notes.correct_note(
                **acting(request), note=found, version=posted_version(request, found), **form.cleaned_data
            )
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            put_faults(form, error)
        else:
            messages.success(request, _("Corrected. What stood before stays in the trail."))
            return redirect("outreach:note", number=number, note=note)
    context = {"event": found.event, "note": found, "form": form, "theirs": theirs, "version": version}
    return render(request, "outreach/desk/correct.html", context, status=409 if theirs else 422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def note_settle(request: HttpRequest, number: str, note: str) -> HttpResponse:
    """Answer a question, say that a commitment was kept, or what became of a usulan."""
    found = _note(request, "settle", number, note)
    initial = {"answer": found.answer, "is_settled": bool(found.settled_on), "on": found.settled_on}
    form = SettleForm(request.POST or None, initial=initial)
    theirs, version = None, found.version
    if request.method == "POST" and form.is_valid():
        try:
            notes.settle_note(
                **acting(request), note=found, version=posted_version(request, found), **form.cleaned_data
            )
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            put_faults(form, error)
        else:
            messages.success(request, _("Saved. Whoever holds the receipt sees it."))
            return redirect("outreach:report", number=number)
    context = {"event": found.event, "note": found, "form": form, "theirs": theirs, "version": version}
    return render(request, "outreach/desk/settle.html", context, status=409 if theirs else 422 if form.errors else 200)


# --- the test --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def quiz(request: HttpRequest, number: str) -> HttpResponse:
    """The short test before and after, made by the organiser."""
    event = queries.event_at(request.user, "edit", number)
    form = QuizItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            participating.add_item(
                **acting(request),
                request_key=given["request_key"] or None,
                event=event,
                text=given["text"],
                choices=given["choices"].splitlines(),
                right=given["right"] - 1,
            )
        except Invalid as error:
            put_faults(form, error)
        else:
            messages.success(request, _("The question is part of the test before and after."))
            return redirect("outreach:quiz", number=number)
    sheets = access.scope(request.user, "view", QuizSheet).filter(registration__event=event)
    context = {
        "event": event,
        "form": form,
        "items": access.scope(request.user, "view", QuizItem).filter(event=event),
        "is_answered": sheets.exists(),
    }
    return render(request, "outreach/desk/quiz.html", context, status=422 if form.errors else 200)


@require_POST
def quiz_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    event = queries.event_at(request.user, "edit", number)
    item = access.get(request.user, "edit", QuizItem, pk=pk, event=event)
    participating.remove_item(**acting(request), event=event, item=item)
    messages.success(request, _("The question is gone."))
    return redirect("outreach:quiz", number=number)


# --- certificates ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def certificate_list(request: HttpRequest, number: str) -> HttpResponse:
    """Issue certificates to everybody who is entitled, and see those that were issued."""
    event = queries.event_at(request.user, "edit", number)
    if request.method == "POST":
        done = certificates.issue_certificates(**acting(request), event=event)
        said = ngettext("%(n)d certificate is issued.", "%(n)d certificates are issued.", done.new) % {"n": done.new}
        messages.success(request, said)
        return redirect("outreach:certificates", number=number)
    context = {
        "event": event,
        "may_issue": event.state in (Event.State.CLOSED, Event.State.REPORTED),
        "entitled": certificates.entitled(event).count(),
        "page": Paginator(queries.certificates_of(request.user, event), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "outreach/desk/certificates.html", context)


def _certificate(request: HttpRequest, verb: str, number: str, pk: int) -> Certificate:
    queries.event_at(request.user, "edit", number)
    rows = Certificate.objects.select_related("registration__event__organiser", "registration__organisation")
    return access.get(request.user, verb, Certificate, rows, pk=pk, registration__event__number=number)


@require_GET
def certificate_file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = _certificate(request, "view", number, pk)
    if found.revoked_at:
        raise absent()
    name = f"sertifikat-{number}-{found.registration.number}.pdf"
    return attachment(certificates.certificate_pdf(found), "application/pdf", name)


@require_http_methods(["GET", "POST"])
def certificate_revoke(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ask why, then let the code say that it is revoked."""
    found = _certificate(request, "revoke", number, pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            certificates.revoke_certificate(**acting(request), certificate=found, reason=form.cleaned_data["reason"])
        except Invalid as error:
            put_faults(form, error)
        else:
            messages.success(request, _("Revoked. Its code says so from now on."))
            return redirect("outreach:certificates", number=number)
    context = {"event": found.registration.event, "certificate": found, "form": form}
    return render(request, "outreach/desk/revoke.html", context, status=422 if form.errors else 200)


# --- the report ------------------------------------------------------------------------------------------------------


@require_GET
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    event = queries.event_at(request.user, "read_report", number)
    return render(request, "outreach/desk/report.html", _report_context(request, event))


def _report_context(request: HttpRequest, event: Event, **more: Any) -> dict[str, Any]:
    return {
        "event": event,
        "report": report.report_of(request.user, event),
        "may_edit": access.may(request.user, "edit", event),
        "may_write": event.state in (Event.State.OPEN, Event.State.CLOSED),
        "closing_form": ClosingForm(initial={"closing_note": event.closing_note}),
        "days": certificates.days_in_words(event),
    } | more


@require_POST
def closing_note(request: HttpRequest, number: str) -> HttpResponse:
    """What the organiser adds."""
    event = queries.event_at(request.user, "edit", number)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        context = _report_context(request, event, closing_form=form)
        return render(request, "outreach/desk/report.html", context, status=422)
    closing.write_closing_note(
        **acting(request), event=event, version=posted_version(request, event), **form.cleaned_data
    )
    messages.success(request, _("Saved."))
    return redirect("outreach:report", number=number)


@require_POST
def report_hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the report over; what is missing is said on the page."""
    event = queries.event_at(request.user, "edit", number)
    try:
        closing.report_event(**acting(request), event=event)
    except Invalid as error:
        context = _report_context(request, event, faults=error.faults)
        return render(request, "outreach/desk/report.html", context, status=422)
    messages.success(request, _("The report is handed over. After 30 and 90 days you are told what is still open."))
    return redirect("outreach:report", number=number)


@require_GET
def report_file(request: HttpRequest, number: str) -> HttpResponse:
    event = queries.event_at(request.user, "read_report", number)
    document = report.document_of(report.report_of(request.user, event))
    return attachment(render_docx(document), DOCX, f"laporan-{number}.docx")


# --- where outreach has been -----------------------------------------------------------------------------------------


def _province_asked(request: HttpRequest) -> Region | None:
    """The province of `?provinsi=51`, else the one a person acts in, if any."""
    provinces = Region.objects.filter(level=Region.Level.PROVINCE)
    code = request.GET.get("provinsi", "")
    if not code:
        grant = acting_grant(request)
        return provinces.filter(code=reach(grant)[:2]).first() if grant else None
    found = provinces.filter(code=code[:13]).first()
    if found is None:
        raise Invalid(Fault("provinsi", _("There is no such province.")))
    return found


@require_GET
def reach_page(request: HttpRequest) -> HttpResponse:
    """Which regions a sosialisasi has reached: 38 provinces, and the map of one."""
    if not reads_reach(request.user):
        raise absent()
    province = _province_asked(request)
    rows = reached.reach_of_provinces(request.user)
    context: dict[str, Any] = {
        "rows": rows,
        "province": province,
        "total": {name: sum(getattr(row, name) for row in rows) for name in ("reached", "of", "people")},
        "provinces": sum(1 for row in rows if row.people),
    }
    if province is not None:
        context["map"] = reach_map(request.user, province)
    return render(request, "outreach/desk/reach.html", context)


STEPS = ((1, 1), (5, 2), (20, 3))  # people from a region → shade of the map


def shade(people: int) -> int:
    return next((step for most, step in STEPS if people <= most), 4)


def reach_map(person: Any, province: Region) -> dict[str, Any]:
    """The map of a province as `parts/map.html` draws it, with its table."""
    lines = reached.reach_of(person, regencies_of(province))
    facts = {
        line.region.code: {
            "step": shade(line.people) if line.people else None,
            "value": str(line.people) if line.people else _("not reached"),
            "note": full_day(line.first_on) if line.first_on else "",
        }
        for line in lines
    }
    regions = [line.region for line in lines]
    hit = sum(1 for line in lines if line.people)
    words = (_("1 person"), "2–5", "6–20", _("more than 20"))
    legend: list[dict[str, Any]] = [{"step": step, "label": word} for step, word in enumerate(words, 1)]
    legend.append({"step": None, "label": _("not reached")})
    return {
        "title": _("Reached in %(province)s") % {"province": province.name},
        "subtitle": _("%(n)d of %(of)d kabupaten/kota, %(day)s")
        % {"n": hit, "of": len(lines), "day": full_day(clock.today())},
        "label": _("Map of %(province)s: %(n)d of %(of)d kabupaten/kota were reached by a sosialisasi.")
        % {"province": province.name, "n": hit, "of": len(lines)},
        "data": {
            "features": map_features(regions, {"reach": facts}),
            "layer": "reach",
            "legends": {"reach": legend},
        },
        "columns": [
            (_("Region"), False),
            (_("First reached"), False),
            (_("Events"), False),
            (_("People who came"), True),
        ],
        "rows": [
            (
                line.region.short_name,
                full_day(line.first_on) if line.first_on else _("not reached"),
                line.events or "–",
                line.people or "–",
            )
            for line in lines
        ],
        "caption": _(
            "Counted from check-ins at sosialisasi that are open to you, by the region of the organisation or the one "
            "said at registration. Indicative boundaries."
        ),
    }
