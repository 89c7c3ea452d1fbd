"""News for proposers: their usulan is taken up, came back, was answered, stands in a plan or a budget."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.proposals.handling.told import PROPOSERS, page_of, proposers
from smartprovince.proposals.models import Answer, Proposal

_KINDS = (
    (
        "proposal.take",
        gettext_lazy("Usulan of yours that were taken up"),
        gettext_lazy("Taken up, it is being checked: %s"),
        False,
    ),
    (
        "proposal.return",
        gettext_lazy("Usulan of yours that came back"),
        gettext_lazy("Came back to be completed: %s"),
        True,
    ),
    (
        "proposal.enter_rkpd",
        gettext_lazy("Usulan of yours that entered the RKPD"),
        gettext_lazy("Entered in the RKPD: %s"),
        False,
    ),
    (
        "proposal.budget",
        gettext_lazy("Usulan of yours that were budgeted"),
        gettext_lazy("Entered in the budget: %s"),
        False,
    ),
)

for _name, _label, _said, _waits in _KINDS:
    news.register(
        news.NoticeType(
            name=f"{_name}.proposer",
            action=_name,
            label=_label,
            model=Proposal,
            who=lambda proposal, event: proposers(proposal),
            say=lambda proposal, event, said=_said: said % f"{proposal.number} {proposal.title}",  # type: ignore[misc]
            address=lambda proposal, person: page_of(proposal),
            roles=frozenset(PROPOSERS),
            waits=_waits,
        )
    )

news.register(
    news.NoticeType(
        name="proposal.publish_answer",
        action="proposal.publish_answer",
        label=gettext_lazy("Answers to usulan of yours"),
        model=Answer,
        who=lambda answer, event: proposers(answer.proposal),
        say=lambda answer, event: (
            _("Answered, %(outcome)s: %(number)s %(title)s")
            % {
                "outcome": answer.get_outcome_display(),
                "number": answer.proposal.number,
                "title": answer.proposal.title,
            }
        ),
        address=lambda answer, person: page_of(answer.proposal),
        roles=frozenset(PROPOSERS),
        waits=True,
    )
)
