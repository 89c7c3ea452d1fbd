"""Who sees, drafts and takes back usulan.

A region's drafts are its own: the province does not read what a kabupaten/kota typed for itself (autonomy). What was
said aloud at an event is different: the organiser heard it, so its people read that draft; and one addressed to the
central government at an event is open to the programme owner, who is asked.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from smartprovince.core.access import EVERYBODY, NOBODY, rule
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.rules import own_government
from smartprovince.organisations.scopes import NATION, at_region, region_codes
from smartprovince.territory.models import Region

from . import states
from .models import Answer, Note, Objection, Proposal, Review, Rubric

DRAFTERS = who_may("proposal.draft")
SENT = Q(submitted_at__isnull=False)


@rule("view", Proposal)
def who_sees_proposals(person: Any) -> Q:
    """People of the region; once it is sent, the government that handles it, and the one it was forwarded to; its
    reviewers; the organiser of the event it was said at; the nation for what was said or forwarded to it."""
    heard = own_government(person, "proposal.view", "received_by")
    national = NATION in region_codes(person, "proposal.view_national")
    to_the_centre = (
        Q(addressee=Proposal.Addressee.CENTRE, received_by__isnull=False)
        | Q(pk__in=Answer.objects.filter(outcome=states.TO_CENTRE, published_at__isnull=False).values("proposal"))
        if national
        else NOBODY
    )
    handled = at_region(person, "proposal.view", "handler") & SENT
    passed_on = at_region(person, "proposal.view", "addressed_region") & Q(state__in=(states.TO_REGION, *states.AFTER))
    return (
        at_region(person, "proposal.view") | heard | to_the_centre | handled | passed_on | Q(pk__in=to_review(person))
    )


@rule("trail", Proposal)
def who_reads_the_trail_of_usulan(person: Any) -> Q:
    """The people of its region: the trail holds every word from before it was sent."""
    return at_region(person, "proposal.view")


def to_review(person: Any) -> Any:
    """Keys of the usulan somebody was asked to review."""
    return Review.objects.filter(reviewer=person.pk).exclude(state=Review.State.DROPPED).values("proposal")


@rule("edit", Proposal, who_may=DRAFTERS)
def who_edits_proposals(person: Any) -> Q:
    """The region it belongs to, while the proposer has it in hand."""
    return at_region(person, "proposal.draft") & Q(state__in=states.WITH_PROPOSER)


@rule("withdraw", Proposal, who_may=DRAFTERS)
def who_withdraws_proposals(person: Any) -> Q:
    """The region it belongs to, until it is answered."""
    return at_region(person, "proposal.draft") & Q(state__in=(*states.WITH_PROPOSER, *states.IN_HANDS))


@rule("handle", Proposal, who_may=who_may("proposal.handle"))
def who_handles_proposals(person: Any) -> Q:
    """Who reads notes, reviews and answers in preparation, in the government that handles it."""
    return at_region(person, "proposal.handle", "handler") & SENT & not_sent_by(person)


@rule("check", Proposal, who_may=who_may("proposal.check"))
def who_checks_proposals(person: Any) -> Q:
    """Coordinators of the government that handles it; never whoever sent it."""
    return at_region(person, "proposal.check", "handler") & SENT & not_sent_by(person)


@rule("plan", Proposal, who_may=who_may("proposal.plan"))
def who_plans_proposals(person: Any) -> Q:
    """Planners of the government that handles it; a kabupaten/kota it was forwarded to plans it from then on."""
    passed_on = at_region(person, "proposal.plan", "addressed_region") & Q(state__in=(states.TO_REGION, *states.AFTER))
    return (at_region(person, "proposal.plan", "handler") & SENT | passed_on) & not_sent_by(person)


@rule("prepare", Proposal, who_may=who_may("proposal.check", "proposal.plan"))
def who_prepares_answers(person: Any) -> Q:
    """Coordinators and planners of the government that handles it."""
    able = at_region(person, "proposal.check", "handler") | at_region(person, "proposal.plan", "handler")
    return able & SENT & not_sent_by(person)


@rule("publish", Answer, who_may=who_may("proposal.publish"))
def who_publishes_prepared_answers(person: Any) -> Q:
    """Leaders of the government that handles it; never whoever prepared it, nor whoever sent the usulan."""
    mine = at_region(person, "proposal.publish", "proposal__handler")
    return mine & ~Q(prepared_by_id=str(person.pk)) & ~Q(proposal__submitted_by_id=str(person.pk))


@rule("carry", Proposal, who_may=who_may("portfolio.edit"))
def who_makes_programmes(person: Any) -> Q:
    """Who carries it out: the region that gets the aid, the one it was forwarded to, else the handler."""
    aid = Q(kind=Proposal.Kind.EARMARKED_AID)
    passed_on = Q(addressed_region__isnull=False)
    mine = (
        (at_region(person, "portfolio.edit") & aid)
        | (at_region(person, "portfolio.edit", "addressed_region") & passed_on & ~aid)
        | (at_region(person, "portfolio.edit", "handler") & ~passed_on & ~aid)
    )
    return mine & Q(state__in=(states.BUDGETED, states.RUNNING))


@rule("publish", Proposal, who_may=who_may("proposal.publish"))
def who_publishes_answers(person: Any) -> Q:
    return at_region(person, "proposal.publish", "handler") & SENT & not_sent_by(person)


@rule("object", Proposal, who_may=who_may("proposal.object"))
def who_objects(person: Any) -> Q:
    return at_region(person, "proposal.object") & Q(state__in=(states.DEFERRED, states.NOT_RECOMMENDED))


@rule("draft_proposal", Region, who_may=DRAFTERS)
def who_drafts_proposals(person: Any) -> Q:
    codes = region_codes(person, "proposal.draft") - {NATION}
    return Q(code__in=sorted(codes)) if codes else NOBODY


@rule("hold", Proposal)
def who_holds_the_receipt(person: Any) -> Q:
    """Whoever has the paper with the secret word sees what became of it."""
    secret = getattr(person, "secret", "")
    return Q(receipt=secret) if secret else NOBODY


def not_sent_by(person: Any) -> Q:
    """Whoever sent a usulan takes no part in deciding on it."""
    return ~Q(submitted_by_id=str(person.pk))


# --- reviews ---------------------------------------------------------------------------------------------------------


@rule("view", Review)
def who_sees_reviews(person: Any) -> Q:
    """The reviewer; those who handle the usulan once it is in."""
    asked = Review.objects.filter(reviewer=person.pk, state=Review.State.ASKED).values("proposal")
    handled = at_region(person, "proposal.handle", "proposal__handler") & ~Q(proposal__in=asked)
    handled &= ~Q(proposal__submitted_by_id=str(person.pk))
    return Q(reviewer=person.pk) | handled


@rule("edit", Review)
def who_writes_reviews(person: Any) -> Q:
    return Q(reviewer=person.pk, state__in=(Review.State.ASKED, Review.State.DONE), proposal__state=states.REVIEWING)


@rule("view", Rubric)
def who_sees_rubrics(person: Any) -> Q:
    """By what usulan are weighed is no secret to anybody who works here."""
    return EVERYBODY if getattr(person, "is_authenticated", False) else NOBODY


@rule("add_rubric", Region, who_may=who_may("rubric.edit"))
def who_adds_rubrics(person: Any) -> Q:
    codes = region_codes(person, "rubric.edit") - {NATION}
    return Q(code__in=sorted(codes), level=Region.Level.PROVINCE) if codes else NOBODY


@rule("drop", Review, who_may=who_may("proposal.check"))
def who_drops_reviews(person: Any) -> Q:
    return at_region(person, "proposal.check", "proposal__handler")


@rule("edit", Rubric, who_may=who_may("rubric.edit"))
def who_edits_rubrics(person: Any) -> Q:
    return at_region(person, "rubric.edit")


@rule("view", Note)
def who_reads_notes(person: Any) -> Q:
    mine = at_region(person, "proposal.handle", "proposal__handler")
    return mine & ~Q(proposal__submitted_by_id=str(person.pk))


@rule("view", Answer)
def who_reads_answers(person: Any) -> Q:
    """Those who handle it from the first word; whoever sees the usulan once it is published."""
    seen = Proposal.objects.filter(who_sees_proposals(person)).values("pk")
    published = Q(published_at__isnull=False, proposal__in=seen)
    mine = at_region(person, "proposal.handle", "proposal__handler")
    return (mine & ~Q(proposal__submitted_by_id=str(person.pk))) | published


@rule("trail", Answer)
def who_reads_how_answers_were_written(person: Any) -> Q:
    """Those who handle it: the trail holds every wording before the one that was published."""
    mine = at_region(person, "proposal.handle", "proposal__handler")
    return mine & ~Q(proposal__submitted_by_id=str(person.pk))


@rule("trail", Objection)
def who_reads_how_objections_were_written(person: Any) -> Q:
    return who_sees_objections(person)


@rule("view", Objection)
def who_sees_objections(person: Any) -> Q:
    """Both sides."""
    return at_region(person, "proposal.view", "proposal__region") | at_region(
        person, "proposal.handle", "proposal__handler"
    )
