"""Everything that can be done with a usulan on its way, once: what it is called, who may, when, and with which form.

The record page offers what is open now; one page asks for each. A new move is a row of this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from smartprovince.core import access
from smartprovince.core.errors import Conflict, Fault, Invalid, NotFound
from smartprovince.proposals import states
from smartprovince.proposals.answering import actions as answering
from smartprovince.proposals.answering.carrying import make_programme
from smartprovince.proposals.models import Answer, Forwarding, Proposal
from smartprovince.proposals.reviewing import actions as reviewing

from . import actions, forms

IN_REVIEW = (states.CHECKING, states.REVIEWING)


@dataclass(frozen=True)
class Move:
    """One thing to do. `title` is the heading and the button, `hint` what it means; `right` the rule that is asked.

    `fits` says, beside the state, whether there is something to do it to. `main`: the step that leads on.
    """

    slug: str
    title: Any
    hint: Any
    right: str
    states: tuple[str, ...]
    form: type[forms.MoveForm]
    act: Callable[..., Any]
    done: Any
    main: bool = False
    fits: Callable[[Proposal], bool] | None = None


def _merge(*, proposal: Proposal, into: str, **rest: Any) -> Any:
    try:
        found = access.get(rest["actor"], "handle", Proposal, number=into.strip().upper())
    except NotFound as error:
        raise Invalid(Fault("into", gettext("You handle no usulan of this number."))) from error
    return actions.merge_proposal(proposal=proposal, into=found, **rest)


def _publish(*, proposal: Proposal, version: int | None = None, **rest: Any) -> Any:
    if version is not None and version != proposal.version:
        raise Conflict(theirs=proposal)
    answer = access.get(rest["actor"], "view", Answer, proposal=proposal, published_at=None)
    return answering.publish_answer(answer=answer, **rest)


def has_answer_in_hand(proposal: Proposal) -> bool:
    return any(each.published_at is None for each in proposal.answers.all())


def _has_letter(proposal: Proposal) -> bool:
    return hasattr(proposal, "forwarding")


def _waits_for_reply(proposal: Proposal) -> bool:
    return _has_letter(proposal) and proposal.forwarding.reply_state == Forwarding.Reply.WAITING


def _objection_waits(proposal: Proposal) -> bool:
    return hasattr(proposal, "objection") and proposal.objection.verdict == ""


def _no_objection(proposal: Proposal) -> bool:
    return not hasattr(proposal, "objection")


def _taken_up(proposal: Proposal) -> bool:
    return proposal.state != states.TO_CENTRE or (
        _has_letter(proposal) and proposal.forwarding.reply_state == Forwarding.Reply.ACCEPTED
    )


def _no_programme(proposal: Proposal) -> bool:
    return proposal.programme_id is None


MOVES: tuple[Move, ...] = (
    Move(
        "ambil",
        _("Take it up"),
        _("The administrative check begins, and the proposer is told that somebody has it in hand."),
        "check",
        (states.SUBMITTED,),
        forms.BareForm,
        actions.take_proposal,
        _("Taken up. The administrative check has begun."),
        main=True,
    ),
    Move(
        "lanjut-telaah",
        _("Pass on to the technical review"),
        _("It is complete and within the mandate. Reviewers can be asked before or after."),
        "check",
        (states.CHECKING,),
        forms.BareForm,
        actions.pass_check,
        _("Passed on to the technical review."),
        main=True,
    ),
    Move(
        "penelaah",
        _("Ask reviewers"),
        _("Each finds it in the own queue and reads nothing of the others before the own review is in."),
        "check",
        IN_REVIEW,
        forms.ReviewersForm,
        reviewing.ask_reviewers,
        _("Asked. They find it among their next steps."),
    ),
    Move(
        "lanjut-bappeda",
        _("Pass on to the planning check"),
        _("At least one review is in. Reviews that are still open are no longer waited for."),
        "check",
        (states.REVIEWING,),
        forms.BareForm,
        actions.pass_review,
        _("Passed on to Bappeda."),
        main=True,
    ),
    Move(
        "kembalikan",
        _("Return it"),
        _("The proposer completes it and sends it again; its number stays."),
        "check",
        (states.CHECKING, states.REVIEWING, states.PLANNING),
        forms.ReasonForm,
        actions.return_proposal,
        _("Returned. The proposer reads your reason."),
    ),
    Move(
        "gabung",
        _("Merge it into another"),
        _("The same was asked twice. Its proposer follows the other one from now on."),
        "check",
        states.IN_HANDS,
        forms.MergeForm,
        _merge,
        _("Merged. Both stories name it."),
    ),
    Move(
        "pecah",
        _("Split it up"),
        _("It holds several usulan. Each part gets a number of its own and goes back to the proposer to be completed."),
        "check",
        states.IN_HANDS,
        forms.SplitForm,
        actions.split_proposal,
        _("Split up. The parts are with the proposer."),
    ),
    Move(
        "jawaban",
        _("Prepare the answer"),
        _("Only those who handle it read it until a leader publishes it, together with others if you like."),
        "prepare",
        (states.PLANNING,),
        forms.AnswerForm,
        answering.prepare_answer,
        _("The answer is prepared. A leader publishes it."),
        main=True,
    ),
    Move(
        "batalkan-jawaban",
        _("Drop the prepared answer"),
        _("What was prepared is thrown away; the trail knows that there was one."),
        "prepare",
        (states.PLANNING,),
        forms.BareForm,
        answering.drop_answer,
        _("Dropped."),
        fits=has_answer_in_hand,
    ),
    Move(
        "surat-pengantar",
        _("Record the covering letter"),
        _("Number and date of the head of region's letter to the central government."),
        "prepare",
        (states.PLANNING, states.TO_CENTRE),
        forms.LetterForm,
        answering.record_letter,
        _("The covering letter is recorded."),
    ),
    Move(
        "terbitkan",
        _("Publish the answer"),
        _("The proposer is told now. Whoever prepared the answer cannot publish it."),
        "publish",
        (states.PLANNING,),
        forms.BareForm,
        _publish,
        _("Published. The proposer is told."),
        main=True,
        fits=has_answer_in_hand,
    ),
    Move(
        "balasan-pusat",
        _("Record the reply of the central government"),
        _("When it declines, its words become the answer that the proposer reads."),
        "plan",
        (states.TO_CENTRE,),
        forms.ReplyForm,
        answering.record_reply,
        _("The reply is recorded."),
        main=True,
        fits=_waits_for_reply,
    ),
    Move(
        "tidak-diambil",
        _("Not taken up here"),
        _("The kabupaten/kota it was forwarded to does not take it up."),
        "plan",
        (states.TO_REGION,),
        forms.TextForm,
        answering.region_declines,
        _("Recorded. The proposer is told."),
    ),
    Move(
        "masuk-rkpd",
        _("Record that it is in the RKPD"),
        _("With the regulation that fixed it: number, date, and for which year."),
        "plan",
        (states.RECOMMENDED, states.TO_REGION),
        forms.RkpdForm,
        answering.enter_rkpd,
        _("It is in the RKPD."),
        main=True,
    ),
    Move(
        "dianggarkan",
        _("Record its budget"),
        _("Money is spoken of only with the document it stands in."),
        "plan",
        (states.IN_RKPD, states.TO_CENTRE),
        forms.BudgetForm,
        answering.budget_proposal,
        _("Its budget is recorded."),
        main=True,
        fits=_taken_up,
    ),
    Move(
        "jadi-program",
        _("Make it a programme"),
        _("The government that carries it out gets a programme with what the usulan says and its budget line."),
        "carry",
        (states.BUDGETED, states.RUNNING),
        forms.BareForm,
        make_programme,
        _("It is a programme now. Complete its indicators and targets there."),
        main=True,
        fits=_no_programme,
    ),
    Move(
        "mulai",
        _("Record that work began"),
        _("The day on which it began."),
        "plan",
        (states.BUDGETED,),
        forms.DayForm,
        answering.start_work,
        _("It is being carried out."),
    ),
    Move(
        "selesai",
        _("Record that work ended"),
        _("The day on which it was done."),
        "plan",
        (states.RUNNING,),
        forms.DayForm,
        answering.finish_work,
        _("It is done."),
    ),
    Move(
        "keberatan",
        _("Object to the answer"),
        _("Once, within the days that are printed beside the answer. A leader answers it."),
        "object",
        (states.DEFERRED, states.NOT_RECOMMENDED),
        forms.ObjectionForm,
        answering.file_objection,
        _("Your objection is filed. You are told when it is decided."),
        fits=_no_objection,
    ),
    Move(
        "putuskan-keberatan",
        _("Decide on the objection"),
        _("Upheld, it goes back to the technical review; declined, the answer stands."),
        "publish",
        (states.DEFERRED, states.NOT_RECOMMENDED),
        forms.VerdictForm,
        answering.decide_objection,
        _("Decided. The proposer is told."),
        main=True,
        fits=_objection_waits,
    ),
    Move(
        "buka-lagi",
        _("Look at it again"),
        _("A deferred usulan goes back to the technical review."),
        "check",
        (states.DEFERRED,),
        forms.ReasonForm,
        answering.reopen_proposal,
        _("It is in the technical review again."),
    ),
    Move(
        "catatan",
        _("Write a note"),
        _("Only those who handle it read it."),
        "handle",
        tuple(Proposal.State.values),
        forms.NoteForm,
        actions.add_note,
        _("Your note is kept."),
    ),
)
BY_SLUG: Mapping[str, Move] = {move.slug: move for move in MOVES}
RIGHTS = tuple(dict.fromkeys(move.right for move in MOVES))


def rights_on(person: Any, proposal: Proposal) -> frozenset[str]:
    """Which rights of the table a person has on a usulan; one query for each right."""
    return frozenset(right for right in RIGHTS if access.may(person, right, proposal))


def open_moves(person: Any, proposal: Proposal) -> list[Move]:
    """What can be done now, the steps that lead on first."""
    held = rights_on(person, proposal)
    found = [
        move
        for move in MOVES
        if move.right in held and proposal.state in move.states and (move.fits is None or move.fits(proposal))
    ]
    return sorted(found, key=lambda move: not move.main)
