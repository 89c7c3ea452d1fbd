"""What is handed over when a term ends, frozen as it stood; and the same as a document.

Names and telephone numbers are not frozen: the note keeps roles and organisations, and who holds them is read when the
note is opened, by those who may read it (UU 27/2022).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from smartprovince.core import clock
from smartprovince.core.templatetags.writing import full_day
from smartprovince.documents import blocks as doc
from smartprovince.organisations.models import Membership
from smartprovince.organisations.roles import Role

from .models import FollowUp, HandOver, MentorReport, MentorTerm
from .states import DRAFT

CONTACT_ROLES = (Role.REGION_COORDINATOR, Role.PROVINCE_COORDINATOR, Role.DIMENSION_LEAD, Role.PLANNER)


def content_of(term: MentorTerm) -> dict[str, Any]:
    """Reports that were sent, their recommendations, the open steps of both sides, and who to turn to, by role."""
    reports = list(term.reports.exclude(state=DRAFT).order_by("held_on", "pk"))
    open_steps = FollowUp.objects.filter(report__in=reports, done_on=None).select_related("report")
    return {
        "valid_from": term.valid_from.isoformat(),
        "valid_until": term.valid_until.isoformat(),
        "reports": [_report(report) for report in reports],
        "mentor_steps": [_step(s) for s in open_steps if s.side == FollowUp.Side.MENTOR],
        "region_steps": [_step(s) for s in open_steps if s.side == FollowUp.Side.REGION],
        "contacts": _contacts(term),
    }


def _report(report: MentorReport) -> dict[str, str]:
    return {
        "number": report.number,
        "kind": report.kind,
        "held_on": report.held_on.isoformat(),
        "state": report.state,
        "topics": report.topics,
        "recommendations": report.recommendations,
    }


def _step(step: FollowUp) -> dict[str, str]:
    return {"report": step.report.number, "text": step.text, "due_on": step.due_on.isoformat()}


def _contacts(term: MentorTerm) -> list[dict[str, Any]]:
    """Seats at the region, without the names of those who hold them."""
    rows = Membership.objects.in_force(clock.today()).filter(
        organisation__region=term.region, role__in=CONTACT_ROLES, region__isnull=True
    )
    rows = rows.select_related("organisation").order_by("role", "dimension", "pk")
    return [
        {"role": row.role, "dimension": row.dimension, "organisation": str(row.organisation), "membership": row.pk}
        for row in rows
    ]


DAYS = ("valid_from", "valid_until", "held_on", "due_on")


def with_days(content: Any) -> Any:
    """The frozen content with its days as dates, for a page."""
    if isinstance(content, list):
        return [with_days(each) for each in content]
    if isinstance(content, dict):
        return {k: date.fromisoformat(v) if k in DAYS else with_days(v) for k, v in content.items()}
    return content


def document(note: HandOver, publisher: str) -> doc.Document:
    """The note as a document in Indonesian, without names."""
    content = note.content
    with translation.override("id"):
        reports = doc.Table(
            "Laporan selama masa tugas",
            (doc.Column("Nomor", width=8), doc.Column("Tanggal", width=7), doc.Column("Rekomendasi", width=30)),
            tuple((r["number"], _day(r["held_on"]), r["recommendations"]) for r in content["reports"]),
        )
        return doc.Document(
            title="Catatan serah terima pembimbingan",
            subtitle=note.region.full_name,
            publisher=publisher,
            chapters=(
                doc.Chapter("Laporan dan rekomendasi", (reports,) if reports.rows else _nothing()),
                doc.Chapter("Tindak lanjut pembimbing yang terbuka", _steps(content["mentor_steps"])),
                doc.Chapter("Tindak lanjut wilayah yang terbuka", _steps(content["region_steps"])),
                doc.Chapter("Narahubung menurut peran", _seats(content["contacts"])),
            ),
            as_of=note.made_on,
            simulated=settings.DEMO or note.simulated,
            language="id",
            cover=(
                ("Wilayah", note.region.full_name),
                ("Masa tugas", f"{_day(content['valid_from'])} – {_day(content['valid_until'])}"),
                ("Surat tugas", note.term.letter_number or "–"),
            ),
        )


def _steps(rows: list[dict[str, str]]) -> tuple[doc.Block, ...]:
    if not rows:
        return _nothing()
    columns = (doc.Column("Laporan", width=8), doc.Column("Tindak lanjut", width=30), doc.Column("Batas", width=7))
    return (doc.Table("Terbuka", columns, tuple((r["report"], r["text"], _day(r["due_on"])) for r in rows)),)


def _seats(rows: list[dict[str, Any]]) -> tuple[doc.Block, ...]:
    if not rows:
        return _nothing()
    told = [
        f"{Role(r['role']).label}{' ' + r['dimension'] if r['dimension'] else ''}, {r['organisation']}" for r in rows
    ]
    return (doc.BulletList.of(*told),)


def _nothing() -> tuple[doc.Block, ...]:
    return (doc.Paragraph.of("Tidak ada."),)


def _day(text: str) -> str:
    return full_day(date.fromisoformat(text))
