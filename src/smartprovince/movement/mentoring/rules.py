"""Who sees and does what in mentoring.

A draft belongs to the mentor who writes it. Once sent, a report is read by the region, by its province (coordination),
by the programme owner, and by the mentors whose term with the region is running. After the term a mentor keeps the own
reports and nothing else; that follows from the membership, which ends with the term.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from smartprovince.core import clock
from smartprovince.core.access import NOBODY, rule
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.roles import who_may
from smartprovince.organisations.rules import subtree
from smartprovince.organisations.scopes import at_region, in_region

from .models import FollowUp, HandOver, MentorReport, MentorTerm
from .states import DRAFT

PROGRAMME = who_may("mentoring.assign")
MENTORS = who_may("mentoring.report")


def _key(person: Any) -> int | None:
    return person.pk if getattr(person, "is_authenticated", False) else None


def _mine(person: Any, field: str) -> Q:
    key = _key(person)
    return Q(**{field: key}) if key is not None else NOBODY


def _open_to(person: Any, field: str = "region") -> Q:
    """The region, its province, the programme owner, and its mentors of today."""
    return in_region(person, "mentoring.view", field) | at_region(person, "mentoring.report", field)


WRITING = ("report.write", "report.change", "follow_up.keep")


def writings_of_others(person: Any) -> Q:
    """Rows of the trail that tell how a report came about before it was sent: its mentor's own, for good."""
    mine = MentorReport.objects.filter(_mine(person, "term__mentor"))
    reports = mine.values(key=Cast("pk", output_field=CharField(max_length=40)))
    steps = FollowUp.objects.filter(report__in=mine).values(key=Cast("pk", output_field=CharField(max_length=40)))
    own = Q(object_type="movement.mentorreport", object_id__in=reports)
    own |= Q(object_type="movement.followup", object_id__in=steps)
    return Q(action__in=WRITING) & ~own


@rule("assign_mentor", Organisation, who_may=PROGRAMME)
def who_assigns_mentors(person: Any) -> Q:
    return subtree(person, "mentoring.assign")


@rule("view", MentorTerm)
def who_sees_terms(person: Any) -> Q:
    return _open_to(person) | _mine(person, "mentor")


@rule("assign", MentorTerm, who_may=PROGRAMME)
def who_changes_terms(person: Any) -> Q:
    return in_region(person, "mentoring.assign")


@rule("write_report", MentorTerm, who_may=MENTORS)
def who_writes_reports(person: Any) -> Q:
    """The mentor, while the term runs."""
    today = clock.today()
    return (
        _mine(person, "mentor")
        & at_region(person, "mentoring.report")
        & Q(valid_from__lte=today, valid_until__gte=today)
    )


@rule("view", MentorReport)
def who_sees_reports(person: Any) -> Q:
    return (_open_to(person) & ~Q(state=DRAFT)) | _mine(person, "term__mentor")


@rule("edit", MentorReport, who_may=MENTORS)
def who_edits_reports(person: Any) -> Q:
    """Its mentor, while the membership at the region runs."""
    return _mine(person, "term__mentor") & at_region(person, "mentoring.report")


@rule("decide", MentorReport, who_may=PROGRAMME)
def who_decides_on_reports(person: Any) -> Q:
    """The programme owner, never on an own report."""
    return in_region(person, "mentoring.assign") & ~Q(state=DRAFT) & ~_mine(person, "term__mentor")


@rule("view", FollowUp)
def who_sees_follow_ups(person: Any) -> Q:
    opened = _open_to(person, "report__region") & ~Q(report__state=DRAFT)
    return opened | _mine(person, "report__term__mentor")


@rule("follow", FollowUp, who_may=who_may("mentoring.follow"))
def who_follows(person: Any) -> Q:
    """The region its own steps; the mentor those of the mentor, also what an earlier mentor left open."""
    of_region = Q(side=FollowUp.Side.REGION) & at_region(person, "mentoring.follow", "report__region")
    own_or_left = _mine(person, "report__term__mentor") | Q(report__term__valid_until__lt=clock.today())
    of_mentor = Q(side=FollowUp.Side.MENTOR) & at_region(person, "mentoring.report", "report__region") & own_or_left
    return (of_region | of_mentor) & ~Q(report__state=DRAFT)


@rule("view", HandOver)
def who_sees_hand_overs(person: Any) -> Q:
    return _open_to(person)
