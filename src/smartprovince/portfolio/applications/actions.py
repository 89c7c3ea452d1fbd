"""Writes of applications beyond those of every register: verdicts on duplicates, and the import of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.models import Upload
from smartprovince.core.numbers import next_numbers
from smartprovince.territory.models import Region

from .models import Application, DuplicateVerdict


@action("duplicate.judge", on="application", verb="judge")
def judge_pair(
    log: Log, *, application: Application, other: Application, verdict: str, reason: str
) -> DuplicateVerdict:
    """Say of two applications that read alike whether they are the same. A later verdict replaces an earlier one."""
    if application.pk == other.pk:
        raise Invalid(Fault("other", _("An application is not its own duplicate.")))
    access.allow(log.actor, "judge", other)
    if verdict not in DuplicateVerdict.Verdict:
        raise Invalid(Fault("verdict", _("Choose a verdict.")))
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why.")))
    first, second = sorted((application, other), key=lambda each: each.pk)
    said = {"verdict": verdict, "reason": reason.strip(), "said_by": str(log.actor)[:200], "said_at": clock.now()}
    log.about(application)
    log.note(other=str(other), verdict=verdict, reason=reason.strip())
    found = DuplicateVerdict.objects.filter(first=first, second=second).first()
    if found is None:
        return log.create(DuplicateVerdict, first=first, second=second, **said)
    log.set(found, **said)
    return found


@action("application.import", on="region", verb="add_entry")
def import_applications(log: Log, *, region: Region, upload: Upload) -> Region:
    """Take over every new row of a sheet, or none. Each application has its own row in the trail.

    Raises Invalid with every fault at its cell.
    """
    from .imports import plan_of

    plan = plan_of(upload, region, log.actor)
    if plan.faults:
        raise Invalid(plan.faults)
    rows: Sequence[dict[str, Any]] = [row.values for row in plan.new]
    numbers = next_numbers("APL", clock.today().year, len(rows)) if rows else []
    log.about(region)
    log.create_many(
        Application,
        [row | {"region": region, "number": number} for row, number in zip(rows, numbers, strict=True)],
    )
    log.note(applications=len(rows))
    return region
