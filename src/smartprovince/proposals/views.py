"""Pages of usulan: the list, one of them, taking back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from smartprovince.core import access
from smartprovince.core.errors import NotFound
from smartprovince.core.web import acting, posted_version
from smartprovince.instruments.queries import dimensions
from smartprovince.organisations.scopes import grants
from smartprovince.portfolio.registers.register import registers

from . import actions, exports, queries, settings, states
from .bearers import in_fours
from .filing import content, journey
from .filing import queries as filing
from .forms import WithdrawForm
from .handling.queries import handling_of
from .models import Proposal
from .places import reads_proposals

PER_PAGE = 25
PARAMETERS = {
    "words": "q",
    "whose": "milik",
    "addressee": "kepada",
    "state": "status",
    "origin": "asal",
    "kind": "jenis",
    "dimension": "dimensi",
    "region": "wilayah",
    "year": "tahun",
    "sort": "urut",
}


def _asked(request: HttpRequest) -> queries.Asked:
    if not reads_proposals(request.user):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return queries.Asked(**{name: request.GET.get(key, "").strip()[:200] for name, key in PARAMETERS.items()})


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Usulan a person may see, with filters; each says where it is and until when."""
    asked = _asked(request)
    page = Paginator(queries.proposals_open_to(request.user, asked), PER_PAGE).get_page(request.GET.get("page"))
    provinces = {region.province_code for region in queries.regions_to_draft_for(request.user)}
    context = {
        "page": page,
        "asked": asked,
        "totals": filing.totals([each.pk for each in page]),
        "addressees": Proposal.Addressee.choices,
        "kinds": Proposal.Kind.choices,
        "groups": _groups(),
        "states": Proposal.State.choices,
        "origins": [("acara", _("said at an event")), ("sendiri", _("drafted here"))],
        "dimensions": dimensions(next(iter(provinces), "")),
        "regions": queries.regions_seen(request.user),
        "years": queries.years_seen(request.user),
        "may_draft": bool(grants(request.user, "proposal.draft")),
        "handles": bool(grants(request.user, "proposal.handle")),
        "columns": [
            ("judul", _("Usulan")),
            ("wilayah", _("Region")),
            ("status", _("Where it is")),
            ("tenggat", _("Deadline")),
            ("masuk", _("Received")),
        ],
    }
    return render(request, "proposals/index.html", context)


def _groups() -> list[tuple[str, str]]:
    return [
        ("pengusul", _("with the proposer")),
        ("diproses", _("being handled")),
        ("dijawab", _("answered")),
        ("lanjut", _("in plan, budget or work")),
        ("ditutup", _("taken back, merged, split")),
    ]


@require_GET
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """The list as XLSX or CSV, with the filters and the order of the page."""
    asked = _asked(request)
    if ending not in exports.KINDS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return HttpResponse(
        exports.proposals(request.user, asked, ending),
        content_type=exports.KINDS[ending],
        headers={"Content-Disposition": f'attachment; filename="{exports.file_name(ending)}"'},
    )


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One usulan: where it is, what is asked, what it costs, and what happened. Others than its region read what was
    sent; what is being completed is the region's own until it is sent again."""
    proposal = queries.proposal_open_to(request.user, number)
    own = filing.is_own(request.user, proposal)
    passages = queries.passages_of(proposal)
    submissions = filing.submissions_of(proposal)
    sent = submissions[-1].content if submissions else None
    as_sent = sent is not None and not own and proposal.state in states.UNSENT
    text = sent if as_sent else content.content_of(proposal)
    elsewhere = ("title", "attachments") if as_sent else _ELSEWHERE
    context: dict[str, Any] = {
        "proposal": proposal,
        "own": own,
        "as_sent": as_sent,
        "parts": [part for part in content.parts_of(text or {}) if part.text and part.name not in elsewhere],
        "costs": None if as_sent else filing.costs_of(proposal),
        "effects": [] if as_sent else filing.effects_of(proposal),
        "attached": filing.attachments_open_to(request.user, proposal),
        "submissions": submissions,
        "stations": journey.stations(proposal, passages),
        "history": journey.history(proposal, passages),
        "next": journey.next_of(proposal),
        "answers": queries.published_answers(proposal),
        "facts": proposal.plan_facts.select_related("fund_source"),
        "earliest": settings.earliest_rkpd((proposal.handler or proposal.region).code),
        "may_edit": access.may(request.user, "edit", proposal),
        "may_withdraw": access.may(request.user, "withdraw", proposal),
        "receipt": in_fours(proposal.receipt),
        "handling": handling_of(request.user, proposal),
        "links": _links(request.user, proposal),
        **_seen_beside(request.user, proposal),
    }
    return render(request, "proposals/detail.html", context)


_ELSEWHERE = ("title", "summary", "costs", "effects", "attachments", "goal", "outputs", "operation")


def _links(person: Any, proposal: Proposal) -> dict[str, str]:
    """Pages of the entries of the portfolio that it is tied to, where the person may see them."""
    tied = {
        "problem": proposal.problem,
        "copied": proposal.application or proposal.innovation,
        "programme": proposal.programme,
    }
    pages = {register.model: register for _name, register in registers.items()}
    return {
        name: pages[type(entry)].address("entry", entry)
        for name, entry in tied.items()
        if entry is not None and type(entry) in pages and access.may(person, "view", entry)
    }


def _seen_beside(person: Any, proposal: Proposal) -> dict[str, Any]:
    """Other usulan and things that it is tied to, where the person may see them."""
    near = access.scope(person, "view", Proposal)
    keys = [key for key in (proposal.merged_into_id, proposal.split_from_id) if key]
    seen = near.in_bulk(keys) if keys else {}
    return {
        "joined": seen.get(proposal.merged_into_id),
        "came_from": seen.get(proposal.split_from_id),
        "merged": list(near.filter(merged_into=proposal)),
        "pieces": list(near.filter(split_from=proposal)),
    }


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, then take it back."""
    proposal = queries.proposal_open_to(request.user, number, "withdraw")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_proposal(
            **acting(request),
            proposal=proposal,
            version=posted_version(request, proposal),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Taken back. The number and the reason stay."))
        return redirect("proposals:detail", number=number)
    context = {"form": form, "proposal": proposal}
    return render(request, "proposals/withdraw.html", context, status=422 if form.errors else 200)
