"""News of mentoring: reports on their way, next steps of both sides, and what is handed over."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.core import news
from smartprovince.core.models import OutboxEvent
from smartprovince.core.templatetags.writing import full_day
from smartprovince.movement.mentoring.models import FollowUp, HandOver, MentorReport, MentorTerm
from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role
from smartprovince.organisations.seated import people_at, people_of_nation, persons

R = Role
ABOVE = frozenset({R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR})


def _report(report: MentorReport, person: Any) -> str:
    return reverse("movement:mentor_report", args=[report.pk])


def _of_report(report: MentorReport) -> dict[str, str]:
    return {"number": report.number, "region": report.region.short_name, "day": full_day(report.held_on)}


def mentor_of(report: MentorReport) -> list[Person]:
    return persons([report.term.mentor_id])


news.register(
    news.NoticeType(
        name="report.decide",
        action="report.send",
        label=gettext_lazy("Mentor's report to be approved"),
        model=MentorReport,
        verb="decide",
        who=lambda report, event: people_of_nation(R.PROGRAMME_OWNER),
        say=lambda report, event: _("To be approved: report %(number)s on %(region)s, %(day)s") % _of_report(report),
        address=_report,
        roles=frozenset({R.PROGRAMME_OWNER}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="report.send",
        action="report.send",
        label=gettext_lazy("Mentor's report"),
        model=MentorReport,
        who=lambda report, event: people_at(report.region, R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR),
        say=lambda report, event: _("Your mentor's report of %(day)s: advice and next steps") % _of_report(report),
        address=_report,
        roles=ABOVE,
    )
)
news.register(
    news.NoticeType(
        name="report.return",
        action="report.return",
        label=gettext_lazy("Mentor's report sent back"),
        model=MentorReport,
        verb="edit",
        who=lambda report, event: mentor_of(report),
        say=lambda report, event: _("Sent back to be mended: report %(number)s on %(region)s") % _of_report(report),
        address=_report,
        roles=frozenset({R.MENTOR}),
        waits=True,
    )
)
news.register(
    news.NoticeType(
        name="report.approve",
        action="report.approve",
        label=gettext_lazy("Mentor's report approved"),
        model=MentorReport,
        who=lambda report, event: [
            *mentor_of(report),
            *people_at(report.region, R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR),
        ],
        say=lambda report, event: _("Approved: report %(number)s on %(region)s") % _of_report(report),
        address=_report,
        roles=ABOVE | {R.MENTOR},
    )
)


def _other_side(step: FollowUp, event: OutboxEvent) -> list[Person]:
    """What the region did, its mentor hears of; what the mentor did, the region."""
    if step.side == FollowUp.Side.REGION:
        return mentor_of(step.report)
    return people_at(step.report.region, R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR)


news.register(
    news.NoticeType(
        name="follow_up.done",
        action="follow_up.done",
        label=gettext_lazy("Next step of mentoring done"),
        model=FollowUp,
        who=_other_side,
        say=lambda step, event: _("A next step is done: report %(number)s on %(region)s") % _of_report(step.report),
        address=lambda step, person: _report(step.report, person),
        roles=ABOVE | {R.MENTOR},
    )
)
news.register(
    news.NoticeType(
        name="mentoring.hand_over",
        action="mentoring.hand_over",
        label=gettext_lazy("End of a mentor's term"),
        model=HandOver,
        who=lambda made, event: people_at(made.region, R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR),
        say=lambda made, event: _("Your mentor's term has ended; what was left open is handed over."),
        address=lambda made, person: reverse("movement:hand_over", args=[made.term_id]),
        roles=ABOVE,
    )
)


def _of_term(term: MentorTerm) -> dict[str, str]:
    return {
        "region": term.region.short_name,
        "first": full_day(term.valid_from),
        "last": full_day(term.valid_until),
    }


news.register(
    news.NoticeType(
        name="mentoring.assign",
        action="mentoring.assign",
        label=gettext_lazy("New mentor"),
        model=MentorTerm,
        who=lambda term, event: [
            *persons([term.mentor_id]),
            *people_at(term.region, R.REGION_COORDINATOR, R.PROVINCE_COORDINATOR),
        ],
        say=lambda term, event: _("%(region)s has a mentor from %(first)s to %(last)s") % _of_term(term),
        address=lambda term, person: reverse("movement:mentor_term", args=[term.pk]),
        roles=ABOVE | {R.MENTOR},
        waits=True,
    )
)
