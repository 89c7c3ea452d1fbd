"""Pages of mentoring: terms, their assignment, and what is handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.web import acting, posted_version
from smartprovince.documents.docx import render_docx
from smartprovince.movement.models import Cohort
from smartprovince.movement.views import request_key, show_faults
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import in_region
from smartprovince.territory.models import Region

from . import actions, handover, queries
from .forms import AssignForm, EndForm, ExtendForm
from .models import HandOver, MentorTerm

PER_PAGE = 30
STATES = ("berjalan", "berakhir")


@require_GET
def mentoring(request: HttpRequest) -> HttpResponse:
    """The terms the person may see, running ones first: last report, open and late steps."""
    state, words = request.GET.get("masa", ""), request.GET.get("q", "").strip()
    province, late = request.GET.get("provinsi", ""), request.GET.get("terlambat") == "ya"
    rows, today = queries.terms(request.user), clock.today()
    if state == "berjalan":
        rows = rows.filter(valid_from__lte=today, valid_until__gte=today)
    elif state == "berakhir":
        rows = rows.filter(valid_until__lt=today)
    if words:
        rows = rows.filter(Q(region__name__icontains=words) | Q(region__code=words) | Q(mentor__name__icontains=words))
    if province:
        rows = rows.filter(Q(region__code=province) | Q(region__parent__code=province))
    if late:
        rows = queries.with_late_steps(request.user, rows)
    page = Paginator(rows.order_by("region__code", "-valid_until", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.term_rows(request.user, list(page.object_list)),
        "state": state,
        "states": [("berjalan", _("running")), ("berakhir", _("ended"))],
        "words": words,
        "late": late,
        "province": province,
        "provinces": Region.objects.filter(level=Region.Level.PROVINCE).order_by("code"),
        "may_assign": access.scope(request.user, "assign_mentor", Organisation).exists(),
        "own_steps": queries.mine_to_follow(request.user)[:10],
    }
    return render(request, "movement/mentoring/list.html", context)


@require_http_methods(["GET", "POST"])
def mentor_assign(request: HttpRequest) -> HttpResponse:
    """Give a region a mentor for a term; for the programme owner."""
    owner = access.scope(request.user, "assign_mentor", Organisation).first()
    if owner is None:
        raise access.refusal("assign_mentor", Organisation)
    form = AssignForm(request.POST or None, initial={"valid_from": clock.today(), "region": _asked_region(request)})
    reached = Region.objects.exclude(level=Region.Level.DISTRICT).filter(
        in_region(request.user, "mentoring.assign", "")
    )
    form.offer(queries.possible_mentors(), reached.order_by("code"), Cohort.objects.order_by("movement", "year"))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.assign(
                **acting(request), request_key=request_key(request), organisation=owner, **form.values()
            )
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The mentor is assigned. The rights end with the term."))
            return redirect("movement:mentor_term", pk=made.pk)
    return render(request, "movement/mentoring/assign.html", {"form": form}, status=422 if form.errors else 200)


def _asked_region(request: HttpRequest) -> Region | None:
    """`?wilayah=51.05`: the region a gate asked a mentor for."""
    code = request.GET.get("wilayah", "")
    return access.scope(request.user, "view", Region).filter(code=code).first() if code else None


def _term(request: HttpRequest, verb: str, pk: int) -> MentorTerm:
    rows = MentorTerm.objects.select_related("mentor", "region", "region__parent", "cohort", "membership__organisation")
    return access.get(request.user, verb, MentorTerm, rows, pk=pk)


@require_GET
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """One term: its reports, open steps, and what was handed over."""
    found = _term(request, "view", pk)
    reports = queries.reports(request.user).filter(term=found)
    steps = queries.follow_ups(request.user).filter(report__term=found, done_on=None)
    context = {
        "term": found,
        "running": found.valid_from <= clock.today() <= found.valid_until,
        "page": Paginator(reports, PER_PAGE).get_page(request.GET.get("page")),
        "steps": list(steps),
        "mine": set(queries.mine_to_follow(request.user).filter(report__term=found).values_list("pk", flat=True)),
        "note": queries.hand_over_of(request.user, found),
        "may_write": access.may(request.user, "write_report", found),
        "may_assign": access.may(request.user, "assign", found),
    }
    return render(request, "movement/mentoring/term.html", context)


@require_http_methods(["GET", "POST"])
def term_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a running term last longer."""
    found = _term(request, "assign", pk)
    form = ExtendForm(request.POST or None, initial={"valid_until": found.valid_until})
    said = {"title": _("Extend the term"), "button": _("Extend"), "done": _("The term lasts longer now.")}
    return _change_term(request, found, form, actions.extend, said)


@require_http_methods(["GET", "POST"])
def term_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a term; what is known is handed over at once."""
    found = _term(request, "assign", pk)
    form = EndForm(request.POST or None, initial={"last_day": clock.today() - timedelta(days=1)})
    said = {
        "title": _("End the term"),
        "button": _("End and hand over"),
        "done": _("The term has ended; the hand-over note is made."),
        "hint": _("The mentor's rights end with the last day. The mentor keeps the own reports, nothing else."),
    }
    return _change_term(request, found, form, actions.end, said)


def _change_term(
    request: HttpRequest, found: MentorTerm, form: forms.Form, act: Callable[..., MentorTerm], said: dict[str, Any]
) -> HttpResponse:
    theirs, version = None, posted_version(request, found)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "request_key"}
        try:
            act(**acting(request), request_key=request_key(request), version=version, term=found, **given)
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, said["done"])
            return redirect("movement:mentor_term", pk=found.pk)
    context = {"term": found, "form": form, "said": said, "theirs": theirs, "version": version}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "movement/mentoring/term_change.html", context, status=status)


# --- hand-over -------------------------------------------------------------------------------------------------------


def _note(request: HttpRequest, pk: int) -> HandOver:
    note = queries.hand_over_of(request.user, _term(request, "view", pk))
    if note is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return note


@require_GET
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mentor left behind, for the region and the mentors after."""
    note = _note(request, pk)
    content = handover.with_days(note.content)
    context = {
        "note": note,
        "content": content,
        "sides": [
            (_("Open steps of the mentor"), content["mentor_steps"]),
            (_("Open steps of the region"), content["region_steps"]),
        ],
        "contacts": queries.contacts_of(request.user, note),
    }
    return render(request, "movement/mentoring/hand_over.html", context)


@require_GET
def hand_over_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a Word file."""
    note = _note(request, pk)
    content = render_docx(handover.document(note, str(acting(request)["acting_for"] or "")))
    name = f"serah-terima-{note.region.code}-{note.made_on.isoformat()}.docx"
    return HttpResponse(
        content, content_type=files.DOCX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
