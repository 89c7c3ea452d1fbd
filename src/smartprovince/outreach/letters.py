"""Letters of invitation as drafts in Word; signed and sent they are where letters are kept (SRIKANDI).

They are in Indonesian whatever the page's language, and carry the mark of simulation when the event is invented.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify

from smartprovince.core import clock
from smartprovince.core.templatetags.writing import long_day
from smartprovince.documents import blocks as doc
from smartprovince.documents.archive import steady
from smartprovince.documents.docx import render_docx

from . import calendars, queries, zones
from .models import Event, EventInvitation

DRAFT = "Konsep surat: nomor dan tanda tangan diberikan pada tata naskah dinas"
OPEN = "…………………"


def letter(event: Event, invitation: EventInvitation) -> doc.Document:
    """The invitation of one organisation, with the programme of the event."""
    with translation.override("id"):
        return doc.Document(
            title=f"Undangan {event.title}",
            subtitle=invitation.organisation.name,
            publisher=event.organiser.name,
            chapters=(doc.Chapter("Undangan", (*_body(event, invitation), *_programme(event))),),
            as_of=clock.today(),
            simulated=settings.DEMO or event.simulated or invitation.simulated,
            language="id",
            edition_label=DRAFT,
            cover=(
                ("Nomor", invitation.letter_number or OPEN),
                ("Tanggal", long_day(invitation.letter_date) if invitation.letter_date else OPEN),
                ("Hal", f"Undangan {event.title}"),
                ("Kepada Yth.", f"Pimpinan {invitation.organisation.name}"),
            ),
        )


def _body(event: Event, invitation: EventInvitation) -> list[doc.Block]:
    first = zones.day_of(event.starts_at, event.zone)
    facts = [
        f"Hari, tanggal: {long_day(first)}",
        f"Waktu: {zones.hours(event.starts_at, event.ends_at, event.zone)}",
        f"Tempat: {calendars.place_of(event) or OPEN}",
        f"Acara: {event.get_kind_display()}, {event.title}",
    ]
    paragraphs = [
        f"Dengan hormat, kami mengundang {invitation.organisation.name} untuk menghadiri kegiatan berikut.",
        *([event.summary.strip()] if event.summary.strip() else []),
    ]
    closing = [
        f"Kami menyediakan {invitation.seats} tempat bagi instansi Saudara. Mohon konfirmasi dan pendaftaran nama "
        f"peserta melalui {calendars.address_of(event)}.",
        "Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
    ]
    return [
        *(doc.Paragraph.of(text) for text in paragraphs),
        doc.BulletList.of(*facts),
        *(doc.Paragraph.of(text) for text in closing),
    ]


def _programme(event: Event) -> list[doc.Block]:
    items = queries.agenda_of(event)
    if not items:
        return []
    days = len(list(zones.days(event.starts_at, event.ends_at, event.zone))) > 1
    rows = []
    for item in items:
        begins = clock.local(item.starts_at, event.zone)
        when = f"{begins:%d-%m-%Y %H.%M}" if days else f"{begins:%H.%M}"
        rows.append((f"{when} {event.zone}", item.title, item.speaker or "–"))
    columns = (doc.Column("Waktu"), doc.Column("Acara", width=3.0), doc.Column("Narasumber", width=2.0))
    return [doc.Heading(2, "Susunan acara"), doc.Table("Susunan acara", columns, tuple(rows))]


def as_docx(event: Event, invitation: EventInvitation) -> bytes:
    return render_docx(letter(event, invitation))


def file_name(event: Event, invitation: EventInvitation) -> str:
    return f"undangan-{event.number.lower()}-{invitation.organisation_id}-{slugify(str(invitation.organisation))}.docx"


def all_as_zip(event: Event, invitations: Iterable[EventInvitation]) -> bytes:
    """A file for each organisation."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for invitation in invitations:
            archive.writestr(file_name(event, invitation), as_docx(event, invitation))
    return steady(out.getvalue(), None)


def all_in_one(event: Event, invitations: Iterable[EventInvitation]) -> bytes:
    """One file to print, each organisation's letter on pages of its own."""
    with translation.override("id"):
        programme = _programme(event)
        chapters = tuple(
            doc.Chapter(str(invitation.organisation), (*_head(invitation), *_body(event, invitation), *programme))
            for invitation in invitations
        )
        book = doc.Document(
            title=f"Undangan {event.title}",
            subtitle=f"{len(chapters)} surat",
            publisher=event.organiser.name,
            chapters=chapters,
            as_of=clock.today(),
            simulated=settings.DEMO or event.simulated,
            language="id",
            edition_label=DRAFT,
        )
    return render_docx(book)


def _head(invitation: EventInvitation) -> list[doc.Block]:
    day = long_day(invitation.letter_date) if invitation.letter_date else OPEN
    head = [f"Nomor: {invitation.letter_number or OPEN}", f"Tanggal: {day}"]
    return [*(doc.Paragraph.of(text) for text in head), doc.Paragraph.of(_to(invitation))]


def _to(invitation: EventInvitation) -> str:
    return f"Kepada Yth. Pimpinan {invitation.organisation.name}"
