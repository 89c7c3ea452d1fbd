"""The *Berita Acara hasil verifikasi* that ends a region's part in a round of the province's own.

Its text is drawn from the verdicts each time; `digest` says whether they are still those that were signed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from smartprovince.assessment import queries, states
from smartprovince.assessment.models import Answer, Objection, Participation, ResultScore, Round, Verdict
from smartprovince.core import access
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.core.templatetags.writing import exact, full_day, long_day, number
from smartprovince.documents import blocks as doc
from smartprovince.documents.docx import render_docx
from smartprovince.evidence.actions import add_paper, point_at
from smartprovince.evidence.models import Paper
from smartprovince.instruments.models import Node

from . import calendar
from .models import Minutes

FIELDS = ("number", "signed_on", "place", "region_signer", "region_title", "owner_signer", "owner_title")
YES_NO = {0: "Tidak", 1: "Ya"}
DASH = "–"


@dataclass(frozen=True)
class JudgedLine:
    node: Node
    answer: Answer
    verdict: Verdict


def lines_of(participation: Participation) -> list[JudgedLine]:
    """Every current verdict with its answer, in the order of the form. One query."""
    rows = Verdict.objects.filter(answer__participation=participation, is_current=True)
    found = rows.select_related("answer__node").order_by("answer__node__order", "answer__pk")
    return [JudgedLine(each.answer.node, each.answer, each) for each in found]


def digest_of(lines: list[JudgedLine]) -> str:
    """SHA-256 over what was answered, what was found and why."""
    told = [
        [line.node.code, str(line.answer.value), line.verdict.outcome, str(line.verdict.value), line.verdict.reason]
        + ([line.verdict.reason_code] if line.verdict.reason_code else [])
        for line in lines
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@action("minutes.prepare", on="participation", verb="own")
def prepare_minutes(
    log: Log, *, participation: Participation, minutes_version: int | None = None, **given: Any
) -> Minutes:
    """Prepare the minutes of a verified region, or prepare them anew: then a signed copy no longer stands beside them.

    given: number, signed_on, place, region_signer, region_title, owner_signer, owner_title. Raises Invalid listing what
    is missing; Conflict when somebody else has prepared them in between.
    """
    participation = queries.with_round(participation)
    if participation.round.kind != Round.Kind.OWN:
        raise Invalid(_("The ministry's evaluation ends in its official letter, not in minutes."))
    if participation.state != states.VERIFIED:
        raise Invalid(_("The verification of this region is not finished."))
    fields = {name: given.get(name) for name in FIELDS}
    fields = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    faults = [Fault(name, _("This is needed.")) for name in FIELDS if not fields[name]]
    signed_on = fields["signed_on"]
    if isinstance(signed_on, date) and signed_on < participation.round.opens_on:
        faults.append(Fault("signed_on", _("This day lies before the round. Check the year.")))
    if faults:
        raise Invalid(faults)
    fields |= {"digest": digest_of(lines_of(participation)), "prepared_by": str(log.actor)[:200]}
    existing = Minutes.objects.select_for_update().filter(participation=participation).first()
    if existing is None:
        return log.create(Minutes, participation=participation, **calendar.mark(participation.round), **fields)
    if minutes_version is not None and existing.version != minutes_version:
        raise Conflict(theirs=existing, yours=fields)
    log.set(existing, paper=None, **fields)
    return existing


@action("minutes.sign", on="minutes", verb="sign")
def attach_signed_copy(log: Log, *, minutes: Minutes, content: bytes | None, file_name: str = "") -> Minutes:
    """Keep the signed copy beside the minutes. Raises Invalid without a file, or when the verdicts have changed."""
    participation = queries.with_round(minutes.participation)
    if not content:
        raise Invalid(Fault("file", _("Choose the file of the signed copy.")))
    if is_outdated(minutes):
        raise Invalid(_("The verdicts have changed since these minutes. Prepare them anew first."))
    owner = participation.round.owner
    paper = add_paper(
        actor=log.actor,
        acting_for=log.acting_for,
        owner=owner,
        region=owner.region,
        kind=Paper.Kind.MINUTES,
        title=f"Berita Acara hasil verifikasi {participation.region.full_name}"[:300],
        number=minutes.number,
        not_before=minutes.signed_on,
        not_after=minutes.signed_on,
        confidentiality=Paper.Confidentiality.EXCLUDED,
        content=content,
        file_name=file_name,
        **calendar.mark(participation.round),
    )
    point_at(actor=log.actor, acting_for=log.acting_for, paper=paper, thing=minutes, label=str(participation))
    log.set(minutes, paper=paper)
    return minutes


def is_outdated(minutes: Minutes) -> bool:
    """Whether a verdict is another now than when the minutes were prepared, as after an objection."""
    return digest_of(lines_of(minutes.participation)) != minutes.digest


def minutes_of(person: Any, participation: Participation) -> Minutes | None:
    """The minutes of a region through their gate."""
    rows = access.scope(person, "view", Minutes).select_related("paper__file")
    found = rows.filter(participation=participation).first()
    if found is not None:
        found.participation = participation
    return found


# --- the document ----------------------------------------------------------------------------------------------------


def as_docx(minutes: Minutes) -> bytes:
    return render_docx(document(minutes))


def file_name(minutes: Minutes) -> str:
    region = minutes.participation.region
    return f"berita-acara-{region.code}-{region.slug}-{minutes.participation.round.year}.docx"


def document(minutes: Minutes) -> doc.Document:
    """The minutes in Indonesian, whatever the page's language. The round and its owner are read with them."""
    participation = Participation.objects.select_related(
        "region", "round__owner", "round__instrument_version__instrument"
    ).get(pk=minutes.participation_id)
    round, region = participation.round, participation.region
    lines = lines_of(participation)
    with translation.override("id"):
        title = "Berita Acara Hasil Verifikasi"
        chapters = [
            doc.Chapter("Pernyataan bersama", tuple(_opening(minutes, participation, len(lines)))),
            doc.Chapter("Hasil verifikasi", tuple(_findings(participation, lines))),
            doc.Chapter("Tanda tangan", (_signatures(minutes, participation),)),
        ]
        return doc.Document(
            title=title,
            subtitle=f"{round.title} · {region.full_name}",
            publisher=round.owner.name,
            chapters=tuple(chapters),
            as_of=minutes.signed_on,
            simulated=minutes.simulated or round.simulated,
            language="id",
            edition_label=f"Nomor {minutes.number}",
            cover=(
                ("Nomor", minutes.number),
                ("Hari, tanggal", long_day(minutes.signed_on)),
                ("Tempat", minutes.place),
                ("Instrumen", f"{round.instrument_version.instrument.name_id} ({round.instrument_version.label})"),
                ("Sidik data", minutes.digest[:16]),
            ),
        )


def _opening(minutes: Minutes, participation: Participation, lines: int) -> list[doc.Block]:
    round, region = participation.round, participation.region
    return [
        doc.Paragraph.of(
            f"Pada hari ini, {long_day(minutes.signed_on)}, bertempat di {minutes.place}, kedua pihak menyatakan bahwa "
            f"verifikasi jawaban {region.full_name} pada {round.title} tahun {round.year} telah selesai, dengan hasil "
            f"atas {lines} butir sebagaimana tercantum pada bab berikutnya."
        ),
        doc.BulletList.of(
            f"{minutes.owner_signer}, {minutes.owner_title}, mewakili {round.owner.name};",
            f"{minutes.region_signer}, {minutes.region_title}, mewakili {region.full_name}.",
        ),
        doc.Paragraph.of(
            "Putaran ini diselenggarakan oleh pemerintah provinsi. Hasilnya bukan hasil evaluasi tahunan kementerian."
        ),
    ]


def _findings(participation: Participation, lines: list[JudgedLine]) -> list[doc.Block]:
    columns = (
        doc.Column("Kode", width=1.3),
        doc.Column("Butir", width=3),
        doc.Column("Jawaban", "right", width=1.2),
        doc.Column("Terverifikasi", "right", width=1.4),
        doc.Column("Putusan", width=1.4),
        doc.Column("Alasan", width=2.7),
    )
    rows = tuple(
        (
            line.node.code,
            line.node.name_id,
            _written(line.node, line.answer.value) if line.answer.value is not None else line.answer.not_available,
            _written(line.node, line.verdict.value),
            str(line.verdict.get_outcome_display()),
            _why(line.verdict),
        )
        for line in lines
    )
    source = f"jawaban dan putusan pada platform, {full_day(participation.round.closes_on)}"
    found: list[doc.Block] = [doc.Table("Putusan atas setiap butir", columns, rows, source)]
    if disputed := _objections(participation):
        found.append(disputed)
    if totals := _totals(participation):
        found.append(
            doc.Table("Nilai yang dihitung", (doc.Column("Bagian", width=4), doc.Column("Nilai", "right")), totals)
        )
    return found


def _why(verdict: Verdict) -> str:
    """The kind of reason and the words, as far as they were given."""
    kind = str(verdict.get_reason_code_display()).capitalize() if verdict.reason_code else ""
    return ". ".join(each for each in (kind, verdict.reason) if each) or DASH


def _objections(participation: Participation) -> doc.Table | None:
    """What was objected and decided, in the order in which it was raised. One query."""
    rows = Objection.objects.filter(answer__participation=participation).select_related("answer__node")
    cells = tuple(
        (
            each.answer.node.code,
            each.reason,
            _found(each.answer.node, each.disputed_outcome, each.disputed_value),
            _found(each.answer.node, each.decided_outcome, each.decided_value) if each.decided_outcome else DASH,
            ". ".join(part for part in (str(each.get_state_display()).capitalize(), each.decision) if part),
        )
        for each in rows.order_by("raised_at", "pk")
    )
    columns = (
        doc.Column("Kode", width=1.3),
        doc.Column("Sanggahan", width=3),
        doc.Column("Semula", width=1.5),
        doc.Column("Menjadi", width=1.5),
        doc.Column("Keputusan", width=2.7),
    )
    return doc.Table("Sanggahan dan keputusannya", columns, cells) if cells else None


def _found(node: Node, outcome: str, value: Any) -> str:
    label = str(Verdict.Outcome(outcome).label)
    return label if value is None else f"{label}: {_written(node, value)}"


def _written(node: Node, value: Any) -> str:
    if value is None:
        return DASH
    if node.kind == Node.Kind.YES_NO:
        return YES_NO.get(int(value), DASH)
    return exact(value)


def _totals(participation: Participation) -> tuple[tuple[str, str], ...]:
    """The total and its sections, once they are computed. Never called an index of achievement."""
    if not participation.round.has_scores:
        return ()
    outline = queries.outline_of(participation.round.instrument_version)
    rows = ResultScore.objects.filter(participation=participation, result__is_current=True)
    scores = dict(rows.values_list("code", "score"))
    if not scores:
        return ()
    places = 1 if participation.round.instrument_version.scale_high > 10 else 2
    named = [(outline.root.code, "Nilai total"), *((s.node.code, s.node.name_id) for s in outline.scored)]
    return tuple((name, number(scores.get(code), places)) for code, name in named)


def _signatures(minutes: Minutes, participation: Participation) -> doc.Table:
    """Both parties beside each other, with room for a signature and a seal."""
    space = "\n\n\n"
    return doc.Table(
        f"{minutes.place}, {full_day(minutes.signed_on)}",
        (doc.Column(participation.round.owner.name, width=1), doc.Column(participation.region.full_name, width=1)),
        (
            (minutes.owner_title, minutes.region_title),
            (space, space),
            (minutes.owner_signer, minutes.region_signer),
        ),
    )
