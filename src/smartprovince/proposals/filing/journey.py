"""Where a usulan is, in words for its proposer: the stations of its way, what happens next, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from smartprovince.core.templatetags.writing import full_day
from smartprovince.proposals import states
from smartprovince.proposals.models import Passage, Proposal

S = Proposal.State


@dataclass(frozen=True)
class Station:
    """One place on the way: `how` is done, now or nothing; `note` says since when, or until when."""

    label: str
    how: str = ""
    note: str = ""


@dataclass(frozen=True)
class Happening:
    """One line of the history; `back` was a way back to the proposer."""

    what: str
    on: date
    words: str = ""
    back: bool = False


_ENTERED_BY: tuple[set[str], ...] = (
    {S.SUBMITTED},
    {S.CHECKING},
    {S.REVIEWING},
    {S.PLANNING},
    set(states.OUTCOMES),
    {S.IN_RKPD, S.BUDGETED},
    {S.RUNNING, S.DONE},
)
_AT: dict[str, int] = {
    S.DRAFT: 0,
    S.RETURNED: 0,
    S.SUBMITTED: 1,
    S.CHECKING: 1,
    S.REVIEWING: 2,
    S.PLANNING: 3,
    S.DEFERRED: 4,
    S.RECOMMENDED: 5,
    S.TO_CENTRE: 5,
    S.TO_REGION: 5,
    S.NOT_RECOMMENDED: 5,
    S.IN_RKPD: 5,
    S.BUDGETED: 6,
    S.RUNNING: 6,
    S.DONE: 7,
}


def _labels() -> list[str]:
    return [
        _("Sent"),
        _("Administrative check"),
        _("Technical review"),
        _("Planning check (Bappeda)"),
        _("Answer"),
        _("RKPD and budget"),
        _("Carried out"),
    ]


def stations(proposal: Proposal, passages: list[Passage]) -> list[Station]:
    """The whole way, with the days on which it was entered; where it ended early, the rest stays open."""
    entered = [_last_day(passages, states_) for states_ in _ENTERED_BY]
    at = _AT.get(proposal.state)
    if at is None:  # taken back, merged, split: it stands where it stood
        at = next((n for n, day in enumerate(entered) if day is None), len(entered))
        return [Station(label, "done" if n < at else "", _on(entered[n])) for n, label in enumerate(_labels())]
    ended = proposal.state == S.NOT_RECOMMENDED
    found = []
    for n, label in enumerate(_labels()):
        if n < at:
            found.append(Station(label, "done", _on(entered[n])))
        elif n == at and not ended:
            until = _("by %(day)s") % {"day": full_day(proposal.due_on)} if proposal.due_on else ""
            found.append(Station(label, "now", until))
        else:
            found.append(Station(label))
    return found


def _last_day(passages: list[Passage], entered: set[str]) -> date | None:
    return max((each.entered_on for each in passages if each.state in entered), default=None)


def _on(day: date | None) -> str:
    return full_day(day) if day else ""


def history(proposal: Proposal, passages: list[Passage]) -> list[Happening]:
    """What happened, the newest first; only what the proposer may know."""
    begun = _("Said at %(event)s") % {"event": proposal.origin_label} if proposal.origin_label else _("Draft begun")
    found = [Happening(begun, proposal.received_on)]
    times_sent = 0
    for each in passages:
        times_sent += each.state == S.SUBMITTED
        back = each.state in (S.RETURNED, S.NOT_RECOMMENDED, S.DEFERRED)
        found.append(Happening(_happened(proposal, each.state, times_sent), each.entered_on, each.words, back))
    return found[::-1]


def _happened(proposal: Proposal, state: str, times_sent: int) -> str:
    handler = proposal.handler.full_name if proposal.handler else "–"
    said: dict[str, str] = {
        S.SUBMITTED: _("Sent to %(name)s") if times_sent < 2 else _("Completed and sent again to %(name)s"),
        S.CHECKING: _("Taken up: administrative check by %(name)s"),
        S.RETURNED: _("Returned to be completed"),
        S.REVIEWING: _("Complete: technical review began"),
        S.PLANNING: _("Technical review ended: planning check (Bappeda) began"),
        S.RECOMMENDED: _("Answer: recommended for the RKPD"),
        S.TO_CENTRE: _("Answer: forwarded to the central government"),
        S.TO_REGION: _("Answer: forwarded to a kabupaten/kota"),
        S.DEFERRED: _("Answer: deferred"),
        S.NOT_RECOMMENDED: _("Answer: not recommended"),
        S.IN_RKPD: _("Entered in the RKPD"),
        S.BUDGETED: _("Entered in the budget"),
        S.RUNNING: _("Work began"),
        S.DONE: _("Work ended"),
        S.WITHDRAWN: _("Taken back by the proposer"),
        S.MERGED: _("Merged into another usulan"),
        S.SPLIT: _("Split up into parts"),
    }
    text = said.get(state, state)
    return text % {"name": handler} if "%(name)s" in text else text


def next_of(proposal: Proposal) -> str:
    """What happens next, who does it, and until when; nothing once it has ended."""
    told = {
        "name": proposal.handler.full_name if proposal.handler else "–",
        "day": full_day(proposal.due_on) if proposal.due_on else "–",
    }
    said: dict[str, str] = {
        S.DRAFT: _("It is a draft. Nobody else works on it before it is sent."),
        S.RETURNED: _("Your region completes it and sends it again, by %(day)s."),
        S.SUBMITTED: _("%(name)s takes it up, by %(day)s."),
        S.CHECKING: _("Administrative check by the coordinators of %(name)s, by %(day)s."),
        S.REVIEWING: _("Technical review by those whom %(name)s has asked, by %(day)s."),
        S.PLANNING: _("Planning check by Bappeda of %(name)s, then the answer; by %(day)s."),
        S.RECOMMENDED: _("Bappeda enters it in the RKPD, or says why not. It is no promise of money."),
        S.TO_CENTRE: _("The central government replies; asked for by %(day)s."),
        S.TO_REGION: _("The kabupaten/kota it was forwarded to takes it up, or says why not."),
        S.DEFERRED: _("Looked at again on %(day)s."),
        S.IN_RKPD: _("The budget decides whether there is money for it."),
        S.BUDGETED: _("The work is prepared."),
        S.RUNNING: _("The work goes on; its progress stands with the programme."),
    }
    return said.get(proposal.state, "") % told
