"""Pages of usulan: the list, one of them, drafting, changing, taking back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from smartprovince.core import access
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.web import acting, acting_grant, posted_version
from smartprovince.organisations.scopes import grants
from smartprovince.territory.models import Region

from . import actions, queries
from .bearers import in_fours
from .forms import ProposalForm, WithdrawForm
from .models import Proposal

PER_PAGE = 25


def show_faults(form: Any, error: Invalid) -> None:
    for fault in error.faults:
        text = " ".join(part for part in (fault.what, fault.allowed, fault.mend) if part)
        form.add_error(fault.where if fault.where in form.fields else None, text)


def reads_proposals(person: Any) -> bool:
    return bool(grants(person, "proposal.view") or grants(person, "proposal.view_national"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Usulan a person may see, with filters."""
    if not reads_proposals(request.user):
        raise NotFound(_("There is no such page, or it is not open to you."))
    chosen = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "kepada", "status", "asal")}
    rows = queries.proposals_open_to(
        request.user, words=chosen["q"], addressee=chosen["kepada"], state=chosen["status"], origin=chosen["asal"]
    )
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "addressees": Proposal.Addressee.choices,
        "states": Proposal.State.choices,
        "origins": [("acara", _("said at an event")), ("sendiri", _("drafted here"))],
        "may_draft": bool(grants(request.user, "proposal.draft")),
    }
    return render(request, "proposals/index.html", context)


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    proposal = queries.proposal_open_to(request.user, number)
    context = {
        "proposal": proposal,
        "may_edit": access.may(request.user, "edit", proposal),
        "receipt": in_fours(proposal.receipt),
    }
    return render(request, "proposals/detail.html", context)


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
    form = ProposalForm(request.POST or None, region=region)
    if request.method == "POST" and form.is_valid():
        key = request.POST.get("request_key") or None
        try:
            proposal = actions.draft_proposal(**acting(request), request_key=key, region=region, **form.values())
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("%(number)s is kept as a draft of your region.") % {"number": proposal.number})
            return redirect("proposals:detail", number=proposal.number)
    context = {"form": form, "region": region}
    return render(request, "proposals/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Complete a draft. When somebody else was faster, both versions are shown and nothing typed is lost."""
    proposal = queries.proposal_open_to(request.user, number, "edit")
    names = ("title", "addressee", "summary", "organisation", "proposer")
    initial = {name: getattr(proposal, name) for name in names} | {"theme": proposal.theme.code}
    form = ProposalForm(request.POST or None, region=proposal.region, initial=initial)
    theirs, version = None, proposal.version
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_proposal(
                **acting(request), proposal=proposal, version=posted_version(request, proposal), **form.values()
            )
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Saved. What stood before stays in the trail."))
            return redirect("proposals:detail", number=number)
    context = {"form": form, "proposal": proposal, "region": proposal.region, "theirs": theirs, "version": version}
    return render(request, "proposals/edit.html", context, status=409 if theirs else 422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, then take a draft back."""
    proposal = queries.proposal_open_to(request.user, number, "edit")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_proposal(**acting(request), proposal=proposal, reason=form.cleaned_data["reason"])
        messages.success(request, _("Taken back. The number and the reason stay."))
        return redirect("proposals:detail", number=number)
    context = {"form": form, "proposal": proposal}
    return render(request, "proposals/withdraw.html", context, status=422 if form.errors else 200)
