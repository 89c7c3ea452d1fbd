"""News of handling: to those who handle a usulan when something waits for them, to proposers when it is decided."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role
from smartprovince.organisations.seated import people_at, persons, seated
from smartprovince.proposals.models import Answer, Objection, Proposal

HANDLERS = (Role.PROVINCE_COORDINATOR, Role.REGION_COORDINATOR)
PROPOSERS = (Role.PROVINCE_COORDINATOR, Role.REGION_COORDINATOR, Role.OFFICER, Role.DIMENSION_LEAD)


def _names(proposal: Proposal) -> dict[str, str]:
    return {"number": proposal.number, "title": proposal.title, "region": proposal.region.short_name}


def page_of(proposal: Proposal) -> str:
    return reverse("proposals:detail", args=[proposal.number])


def proposers(proposal: Proposal) -> list[Person]:
    """Whoever sent it, and the coordinators of the region that asks."""
    sender = persons([int(proposal.submitted_by_id)]) if proposal.submitted_by_id.isdigit() else []
    coordinators = people_at(proposal.region, Role.REGION_COORDINATOR)
    return list({each.pk: each for each in (*sender, *coordinators)}.values())


def _reviewers(proposal: Proposal, event: OutboxEvent) -> list[Person]:
    return persons(event.payload.get("asked", []))


def _leaders(proposal: Proposal) -> list[Person]:
    return seated(Q(organisation__region=proposal.handler_id), [Role.LEADER])


def _decided(found: Objection, event: OutboxEvent) -> str:
    if found.verdict == Objection.Verdict.UPHELD:
        return _("Your objection was upheld, %(number)s is looked at again: %(title)s") % _names(found.proposal)
    return _("Your objection was declined: %(number)s %(title)s") % _names(found.proposal)


news.register(
    news.NoticeType(
        name="proposal.submit",
        action="proposal.submit",
        label=gettext_lazy("Usulan that were sent to your government"),
        model=Proposal,
        verb="check",
        who=lambda proposal, event: people_at(proposal.handler, *HANDLERS),
        say=lambda proposal, event: _("%(region)s sent %(number)s: %(title)s") % _names(proposal),
        address=lambda proposal, person: page_of(proposal),
        roles=frozenset(HANDLERS),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="review.ask",
        action="review.ask",
        label=gettext_lazy("Reviews you are asked for"),
        model=Proposal,
        who=_reviewers,
        say=lambda proposal, event: _("You are asked to review %(number)s: %(title)s") % _names(proposal),
        address=lambda proposal, person: reverse("proposals:reviews"),
        roles=frozenset({Role.OFFICER, Role.DIMENSION_LEAD, Role.MENTOR, *HANDLERS}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="proposal.pass_review",
        action="proposal.pass_review",
        label=gettext_lazy("Usulan that wait for the planning check"),
        model=Proposal,
        verb="plan",
        who=lambda proposal, event: people_at(proposal.handler, Role.PLANNER),
        say=lambda proposal, event: _("Reviewed, waits for your check: %(number)s %(title)s") % _names(proposal),
        address=lambda proposal, person: page_of(proposal),
        roles=frozenset({Role.PLANNER}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="proposal.prepare_answer",
        action="proposal.prepare_answer",
        label=gettext_lazy("Answers that wait to be published"),
        model=Answer,
        verb="publish",
        who=lambda answer, event: _leaders(answer.proposal),
        say=lambda answer, event: _("An answer waits to be published: %(number)s %(title)s") % _names(answer.proposal),
        address=lambda answer, person: reverse("proposals:answers"),
        roles=frozenset({Role.LEADER}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="keberatan.file",
        action="keberatan.file",
        label=gettext_lazy("Objections to answers"),
        model=Objection,
        who=lambda found, event: _leaders(found.proposal),
        say=lambda found, event: _("%(region)s objects to the answer: %(number)s %(title)s") % _names(found.proposal),
        address=lambda found, person: page_of(found.proposal),
        roles=frozenset({Role.LEADER}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="keberatan.decide",
        action="keberatan.decide",
        label=gettext_lazy("Decisions on your objections"),
        model=Objection,
        who=lambda found, event: proposers(found.proposal),
        say=_decided,
        address=lambda found, person: page_of(found.proposal),
        roles=frozenset(PROPOSERS),
        waits=True,
    )
)
for _name, _label, _said in (
    (
        "proposal.merge",
        gettext_lazy("Usulan of yours that were merged"),
        gettext_lazy("Merged into another usulan: %s"),
    ),
    (
        "proposal.split",
        gettext_lazy("Usulan of yours that were split up"),
        gettext_lazy("Split up, to be completed: %s"),
    ),
):
    news.register(
        news.NoticeType(
            name=_name,
            action=_name,
            label=_label,
            model=Proposal,
            who=lambda proposal, event: proposers(proposal),
            say=lambda proposal, event, said=_said: said % f"{proposal.number} {proposal.title}",  # type: ignore[misc]
            address=lambda proposal, person: page_of(proposal),
            roles=frozenset(PROPOSERS),
            waits=True,
        )
    )
