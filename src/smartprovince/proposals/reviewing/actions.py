"""Rubrics, who is asked to review, and what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.organisations.models import Person
from smartprovince.proposals import settings, states
from smartprovince.proposals.models import Criterion, Mark, Proposal, Review, Rubric
from smartprovince.territory.models import Region

from . import queries
from .models import SCALE

HOUSE_RUBRIC = (
    ("Dampak bagi warga", "Berapa orang terbantu dan seberapa besar perubahannya.", 30),
    ("Kesiapan pelaksana", "Perangkat daerah, sumber daya manusia, dan dasar hukum.", 20),
    ("Kelayakan biaya", "RAB wajar dan biaya operasi sesudahnya tertanggung.", 20),
    ("Pakai ulang dan integrasi", "Memakai aplikasi yang sudah ada dan standar Satu Data.", 15),
    ("Dapat ditiru daerah lain", "Dokumentasi dan lisensi memungkinkan replikasi.", 15),
)


@action("rubric.load", system=True)
def load_rubric(log: Log) -> Rubric:
    """The house's rubric, once; a province can make its own."""
    rubric = Rubric.objects.filter(region=None).first()
    if rubric is not None:
        return rubric
    rubric = log.create(Rubric, name="Rubrik umum", threshold=Decimal("2.75"))
    _criteria(rubric, HOUSE_RUBRIC)
    return rubric


@action("rubric.add", on="region", verb="add_rubric")
def add_rubric(
    log: Log, *, region: Region, name: str, criteria: Sequence[tuple[str, str, int]], threshold: Decimal | None = None
) -> Rubric:
    """A rubric of a province's own: (name, meaning, weight) in their order. It replaces the earlier one in use."""
    faults = [] if name.strip() else [Fault("name", _("Give the rubric a name."))]
    faults += _faults_of(criteria)
    if threshold is not None and not SCALE[0] <= threshold <= SCALE[1]:
        faults.append(Fault("threshold", _("This must lie between 0 and 4.")))
    if faults:
        raise Invalid(faults)
    earlier = list(Rubric.objects.filter(region=region, in_use=True))
    rubric = log.create(Rubric, region=region, name=name.strip(), threshold=threshold)
    for each in earlier:
        log.set(each, in_use=False)
    _criteria(rubric, criteria)
    return rubric


def _faults_of(criteria: Sequence[tuple[str, str, int]]) -> list[Fault]:
    if not 1 <= len(criteria) <= 12:
        return [Fault("criteria", _("A rubric has 1 to 12 criteria."))]
    if any(not name.strip() for name, _meaning, _weight in criteria):
        return [Fault("criteria", _("Every criterion needs a name."))]
    if (total := sum(weight for _name, _meaning, weight in criteria)) != 100:
        return [Fault("criteria", _("The weights add up to %(total)s, not to 100.") % {"total": total})]
    if any(not 1 <= weight <= 100 for _name, _meaning, weight in criteria):
        return [Fault("criteria", _("Every weight lies between 1 and 100."))]
    return []


def _criteria(rubric: Rubric, rows: Sequence[tuple[str, str, int]]) -> None:
    Criterion.objects.bulk_create(
        [
            Criterion(rubric=rubric, order=at, name=name.strip()[:120], meaning=meaning.strip()[:300], weight=weight)
            for at, (name, meaning, weight) in enumerate(rows, start=1)
        ]
    )


# --- asking ----------------------------------------------------------------------------------------------------------


@action("review.ask", on="proposal", verb="check")
def ask_reviewers(log: Log, *, proposal: Proposal, reviewers: Sequence[Person]) -> Proposal:
    """Ask people to review a usulan. Nobody reviews what they sent, or what their own government asks for."""
    if proposal.state not in (states.CHECKING, states.REVIEWING):
        raise Invalid(_("Reviewers are asked during the check or the technical review."))
    if not reviewers:
        raise Invalid(Fault("reviewers", _("Choose at least one reviewer.")))
    able = {person.pk for person in queries.who_can_review(proposal)}
    if refused := [person for person in reviewers if person.pk not in able]:
        what = ngettext("%(names)s cannot review this.", "%(names)s cannot review this.", len(refused))
        raise Invalid(
            Fault(
                "reviewers",
                what % {"names": ", ".join(str(each) for each in refused)},
                _("People of the government that handles it, or mentors of the region; never the proposer."),
            )
        )
    assert proposal.handler is not None
    log.about(proposal)
    rubric = queries.rubric_of(proposal.handler)
    due = settings.due(states.REVIEWING, proposal.handler.code)
    for person in reviewers:
        review, fresh = Review.objects.get_or_create(
            proposal=proposal, reviewer=person, defaults={"rubric": rubric, "due_on": due}
        )
        if not fresh and review.state == Review.State.DROPPED:
            log.set(review, state=Review.State.ASKED, rubric=rubric, due_on=due)
    log.payload["asked"] = [person.pk for person in reviewers]  # not in the trail, which the proposer reads
    return proposal


@action("review.drop", on="review", verb="drop")
def drop_review(log: Log, *, review: Review) -> Review:
    """A reviewer is no longer needed."""
    if review.state != Review.State.ASKED:
        raise Invalid(_("Only a review that is still open can be dropped."))
    log.set(review, state=Review.State.DROPPED)
    return review


# --- reviewing -------------------------------------------------------------------------------------------------------


@action("review.give", on="review")
def give_review(
    log: Log, *, review: Review, marks: Mapping[int, int], private_note: str = "", feedback: str = ""
) -> Review:
    """What a reviewer found: a mark 0 to 4 for every criterion (by its key), words for both sides."""
    criteria = list(review.rubric.criteria.all())
    faults = [
        Fault(f"mark_{each.pk}", _("Give a mark from 0 to 4: %(name)s.") % {"name": each.name})
        for each in criteria
        if marks.get(each.pk) not in range(SCALE[0], SCALE[1] + 1)
    ]
    if not feedback.strip():
        faults.append(Fault("feedback", _("Write at least one sentence that helps the proposer.")))
    if faults:
        raise Invalid(faults)
    for each in criteria:
        Mark.objects.update_or_create(review=review, criterion=each, defaults={"value": marks[each.pk]})
    log.set(
        review,
        state=Review.State.DONE,
        private_note=private_note.strip(),
        feedback=feedback.strip(),
        done_at=clock.now(),
    )
    return review


@action("review.recuse", on="review")
def recuse(log: Log, *, review: Review, conflict: str) -> Review:
    """A reviewer has an interest of their own in it, and says which."""
    if not conflict.strip():
        raise Invalid(Fault("conflict", _("Say in one sentence which interest it is.")))
    if review.state != Review.State.ASKED:
        raise Invalid(_("A review that is in stays; tell the coordinator instead."))
    log.set(review, state=Review.State.RECUSED, recusal=conflict.strip(), done_at=clock.now())
    return review
