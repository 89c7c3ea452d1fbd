"""What waits for those who handle usulan, and for reviewers. Computed, never stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.scopes import grants
from smartprovince.proposals import states
from smartprovince.proposals.models import Answer, Objection, Proposal, Review

type Step = dict[str, Any]


def _step(key: str, title: str, why: str, due: date | None, address: str, verb: str, weight: int, *who: str) -> Step:
    return {
        "key": f"proposals.{key}",
        "title": title,
        "why": why,
        "due": due,
        "address": address,
        "verb": verb,
        "weight": weight,
        "icon": "message-report",
        "who": who_may(*who) if who else (),
    }


@steps.named("proposals.handle")
def steps_of_handlers(person: Any) -> list[Step]:
    """One step for each state in which usulan wait for this person; a constant number of queries."""
    found: list[Step] = []
    if grants(person, "proposal.check"):
        found += _waiting(person, "check", (states.SUBMITTED, states.CHECKING, states.REVIEWING))
    if grants(person, "proposal.plan"):
        found += _waiting(person, "plan", (states.PLANNING,), without_answer=True)
    if grants(person, "proposal.publish"):
        found += _to_publish(person) + _objections(person)
    return found


def _waiting(person: Any, right: str, wanted: tuple[str, ...], *, without_answer: bool = False) -> list[Step]:
    rows = access.scope(person, right, Proposal).filter(state__in=wanted)
    if without_answer:
        rows = rows.exclude(pk__in=Answer.objects.filter(published_at=None).values("proposal"))
    counted = rows.order_by().values_list("state").annotate(n=Count("pk"), due=Min("due_on"))
    return [_of_state(state, n, due, right) for state, n, due in counted]


def _of_state(state: str, n: int, due: date | None, right: str) -> Step:
    words = {
        states.SUBMITTED: ngettext("Take up %(n)d usulan that was sent", "Take up %(n)d usulan that were sent", n),
        states.CHECKING: ngettext("Check %(n)d usulan", "Check %(n)d usulan", n),
        states.REVIEWING: ngettext(
            "See %(n)d usulan through its technical review", "See %(n)d usulan through their technical review", n
        ),
        states.PLANNING: ngettext("Prepare the answer to %(n)d usulan", "Prepare the answers to %(n)d usulan", n),
    }[state]
    why = {
        states.SUBMITTED: _("The proposers wait to hear that somebody has it in hand."),
        states.CHECKING: _("Return it with a reason, or pass it on to the technical review."),
        states.REVIEWING: _("Ask reviewers, and pass it on to Bappeda once a review is in."),
        states.PLANNING: _("The last check before the proposer gets an answer."),
    }[state]
    address = f"{reverse('proposals:queue')}?status={state}"
    return _step(f"handle.{state}", words % {"n": n}, why, due, address, _("Open"), n, f"proposal.{right}")


def _to_publish(person: Any) -> list[Step]:
    n = access.scope(person, "publish", Answer).filter(published_at=None).count()
    if not n:
        return []
    words = ngettext("Publish %(n)d answer to a usulan", "Publish %(n)d answers to usulan", n)
    why = _("They are prepared; the proposers read them only when you publish them.")
    return [
        _step(
            "publish", words % {"n": n}, why, None, reverse("proposals:answers"), _("Read them"), n, "proposal.publish"
        )
    ]


def _objections(person: Any) -> list[Step]:
    mine = access.scope(person, "publish", Proposal).values("pk")
    rows = Objection.objects.filter(verdict="", proposal__in=mine).select_related("proposal").order_by("due_on", "pk")
    return [
        _step(
            f"objection.{each.proposal.number}",
            _("Decide on the objection to %(number)s") % {"number": each.proposal.number},
            each.proposal.title,
            each.due_on,
            reverse("proposals:move", args=[each.proposal.number, "putuskan-keberatan"]),
            _("Decide"),
            2,
            "proposal.publish",
        )
        for each in rows[:10]
    ]


@steps.named("proposals.review")
def reviews_to_write(person: Any) -> list[Step]:
    """For reviewers: their own queue, and whether it is late."""
    rows = access.scope(person, "edit", Review).filter(reviewer=person.pk, state=Review.State.ASKED)
    found = rows.aggregate(n=Count("pk"), due=Min("due_on"))
    if not found["n"]:
        return []
    words = ngettext("Review %(n)d usulan", "Review %(n)d usulan", found["n"]) % {"n": found["n"]}
    late = found["due"] is not None and found["due"] < clock.today()
    why = _("It is past its day; the others wait for you.") if late else _("You were asked to; others wait for it.")
    return [_step("review", words, why, found["due"], reverse("proposals:reviews"), _("Review"), found["n"])]
