"""Every write to the register."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from smartprovince.core import access, clock, files
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.actions import load_paper, point_at
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import sources
from .models import Claim, Cohort, Milestone, RegionContact, StageGate

# Papers whose own date makes the fact: the fact cannot be older than the paper.
CONSTITUTIVE = {Paper.Kind.MEMORANDUM, Paper.Kind.REGULATION, Paper.Kind.TEAM_DECREE, Paper.Kind.SELECTION_LETTER}
REGISTER = access.SystemActor("register")
FREE_FIELDS = ("kind", "holds", "gate", "cohort", "not_before", "not_after", "basis", "note", "source", "source_url")


@dataclass(frozen=True, kw_only=True)
class PaperDetails:
    """A paper of a region as somebody types it beside a milestone. `content` is its file, when there is one."""

    kind: str
    title: str = ""
    number: str = ""
    not_before: date | None = None
    not_after: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    issuer: str = ""
    confidentiality: str = Paper.Confidentiality.PUBLIC
    source: str = ""
    source_url: str = ""
    simulated: bool = False
    content: bytes | None = None
    file_name: str = ""


# --- facts of regions ------------------------------------------------------------------------------------------------


@action("milestone.record", on="region", verb="edit_register", system=True)
def record_milestone(
    log: Log,
    *,
    region: Region,
    kind: str,
    basis: str,
    not_after: date,
    not_before: date | None = None,
    paper: Paper | PaperDetails | None = None,
    **given: Any,
) -> Milestone:
    """Record a dated fact of a region, with its paper or its source.

    Raises Invalid for days out of order or in the future, a fact older than the paper that makes it, a number that
    belongs to another paper, a plan *in force* without a regulation, and a fact that is already there.
    """
    if isinstance(paper, PaperDetails):
        paper = _paper(log, region, paper)
    milestone = Milestone(
        region=region, kind=kind, basis=basis, not_before=not_before, not_after=not_after, paper=paper, **given
    )
    _check(log, milestone)
    values = {field.name: getattr(milestone, field.name) for field in Milestone._meta.fields if field.name != "id"}
    made = log.create(Milestone, **values)
    _point(log, made)
    return made


@action("milestone.correct", on="milestone")
def correct_milestone(log: Log, *, milestone: Milestone, **given: Any) -> Milestone:
    """Correct kind, days, basis, note or source; what stood before stays in the trail."""
    values = {name: value for name, value in given.items() if name in FREE_FIELDS}
    proposed = Milestone.objects.select_related("region", "paper").get(pk=milestone.pk)
    for name, value in values.items():
        setattr(proposed, name, value)
    _check(log, proposed)
    log.set(milestone, **values)
    return milestone


@action("milestone.withdraw", on="milestone")
def withdraw_milestone(log: Log, *, milestone: Milestone, reason: str) -> Milestone:
    """Take a fact out of every count. It is never deleted, and its reason is kept."""
    if not reason.strip():
        raise Invalid(Fault("reason", _("Say why the fact is withdrawn.")))
    log.set(milestone, withdrawn_at=clock.now(), withdrawn_reason=reason.strip())
    return milestone


@action("milestone.attach_paper", on="milestone")
def attach_paper(log: Log, *, milestone: Milestone, paper: Paper | PaperDetails) -> Milestone:
    """Put the paper beside the fact that it proves."""
    proposed = Milestone.objects.select_related("region").get(pk=milestone.pk)
    if isinstance(paper, PaperDetails):
        paper = _paper(log, proposed.region, paper)
    proposed.paper = paper
    _check(log, proposed)
    log.set(milestone, paper=paper)
    _point(log, milestone)
    return milestone


@action("region.set_contact", on="region", verb="edit_register", system=True)
def set_contact(log: Log, *, region: Region, name: str, phone: str, simulated: bool = False) -> RegionContact:
    """The person in charge of the movement in a region, with telephone."""
    contact = RegionContact.objects.filter(region=region).first()
    if contact is None:
        return log.create(RegionContact, region=region, name=name.strip(), phone=phone.strip(), simulated=simulated)
    log.set(contact, name=name.strip(), phone=phone.strip(), simulated=simulated)
    return contact


# --- what is refused -------------------------------------------------------------------------------------------------


def _check(log: Log, milestone: Milestone) -> None:
    faults = [*_faults_of_days(log, milestone), *_faults_of_proof(milestone)]
    if not faults and _is_there(milestone):
        faults = [Fault("not_after", _("This fact already stands in the register."))]
    if faults:
        raise Invalid(faults)


def _faults_of_days(log: Log, milestone: Milestone) -> list[Fault]:
    first, last, paper = milestone.not_before, milestone.not_after, milestone.paper
    is_system = getattr(log.actor, "is_system", False)
    limit = max(clock.today(), date.today()) if is_system else clock.today()
    faults = []
    if first and last < first:
        faults.append(Fault("not_after", _("The last possible day lies before the first.")))
    if last > limit:
        faults.append(
            Fault("not_after", _("This day lies in the future; the register keeps what has happened."), "",
                  _("Today is %(day)s.") % {"day": full_day(limit)})
        )  # fmt: skip
    if paper and milestone.holds and paper.kind in CONSTITUTIVE and paper.not_before and last < paper.not_before:
        faults.append(
            Fault("not_after", _("This day lies before the paper that makes it so (%(day)s).")
                  % {"day": full_day(paper.not_before)})
        )  # fmt: skip
    return faults


def _faults_of_proof(milestone: Milestone) -> list[Fault]:
    paper = milestone.paper
    if paper and paper.region_id != milestone.region_id:
        return [Fault("paper", _("This paper belongs to another region."))]
    if paper is None and not milestone.source.strip():
        return [Fault("source", _("Say where this comes from: a paper or a source."))]
    by_regulation = paper is not None and paper.kind == Paper.Kind.REGULATION and bool(paper.number)
    if milestone.kind == Milestone.Kind.IN_FORCE and milestone.holds and not by_regulation:
        return [
            Fault("paper", _("A masterplan is in force only by a Perbup, Perwali or Pergub."), "",
                  _("Give the number and date of the regulation."))
        ]  # fmt: skip
    return []


def _is_there(milestone: Milestone) -> bool:
    return (
        Milestone.objects.filter(
            region=milestone.region,
            kind=milestone.kind,
            holds=milestone.holds,
            gate=milestone.gate,
            cohort=milestone.cohort,
            not_before=milestone.not_before,
            not_after=milestone.not_after,
            paper=milestone.paper,
            withdrawn_at=None,
        )
        .exclude(pk=milestone.pk)
        .exists()
    )


# --- papers beside facts ---------------------------------------------------------------------------------------------


def _paper(log: Log, region: Region, details: PaperDetails) -> Paper:
    """The paper that is meant: one of the same kind and number that is already there, else a new one.

    Raises Invalid when the number already belongs to a paper of another date.
    """
    known = _paper_of_number(log, region, details)
    if known is not None:
        if _same_days(known, details):
            return known
        raise Invalid(
            Fault("number", _("Number %(number)s already belongs to another paper of this kind and region, dated %(day)s.")
                  % {"number": known.number, "day": full_day(known.not_after)})
        )  # fmt: skip
    stored = files.store(details.content, details.file_name) if details.content is not None else None
    values = {
        field.name: getattr(details, field.name)
        for field in fields(details)
        if field.name not in ("kind", "title", "content", "file_name", "not_before")
    }
    return load_paper(
        actor=REGISTER,
        acting_for=log.acting_for,
        region=region,
        kind=details.kind,
        title=(details.title or _title(details))[:300],
        owner=log.acting_for,
        file=stored,
        file_name=details.file_name[:200],
        not_before=details.not_before or details.not_after,
        **values,
    )


def _title(details: PaperDetails) -> str:
    return f"{Paper.Kind(details.kind).label} {details.number}".strip()


def _paper_of_number(log: Log, region: Region, details: PaperDetails) -> Paper | None:
    """Only among papers the person may see or that the register already shows, so that none is given away."""
    if not details.number:
        return None
    open_to_person = access.condition(log.actor, "view", Paper) | Q(milestones__isnull=False)
    papers = Paper.objects.filter(open_to_person, region=region, kind=details.kind, withdrawn_at=None).distinct()
    return next((paper for paper in papers if plain_number(paper.number) == plain_number(details.number)), None)


def plain_number(number: str) -> str:
    """A document number without spaces and case, so that `180/ 12` and `180/12` are one number."""
    return "".join(number.split()).casefold()


def _same_days(paper: Paper, details: PaperDetails) -> bool:
    if details.not_after is None:
        return True
    return (paper.not_before, paper.not_after) == (details.not_before or details.not_after, details.not_after)


def _point(log: Log, milestone: Milestone) -> None:
    if milestone.paper is not None:
        point_at(
            actor=REGISTER, acting_for=log.acting_for, paper=milestone.paper, thing=milestone, label=str(milestone)
        )


# --- claims ----------------------------------------------------------------------------------------------------------


@action("claim.record", on="owner", verb="record_claim", system=True)
def record_claim(log: Log, *, owner: Organisation | None, **given: Any) -> Claim:
    """Keep an official figure as it was said: value, day, scope and source."""
    return log.create(Claim, **_checked_claim(given))


@action("claim.correct", on="claim")
def correct_claim(log: Log, *, claim: Claim, **given: Any) -> Claim:
    """Correct what was written down of a claim; the claim itself stays what was said."""
    days = {name: getattr(claim, name) for name in ("not_before", "not_after", "source")}
    _checked_claim(days | given)
    log.set(claim, **given)
    return claim


def _checked_claim(given: dict[str, Any]) -> dict[str, Any]:
    faults = []
    if given["not_after"] < given["not_before"]:
        faults.append(Fault("not_after", _("The last possible day lies before the first.")))
    if given["not_before"] > max(clock.today(), date.today()):
        faults.append(Fault("not_before", _("A claim cannot be dated in the future.")))
    if not str(given.get("source", "")).strip():
        faults.append(Fault("source", _("Say where this was said.")))
    if given.get("value") is not None and given["value"] < 0:
        faults.append(Fault("value", _("A number of regions cannot be negative.")))
    if faults:
        raise Invalid(faults)
    return given


# --- what ships with the platform ------------------------------------------------------------------------------------


@action("movement.load_register", system=True)
def load_register(log: Log) -> int:
    """Load gates, cohorts, the sourced register and the claims from `movement/data`. Returns how many rows were new.

    Running it again changes nothing. A fact that somebody corrected or withdrew since stays as that person left it.
    """
    regions = {region.code: region for region in Region.objects.exclude(level=Region.Level.DISTRICT)}
    new = _load_gates() + _load_cohorts()
    new += _load_milestones(log, regions) + _load_claims(log, regions)
    if new:
        log.about(Cohort.objects.order_by("pk").first() or Cohort())
        log.note(new=new)
    return new


def _load_gates() -> int:
    known = set(StageGate.objects.values_list("code", flat=True))
    rows = [StageGate(**{name: getattr(row, name) for name in sources.GateRow.__dataclass_fields__})
            for row in sources.gates() if row.code not in known]  # fmt: skip
    return len(StageGate.objects.bulk_create(rows))


def _load_cohorts() -> int:
    known = set(Cohort.objects.values_list("key", flat=True))
    rows = [Cohort(**{name: getattr(row, name) for name in sources.CohortRow.__dataclass_fields__})
            for row in sources.cohorts() if row.key not in known]  # fmt: skip
    return len(Cohort.objects.bulk_create(rows))


def _load_milestones(log: Log, regions: dict[str, Region]) -> int:
    known = set(Milestone.objects.exclude(key="").values_list("key", flat=True))
    cohorts = {cohort.key: cohort for cohort in Cohort.objects.all()}
    gates = {gate.code: gate for gate in StageGate.objects.all()}
    fresh = [row for row in sources.milestones() if row.key not in known and row.region_code in regions]
    for row in fresh:
        record_milestone(
            actor=log.actor,
            region=regions[row.region_code],
            key=row.key,
            kind=row.kind,
            basis=row.basis,
            not_before=row.not_before,
            not_after=row.not_after,
            paper=_shipped_paper(row),
            gate=gates.get(row.gate),
            cohort=cohorts.get(row.cohort),
            mark=row.mark,
            date_mark=row.date_mark,
            note=row.note,
            source=row.source,
            source_url=row.source_url,
        )
    return len(fresh)


def _shipped_paper(row: sources.MilestoneRow) -> PaperDetails | None:
    """A shipped row that names a document carries the document's own day."""
    if not row.document_kind:
        return None
    own_day = row.not_before if row.document_kind != Paper.Kind.AWARD else row.not_after
    return PaperDetails(
        kind=row.document_kind,
        title=row.document_title,
        number=row.document_number,
        not_before=own_day,
        not_after=row.not_after,
        source=row.source,
        source_url=row.source_url,
    )


def _load_claims(log: Log, regions: dict[str, Region]) -> int:
    known = set(Claim.objects.exclude(key="").values_list("key", flat=True))
    fresh = [row for row in sources.claims() if row.key not in known and (not row.scope or row.scope in regions)]
    for row in fresh:
        values = {name: getattr(row, name) for name in sources.ClaimRow.__dataclass_fields__ if name != "scope"}
        record_claim(actor=log.actor, owner=None, scope=regions.get(row.scope), **values)
    return len(fresh)
