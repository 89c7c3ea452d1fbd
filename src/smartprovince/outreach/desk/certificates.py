"""Certificates of attendance: issued once the event was held, as PDF, verified by a code that nobody guesses."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.documents.blocks import Document
from smartprovince.documents.pdf import render_pdf
from smartprovince.outreach import zones
from smartprovince.outreach.models import Certificate, Event, QuizSheet, Registration
from smartprovince.proposals.bearers import in_fours, new_code


@dataclass(frozen=True)
class Issued:
    new: int
    certificates: list[Certificate]


def entitled(event: Event) -> QuerySet[Registration]:
    """Who came, is not erased, has none yet, and reached the pass mark where there is one."""
    rows = Registration.objects.filter(
        event=event, attended_on__isnull=False, state=Registration.State.REGISTERED, certificate__isnull=True
    ).exclude(name="")
    if event.pass_mark:
        passed = QuizSheet.objects.filter(registration=OuterRef("pk"), phase=QuizSheet.Phase.AFTER)
        rows = rows.filter(Exists(passed.filter(Q(right__gte=F("of") * event.pass_mark / 100.0))))
    return rows.order_by("number")


@action("certificate.issue", on="event")
def issue_certificates(log: Log, *, event: Event) -> Issued:
    """For everybody who is entitled and has none. Pressing it again issues only what is new."""
    if event.state not in (Event.State.CLOSED, Event.State.REPORTED):
        raise Invalid(_("Certificates are issued when the event is closed."))
    log.about(event)
    made = [
        log.create(Certificate, registration=registration, code=new_code(), issued_on=clock.today(event.zone))
        for registration in entitled(event)
    ]
    log.note(issued=len(made))
    return Issued(len(made), made)


@action("certificate.revoke", on="certificate", verb="revoke")
def revoke_certificate(log: Log, *, certificate: Certificate, reason: str) -> Certificate:
    """Its code says from now on that it is revoked."""
    if certificate.revoked_at:
        raise Invalid(_("This certificate is revoked already."))
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why.")))
    log.set(certificate, revoked_at=clock.now(), revoked_reason=reason.strip()[:300])
    return certificate


def days_in_words(event: Event) -> str:
    first, last = (zones.day_of(moment, event.zone) for moment in (event.starts_at, event.ends_at))
    return full_day(first) if first == last else f"{full_day(first)} – {full_day(last)}"


def verify_address(certificate: Certificate) -> str:
    return settings.ADDRESS + reverse("outreach:certificate", args=[certificate.code])


def certificate_pdf(certificate: Certificate) -> bytes:
    """One page, in Indonesian as all certificates of the programme."""
    registration = certificate.registration
    event = registration.event
    with translation.override("id"):
        rows = [
            (_("Event"), event.title),
            (_("Kind"), event.get_kind_display()),
            (_("Day"), days_in_words(event)),
            (_("Place"), event.venue or event.get_mode_display()),
            (_("Organisation"), str(registration.organisation or registration.organisation_name or "–")),
            (_("Number"), f"{event.number}/{registration.number}"),
            (_("Issued"), full_day(certificate.issued_on)),
            (_("Code"), in_fours(certificate.code)),
            (_("Verify at"), verify_address(certificate)),
        ]
        document = Document(
            title=_("Certificate of attendance"),
            subtitle=registration.name,
            publisher=event.organiser.name,
            cover=tuple(rows),
            chapters=(),
            cover_only=True,
            as_of=certificate.issued_on,
            simulated=registration.simulated or event.simulated,
        )
    return render_pdf(document)
