"""What was sent: its receipt, its earlier texts and what changed between them, its attachments."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smartprovince.core import files
from smartprovince.core.errors import NotFound
from smartprovince.documents.qr import qr_svg
from smartprovince.evidence import viewer
from smartprovince.proposals import queries
from smartprovince.proposals.bearers import in_fours
from smartprovince.proposals.models import Proposal, Submission

from . import content, receipts, versions
from . import queries as filing


def _sent(request: HttpRequest, number: str) -> tuple[Proposal, Submission]:
    """A usulan with the text that was sent last, for the people of its region: the receipt is theirs."""
    proposal = queries.proposal_open_to(request.user, number)
    last = filing.last_submission(proposal)
    if last is None or not filing.is_own(request.user, proposal):
        raise NotFound(_("There is no such page, or it is not open to you."))
    return proposal, last


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    proposal, last = _sent(request, number)
    context = {
        "proposal": proposal,
        "submission": last,
        "sent": receipts.sent_in_words(proposal, last),
        "code": in_fours(proposal.receipt),
        "address": receipts.public_address(proposal),
        "qr": qr_svg(receipts.public_address(proposal), _("Address of the receipt")),
    }
    return render(request, "proposals/filing/receipt.html", context)


@require_safe
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    proposal, last = _sent(request, number)
    return _file(receipts.receipt_pdf(proposal, last), files.PDF, f"tanda-terima-{number}.pdf")


@require_safe
def version(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    """One text as it was sent, and what changed since the one before."""
    proposal = queries.proposal_open_to(request.user, number)
    found = filing.submission_of(proposal, sequence)
    before = filing.submission_of(proposal, sequence - 1) if sequence > 1 else None
    context = {
        "proposal": proposal,
        "submission": found,
        "sent": receipts.sent_in_words(proposal, found),
        "parts": [part for part in content.parts_of(found.content) if part.text],
        "differences": versions.differences(before.content, found.content) if before else [],
        "submissions": filing.submissions_of(proposal),
    }
    return render(request, "proposals/filing/version.html", context)


@require_safe
def version_file(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    """The very bytes whose SHA-256 is the fingerprint."""
    proposal = queries.proposal_open_to(request.user, number)
    found = filing.submission_of(proposal, sequence)
    return _file(content.canonical(found.content).encode(), "application/json", f"{number}-{sequence}.json")


def _file(what: bytes, media_type: str, name: str) -> HttpResponse:
    head = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(what, content_type=media_type, headers=head)


# --- attachments -----------------------------------------------------------------------------------------------------


@require_safe
def attachment(request: HttpRequest, number: str, use: int) -> FileResponse:
    """The file of an attachment, for whoever may read the usulan: to keep, or (`?tampil`) to show."""
    proposal = queries.proposal_open_to(request.user, number)
    paper = filing.attachment_open_to(request.user, proposal, use).paper
    if paper.file is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    respond = viewer.show if "tampil" in request.GET else files.download
    return respond(paper.file, viewer.name_of(paper))


@require_safe
def attachment_look(request: HttpRequest, number: str, use: int) -> HttpResponseBase:
    """The same on a page of its own."""
    proposal = queries.proposal_open_to(request.user, number)
    paper = filing.attachment_open_to(request.user, proposal, use).paper
    address = reverse("proposals:attachment", args=[number, use])
    look = viewer.look_at(paper, shown=f"{address}?tampil=1", download=address, page=viewer.page_asked(request))
    crumbs = [
        (reverse("proposals:index"), _("Usulan")),
        (reverse("proposals:detail", args=[number]), proposal.number),
    ]
    return render(request, "evidence/look.html", {"paper": paper, "look": look, "crumbs": crumbs})
