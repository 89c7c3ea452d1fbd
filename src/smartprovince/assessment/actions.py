"""Every write to rounds, answers, verdicts and results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from smartprovince.core import audit, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid, NotFound
from smartprovince.core.models import type_name
from smartprovince.core.templatetags.writing import full_day
from smartprovince.evidence.actions import point_at
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import queries, scoring, states
from .bulk import SimulatedAnswer as SimulatedAnswer
from .bulk import load_simulated_answers as load_simulated_answers
from .filling import HOUSE, begin_filling, fillable, read_given, touch
from .keeping import keep_paper
from .models import Answer, Participation, Result, ResultScore, Round, Verdict
from .objections.actions import decide_objection as decide_objection
from .objections.actions import faults_of_publishing
from .objections.actions import raise_objection as raise_objection
from .objections.actions import withdraw_objection as withdraw_objection
from .outline import outline_of
from .panel.actions import end_proofs
from .panel.actions import give_reading as give_reading
from .panel.actions import judge_proof as judge_proof
from .panel.actions import moderate_verdict as moderate_verdict
from .panel.actions import note_interview as note_interview
from .schedule import calendar, reminders
from .schedule.actions import ask_extension as ask_extension
from .schedule.actions import grant_extension as grant_extension
from .schedule.actions import offer_extension as offer_extension
from .schedule.actions import refuse_extension as refuse_extension
from .schedule.actions import reschedule_round as reschedule_round
from .verification import finish_verification as finish_verification
from .verification import give_verdict as give_verdict
from .verification import return_participation as return_participation

BATCH = 2_000
RESERVED = "indeks pencapaian"
Outcome = Verdict.Outcome


# --- rounds ----------------------------------------------------------------------------------------------------------


@action("round.create", on="owner", verb="own_rounds", system=True)
def create_round(
    log: Log,
    *,
    owner: Organisation,
    title: str,
    instrument_version: InstrumentVersion,
    year: int,
    opens_on: date,
    closes_on: date,
    verify_until: date | None = None,
    objection_from: date | None = None,
    objection_until: date | None = None,
    publish_on: date | None = None,
    readings: int = 1,
    simulated: bool = False,
    **source: Any,
) -> Round:
    """Prepare a round of a ministry (all regions) or of a provincial government (its own kabupaten/kota).

    Raises Invalid listing everything that is wrong with it.
    """
    kinds = {Organisation.Kind.MINISTRY: Round.Kind.NATIONAL, Organisation.Kind.PROVINCE: Round.Kind.OWN}
    kind = kinds.get(Organisation.Kind(owner.kind))
    if kind is None:
        raise Invalid(Fault("owner", _("A round is owned by a ministry or by a provincial government.")))
    dates: dict[str, date | None] = {
        "opens_on": opens_on,
        "closes_on": closes_on,
        "verify_until": verify_until,
        "objection_from": objection_from,
        "objection_until": objection_until,
        "publish_on": publish_on,
    }
    faults = _round_faults(kind, owner, title, instrument_version, year) + calendar.faults_of(dates)
    if readings not in (1, 2):
        faults.append(Fault("readings", _("An answer is read once or twice.")))
    if faults:
        raise Invalid(faults)
    return log.create(
        Round,
        owner=owner,
        title=title.strip(),
        kind=kind,
        province=owner.region,
        instrument_version=instrument_version,
        year=year,
        readings=readings,
        **dates,
        simulated=simulated,
        **source,
    )


def _round_faults(kind: str, owner: Organisation, title: str, version: InstrumentVersion, year: int) -> list[Fault]:
    found = []
    if not title.strip():
        found.append(Fault("title", _("Give the round a title.")))
    if kind == Round.Kind.OWN and RESERVED in title.lower():
        found.append(
            Fault(
                "title", _("Only the ministry's evaluation yields the Indeks Pencapaian."), "", _("Call it otherwise.")
            )
        )
    if version.state != InstrumentVersion.State.PUBLISHED:
        found.append(Fault("instrument_version", _("Only a published version can be asked of regions.")))
    if (version.valid_from_year and year < version.valid_from_year) or (
        version.valid_to_year and year > version.valid_to_year
    ):
        allowed = f"{version.valid_from_year or '…'}–{version.valid_to_year or '…'}"
        found.append(
            Fault("year", _("This version of the instrument is not valid in %(year)s.") % {"year": year}, allowed)
        )
    if Round.objects.filter(owner=owner, year=year, title=title.strip()).exists():
        found.append(Fault("title", _("There is already a round of this title in that year.")))
    return found


def _move_round(log: Log, row: Round, name: str, **values_: Any) -> None:
    log.set(row, state=states.ROUND.check(row.state, name), **values_)


@action("round.open", on="round", verb="own", system=True)
def open_round(log: Log, *, round: Round, regions: Sequence[Region] | None = None) -> Round:
    """Open a round for filling: a participation and empty answers for each region (default: all of the owner's).

    Raises Invalid for regions that are not kabupaten/kota of the round's province.
    """
    target = states.ROUND.check(round.state, "open")
    possible = Region.objects.filter(level=Region.Level.REGENCY)
    if round.province_id:
        possible = possible.filter(parent=round.province_id)
    chosen = list(possible.order_by("code"))
    if regions is not None:
        wanted = {region.pk for region in regions}
        chosen = [region for region in chosen if region.pk in wanted]
        if len(chosen) != len(wanted):
            raise Invalid(Fault("regions", _("A round asks kabupaten/kota of its own province only.")))
    if not chosen:
        raise Invalid(Fault("regions", _("There is no kabupaten/kota to ask.")))
    log.set(round, state=target)
    participations = Participation.objects.bulk_create(
        [Participation(round=round, region=region) for region in chosen], batch_size=BATCH
    )
    entries = outline_of(round.instrument_version).entries
    Answer.objects.bulk_create(
        [Answer(participation=p, node=node, simulated=round.simulated) for p in participations for node in entries],
        batch_size=BATCH,
    )
    log.note(regions=[region.code for region in chosen], questions=len(entries))
    reminders.arrange(round)
    return round


@action("round.begin_verification", on="round", verb="own", system=True)
def begin_verification(log: Log, *, round: Round) -> Round:
    """End the filling. Only what is sent back can still be changed."""
    _move_round(log, round, "begin_verification")
    return round


@action("round.close", on="round", verb="own", system=True)
def close_round(log: Log, *, round: Round) -> Round:
    """End the verification. Raises Invalid naming the regions whose answers still lie with the assessors."""
    waiting = round.participations.filter(state=states.SENT).select_related("region").order_by("region__code")
    extended = round.participations.filter(calendar.extended()).select_related("region").order_by("region__code")
    faults = [
        Fault(p.region.short_name, _("The verification is not finished."), "", _("Finish it or send the answers back."))
        for p in waiting
    ]
    faults += [
        Fault(p.region.short_name, _("More time was granted until %(day)s.") % {"day": full_day(p.fill_until)})
        for p in extended
    ]
    if round.state == states.VERIFYING and faults:
        raise Invalid(faults)
    _move_round(log, round, "close")
    return round


# --- filling ---------------------------------------------------------------------------------------------------------


@action("answer.save", on="answer", verb="edit", autosave=True)
def save_answer(log: Log, *, answer: Answer, **given: Any) -> Answer:
    """Save what is given of `value`, `narrative`, `not_available`; what is not given stays.

    value: as typed (`52,0`), a number, or "" / None to empty it. Pass `version=` to be told when somebody else has
    changed the answer: Conflict holds theirs and yours. Raises Invalid for impossible values, and where answers of the
    region cannot be changed now.
    """
    if unknown := set(given) - {"value", "narrative", "not_available"}:
        raise TypeError(f"save_answer has no {sorted(unknown)}")
    participation = fillable(answer.participation_id)
    changes = read_given(answer.node, participation.round.instrument_version, given)
    before = answer.version
    log.set(answer, **changes)
    if answer.version != before:
        touch(log, answer)
    if participation.state == states.INVITED:
        begin_filling(actor=HOUSE, participation=participation)
    return answer


@action("answer.attach_paper", on="answer", verb="edit")
def attach_paper(
    log: Log,
    *,
    answer: Answer,
    paper: Paper | None = None,
    content: bytes | None = None,
    file_name: str = "",
    title: str = "",
    kind: str = Paper.Kind.OTHER,
    pages: str | None = None,
    **details: Any,
) -> PaperUse:
    """Prove an answer with a paper that is kept already, or with a new file. The same bytes are kept once.

    details: number, not_before, not_after, confidentiality and the like of a new paper (see `evidence.add_paper`).
    """
    participation = fillable(answer.participation_id)
    if paper is None:
        paper = keep_paper(
            log,
            participation.region,
            content,
            file_name,
            title=title,
            simulated=answer.simulated,
            kind=kind,
            **details,
        )
    if paper.withdrawn_at is not None:
        raise Invalid(Fault("paper", _("This paper is withdrawn. Choose another.")))
    label = f"{participation.round}: {answer.node.code}"
    use = point_at(actor=log.actor, acting_for=log.acting_for, paper=paper, thing=answer, label=label, pages=pages)
    log.about(answer)
    log.note(paper=paper.pk, pages=use.pages)
    touch(log, answer)
    return use


@action("answer.detach_paper", on="answer", verb="edit")
def detach_paper(log: Log, *, answer: Answer, paper: Paper) -> Answer:
    """Stop pointing at a paper; the paper itself stays where it is kept."""
    fillable(answer.participation_id)
    uses = PaperUse.objects.filter(paper=paper, object_type=type_name(answer), object_id=str(answer.pk))
    if not uses.exists():
        raise NotFound(_("This answer does not point at that paper."))
    uses.delete()
    end_proofs("detached", answer=answer, paper=paper)
    log.about(answer)
    log.note(no_longer=paper.title)
    touch(log, answer)
    return answer


@action("answer.assign", on="answer", verb="send")
def assign_answer(log: Log, *, answer: Answer, organisation: Organisation | None) -> Answer:
    """Give a question to an office of the own kabupaten/kota, or take it back (None)."""
    participation = fillable(answer.participation_id)
    offices = queries.offices_of(participation.region)
    if organisation is not None and not offices.filter(pk=organisation.pk).exists():
        raise Invalid(Fault("organisation", _("Choose an office of the own kabupaten/kota.")))
    log.set(answer, assigned_to=organisation)
    return answer


@action("participation.send", on="participation", verb="send")
def send_participation(log: Log, *, participation: Participation, gaps_note: str = "") -> Participation:
    """Hand the region's answers over to owner and assessors.

    Raises Invalid that lists what is missing; with an explanation (`gaps_note`) it may be sent with gaps.
    """
    participation = queries.with_round(participation)
    target = states.PARTICIPATION.check(participation.state, "send")
    if not queries.may_fill(participation):
        raise calendar.ended(participation)
    form = queries.form_of(participation, log.actor)
    if form.missing and not gaps_note.strip():
        what, mend = _("There is neither a value nor a reason."), _("Fill it in, or explain the gaps when you send.")
        raise Invalid([Fault(line.node.code, what, "", mend) for line in form.missing])
    if form.to_mend and not gaps_note.strip():
        what, mend = _("An assessor sent this back and it is unchanged."), _("Change it or add evidence.")
        raise Invalid([Fault(line.node.code, what, "", mend) for line in form.to_mend])
    audit.close_autosaves(participation.answers.all())
    log.set(participation, state=target, sent_at=clock.now(), gaps_note=gaps_note.strip(), return_reason="")
    log.note(answered=form.count.answered, asked=form.count.asked, unproven=len(form.unproven))
    return participation


# --- results ---------------------------------------------------------------------------------------------------------


@action("round.compute", on="round", verb="own", system=True)
def compute_result(log: Log, *, round: Round) -> Result:
    """Score a closed round from its verified values and freeze inputs, method, fingerprint and scores.

    Scores that are already there and come out the same stay as they are.
    """
    states.ROUND.check(round.state, "compute")
    found = scoring.compute(round)
    log.about(round)
    current = Result.objects.filter(round=round, is_current=True).first()
    if current is not None and current.sha256 == found.sha256 and current.inputs == found.inputs:
        log.note(result=current.pk, unchanged=True)
        return current
    if current is not None:
        Result.objects.filter(pk=current.pk).update(is_current=False)
        current.rows.all().delete()
    result = Result.objects.create(
        round=round,
        computed_by=str(log.actor)[:200],
        inputs=found.inputs,
        fingerprint=round.instrument_version.fingerprint,
        method=found.method,
        scores=found.scores,
        sha256=found.sha256,
        simulated=found.simulated,
    )
    ResultScore.objects.bulk_create(_score_rows(result, found), batch_size=BATCH)
    log.note(result=result.pk, sha256=found.sha256, regions=len(found.participations))
    return result


def _score_rows(result: Result, found: scoring.Computed) -> list[ResultScore]:
    return [
        ResultScore(
            result_id=result.pk,
            participation_id=p.pk,
            region_id=p.region_id,
            code=code,
            score=score,
            coverage=coverage or 0.0,
        )
        for p, scores, coverages in zip(
            found.participations, found.scores["scores"], found.scores["coverage"], strict=True
        )
        for code, score, coverage in zip(found.scores["nodes"], scores, coverages, strict=True)
    ]


@action("participation.consent", on="participation", verb="consent")
def consent_to_publication(log: Log, *, participation: Participation, paper: Paper | None = None) -> Participation:
    """The region agrees to its scores being shown by name once the owner publishes. It has seen them first."""
    participation = queries.with_round(participation)
    if participation.has_consented:
        return participation
    if not queries.current_result(participation.round) or not participation.round.has_scores:
        raise Invalid(_("There are no scores to consent to yet."))
    if paper is not None:
        label = f"{participation.round}: {_('consent to publication')}"
        point_at(actor=log.actor, acting_for=log.acting_for, paper=paper, thing=participation, label=label)
    log.set(participation, consented_by=str(log.actor)[:200], consented_at=clock.now(), consent_paper=paper)
    return participation


@action("participation.withdraw_consent", on="participation", verb="consent")
def withdraw_consent(log: Log, *, participation: Participation) -> Participation:
    """The region takes its consent back: from now on others no longer see its scores by name."""
    log.set(participation, consented_by="", consented_at=None, consent_paper=None)
    return participation


@action("round.publish", on="round", verb="own")
def publish_result(log: Log, *, round: Round) -> Round:
    """Publish the current result. Only regions that consented are shown to others. A second click changes nothing."""
    if round.state == states.PUBLISHED:
        return round
    target = states.ROUND.check(round.state, "publish")
    result = Result.objects.filter(round=round, is_current=True).first()
    if result is None:
        raise Invalid(_("Compute the scores first."))
    if faults := faults_of_publishing(round, result):
        raise Invalid(faults)
    log.set(round, state=target)
    Result.objects.filter(pk=result.pk).update(published_at=clock.now())
    consents = round.participations.filter(consented_at__isnull=False).count()
    log.note(result=result.pk, sha256=result.sha256, consents=consents)
    return round
