"""Every write of the selection. Being selected is not joining: only a memorandum in the register is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.models import Paper
from smartprovince.movement.models import Cohort
from smartprovince.movement.papers import PaperDetails, paper_for
from smartprovince.movement.vocabulary import Movement
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import sources
from .models import Candidate, Interview, Parameter, ParameterValue
from .queries import has_joined, level_of, runs_in, successors_of
from .states import CANDIDATE

FIRST_YEAR = 2000
LEAST_ASSESSORS = 2
FAR = timedelta(days=2 * 366)  # a day further off than this is a slip of the keyboard
WEIGHING = ("weight", "low", "high", "direction", "role", "is_active", "name_id", "name_en", "publisher", "unit")


# --- parameters ------------------------------------------------------------------------------------------------------


@action("parameter.load", system=True)
def load_parameters(log: Log) -> int:
    """Load the parameters that ship with the platform. Returns how many were new; a second run changes nothing."""
    known = set(Parameter.objects.values_list("code", flat=True))
    fresh = [Parameter(**row) for row in sources.parameters() if row["code"] not in known]
    made = Parameter.objects.bulk_create(fresh)
    if made:
        log.about(made[0])
        log.note(new=[parameter.code for parameter in made])
    return len(made)


@action("parameter.add", on="owner", verb="run_selection")
def add_parameter(log: Log, *, owner: Organisation, code: str, **given: Any) -> Parameter:
    """A parameter of the programme's own choice."""
    if Parameter.objects.filter(code=code).exists():
        raise Invalid(Fault("code", _("There is already a parameter with this code.")))
    _check_parameter(given)
    order = max(Parameter.objects.values_list("order", flat=True), default=0) + 1
    return log.create(Parameter, code=code, order=order, **given)


@action("parameter.change", on="parameter")
def change_parameter(log: Log, *, parameter: Parameter, **given: Any) -> Parameter:
    """Weights, goalposts, direction, role, or whether it is in use. Code and source stay."""
    values = {name: value for name, value in given.items() if name in WEIGHING}
    _check_parameter({name: getattr(parameter, name) for name in ("weight", "low", "high", "direction")} | values)
    log.set(parameter, **values)
    return parameter


def _check_parameter(given: dict[str, Any]) -> None:
    faults = []
    if given["high"] <= given["low"]:
        faults.append(Fault("high", _("The upper goalpost must lie above the lower one.")))
    if given["weight"] < 0:
        faults.append(Fault("weight", _("A weight cannot be negative.")))
    if given["direction"] not in (-1, 1):
        faults.append(Fault("direction", _("Choose which way the parameter counts.")))
    if faults:
        raise Invalid(faults)


@action("parameter.set_value", on="region", verb="set_parameters")
def set_value(
    log: Log,
    *,
    region: Region,
    parameter: Parameter,
    year: int,
    source: str,
    value: Decimal | None = None,
    category: str = "",
    method: str = "",
    source_url: str = "",
    seen: int | None = None,
) -> ParameterValue:
    """The value of a parameter for a region and a year, with its source. Entering the same year again corrects it.

    `seen` is the version a correction was typed on; Conflict when somebody else was faster.
    """
    _check_value(year, value, category, source)
    given = {
        "value": value,
        "category": category.strip(),
        "method": method.strip(),
        "source": source.strip(),
        "source_url": source_url.strip(),
    }
    known = ParameterValue.objects.filter(region=region, parameter=parameter, year=year).first()
    if known is None:
        return log.create(ParameterValue, region=region, parameter=parameter, year=year, **given)
    if seen is not None and seen != known.version:
        raise Conflict(theirs=known, yours=given)
    log.set(known, **given)
    log.about(known)
    return known


def _check_value(year: int, value: Decimal | None, category: str, source: str) -> None:
    faults = []
    this_year = clock.today().year
    if not FIRST_YEAR <= year <= this_year:
        allowed = _("A year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": this_year}
        faults.append(Fault("year", _("There can be no value for this year."), allowed))
    if value is None and not category.strip():
        faults.append(Fault("value", _("Give a number, a category, or both.")))
    if value is not None and (not value.is_finite() or abs(value) >= Decimal(10) ** 10):
        faults.append(Fault("value", _("This is no number the platform can keep.")))
    if not source.strip():
        faults.append(Fault("source", _("Say where this comes from.")))
    if faults:
        raise Invalid(faults)


@action("parameter.import_values", on="owner", verb="run_selection")
def import_values(log: Log, *, owner: Organisation, content: bytes, file_name: str) -> Organisation:
    """A whole sheet of values, or nothing of it: every fault is told at its cell."""
    from .sheet import read_values

    faults: list[Fault] = []
    rows = read_values(content, file_name)
    for row in rows:
        try:
            set_value(actor=log.actor, acting_for=log.acting_for, **row.given)
        except Invalid as error:
            faults += [Fault(row.cell_of(f.where), f.what, f.allowed, f.mend) for f in error.faults]
    if faults:
        raise Invalid(faults)
    log.about(owner)
    log.note(values=len(rows), file=file_name[:200])
    return owner


# --- angkatan --------------------------------------------------------------------------------------------------------


@action("cohort.open", on="owner", verb="run_selection")
def open_cohort(
    log: Log,
    *,
    owner: Organisation,
    movement: str,
    year: int,
    not_before: date,
    not_after: date,
    source: str,
    size: int | None = None,
    source_url: str = "",
    note: str = "",
) -> Cohort:
    """Open an angkatan: its year, when it is to be launched, how many regions, and where that is written."""
    faults = []
    if Cohort.objects.filter(movement=movement, year=year).exists():
        faults.append(Fault("year", _("This cohort is already there.")))
    if not_after < not_before:
        faults.append(Fault("not_after", _("The last possible day lies before the first.")))
    elif not not_before.year <= year <= not_after.year:
        faults.append(Fault("not_before", _("The launch lies outside the year of the cohort.")))
    if not FIRST_YEAR < year <= clock.today().year + 2:
        faults.append(Fault("year", _("A cohort is opened for this year or one of the next two.")))
    if not source.strip():
        faults.append(Fault("source", _("Say where this comes from.")))
    if faults:
        raise Invalid(faults)
    with override("en"):
        name_en = f"{Movement(movement).label} cohort {year}"
    return log.create(
        Cohort,
        key=f"{movement}-{year}",
        movement=movement,
        year=year,
        name_id=f"Angkatan {Movement(movement).label} {year}",
        name_en=name_en,
        not_before=not_before,
        not_after=not_after,
        size=size,
        source=source.strip(),
        source_url=source_url.strip(),
        note=note.strip(),
    )


# --- candidates ------------------------------------------------------------------------------------------------------


@action("candidate.nominate", on="cohort", verb="nominate")
def nominate(log: Log, *, cohort: Cohort, region: Region) -> Candidate:
    """Put a region on the long list. One that joined by the register, or of the other movement, is refused."""
    if fault := _cannot_stand(log.actor, cohort, region):
        raise Invalid(fault)
    made = log.create(Candidate, cohort=cohort, region=region)
    log.note(region_name=region.full_name)
    return made


@action("candidate.nominate_many", on="cohort", verb="nominate")
def nominate_many(log: Log, *, cohort: Cohort, regions: Sequence[Region]) -> Cohort:
    """Several regions at once, or none: each one that cannot stand is named."""
    faults: list[Fault] = []
    if not regions:
        raise Invalid(Fault("regions", _("Choose at least one region.")))
    for region in regions:
        try:
            nominate(actor=log.actor, acting_for=log.acting_for, cohort=cohort, region=region)
        except Invalid as error:
            faults += error.faults
    if faults:
        raise Invalid(faults)
    log.about(cohort)
    log.note(nominated=[region.code for region in regions])
    return cohort


def _cannot_stand(person: Any, cohort: Cohort, region: Region) -> Fault | None:
    name = region.short_name
    if region.level != level_of(cohort.movement):
        return Fault("regions", _("%(region)s does not belong to this movement.") % {"region": name})
    if not runs_in(person, region):
        return Fault("regions", _("%(region)s lies outside the region you work for.") % {"region": name})
    if region.valid_until and region.valid_until < clock.today():
        return Fault("regions", _("%(region)s does not exist any more; choose its successor.") % {"region": name})
    if Candidate.objects.filter(cohort=cohort, region=region).exists():
        return Fault("regions", _("%(region)s is already a candidate of this cohort.") % {"region": name})
    if has_joined(region):
        return Fault("regions", _("%(region)s has already joined, by the register.") % {"region": name})
    return None


@action("candidate.invite", on="candidate", verb="run")
def invite(log: Log, *, candidate: Candidate, interview_on: date | None) -> Candidate:
    """Set the day of the interview, or move it while it has not been held."""
    target = CANDIDATE.check(candidate.state, "invite", {"interview_on": interview_on})
    assert interview_on is not None
    if Interview.objects.filter(candidate=candidate).exists():
        raise Invalid(Fault("interview_on", _("The interview has been held; its day does not move any more.")))
    if abs(interview_on - clock.today()) > FAR:
        raise Invalid(Fault("interview_on", _("This day is more than two years away."), "", _("Check the year.")))
    log.set(candidate, state=target, interview_on=interview_on)
    return candidate


@action("candidate.interview", on="candidate", verb="run")
def record_interview(
    log: Log, *, candidate: Candidate, assessors: str, score: Decimal | None, note: str = ""
) -> Candidate:
    """What the assessors found, once the day has come; recording it again corrects it."""
    names = [line.strip() for line in assessors.splitlines() if line.strip()]
    CANDIDATE.check(candidate.state, "interview", {"assessors": names, "score": score is not None})
    faults = []
    if candidate.interview_on is None:
        faults.append(Fault("", _("No day is set for the interview yet."), "", _("Invite the region first.")))
    elif candidate.interview_on > clock.today():
        day = full_day(candidate.interview_on)
        faults.append(Fault("", _("The interview is on %(day)s; record it once it has been held.") % {"day": day}))
    if len({name.casefold() for name in names}) < LEAST_ASSESSORS:
        faults.append(Fault("assessors", _("An interview is held by at least two assessors, one name a line.")))
    if score is not None and not 0 <= score <= 100:
        faults.append(Fault("score", _("The score lies between 0 and 100.")))
    if faults:
        raise Invalid(faults)
    values = {"assessors": "\n".join(names), "score": score, "note": note.strip(), "held_on": candidate.interview_on}
    known = Interview.objects.filter(candidate=candidate).first()
    if known is None:
        log.create(Interview, candidate=candidate, **values)
    else:
        log.set(known, **values)
    return candidate


@action("candidate.select", on="candidate", verb="run")
def select(
    log: Log, *, candidate: Candidate, reason: str, decided_on: date, letter: PaperDetails | None = None
) -> Candidate:
    """Choose the region, with reasons. It has joined only once the memorandum stands in the register."""
    if not Interview.objects.filter(candidate=candidate).exists():
        CANDIDATE.check(candidate.state, "select", {"reason": True})
        raise Invalid(Fault("", _("Record the interview first: a region is selected after it has been heard.")))
    return _decide(log, candidate, "select", reason, decided_on, letter)


@action("candidate.reject", on="candidate", verb="run")
def reject(
    log: Log, *, candidate: Candidate, reason: str, decided_on: date, letter: PaperDetails | None = None
) -> Candidate:
    """Do not choose the region this time, with reasons that it reads."""
    return _decide(log, candidate, "reject", reason, decided_on, letter)


def _decide(
    log: Log, candidate: Candidate, step: str, reason: str, decided_on: date, letter: PaperDetails | None
) -> Candidate:
    target = CANDIDATE.check(candidate.state, step, {"reason": reason.strip()})
    if decided_on > clock.today():
        raise Invalid(Fault("decided_on", _("A decision cannot be dated in the future.")))
    if candidate.interview_on and decided_on < candidate.interview_on:
        day = full_day(candidate.interview_on)
        raise Invalid(Fault("decided_on", _("The decision lies before the interview of %(day)s.") % {"day": day}))
    paper = paper_for(log.actor, log.acting_for, candidate.region, letter) if letter else candidate.letter
    log.set(candidate, state=target, reason=reason.strip(), decided_on=decided_on, letter=paper)
    return candidate


@action("candidate.reconsider", on="candidate", verb="run")
def reconsider(log: Log, *, candidate: Candidate, reason: str) -> Candidate:
    """Take a decision back, with reasons; the earlier decision stays in the trail."""
    target = CANDIDATE.check(candidate.state, "reconsider", {"reason": reason.strip()})
    log.set(candidate, state=target, reason=reason.strip(), decided_on=None, letter=None)
    return candidate


@action("candidate.withdraw", on="candidate", verb="run")
def withdraw(log: Log, *, candidate: Candidate, reason: str) -> Candidate:
    """The region does not stand (any more)."""
    target = CANDIDATE.check(candidate.state, "withdraw", {"reason": reason.strip()})
    log.set(candidate, state=target, reason=reason.strip(), decided_on=clock.today())
    return candidate


@action("candidate.follow_region", on="candidate", verb="run")
def follow_region(log: Log, *, candidate: Candidate, region: Region, reason: str) -> Candidate:
    """After a split (pemekaran) the candidacy goes on with a successor; what was so far stays with it."""
    faults = []
    if not reason.strip():
        faults.append(Fault("reason", _("Say why the candidacy goes to this region.")))
    if region.pk not in {each.pk for each in successors_of(candidate.region)}:
        faults.append(Fault("region", _("This is no successor of %(region)s.") % {"region": candidate.region}))
    elif Candidate.objects.filter(cohort=candidate.cohort, region=region).exists():
        faults.append(Fault("region", _("%(region)s is already a candidate of this cohort.") % {"region": region}))
    if faults:
        raise Invalid(faults)
    log.note(from_region=candidate.region.full_name, to_region=region.full_name)
    log.set(candidate, region=region)
    log.private["follow_reason"] = ("", reason.strip())
    return candidate


def decision_letter(number: str, day: date | None, decided_on: date) -> PaperDetails | None:
    """The letter of a decision as it was typed: its number and day, when it has been signed."""
    if not number.strip():
        return None
    return PaperDetails(
        kind=Paper.Kind.SELECTION_LETTER,
        number=number.strip(),
        not_after=day or decided_on,
        confidentiality=Paper.Confidentiality.LIMITED,
        source=_("Decision letter of the selection"),
    )
