"""Work that may take more than a second, and the tick.

`Job` owns progress, heartbeat, attempts and lease around Django's tasks: a task that a killed worker leaves behind
would stay "running" for ever by itself. A stale job is taken up again if it is idempotent, else shown as failed with
a retry.

    @job("documents.masterplan", idempotent=True)
    def build(progress: Progress, *, plan: int) -> dict: ...

    start("documents.masterplan", owner=person, plan=plan.pk)
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.tasks import task

from . import audit, clock, files, outbox
from .models import DueAction, Job
from .registry import due_actions, jobs, rounds

LEASE = timedelta(seconds=90)
MAX_ATTEMPTS = 3
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    name: str
    work: Callable[..., dict[str, Any] | None]
    idempotent: bool


def job(name: str, *, idempotent: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a kind of job. `idempotent` means that doing it twice does no harm."""

    def register(work: Callable[..., Any]) -> Callable[..., Any]:
        jobs.register(name, Kind(name, work, idempotent))
        return work

    return register


class Progress:
    """How far a job is. Each report is also the heartbeat that renews the lease."""

    def __init__(self, row: Job) -> None:
        self.row = row

    def __call__(self, done: int, total: int, message: str = "") -> None:
        Job.objects.filter(pk=self.row.pk).update(
            done=done, total=total, message=message[:300], lease_until=clock.now() + LEASE
        )


def start(kind: str, *, owner: Any = None, **arguments: Any) -> Job:
    """Queue a job after the surrounding transaction commits."""
    jobs.get(kind)
    row = Job.objects.create(kind=kind, arguments=arguments, owner_id=str(getattr(owner, "pk", "") or ""))
    transaction.on_commit(lambda: run_job.enqueue(str(row.pk)))
    return row


@task()
def run_job(job_id: str) -> None:
    """The one Django task: claim the job and do it."""
    run(job_id)


def run(job_id: str) -> Job | None:
    """Claim a job by its lease and do it; None when another worker has it. The outcome is in the row."""
    now = clock.now()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    claimed = Job.objects.filter(free, pk=job_id).update(state=Job.State.RUNNING, lease_until=now + LEASE)
    if not claimed:
        return None
    row = Job.objects.get(pk=job_id)
    row.attempts += 1
    Job.objects.filter(pk=row.pk).update(attempts=row.attempts)
    try:
        result = jobs.get(row.kind).work(Progress(row), **row.arguments) or {}
    except Exception as error:
        log.exception("job %s failed", row.kind)
        row.state, row.error = Job.State.FAILED, f"{error}\n{traceback.format_exc(limit=3)}"[:2_000]
    else:
        row.state, row.result, row.error = Job.State.DONE, result, ""
    row.finished_at, row.lease_until = clock.now(), None
    row.save(update_fields=["state", "result", "error", "finished_at", "lease_until"])
    return row


def retry(row: Job) -> Job:
    """Queue a failed job once more."""
    if Job.objects.filter(pk=row.pk, state=Job.State.FAILED).update(state=Job.State.QUEUED, error="", lease_until=None):
        transaction.on_commit(lambda: run_job.enqueue(str(row.pk)))
    row.refresh_from_db()
    return row


def recover() -> int:
    """Take up the jobs of workers that died: again if idempotent and not hopeless, else failed and visible."""
    recovered = 0
    for row in Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=clock.now()):
        again = jobs.get(row.kind).idempotent and row.attempts < MAX_ATTEMPTS
        state = Job.State.QUEUED if again else Job.State.FAILED
        error = "" if again else "the worker stopped before the work was done; nothing else was lost"
        changed = Job.objects.filter(pk=row.pk, state=Job.State.RUNNING, lease_until=row.lease_until).update(
            state=state, error=error, lease_until=None
        )
        if changed and again:
            run_job.enqueue(str(row.pk))
        recovered += changed
    return recovered


# --- the tick --------------------------------------------------------------------------------------------------------


def due(kind: str, key: str, at: Any, **payload: Any) -> DueAction:
    """Have the tick do something once at a moment. The same kind and key twice is the same appointment, moved."""
    row, _fresh = DueAction.objects.update_or_create(
        kind=kind, key=key, defaults={"due_at": at, "payload": payload, "done_at": None, "attempts": 0}
    )
    return row


def tick() -> dict[str, int]:
    """One round of the worker: seal the trail, deliver the outbox, send mail, recover jobs, do what is due."""
    counts = {
        "sealed": audit.seal(),
        "delivered": outbox.deliver(),
        "mailed": outbox.send_mail(),
        "recovered": recover(),
        "tidied": files.tidy(),
        "erased": outbox.tidy(),
    }
    for name, work in rounds.items():
        counts[name] = work()
    counts["due"] = 0
    for row in DueAction.objects.filter(done_at=None, due_at__lte=clock.now(), attempts__lt=MAX_ATTEMPTS)[:100]:
        counts["due"] += _do_due(row)
    return counts


def _do_due(row: DueAction) -> int:
    try:
        with transaction.atomic():
            claimed = DueAction.objects.select_for_update().get(pk=row.pk)
            if claimed.done_at:
                return 0
            due_actions.get(row.kind)(**row.payload)
            claimed.done_at = clock.now()
            claimed.save(update_fields=["done_at"])
    except Exception as error:
        log.exception("due action %s failed", row)
        DueAction.objects.filter(pk=row.pk).update(attempts=row.attempts + 1, error=str(error)[:500])
        return 0
    return 1
