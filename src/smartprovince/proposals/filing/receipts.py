"""The receipt of a usulan that was sent: its number, when, the fingerprint of the text, and the word that opens it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.core.clock import local
from smartprovince.core.money import rupiah
from smartprovince.core.templatetags.writing import full_day
from smartprovince.documents.blocks import Document
from smartprovince.documents.pdf import render_pdf
from smartprovince.proposals.bearers import in_fours
from smartprovince.proposals.models import Proposal

from .models import Submission


def public_address(proposal: Proposal) -> str:
    """The page that whoever holds the receipt opens without signing in; it stands in the room of events."""
    return f"{settings.ADDRESS}/tanda-terima/{proposal.receipt}/"


def sent_on(submission: Submission) -> date:
    """The business day on which it was sent; it stands in the text."""
    return date.fromisoformat(submission.content["sent_on"])


def sent_in_words(proposal: Proposal, submission: Submission) -> str:
    """`7 Nov 2022, 14.03 WITA`: by the clock of the region."""
    zone = proposal.region.zone
    return f"{full_day(sent_on(submission))}, {local(submission.sent_at, zone):%H.%M} {zone}"


def receipt_pdf(proposal: Proposal, submission: Submission) -> bytes:
    """One page, in Indonesian as all receipts of the programme."""
    assert proposal.handler is not None
    with translation.override("id"):
        rows = [
            (_("Number"), proposal.number),
            (_("Sent"), sent_in_words(proposal, submission)),
            (_("Time"), _("%(n)d.") % {"n": submission.sequence}),
            (_("From"), proposal.organisation.name if proposal.organisation else proposal.proposer),
            (_("Addressed"), f"{proposal.handler.full_name}, {proposal.get_addressee_display()}"),
            (_("Costs asked for"), rupiah(submission.total)),
            (_("Fingerprint of the text (SHA-256)"), " ".join(_in_eights(submission.fingerprint))),
            (_("Code"), in_fours(proposal.receipt)),
            (_("Where it is"), public_address(proposal)),
        ]
        document = Document(
            title=_("Receipt of a usulan"),
            subtitle=proposal.title,
            publisher=proposal.handler.full_name,
            cover=tuple(rows),
            chapters=(),
            cover_only=True,
            as_of=sent_on(submission),
            simulated=proposal.simulated,
        )
    return render_pdf(document)


def _in_eights(text: str) -> list[str]:
    return [text[at : at + 8] for at in range(0, len(text), 8)]
