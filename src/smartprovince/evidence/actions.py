"""Every write to papers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from smartprovince.core import clock, files
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.models import AuditEntry, type_name
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from .models import Paper, PaperUse
from .references import tidied

PAPERS_AN_HOUR = 300


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Dates in order, none in the future."""
    faults = []
    first, last = fields.get("not_before"), fields.get("not_after")
    if first and last and last < first:
        faults.append(Fault("not_after", _("The last possible day lies before the first.")))
    if first and first > max(clock.today(), date.today()):
        faults.append(Fault("not_before", _("A paper cannot be dated in the future.")))
    if (start := fields.get("valid_from")) and (end := fields.get("valid_until")) and end < start:
        faults.append(Fault("valid_until", _("The validity ends before it begins.")))
    if faults:
        raise Invalid(faults)
    return fields


def _refuse_a_flood(log: Log) -> None:
    """Thousands of tiny files prove nothing that anybody could read. Loading by the installation is not bound."""
    if getattr(log.actor, "is_system", False):
        return
    since = clock.now() - timedelta(hours=1)
    recent = AuditEntry.objects.filter(action="paper.add", actor_id=str(log.actor.pk), at__gt=since)
    if recent.count() >= PAPERS_AN_HOUR:
        said = _("You have kept %(n)d papers within an hour.") % {"n": PAPERS_AN_HOUR}
        raise Invalid(Fault("file", said, "", _("Put them together into one PDF, or go on in an hour.")))


@action("paper.load", system=True)
def load_paper(log: Log, *, region: Region, kind: str, title: str, **fields: Any) -> Paper:
    """A sourced paper of the register that ships with the platform; by the installation."""
    return log.create(Paper, region=region, kind=kind, title=title, **_checked(fields))


@action("paper.add", on="owner", verb="add_paper", system=True)
def add_paper(
    log: Log,
    *,
    owner: Organisation,
    region: Region,
    kind: str,
    title: str,
    content: bytes | None = None,
    file_name: str = "",
    **fields: Any,
) -> Paper:
    """Keep a paper of the own region, with its file when there is one."""
    governments = (Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY, Organisation.Kind.AGENCY)
    if owner.region is None or region.code != owner.region.code or owner.kind not in governments:
        raise Invalid(Fault("region", _("A paper is kept by a government for its own region.")))
    if content is not None:
        _refuse_a_flood(log)
    stored = files.store(content, file_name) if content is not None else None
    return log.create(
        Paper,
        owner=owner,
        region=region,
        kind=kind,
        title=title,
        file=stored,
        file_name=file_name[:200],
        **_checked(fields),
    )


@action("paper.change", on="paper")
def change_paper(log: Log, *, paper: Paper, **fields: Any) -> Paper:
    """Correct what is known about a paper."""
    log.set(paper, **_checked(fields))
    return paper


@action("paper.replace_file", on="paper")
def replace_file(log: Log, *, paper: Paper, content: bytes, file_name: str) -> Paper:
    """A better copy of the same paper; the old file stays in the store and in the trail."""
    log.set(paper, file=files.store(content, file_name), file_name=file_name[:200])
    return paper


@action("paper.withdraw", on="paper")
def withdraw_paper(log: Log, *, paper: Paper, reason: str) -> Paper:
    """Take a paper out of use. It is never deleted, since something may have been decided on it."""
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why the paper is withdrawn.")))
    log.set(paper, withdrawn_at=clock.now())
    log.private["reason"] = ("", reason)
    return paper


@action("paper.point", on="paper", verb="view", system=True)
def point_at(log: Log, *, paper: Paper, thing: models.Model, label: str, pages: str | None = None) -> PaperUse:
    """Point at a paper from an answer, a stage, a section. Pointing twice is pointing once; None leaves its pages.

    Called inside the action of the room that owns `thing`, which asks the right on it. Raises Invalid for `pages` that
    name no pages.
    """
    told = {} if pages is None else {"pages": tidied(pages)}
    use, _fresh = PaperUse.objects.update_or_create(
        paper=paper,
        object_type=type_name(thing),
        object_id=str(thing.pk),
        defaults={"label": label[:300], **told},
    )
    log.about(use)  # not about the paper: who may read the paper need not know where it is used
    log.note(used_in=f"{use.object_type}:{use.object_id}", **told)
    return use
