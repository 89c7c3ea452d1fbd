"""Every write of workbooks: taken in, applied all or nothing, put aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.assessment import filling, states
from smartprovince.assessment.models import Answer, Participation, Verdict
from smartprovince.assessment.panel.actions import end_readings
from smartprovince.core import clock, files
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid

from . import plan as planning
from .models import WorkbookUpload
from .plan import Choice

OPEN, APPLIED, DROPPED = WorkbookUpload.State.OPEN, WorkbookUpload.State.APPLIED, WorkbookUpload.State.DROPPED


@action("workbook.begin", on="participation", verb="fill")
def begin_workbook(log: Log, *, participation: Participation, content: bytes, file_name: str) -> WorkbookUpload:
    """Keep the bytes of a filled workbook. The same bytes not yet applied are the same upload.

    Raises Invalid for a file that is no workbook of this region and round, and when nothing can be filled in now.
    """
    participation = filling.fillable(participation.pk)
    planning.open_workbook(content, file_name, participation)
    stored = files.store(content, file_name)
    waiting = WorkbookUpload.objects.filter(
        participation=participation, file=stored, state=OPEN, owner_id=str(log.actor.pk)
    ).first()
    if waiting is not None:
        return waiting
    return log.create(
        WorkbookUpload,
        participation=participation,
        file=stored,
        file_name=file_name[:200],
        owner_id=str(log.actor.pk),
        by=str(log.actor)[:200],
    )


@action("workbook.apply", on="upload")
def apply_workbook(log: Log, *, upload: WorkbookUpload, choices: Mapping[str, Any] | None = None) -> WorkbookUpload:
    """Take over every change of a workbook, or none. Each answer is a row of its own in the trail.

    choices: code → [side ("sheet" or "saved"), version of the saved answer that was looked at]. A choice about an
    answer that changed again does not count. Raises Invalid with every fault at its cell and every open conflict.
    """
    if upload.state == APPLIED:
        return upload
    _must_be_open(upload)
    upload.participation = participation = filling.fillable(upload.participation_id)
    chosen = {code: Choice(str(side), int(version)) for code, (side, version) in (choices or {}).items()}
    plan = planning.plan_of(upload, log.actor, chosen)
    what = _("A colleague changed this answer as well. Choose which one should stand.")
    faults = [*plan.faults, *(Fault(line.row.at("value"), what) for line in plan.conflicts if line.is_open)]
    if faults:
        raise Invalid(faults)
    answers = [line.answer for line in plan.effective]
    judged = {each.answer_id: each for each in Verdict.objects.filter(answer__in=answers, is_current=True)}
    _take_over.many(
        actor=log.actor,
        acting_for=log.acting_for,
        related=("node", "participation__region"),
        rows=[
            {
                "answer": line.answer,
                "version": line.answer.version,
                "changes": line.changes,
                "verdict": judged.get(line.answer.pk),
            }
            for line in plan.effective
        ],
    )
    end_readings(answers)
    if plan.effective and participation.state == states.INVITED:
        filling.begin_filling(actor=filling.HOUSE, participation=participation)
    result = {
        "changed": len(plan.effective),
        "unchanged": plan.unchanged,
        "kept": len(plan.lines) - len(plan.effective),
    }
    log.set(upload, state=APPLIED, applied_at=clock.now(), result=result)
    return upload


@action("answer.take_over", on="answer")
def _take_over(log: Log, *, answer: Answer, changes: dict[str, Any], verdict: Verdict | None = None) -> Answer:
    """One line of a workbook; the participation is locked and the changes are checked."""
    log.set(answer, **changes)
    filling.mark(log, answer, verdict)
    return answer


@action("workbook.drop", on="upload")
def drop_workbook(log: Log, *, upload: WorkbookUpload) -> WorkbookUpload:
    """Leave a workbook unapplied. A second click changes nothing."""
    if upload.state == DROPPED:
        return upload
    _must_be_open(upload)
    log.set(upload, state=DROPPED)
    return upload


def _must_be_open(upload: WorkbookUpload) -> None:
    if upload.state != OPEN:
        raise Invalid(_("This workbook is closed. Upload it again."))
