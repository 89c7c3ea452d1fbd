"""The closing report: what an event was, in figures that are counted afresh each time it is looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.templatetags.writing import full_day, number, percent
from smartprovince.documents.blocks import BulletList, Chapter, Column, Document, Heading, Paragraph, Table
from smartprovince.organisations.models import Organisation
from smartprovince.outreach.models import (
    CheckIn,
    Event,
    EventInvitation,
    EventNote,
    Feedback,
    Output,
    QuizSheet,
    Registration,
)
from smartprovince.proposals.models import Proposal

from .certificates import days_in_words
from .closing import AFTER_DAYS, look_back_on

S, K = Registration.State, EventNote.Kind
REGION_WORDS = {"kabupaten": "Kab.", "kota": "Kota"}


@dataclass(frozen=True)
class Line:
    """A label with a count."""

    label: str
    count: int


@dataclass(frozen=True)
class Tests:
    """Share of right answers, 0..1; None when nobody sent that test. `both`: who sent both."""

    before: float | None
    after: float | None
    sent_before: int
    sent_after: int
    both: int
    gain: float | None


@dataclass(frozen=True)
class Voices:
    """The feedback, without names."""

    mean: float | None
    count: int
    ratings: list[Line]
    words: list[str]


@dataclass(frozen=True)
class LookBack:
    """How many notes of a kind were settled by a day; `reached` says whether that day has come."""

    days: int
    on: date
    reached: bool
    rows: list[tuple[str, int, int]]  # kind, settled, open


@dataclass
class Report:
    event: Event
    invited: int = 0
    coming: int = 0
    declined: int = 0
    states: dict[str, int] = field(default_factory=dict)
    registered: int = 0
    attended: int = 0
    by_day: list[Line] = field(default_factory=list)
    by_way: list[Line] = field(default_factory=list)
    by_kind: list[Line] = field(default_factory=list)
    by_region: list[Line] = field(default_factory=list)
    by_source: list[Line] = field(default_factory=list)
    wrong_clocks: int = 0
    tests: Tests | None = None
    voices: Voices | None = None
    questions: list[EventNote] = field(default_factory=list)
    commitments: list[EventNote] = field(default_factory=list)
    proposals: dict[str, list[EventNote]] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    look_backs: list[LookBack] = field(default_factory=list)
    simulated: bool = False

    @property
    def notes(self) -> list[EventNote]:
        return [*self.questions, *self.commitments, *(note for each in self.proposals.values() for note in each)]


def report_of(person: Any, event: Event) -> Report:
    """The whole report; the number of queries does not grow with the people or the notes."""
    report = Report(event)
    answers = Counter(EventInvitation.objects.filter(event=event).values_list("answer", flat=True))
    report.invited = sum(answers.values())
    report.coming = answers[EventInvitation.Answer.COMING]
    report.declined = answers[EventInvitation.Answer.DECLINED]
    _count_people(report)
    report.tests = _tests(event)
    report.voices = _voices(event)
    _gather_notes(report, person)
    report.outputs = list(Output.objects.filter(event=event).select_related("organisation", "paper"))
    report.look_backs = [_look_back(report, days) for days in AFTER_DAYS]
    return report


def _count_people(report: Report) -> None:
    rows = Registration.objects.filter(event=report.event).order_by()
    came = rows.filter(attended_on__isnull=False)
    report.states = dict(rows.values_list("state").annotate(n=Count("pk")))
    report.registered = sum(report.states.values())
    report.attended = came.count()
    report.simulated = report.event.simulated or rows.filter(simulated=True).exists()
    check_ins = CheckIn.objects.filter(registration__event=report.event).order_by()
    report.by_day = [
        Line(full_day(day), n) for day, n in check_ins.order_by("day").values_list("day").annotate(n=Count("pk"))
    ]
    report.by_way = _lines(check_ins.values_list("way").annotate(n=Count("pk")), dict(CheckIn.Way.choices))
    report.wrong_clocks = check_ins.filter(clock_was_wrong=True).count()
    report.by_source = _lines(came.values_list("came_by").annotate(n=Count("pk")), dict(Registration.Source.choices))
    kinds = came.values_list("organisation__kind").annotate(n=Count("pk"))
    report.by_kind = _lines(kinds, dict(Organisation.Kind.choices), _("without an organisation of the list"))
    regions = came.values_list("region__kind", "region__name").annotate(n=Count("pk"))
    named = [(f"{REGION_WORDS.get(kind, '')} {name}".strip() if name else "", n) for kind, name, n in regions]
    report.by_region = _lines(named, {}, _("region not said"))


def _lines(rows: Any, words: dict[Any, Any], otherwise: str = "") -> list[Line]:
    """Largest first; a label of the table, else the value itself."""
    lines = [Line(str(words.get(value, value) if value else otherwise), n) for value, n in rows]
    return sorted(lines, key=lambda line: (-line.count, line.label))


def _tests(event: Event) -> Tests | None:
    shares: dict[str, dict[int, float]] = {"before": {}, "after": {}}
    rows = QuizSheet.objects.filter(registration__event=event).values_list("phase", "registration", "right", "of")
    for phase, registration, right, of in rows:
        shares[phase][registration] = right / of
    before, after = shares["before"], shares["after"]
    if not before and not after:
        return None
    both = before.keys() & after.keys()
    gain = sum(after[key] - before[key] for key in both) / len(both) if both else None
    return Tests(_mean(before.values()), _mean(after.values()), len(before), len(after), len(both), gain)


def _mean(values: Any) -> float | None:
    given = list(values)
    return sum(given) / len(given) if given else None


def _voices(event: Event) -> Voices:
    rows = list(Feedback.objects.filter(registration__event=event).values_list("rating", "words"))
    counts = Counter(rating for rating, _words in rows)
    # By the words, not by the order in which they came: nobody is recognised by when they wrote.
    words = sorted({words for _rating, words in rows if words})
    return Voices(_mean(r for r, _w in rows), len(rows), [Line(str(n), counts[n]) for n in range(5, 0, -1)], words)


def _gather_notes(report: Report, person: Any) -> None:
    rows = access.scope(person, "view", EventNote).filter(event=report.event)
    notes = list(rows.select_related("organisation", "proposal", "event").order_by("pk"))
    report.questions = [note for note in notes if note.kind == K.QUESTION]
    report.commitments = [note for note in notes if note.kind == K.COMMITMENT]
    usulan = [note for note in notes if note.kind == K.PROPOSAL and note.proposal]
    for key, word in Proposal.Addressee.choices:
        found = [note for note in usulan if note.proposal and note.proposal.addressee == key]
        if found:
            report.proposals[str(word)] = found


def _look_back(report: Report, days: int) -> LookBack:
    """Settled by that day; until it has come, by today."""
    on = look_back_on(report.event, days)
    until = min(on, clock.today(report.event.zone))
    usulan = [note for each in report.proposals.values() for note in each]
    kinds = ((_("questions answered"), report.questions), (_("commitments kept"), report.commitments))
    rows = []
    for word, notes in (*kinds, (_("usulan followed up"), usulan)):
        settled = sum(1 for note in notes if note.settled_on and note.settled_on <= until)
        rows.append((word, settled, len(notes) - settled))
    return LookBack(days, on, on <= clock.today(report.event.zone), rows)


# --- as a document ---------------------------------------------------------------------------------------------------


def document_of(report: Report) -> Document:
    """The report as it is handed over, in the language of whoever asks for it."""
    event = report.event
    return Document(
        title=_("Report: %(event)s") % {"event": event.title},
        subtitle=f"{event.get_kind_display()}, {days_in_words(event)}",
        publisher=event.organiser.name,
        cover=(
            (_("Number"), event.number),
            (_("Place"), event.venue or event.get_mode_display()),
            (_("As of"), full_day(clock.today(event.zone))),
        ),
        chapters=tuple(_chapters(report)),
        as_of=clock.today(event.zone),
        simulated=report.simulated,
    )


def _chapters(report: Report) -> list[Chapter]:
    people = [
        Paragraph.of(
            _("%(attended)d people came; %(registered)d had registered, %(invited)d organisations were invited.")
            % {"attended": report.attended, "registered": report.registered, "invited": report.invited}
        )
    ]
    tables = (
        (_("By day"), report.by_day),
        (_("By kind of organisation"), report.by_kind),
        (_("By region of origin"), report.by_region),
        (_("How they checked in"), report.by_way),
    )
    blocks: list[Any] = [*people, *(_count_table(title, lines) for title, lines in tables if lines)]
    chapters = [
        Chapter(_("Attendance"), tuple(blocks)),
        Chapter(_("What participants learnt and think"), _learnt(report)),
    ]
    chapters.append(Chapter(_("Questions asked"), _note_blocks(report.questions)))
    chapters.append(Chapter(_("Commitments"), _note_blocks(report.commitments)))
    usulan: list[Any] = []
    for addressee, notes in report.proposals.items():
        usulan += [Heading(2, addressee), *_note_blocks(notes)]
    chapters.append(Chapter(_("Usulan"), tuple(usulan or _note_blocks([]))))
    if report.outputs:
        chapters.append(Chapter(_("Outputs and homework"), (_output_table(report),)))
    chapters.append(Chapter(_("What became of it"), tuple(_look_back_table(each) for each in report.look_backs)))
    closing = report.event.closing_note or _("Nothing was added.")
    chapters.append(Chapter(_("Closing words of the organiser"), (Paragraph.of(closing),)))
    return chapters


def _count_table(title: str, lines: list[Line]) -> Table:
    rows = tuple((line.label, number(line.count)) for line in lines)
    return Table(title, (Column(title), Column(_("People counted"), "right")), rows)


def _learnt(report: Report) -> tuple[Any, ...]:
    blocks: list[Any] = []
    if report.tests:
        tests = report.tests
        blocks.append(
            Paragraph.of(
                _("Right answers before: %(before)s (%(n)d sheets), after: %(after)s (%(m)d sheets).")
                % {
                    "before": percent(tests.before),
                    "after": percent(tests.after),
                    "n": tests.sent_before,
                    "m": tests.sent_after,
                }
            )
        )
    if report.voices and report.voices.count:
        told = {"mean": number(report.voices.mean, 2), "n": report.voices.count}
        blocks.append(Paragraph.of(_("Feedback: %(mean)s of 5 from %(n)d participants.") % told))
        if report.voices.words:
            blocks.append(BulletList.of(*report.voices.words))
    return tuple(blocks or [Paragraph.of(_("No test and no feedback."))])


def _note_blocks(notes: list[EventNote]) -> tuple[Any, ...]:
    if not notes:
        return (Paragraph.of(_("None.")),)
    columns = (Column(_("Number"), width=1), Column(_("Said by"), width=1.4), Column(_("What was said"), width=3),
               Column(_("What became of it"), width=3))  # fmt: skip
    rows = tuple((note.number, said_by(note), said(note), became_of(note)) for note in notes)
    return (Table(_("As noted at the event"), columns, rows),)


def said_by(note: EventNote) -> str:
    return ", ".join(part for part in (str(note.organisation or ""), note.by_name) if part)


def said(note: EventNote) -> str:
    until = f" ({_('until')} {full_day(note.due_on)})" if note.due_on else ""
    return f"{note.proposal.number}: {note.text}" if note.proposal else f"{note.text}{until}"


def became_of(note: EventNote) -> str:
    settled = f" ({full_day(note.settled_on)})" if note.settled_on else ""
    return f"{note.answer or _('still open')}{settled}"


def _output_table(report: Report) -> Table:
    columns = (Column(_("What")), Column(_("By whom")), Column(_("Due")), Column(_("Delivered")))
    rows = tuple(
        (each.title, str(each.organisation or "–"), full_day(each.due_on), full_day(each.delivered_on))
        for each in report.outputs
    )
    return Table(_("Outputs and homework"), columns, rows)


def _look_back_table(each: LookBack) -> Table:
    title = _("%(days)d days after (%(day)s)") % {"days": each.days, "day": full_day(each.on)}
    columns = (Column(_("Kind")), Column(_("Settled"), "right"), Column(_("Open"), "right"))
    return Table(title, columns, tuple((word, str(done), str(still)) for word, done, still in each.rows))
