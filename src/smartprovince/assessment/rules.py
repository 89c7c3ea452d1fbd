"""Who sees and does what in a round (autonomy of kabupaten/kota: `domain.md` §10).

* What is typed in a draft belongs to the region: nobody above or beside it sees an answer before it is sent.
* Progress is counts, for people of the same province and of the nation.
* Assessors need an assignment (round, region or dimension in their membership), and never reach their own region.
* A region sees its own scores once the round is closed; others see them when they are published and the region has
  consented; the public only when they are not simulated as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.organisations.models import Membership, Organisation
from smartprovince.organisations.roles import Role, who_may
from smartprovince.organisations.scopes import NATION, at_region, below, grants, reach, region_codes
from smartprovince.territory.models import Region

from . import states
from .models import Answer, Participation, Result, ResultScore, Round, Verdict

ANYTHING = ~NOBODY  # an EVERYBODY that survives an "or"
BEGUN = ~Q(state=states.DRAFT)
SCORED = (states.CLOSED, states.PUBLISHED)


# --- scopes of this room ---------------------------------------------------------------------------------------------


def owned(person: Any, field: str = "", *, capability: str = "round.own") -> Q:
    """Rounds a person owns for their government: the ministry's for the nation, the province's own for a province."""
    prefix = f"{field}__" if field else ""
    condition = NOBODY
    for code in sorted(region_codes(person, capability)):
        if code == NATION:
            condition |= Q(**{f"{prefix}kind": Round.Kind.NATIONAL})
        else:
            condition |= Q(**{f"{prefix}kind": Round.Kind.OWN, f"{prefix}owner__region__code": code})
    return condition


def provinces(person: Any) -> set[str]:
    """Province codes whose counts a person may see; "" is the nation. Assessors see only what they are assigned to."""
    working = [grant for grant in grants(person, "round.progress") if grant.role != Role.ASSESSOR]
    return {reach(grant)[:2] for grant in working}


def assignments(person: Any) -> Iterator[Membership]:
    """Memberships that appoint an assessor to something; a bare one appoints to nothing."""
    for grant in grants(person, "answer.verify"):
        if grant.round_id or grant.region_id or grant.dimension:
            yield grant


def own_regions(person: Any) -> set[str]:
    """Kabupaten/kota that a person works for or helps, and therefore never assesses."""
    codes = set()
    for grant in getattr(person, "grants", []):
        region = grant.organisation.region
        if grant.role != Role.ASSESSOR:
            region = grant.region or region
        if region is not None and region.level == Region.Level.REGENCY:
            codes.add(region.code)
    return codes


def of_dimension(code: str, field: str = "node") -> Q:
    """Nodes of a dimension: its own code and the codes below it."""
    return Q(**{f"{field}__code": code}) | Q(**{f"{field}__code__startswith": f"{code}."})


def assigned(person: Any, field: str = "", *, by_dimension: bool = False, whole: bool = False) -> Q:
    """Participations (at path `field`) a person assesses; with `by_dimension` only the answers of their dimension, with
    `whole` only by assignments that are not bound to a dimension."""
    prefix = f"{field}__" if field else ""
    condition = NOBODY
    for grant in assignments(person):
        if whole and grant.dimension:
            continue
        here = ANYTHING & below(reach(grant), f"{prefix}region")
        if grant.round_id:
            here &= Q(**{f"{prefix}round": grant.round_id})
        if by_dimension and grant.dimension:
            here &= of_dimension(grant.dimension)
        condition |= here
    return condition & ~Q(**{f"{prefix}region__code__in": sorted(own_regions(person))})


# --- rounds ----------------------------------------------------------------------------------------------------------


@rule("own_rounds", Organisation, who_may=who_may("round.own"))
def who_creates_rounds(person: Any) -> Q:
    """The programme owner for a ministry, the province coordinator for the own provincial government."""
    condition = NOBODY
    for code in sorted(region_codes(person, "round.own")):
        if code == NATION:
            condition |= Q(kind=Organisation.Kind.MINISTRY)
        else:
            condition |= Q(kind=Organisation.Kind.PROVINCE, region__code=code)
    return condition


@rule("view", Round)
def who_sees_rounds(person: Any) -> Q:
    """Drafts the owner only; begun ones the people of the province and of the nation, and assigned assessors."""
    condition = owned(person) | Q(state=states.PUBLISHED, simulated=False)
    codes = provinces(person)
    if NATION in codes:
        condition |= BEGUN
    elif codes:
        condition |= BEGUN & (Q(province__isnull=True) | Q(province__code__in=sorted(codes)))
    if any(assignments(person)):
        assessed = Participation.objects.filter(assigned(person))
        condition |= BEGUN & Q(pk__in=assessed.values("round"))
    return condition


@rule("own", Round, who_may=who_may("round.own"))
def who_owns_rounds(person: Any) -> Q:
    return owned(person)


# --- participations --------------------------------------------------------------------------------------------------


@rule("progress", Participation)
def who_sees_progress(person: Any) -> Q:
    """Counts only: people of the province and of the nation, the owner, assigned assessors."""
    condition = owned(person, "round") | assigned(person)
    for code in sorted(provinces(person)):
        condition |= ANYTHING & below(code, "region")
    return condition


@rule("view", Participation)
def who_sees_participations(person: Any) -> Q:
    """The region itself, the owner of the round, its assessors; mentors once it is sent. Neighbours see counts only."""
    handed_over = Q(state__in=states.HANDED_OVER)
    return (
        at_region(person, "answer.view_own")
        | at_region(person, "result.view_own") & handed_over
        | owned(person, "round")
        | assigned(person)
    )


@rule("send", Participation, who_may=who_may("answer.send"))
def who_sends(person: Any) -> Q:
    return at_region(person, "answer.send")


@rule("verify", Participation, who_may=who_may("answer.verify"))
def who_verifies(person: Any) -> Q:
    return assigned(person)


@rule("return", Participation, who_may=who_may("answer.verify"))
@rule("finish", Participation, who_may=who_may("answer.verify"))
def who_sends_back(person: Any) -> Q:
    """The whole of a region's part goes back or is finished: for assessors of the whole, not of one dimension."""
    return assigned(person, whole=True)


@rule("consent", Participation, who_may=who_may("result.consent"))
def who_consents(person: Any) -> Q:
    return at_region(person, "result.consent")


@rule("own", Participation, who_may=who_may("round.own"))
def who_owns_participations(person: Any) -> Q:
    return owned(person, "round")


@rule("explain", Participation)
def who_reads_scores_closely(person: Any) -> Q:
    """Contributions and the range of peers: the region itself and the owner's people, once the round is closed."""
    closed = Q(round__state__in=SCORED)
    return (at_region(person, "result.view_own") | owned(person, "round", capability="result.view_all")) & closed


# --- answers and verdicts --------------------------------------------------------------------------------------------


@rule("view", Answer)
def who_sees_answers(person: Any) -> Q:
    """The region's own people always; owner, assessors and mentors only what has been handed over."""
    path = "participation__region"
    beyond = (
        owned(person, "participation__round")
        | assigned(person, "participation", by_dimension=True)
        | at_region(person, "result.view_own", path)
    )
    return at_region(person, "answer.view_own", path) | beyond & Q(participation__state__in=states.HANDED_OVER)


@rule("edit", Answer, who_may=who_may("answer.edit"))
def who_edits_answers(person: Any) -> Q:
    """The coordinator all answers of the region, a dimension lead those of the dimension, an officer those assigned to
    the own organisation and those that nobody is assigned to yet."""
    condition = NOBODY
    for grant in grants(person, "answer.edit"):
        here = Q(participation__region__code=reach(grant), participation__region__level=Region.Level.REGENCY)
        condition |= here & _share_of(grant)
    return condition


def _share_of(grant: Membership) -> Q:
    if grant.role == Role.OFFICER:
        return Q(assigned_to__isnull=True) | Q(assigned_to__path__startswith=grant.organisation.path)
    if grant.role == Role.DIMENSION_LEAD:
        return of_dimension(grant.dimension) if grant.dimension else NOBODY
    return EVERYBODY


@rule("send", Answer, who_may=who_may("answer.send"))
def who_assigns_answers(person: Any) -> Q:
    return at_region(person, "answer.send", "participation__region")


@rule("verify", Answer, who_may=who_may("answer.verify"))
def who_judges_answers(person: Any) -> Q:
    """Assigned assessors, the lines of their dimension, of what has been handed over."""
    handed_over = Q(participation__state__in=states.HANDED_OVER)
    return assigned(person, "participation", by_dimension=True) & handed_over


@rule("view", Verdict)
def who_sees_verdicts(person: Any) -> Q:
    """The region when it gets its answers back or they are verified; owner and assessors while they have them."""
    state, region = "answer__participation__state", "answer__participation__region"
    told = at_region(person, "answer.view_own", region) & Q(**{f"{state}__in": (states.RETURNED, states.VERIFIED)})
    mentored = at_region(person, "result.view_own", region) & Q(**{state: states.VERIFIED})
    handed_over = Q(**{f"{state}__in": states.HANDED_OVER})
    return told | mentored | owned(person, "answer__participation__round") & handed_over | judged_lines(person)


def judged_lines(person: Any) -> Q:
    """What stands beside an answer (at `answer`) that a person assesses, once it has been handed over."""
    if not any(assignments(person)):
        return NOBODY
    mine = Answer.objects.filter(assigned(person, "participation", by_dimension=True))
    return Q(answer__in=mine.values("pk"), answer__participation__state__in=states.HANDED_OVER)


# --- results ---------------------------------------------------------------------------------------------------------


@rule("view", Result)
def who_sees_frozen_results(person: Any) -> Q:
    """The frozen inputs of all regions: the owner of the round. Everyone else reads `ResultScore`."""
    return owned(person, "round")


@rule("view", ResultScore)
def who_sees_scores(person: Any) -> Q:
    """Own scores; the owner's government (coordinator, leader, planner) all of its round; others what is agreed."""
    owners = owned(person, "result__round", capability="result.view_all")
    mine = at_region(person, "result.view_own") & Q(result__round__state__in=SCORED)
    agreed = Q(result__round__state=states.PUBLISHED, participation__consented_at__isnull=False)
    condition = owners | mine | agreed & Q(result__simulated=False)
    for code in sorted(provinces(person)):
        condition |= agreed & below(code, "region")
    return condition
