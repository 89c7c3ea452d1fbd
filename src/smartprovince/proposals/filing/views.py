"""The form in steps: each its own page, saved whenever a button is pressed, complete or not; then sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.web import acting, acting_grant, posted_version
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.models import Application, Innovation
from smartprovince.proposals import actions as drafting
from smartprovince.proposals import queries, settings
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.places import reads_proposals
from smartprovince.territory.models import Region

from . import actions, completeness, content
from . import queries as filing
from .forms import (
    CostsForm,
    PlaceForm,
    ProblemForm,
    StepForm,
    TermsForm,
    WhatForm,
    cost_rows,
    costs_in,
    effect_rows,
    effects_in,
)
from .outline import BY_KEY, FIRST, LAST, STEPS, Step

FORMS: dict[str, type[StepForm]] = {
    "apa": WhatForm,
    "masalah": ProblemForm,
    "lokasi": PlaceForm,
    "biaya": CostsForm,
    "tor": TermsForm,
}


# --- the first step makes the draft ----------------------------------------------------------------------------------


def _own_region(request: HttpRequest) -> Region:
    """The region one drafts for: the one acted for, else the first. Refused when there is none."""
    mine = queries.regions_to_draft_for(request.user)
    grant = acting_grant(request)
    home = (grant.region_id or grant.organisation.region_id) if grant else None
    region = (mine.filter(pk=home).first() if home else None) or mine.first()
    if region is None:
        if not reads_proposals(request.user):
            raise NotFound(_("There is no such page, or it is not open to you."))
        raise access.refusal("draft_proposal", Region)
    return region


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    region = _own_region(request)
    grant = acting_grant(request)
    home = {"organisation": grant.organisation_id} if grant and grant.organisation.region_id == region.pk else {}
    form = WhatForm(request.POST or None, person=request.user, region=region, initial=home)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = drafting.draft_proposal(**acting(request), request_key=form.key, region=region, **form.values())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("%(number)s is kept as a draft of your region.") % {"number": proposal.number})
            return _onward(request, proposal, FIRST)
    context = {"form": form, "region": region, "step": FIRST, "steps": STEPS, "done": ()}
    return render(request, "proposals/filing/step.html", context, status=422 if form.errors else 200)


# --- each step of a draft --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, step: str = FIRST.key) -> HttpResponse:
    """One step. When somebody else was faster, both versions are shown and nothing typed is lost."""
    proposal = queries.proposal_open_to(request.user, number, "edit")
    at = BY_KEY.get(step)
    if at is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    if at is LAST:
        return _send(request, proposal) if request.method == "POST" else _last(request, proposal)
    if request.method == "POST":
        return _save(request, proposal, at) or _onward(request, proposal, at)
    return _page(request, proposal, at, _form(request, proposal, at), _rows(proposal, at))


def _form(request: HttpRequest, proposal: Proposal, at: Step, data: Any = None) -> StepForm:
    return FORMS[at.key](data, person=request.user, region=proposal.region, proposal=proposal)


def _rows(proposal: Proposal, at: Step, data: Any = None) -> BaseFormSet[Any] | None:
    if "costs" in at.fields:
        return cost_rows(data, proposal)
    return effect_rows(data, proposal) if "effects" in at.fields else None


def _save(request: HttpRequest, proposal: Proposal, at: Step) -> HttpResponse | None:
    """Keep what was typed on one step; the page that says why not, if it could not be kept."""
    form, rows = _form(request, proposal, at, request.POST), _rows(proposal, at, request.POST)
    if not form.is_valid() or (rows is not None and not rows.is_valid()):
        return _page(request, proposal, at, form, rows)
    values = form.values()
    if rows is not None:
        values |= {"costs": costs_in(rows)} if "costs" in at.fields else {"effects": effects_in(rows)}
    try:
        drafting.change_proposal(
            **acting(request), proposal=proposal, version=posted_version(request, proposal), **values
        )
    except Conflict as error:
        return _page(request, proposal, at, form, rows, theirs=error.theirs)
    except Invalid as error:
        form.take(error)
        return _page(request, proposal, at, form, rows)
    return None


def _onward(request: HttpRequest, proposal: Proposal, at: Step) -> HttpResponse:
    """Where the pressed button leads: on, back, or to the same page again."""
    go = request.POST.get("go", "next")
    if go in BY_KEY:
        return redirect("proposals:step", number=proposal.number, step=go)
    if go in ("stay", "rows"):
        if go == "stay":
            messages.success(request, _("The draft is saved. What stood before stays in the trail."))
        target = at
    else:
        target = STEPS[at.number if go == "next" else max(0, at.number - 2)]
    return redirect("proposals:step", number=proposal.number, step=target.key)


def _page(
    request: HttpRequest,
    proposal: Proposal,
    at: Step,
    form: StepForm,
    rows: BaseFormSet[Any] | None,
    *,
    theirs: Proposal | None = None,
    faults: list[Any] | None = None,
) -> HttpResponse:
    wrong = bool(form.errors or faults or (rows is not None and rows.is_bound and not rows.is_valid()))
    told = content.parts_of(content.content_of(theirs)) if theirs else []
    handler = completeness.handler_of(proposal) or proposal.region
    context = {
        "proposal": proposal,
        "region": proposal.region,
        "form": form,
        "rows": rows,
        "theirs": [part for part in told if part.name in _SHOWN[at.key]],
        "version": theirs.version if theirs else posted_version(request, proposal),
        "faults": faults,
        "earliest": settings.earliest_rkpd(handler.code),
        **_progress(proposal, at),
    }
    if at.key == "tor":
        homes = access.scope(request.user, "add_paper", Organisation).filter(region=proposal.region)
        context |= {
            "attached": filing.attached_to(proposal),
            "papers": filing.attachable(request.user, proposal),
            "may_keep": homes.exists(),
        }
    if at.key == "biaya":
        context["costs"] = filing.costs_of(proposal)
    status = 409 if theirs else 422 if wrong else 200
    return render(request, "proposals/filing/step.html", context, status=status)


_SHOWN = {
    "apa": ("title", "kind", "summary", "addressee", "addressed_region", "organisation", "proposer", "copied"),
    "masalah": ("theme", "problem", "background", "effects"),
    "lokasi": ("location", "point", "beneficiaries", "years"),
    "biaya": ("costs",),
    "tor": ("goal", "outputs", "operation"),
}


def _progress(proposal: Proposal, at: Step) -> dict[str, Any]:
    lacking = completeness.by_step(completeness.missing(proposal))
    return {
        "step": at,
        "steps": STEPS,
        "done": {each.key for each, faults in lacking.items() if not faults},
        "lacking": lacking,
        "before": STEPS[at.number - 2] if at.number > 1 else None,
    }


# --- attachments -----------------------------------------------------------------------------------------------------


@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """A file or a kept paper, with whatever else stands in the form: nothing typed is lost by attaching."""
    proposal = queries.proposal_open_to(request.user, number, "edit")
    at = BY_KEY["tor"]
    if "goal" in request.POST and (page := _save(request, proposal, at)):
        return page
    proposal = queries.proposal_open_to(request.user, number, "edit")
    try:
        actions.attach_paper(
            **acting(request),
            proposal=proposal,
            request_key=request.POST.get("request_key") or None,
            **_brought(request),
        )
    except Invalid as error:
        return _page(request, proposal, at, _form(request, proposal, at), None, faults=error.faults)
    messages.success(request, _("Attached."))
    return redirect(f"{reverse('proposals:step', args=[number, at.key])}#lampiran")


def _brought(request: HttpRequest) -> dict[str, Any]:
    chosen = request.POST.get("paper", "")
    if chosen.isdigit():
        return {"paper": access.get(request.user, "view", Paper, pk=int(chosen))}
    sent, file_name = files.received(request) or (None, "")
    return {"content": sent, "file_name": file_name, "title": request.POST.get("paper_title", "")[:300]}


@require_POST
def detach(request: HttpRequest, number: str, use: int) -> HttpResponse:
    proposal = queries.proposal_open_to(request.user, number, "edit")
    found = filing.attachment_open_to(request.user, proposal, use)
    if "goal" in request.POST and (page := _save(request, proposal, BY_KEY["tor"])):
        return page
    actions.detach_paper(**acting(request), proposal=proposal, use=found)
    messages.success(request, _("It is attached no longer. The paper itself is kept."))
    return redirect(f"{reverse('proposals:step', args=[number, 'tor'])}#lampiran")


# --- the last step ---------------------------------------------------------------------------------------------------


def _last(request: HttpRequest, proposal: Proposal, faults: list[Any] | None = None) -> HttpResponse:
    handler = completeness.handler_of(proposal)
    context = {
        "proposal": proposal,
        "region": proposal.region,
        "handler": handler,
        "parts": content.parts_of(content.content_of(proposal)),
        "costs": filing.costs_of(proposal),
        "alike": filing.like(request.user, proposal),
        "earliest": settings.earliest_rkpd((handler or proposal.region).code),
        "due": settings.due(proposal.State.SUBMITTED, (handler or proposal.region).code),
        "today": clock.today(),
        "faults": faults,
        **_progress(proposal, LAST),
    }
    context["complete"] = not any(context["lacking"].values())
    return render(request, "proposals/filing/send.html", context, status=422 if faults else 200)


def _send(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Hand it over. Whatever is missing is listed at its step; nothing is lost."""
    try:
        actions.submit_proposal(
            **acting(request),
            proposal=proposal,
            version=posted_version(request, proposal),
            request_key=request.POST.get("request_key") or None,
        )
    except Invalid as error:
        return _last(request, proposal, error.faults)
    messages.success(request, _("%(number)s is sent. Keep the receipt.") % {"number": proposal.number})
    return redirect("proposals:receipt", number=proposal.number)


@require_POST
def join(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Take the own draft back in favour of another usulan that asks the same."""
    proposal = queries.proposal_open_to(request.user, number, "edit")
    into = queries.proposal_open_to(request.user, other)
    actions.join_proposal(**acting(request), proposal=proposal, into=into)
    messages.success(request, _("Joined. Follow %(number)s from now on.") % {"number": into.number})
    return redirect("proposals:detail", number=number)


@require_POST
def copy(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Ask for a copy of what another has, instead of something new."""
    proposal = queries.proposal_open_to(request.user, number, "edit")
    found = filing.copy_of_number(request.user, other)
    if found is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    chosen = {
        "application": found if isinstance(found, Application) else None,
        "innovation": found if isinstance(found, Innovation) else None,
    }
    drafting.change_proposal(**acting(request), proposal=proposal, kind=Proposal.Kind.REPLICATION, **chosen)
    messages.success(request, _("It now asks for a copy of %(thing)s.") % {"thing": found.name})
    return redirect("proposals:step", number=number, step=LAST.key)
