"""Every write to the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import clock, files
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid, Refused
from smartprovince.core.models import type_name
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.actions import point_at
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import imports, sheet, sheet_rows, sources
from .models import Claim, Cohort, ImportBatch, Milestone, RegionContact, StageGate
from .papers import REGISTER, PaperDetails, paper_for, plain_number

# Papers whose own date makes the fact: the fact cannot be older than the paper.
CONSTITUTIVE = {Paper.Kind.MEMORANDUM, Paper.Kind.REGULATION, Paper.Kind.TEAM_DECREE, Paper.Kind.SELECTION_LETTER}
FREE_FIELDS = ("kind", "holds", "gate", "cohort", "not_before", "not_after", "basis", "note", "source", "source_url")


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
    given.setdefault("simulated", bool(getattr(log.actor, "simulated", False)))
    if isinstance(paper, PaperDetails):
        paper = paper_for(log.actor, log.acting_for, region, paper)
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
        paper = paper_for(log.actor, log.acting_for, proposed.region, paper)
    proposed.paper = paper
    _check(log, proposed)
    log.set(milestone, paper=paper)
    _point(log, milestone)
    return milestone


@action("milestone.correct_paper", on="milestone")
def correct_paper(log: Log, *, milestone: Milestone, **given: Any) -> Milestone:
    """Correct number, days or validity of the paper of a fact, when the paper was born in the register.

    Raises Refused for a paper that its owner keeps as evidence for other things: that one is corrected there.
    """
    paper = Milestone.objects.select_related("paper").get(pk=milestone.pk).paper
    if paper is None:
        raise Invalid(Fault("paper", _("This fact has no paper.")))
    elsewhere = paper.uses.exclude(object_type=type_name(Milestone)).exists()
    if elsewhere or (paper.owner_id and paper.owner_id != getattr(log.acting_for, "pk", None)):
        raise Refused(_("This paper belongs to its owner; ask them to correct it."))
    log.about(milestone)
    log.set(paper, **given)
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
    """Items that are new are added; one that the programme owner has changed (version above 1) stays as it is."""
    known = {gate.code: gate for gate in StageGate.objects.all()}
    names = list(sources.GateRow.__dataclass_fields__)
    fresh = [StageGate(**_values(row, names)) for row in sources.gates() if row.code not in known]
    stale = []
    for row in sources.gates():
        gate, values = known.get(row.code), _values(row, names)
        if gate is not None and gate.version == 1 and any(getattr(gate, name) != values[name] for name in names):
            for name in names:
                setattr(gate, name, values[name])
            stale.append(gate)
    StageGate.objects.bulk_update(stale, names)
    return len(StageGate.objects.bulk_create(fresh)) + len(stale)


def _values(row: sources.GateRow, names: list[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


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


# --- week one: a sheet of the province -------------------------------------------------------------------------------


@action("import.begin", on="province", verb="import_register")
def begin_import(log: Log, *, province: Region, content: bytes, file_name: str) -> ImportBatch:
    """Keep the bytes of a sheet and guess its columns. The same bytes not yet applied are the same import.

    Raises Invalid for a file that is no table, with every fault that was found in it.
    """
    stored = files.store(content, file_name)
    waiting = ImportBatch.objects.filter(
        province=province, file=stored, state=ImportBatch.State.OPEN, owner_id=str(log.actor.pk)
    ).first()
    if waiting is not None:
        return waiting
    return log.create(
        ImportBatch,
        province=province,
        file=stored,
        file_name=file_name[:200],
        mapping=imports.guess(content, file_name),
        owner_id=str(log.actor.pk),
        owner_label=str(log.actor)[:200],
    )


@action("import.map", on="batch")
def map_import(log: Log, *, batch: ImportBatch, columns: dict[str, int], row: int | None = None) -> ImportBatch:
    """Say which column carries what. One column carries one thing; keys that do not exist are ignored."""
    _must_be_open(batch)
    known = {key: int(place) for key, place in columns.items() if key in sheet.COLUMN_OF and int(place) >= 0}
    twice = {place for place in known.values() if list(known.values()).count(place) > 1}
    if twice:
        raise Invalid(
            [
                Fault(key, _("This column is already used for something else."), "", _("Choose another one."))
                for key, place in known.items()
                if place in twice
            ]
        )
    log.set(batch, mapping={"row": batch.mapping.get("row", 0) if row is None else row, "columns": known})
    return batch


@action("import.drop", on="batch")
def drop_import(log: Log, *, batch: ImportBatch) -> ImportBatch:
    """Leave a sheet unapplied."""
    _must_be_open(batch)
    log.set(batch, state=ImportBatch.State.DROPPED)
    return batch


@action("import.apply", on="batch")
def apply_import(log: Log, *, batch: ImportBatch) -> ImportBatch:
    """Take over a whole sheet, or nothing. Each fact is an action of its own in the trail; a second click does nothing.

    Raises Invalid with every fault at its cell.
    """
    if batch.state == ImportBatch.State.APPLIED:
        return batch
    _must_be_open(batch)
    plan = imports.plan_of(batch, log.actor)
    faults = list(plan.faults)
    for row in plan.rows if not faults else []:
        for each in row.planned:
            try:
                _carry_out(log, batch, each)
            except Invalid as error:
                faults += _at_cells(error, row, plan, each)
    if faults:
        raise Invalid(faults)
    log.set(batch, state=ImportBatch.State.APPLIED, applied_at=clock.now(), result=plan.tally())
    return batch


def _must_be_open(batch: ImportBatch) -> None:
    if batch.state != ImportBatch.State.OPEN:
        raise Invalid(_("This import is closed. Upload the sheet again."))


def _carry_out(log: Log, batch: ImportBatch, planned: sheet_rows.Planned) -> None:
    who: dict[str, Any] = {"actor": log.actor, "acting_for": log.acting_for}
    simulated = bool(getattr(log.actor, "simulated", False))
    if planned.verdict == "same":
        return
    if planned.contact is not None:
        name, phone = planned.contact
        set_contact(**who, region=planned.region, name=name, phone=phone, simulated=simulated)
        return
    wanted, old = planned.wanted, planned.old
    assert wanted is not None
    span = imports.span_to_keep(wanted, clock.today())
    if old is not None:
        if _is_same_number(old, wanted.paper):
            _correct_from_sheet(who, old, wanted, span)
            return
        withdraw_milestone(
            **who, milestone=old, reason=_("Replaced by %(sheet)s") % {"sheet": imports.source_of(batch)}
        )
    record_milestone(
        **who,
        region=planned.region,
        key=planned.key,
        kind=wanted.kind,
        basis=wanted.basis,
        not_before=span.first,
        not_after=span.last,
        cohort=wanted.cohort,
        gate=wanted.gate,
        paper=wanted.paper,
        source=imports.source_of(batch),
        simulated=simulated,
    )


def _is_same_number(old: Milestone, details: PaperDetails | None) -> bool:
    return bool(
        details and details.number and old.paper and plain_number(old.paper.number) == plain_number(details.number)
    )


def _correct_from_sheet(who: dict[str, Any], old: Milestone, wanted: sheet_rows.Wanted, span: sheet.Span) -> None:
    """The same paper with another day or validity: correct the paper first, so that fact and paper agree."""
    details = wanted.paper
    assert details is not None
    values = {"not_before": details.first_day, "not_after": details.not_after}
    if details.valid_until:
        values |= {"valid_from": details.valid_from, "valid_until": details.valid_until}
    correct_paper(**who, milestone=old, **values)
    correct_milestone(
        **who, milestone=old, not_before=span.first, not_after=span.last, cohort=wanted.cohort or old.cohort
    )


def _at_cells(
    error: Invalid, row: sheet_rows.PlannedRow, plan: imports.Plan, planned: sheet_rows.Planned
) -> list[Fault]:
    """Faults of a field, put at the cell that it came from."""
    cells = planned.wanted.cells if planned.wanted else {"phone": "contact_phone", "name": "contact_name"}
    fallback = next(iter(planned.columns), "region_name")
    faults = []
    for fault in error.faults:
        place = plan.head.columns.get(cells.get(fault.where, fallback), 0)
        faults.append(Fault(row.cells[place].address, fault.what, fault.allowed, fault.mend))
    return faults
