"""What a participant does with the ticket: the short test before and after, and the feedback; and the test's making.

The holder of a ticket acts through the system door of tickets; whose ticket it is was asked before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.outreach import zones
from smartprovince.outreach.models import Event, Feedback, QuizItem, QuizSheet, Registration

OPEN_AFTERWARDS = timedelta(days=14)
MOST_ITEMS, MOST_CHOICES = 20, 6
HELD = (Event.State.OPEN, Event.State.CLOSED)
Phase = QuizSheet.Phase


def open_phases(event: Event) -> list[str]:
    """Which tests can be sent now: "before" until the event ends, "after" from its beginning until 14 days after."""
    moment, phases = zones.now(), []
    if event.state not in (*HELD, Event.State.REPORTED):
        return []
    if moment < event.ends_at and event.state == Event.State.OPEN:
        phases.append(Phase.BEFORE.value)
    if event.starts_at <= moment < event.ends_at + OPEN_AFTERWARDS:
        phases.append(Phase.AFTER.value)
    return phases


def feedback_is_open(event: Event) -> bool:
    return Phase.AFTER.value in open_phases(event)


@action("quiz.answer", on="registration", verb="desk", system=True)
def answer_quiz(log: Log, *, registration: Registration, phase: str, answers: Mapping[int, int]) -> QuizSheet:
    """Send the answers of one phase, once. answers: key of the question → place of the choice; all are needed."""
    _refuse_unless_registered(registration)
    if phase not in open_phases(registration.event):
        raise Invalid(_("This test is not open now."))
    if QuizSheet.objects.filter(registration=registration, phase=phase).exists():
        raise Invalid(_("You have sent this test already; it counts once."))
    items = list(registration.event.quiz.all())
    if not items:
        raise Invalid(_("This event has no test."))
    faults = [
        Fault(f"item{item.pk}", _("Choose an answer."))
        for item in items
        if not 0 <= answers.get(item.pk, -1) < len(item.choices)
    ]
    if faults:
        raise Invalid(faults)
    log.about(registration)
    return log.create(
        QuizSheet,
        registration=registration,
        phase=phase,
        answers={str(item.pk): answers[item.pk] for item in items},
        right=sum(answers[item.pk] == item.right for item in items),
        of=len(items),
    )


@action("feedback.give", on="registration", verb="desk", system=True)
def give_feedback(log: Log, *, registration: Registration, rating: int, words: str = "") -> Feedback:
    """1 to 5, and words; once. Pages show it without the name."""
    _refuse_unless_registered(registration)
    if not feedback_is_open(registration.event):
        raise Invalid(_("Feedback is open from the beginning of the event until 14 days after it."))
    if Feedback.objects.filter(registration=registration).exists():
        raise Invalid(_("You have told us already. Thank you."))
    if not 1 <= rating <= 5:
        raise Invalid(Fault("rating", _("Choose a number from 1 to 5.")))
    log.about(registration)
    return log.create(Feedback, registration=registration, rating=rating, words=words.strip())


def _refuse_unless_registered(registration: Registration) -> None:
    if registration.state != Registration.State.REGISTERED:
        raise Invalid(_("This is open to people who are registered."))


# --- the test is made by the organiser -------------------------------------------------------------------------------


@action("quiz.add_item", on="event")
def add_item(log: Log, *, event: Event, text: str, choices: Sequence[str], right: int) -> QuizItem:
    """A question with 2 to 6 choices; `right` is the place of the right one, from 0."""
    _refuse_when_answered(event)
    if event.quiz.count() >= MOST_ITEMS:
        raise Invalid(_("A short test has at most %(n)d questions.") % {"n": MOST_ITEMS})
    given = [choice.strip()[:200] for choice in choices if choice.strip()]
    faults = []
    if not text.strip():
        faults.append(Fault("text", _("Write the question.")))
    if not 2 <= len(given) <= MOST_CHOICES:
        faults.append(Fault("choices", _("Give 2 to %(n)d choices, one a line.") % {"n": MOST_CHOICES}))
    elif len(set(given)) < len(given):
        faults.append(Fault("choices", _("Two choices are the same.")))
    elif not 0 <= right < len(given):
        faults.append(Fault("right", _("Say which of the %(n)d choices is right.") % {"n": len(given)}))
    if faults:
        raise Invalid(faults)
    last = event.quiz.order_by("-order").first()
    order = last.order + 1 if last else 1
    return log.create(QuizItem, event=event, order=order, text=text.strip(), choices=given, right=right)


@action("quiz.remove_item", on="event")
def remove_item(log: Log, *, event: Event, item: QuizItem) -> Event:
    _refuse_when_answered(event)
    found = event.quiz.filter(pk=item.pk).first()
    if found is None:
        raise Invalid(_("This question is gone already."))
    log.note(removed=found.text)
    found.delete()
    return event


def _refuse_when_answered(event: Event) -> None:
    """Scores can be compared only when everybody had the same questions."""
    if event.state not in (Event.State.DRAFT, *HELD):
        raise Invalid(_("The report is written; the test stays as it is."))
    if QuizSheet.objects.filter(registration__event=event).exists():
        raise Invalid(_("Somebody has answered this test; its questions stay as they are."))
