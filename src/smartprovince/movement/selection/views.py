"""Pages of the angkatan and their candidates: list, one angkatan, the long list, one candidate and its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Fault, Invalid, NotFound
from smartprovince.core.web import acting, posted_version
from smartprovince.movement.models import Cohort
from smartprovince.movement.views import request_key, show_faults
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import grants
from smartprovince.territory.models import Region

from . import actions, letters, queries
from .forms import (
    CohortForm,
    DecisionForm,
    FollowForm,
    InterviewForm,
    InviteForm,
    NominateForm,
    ReasonForm,
)
from .models import Candidate
from .picture import quadrants
from .states import CANDIDATE, INTERVIEW

PER_PAGE = 30


def attached(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def owner_of(request: HttpRequest) -> Organisation:
    """The organisation the person runs the selection for; Refused for everybody else."""
    found = access.scope(request.user, "run_selection", Organisation).first()
    if found is None:
        raise access.refusal("run_selection", Organisation)
    return found


def publisher_of(request: HttpRequest) -> str:
    return str(acting(request)["acting_for"] or "")


def chosen(request: HttpRequest, name: str, most: int) -> list[int]:
    """The keys that were ticked; what is no key is left out."""
    return [int(key) for key in request.POST.getlist(name)[:most] if is_key(key)]


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


# --- angkatan --------------------------------------------------------------------------------------------------------


@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    """All angkatan: how many there were, how many are known by name, candidates by state."""
    context = {
        "rows": queries.cohort_rows(request.user),
        "may_run": access.scope(request.user, "run_selection", Organisation).exists(),
        "reads_register": bool(grants(request.user, "register.view")),
    }
    return render(request, "movement/selection/cohorts.html", context)


@require_http_methods(["GET", "POST"])
def cohort_open(request: HttpRequest) -> HttpResponse:
    """Open an angkatan; for the programme owner."""
    owner = owner_of(request)
    year = clock.today().year
    form = CohortForm(request.POST or None, initial={"year": year + 1})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "request_key"}
        try:
            made = actions.open_cohort(**acting(request), request_key=request_key(request), owner=owner, **given)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The cohort is open. Put regions on its long list."))
            return redirect("movement:cohort", key=made.key)
    return render(request, "movement/selection/cohort_open.html", {"form": form}, status=422 if form.errors else 200)


SORTS = {
    "kode": "region__code",
    "nama": "region__name",
    "keadaan": "state",
    "wawancara": "interview_on",
    "keputusan": "decided_on",
}


@require_http_methods(["GET", "POST"])
def cohort(request: HttpRequest, key: str) -> HttpResponse:
    """One angkatan: its members known from the register with their sources, and its candidates."""
    verb = "nominate" if request.method == "POST" else "view"
    found = access.get(request.user, verb, Cohort, key=key)
    may_run = access.may(request.user, "nominate", found)
    form = NominateForm(request.POST or None)
    form.offer(queries.regions_of_movement(found))
    if request.method == "POST" and form.is_valid():
        region = form.cleaned_data["region"]
        try:
            made = actions.nominate(**acting(request), request_key=request_key(request), cohort=found, region=region)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("%(region)s is on the long list.") % {"region": made.region})
            return redirect("movement:cohort", key=key)
    state, words = request.GET.get("keadaan", ""), request.GET.get("q", "").strip()
    sort = request.GET.get("urut", "kode")
    rows = queries.candidates(request.user, found)
    if state in Candidate.State:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(region__name__icontains=words) | Q(region__code__startswith=words))
    order = SORTS.get(sort.removeprefix("-"), SORTS["kode"])
    rows = rows.order_by(f"{'-' if sort.startswith('-') else ''}{order}", "region__code")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": found,
        "row": queries.cohort_row(request.user, found),
        "members": queries.members(request.user, found),
        "page": page,
        "interviews": queries.interviews_of(request.user, page.object_list),
        "states": Candidate.State.choices,
        "state": state,
        "words": words,
        "sort": sort,
        "may_run": may_run,
        "form": form,
        "invite_form": InviteForm(prefix="undang"),
    }
    return render(request, "movement/selection/cohort.html", context, status=422 if form.errors else 200)


# --- the long list ---------------------------------------------------------------------------------------------------

LONG_SORTS: dict[str, Callable[[queries.LongRow], Any]] = {
    "kode": lambda row: row.region.code,
    "potensi": lambda row: (row.score.potential is not None, row.score.potential or 0),
    "tantangan": lambda row: (row.score.challenge is not None, row.score.challenge or 0),
    "cakupan": lambda row: row.score.coverage,
}


@require_http_methods(["GET", "POST"])
def long_list(request: HttpRequest, key: str) -> HttpResponse:
    """The computed suggestion, for the programme owner: potential and challenge of who has not joined."""
    found = access.get(request.user, "nominate", Cohort, key=key)
    faults: list[Fault] = []
    if request.method == "POST":
        regions = list(queries.regions_of_movement(found).filter(pk__in=chosen(request, "region", PER_PAGE)))
        try:
            actions.nominate_many(**acting(request), request_key=request_key(request), cohort=found, regions=regions)
        except Invalid as error:
            faults = error.faults
        else:
            n = len(regions)
            told = ngettext("%(n)d region is on the long list.", "%(n)d regions are on the long list.", n)
            messages.success(request, told % {"n": n})
            return redirect("movement:cohort", key=key)
    province, words = request.GET.get("provinsi", ""), request.GET.get("q", "").strip()
    sort = request.GET.get("urut", "kode")
    listed = queries.long_list(request.user, found, province=province, words=words)
    order = LONG_SORTS.get(sort.removeprefix("-"), LONG_SORTS["kode"])
    rows = sorted(listed.rows, key=order, reverse=sort.startswith("-"))
    context = {
        "cohort": found,
        "listed": listed,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "picture": quadrants(listed.points),
        "provinces": queries.provinces(),
        "province": province,
        "words": words,
        "sort": sort,
        "faults": faults,
    }
    return render(request, "movement/selection/long_list.html", context, status=422 if faults else 200)


@require_POST
def invite_many(request: HttpRequest, key: str) -> HttpResponse:
    """One interview day for the chosen candidates of the long list: all of them, or none."""
    found = access.get(request.user, "nominate", Cohort, key=key)
    form = InviteForm(request.POST, prefix="undang")
    if not form.is_valid():
        raise Invalid([Fault(name, " ".join(map(str, texts))) for name, texts in form.errors.items()])
    rows = access.scope(request.user, "run", Candidate).filter(
        cohort=found, pk__in=chosen(request, "candidate", PER_PAGE)
    )
    if not rows:
        raise Invalid(Fault("candidate", _("Choose at least one candidate.")))
    with transaction.atomic():
        for row in rows:
            actions.invite(**acting(request), candidate=row, interview_on=form.cleaned_data["interview_on"])
    n = len(rows)
    told = ngettext("%(n)d region is invited.", "%(n)d regions are invited.", n)
    messages.success(request, told % {"n": n})
    return redirect("movement:cohort", key=key)


@require_GET
def letters_zip(request: HttpRequest, key: str) -> HttpResponse:
    """The letters of all candidates in a state, one Word file each."""
    found = access.get(request.user, "nominate", Cohort, key=key)
    rows = access.scope(request.user, "run", Candidate, queries.candidates(request.user, found))
    state = request.GET.get("keadaan", "")
    if state in Candidate.State:
        rows = rows.filter(state=state)
    written = [row for row in rows if letters.has_letter(row)]
    if not written:
        raise Invalid(_("There is no letter to write here: invite, select or reject first."))
    content = letters.all_as_zip(written, publisher_of(request))
    return attached(content, f"surat-{found.key}.zip", "application/zip")


# --- one candidate ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepPage:
    """A step of a candidate as a page: its form, its action, what is said on it and after it."""

    form: type[forms.Form]
    action: Callable[..., Candidate]
    title: Any
    button: Any
    done: Any
    hint: Any = ""
    name: str = ""


STEPS = {
    "undang": StepPage(
        InviteForm,
        actions.invite,
        gettext_lazy("Invite to the interview"),
        gettext_lazy("Invite"),
        gettext_lazy("Invited. Write the letter from here."),
        name="invite",
    ),
    "wawancara": StepPage(
        InterviewForm,
        actions.record_interview,
        gettext_lazy("Record the interview"),
        gettext_lazy("Save the interview"),
        gettext_lazy("The interview is recorded. Decide next."),
        gettext_lazy("Names, score and note are read by the programme owner only."),
        name="interview",
    ),
    "pilih": StepPage(
        DecisionForm,
        actions.select,
        gettext_lazy("Select the region"),
        gettext_lazy("Select"),
        gettext_lazy("Selected. It has joined once the memorandum stands in the register."),
        gettext_lazy("Being selected is not joining: no count changes before the memorandum is signed."),
        name="select",
    ),
    "tolak": StepPage(
        DecisionForm,
        actions.reject,
        gettext_lazy("Do not select the region"),
        gettext_lazy("Do not select"),
        gettext_lazy("Decided. Write the letter from here."),
        name="reject",
    ),
    "tinjau": StepPage(
        ReasonForm,
        actions.reconsider,
        gettext_lazy("Take the decision back"),
        gettext_lazy("Take back"),
        gettext_lazy("The decision is taken back; the earlier one stays in the trail."),
        name="reconsider",
    ),
    "tarik": StepPage(
        ReasonForm,
        actions.withdraw,
        gettext_lazy("Withdraw the candidate"),
        gettext_lazy("Withdraw"),
        gettext_lazy("Withdrawn."),
        gettext_lazy("The region does not stand for this cohort (any more)."),
        name="withdraw",
    ),
    "ikuti": StepPage(
        FollowForm,
        actions.follow_region,
        gettext_lazy("Go on with a successor region"),
        gettext_lazy("Go on with it"),
        gettext_lazy("The candidacy goes on with the successor; its history stays."),
        gettext_lazy("For a region that was split (pemekaran) in the middle of a cohort."),
    ),
}


def offered(found: Candidate, successors: list[Region], heard: bool) -> list[tuple[str, StepPage]]:
    """The steps open from a candidate's state."""
    open_now = {step.action for step in CANDIDATE.transitions if step.source == found.state}
    has_come = found.interview_on is not None and found.interview_on <= clock.today()
    if heard:
        open_now.discard("invite")
    else:
        open_now.discard("select")
    if not has_come:
        open_now.discard("interview")
    steps = [(key, page) for key, page in STEPS.items() if page.name in open_now or (key == "ikuti" and successors)]
    if found.state == INTERVIEW and found.interview_on:
        moved = replace(STEPS["undang"], title=_("Move the interview day"))
        steps = [(key, moved if key == "undang" else page) for key, page in steps]
        first = "pilih" if heard else "wawancara" if has_come else "undang"
        steps.sort(key=lambda step: step[0] != first)  # what comes next stands first
    return steps


@require_GET
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate: where it stands, why, what its region is known by, and what comes next."""
    found = access.get(request.user, "view", Candidate, queries.candidates(request.user), pk=pk)
    interview = queries.interviews_of(request.user, [found]).get(found.pk)
    may_run = access.may(request.user, "run", found)
    successors = queries.successors_of(found.region)
    context = {
        "candidate": found,
        "interview": interview,
        "values": queries.values_of(request.user, found.region),
        "successors": successors,
        "history": queries.history_of(found),
        "joined": queries.has_joined(found.region),
        "steps": offered(found, successors, interview is not None) if may_run else [],
        "may_run": may_run,
        "has_letter": may_run and letters.has_letter(found),
    }
    return render(request, "movement/selection/candidate.html", context)


@require_GET
def candidate_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter that the state asks for, as a draft in Word."""
    found = access.get(request.user, "run", Candidate, queries.candidates(request.user), pk=pk)
    if not letters.has_letter(found):
        raise Invalid(_("There is no letter to write here: invite, select or reject first."))
    return attached(letters.as_docx(found, publisher_of(request)), letters.file_name(found), files.DOCX)


@require_http_methods(["GET", "POST"])
def candidate_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Ask for what a step needs, then take it."""
    if step not in STEPS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    page = STEPS[step]
    found = access.get(request.user, "run", Candidate, queries.candidates(request.user), pk=pk)
    form = page.form(request.POST or None, initial=_as_known(request, found, step))
    if isinstance(form, FollowForm):
        form.offer(queries.successors_of(found.region))
    theirs, version = None, posted_version(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            page.action(
                **acting(request),
                request_key=request_key(request),
                version=version,
                candidate=found,
                **_given(form),
            )
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, page.done)
            return redirect("movement:candidate", pk=pk)
    context = {"candidate": found, "form": form, "page": page, "theirs": theirs, "version": version}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "movement/selection/candidate_step.html", context, status=status)


def _as_known(request: HttpRequest, found: Candidate, step: str) -> dict[str, Any]:
    """What is known already, for a form that corrects."""
    if step == "wawancara" and (held := queries.interviews_of(request.user, [found]).get(found.pk)):
        return {"assessors": held.assessors, "score": held.score, "note": held.note}
    return {"interview_on": found.interview_on, "decided_on": clock.today()}


def _given(form: forms.Form) -> dict[str, Any]:
    """The arguments of the action; number and day of a letter become the letter."""
    given = {name: value for name, value in form.cleaned_data.items() if name != "request_key"}
    if isinstance(form, DecisionForm):
        number, day = given.pop("letter_number"), given.pop("letter_date")
        given["letter"] = actions.decision_letter(number, day, given["decided_on"])
    return given
