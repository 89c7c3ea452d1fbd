"""Mails by day and by week: at 07.00 of each time zone, what a person has not read yet, grouped by kind.

The tick makes the appointments (`arm`), each appointment starts a job, and the job goes through the people in batches.
A person's mail and the marks on its notices are one transaction, and a person gets one mail of a day's run: a job that
is killed in the middle, or run twice, sends nothing twice and leaves nobody out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.core import clock, jobs, news
from smartprovince.core.models import DueAction, Frequency, Notice, OutgoingMail
from smartprovince.core.registry import rounds
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.models import Person
from smartprovince.organisations.seated import with_grants, zone_of

HOUR = time(7)
MONDAY = 0
BATCH = 100
MOST_LINES = 50  # of one mail; the rest is counted and stands in the platform
WEEKLY_FIRST = (Frequency.WEEKLY, Frequency.DAILY)  # on Mondays the week's mail takes the day's along


# --- when ------------------------------------------------------------------------------------------------------------


def last_moment(frequency: str, zone: str, now: datetime) -> datetime:
    """The last time, up to now, that mails of a frequency were due in a zone."""
    local = clock.local(now, zone)
    moment = local.replace(hour=HOUR.hour, minute=HOUR.minute, second=0, microsecond=0)
    if moment > local:
        moment -= timedelta(days=1)
    if frequency == Frequency.WEEKLY:
        moment -= timedelta(days=(moment.weekday() - MONDAY) % 7)
    return moment.astimezone(UTC)


_begun: dict[tuple[str, str], str] = {}  # what this process knows to be begun, so that a tick asks nothing


def arm() -> int:
    """Begin the runs whose time has come, each once, whichever worker is first; how many were begun.

    Each run is a job, which reports its progress and is taken up again after a crash.
    """
    begun = 0
    now = clock.now()
    for frequency in WEEKLY_FIRST:
        for zone in clock.ZONES:
            moment = last_moment(frequency, zone, now)
            day = clock.local(moment, zone).date().isoformat()
            if _begun.get((frequency, zone)) == day:
                continue
            begun += _begin(frequency, zone, day, moment)
            _begun[frequency, zone] = day
    return begun


@transaction.atomic
def _begin(frequency: str, zone: str, day: str, moment: datetime) -> int:
    """The appointment is kept as a row that can exist once; nothing is begun when nobody has anything to read."""
    _row, fresh = DueAction.objects.get_or_create(
        kind="news.digest", key=f"{frequency} {zone} {day}", defaults={"due_at": moment, "done_at": clock.now()}
    )
    if not fresh or not Notice.objects.filter(waiting(frequency)).exists():
        return 0
    jobs.start("news.digest", frequency=str(frequency), zone=zone, day=day)
    return 1


rounds.register("digests", arm)


@jobs.job("news.digest", idempotent=True)
def run(progress: jobs.Progress, *, frequency: str, zone: str, day: str) -> dict[str, int]:
    """Write the mails of one frequency for the people of one zone."""
    mails = told = 0
    after = ""
    while True:
        batch = waiting_people(frequency, day, after)
        if not batch:
            break
        after = batch[-1]
        written, notices = write(batch, frequency=frequency, zone=zone, day=day)
        mails, told = mails + written, told + notices
        progress(mails, 0)
    return {"mails": mails, "notices": told}


# --- who and what ----------------------------------------------------------------------------------------------------


def frequencies(frequency: str) -> list[str]:
    """What a run takes along: the week's mail also what waits for the day's, so that Monday brings one mail."""
    return [Frequency.DAILY, Frequency.WEEKLY] if frequency == Frequency.WEEKLY else [Frequency.DAILY]


def waiting(frequency: str) -> Q:
    return Q(read_at=None, mail=None, frequency__in=frequencies(frequency))


def matter(frequency: str, day: str) -> str:
    return f"digest {frequency} {day}"


def waiting_people(frequency: str, day: str, after: str) -> list[str]:
    """The next people who have something unread and were not written to in this run yet."""
    done = OutgoingMail.objects.filter(matter=matter(frequency, day), recipient_id=OuterRef("recipient_id"))
    rows = Notice.objects.filter(waiting(frequency), ~Exists(done), recipient_id__gt=after)
    return list(rows.values_list("recipient_id", flat=True).order_by("recipient_id").distinct()[:BATCH])


@transaction.atomic
def write(keys: list[str], *, frequency: str, zone: str, day: str) -> tuple[int, int]:
    """The mails of a batch of people, and the marks on their notices, in one transaction. (mails, notices)

    The right of each person on each thing is asked once more: what they may no longer see is not told.
    """
    people = {str(each.pk): each for each in _people(keys, zone)}
    if not people:
        return 0, 0
    rows = Notice.objects.select_for_update().filter(waiting(frequency), recipient_id__in=people)
    found = list(rows.order_by("recipient_id", "kind", "pk"))
    silenced = _no_longer_open(found, people)
    Notice.objects.filter(pk__in=silenced).update(frequency=Frequency.PLATFORM)
    mine = {
        key: list(group)
        for key, group in groupby((each for each in found if each.pk not in silenced), key=lambda n: n.recipient_id)
    }
    name = matter(frequency, day)
    OutgoingMail.objects.bulk_create(
        [_mail(people[key], notices, frequency=frequency, day=day, matter=name) for key, notices in mine.items()]
    )
    told = [notice.pk for notices in mine.values() for notice in notices]
    of_person = OutgoingMail.objects.filter(matter=name, recipient_id=OuterRef("recipient_id")).values("pk")[:1]
    Notice.objects.filter(pk__in=told).update(mail=Subquery(of_person))
    return len(mine), len(told)


def _people(keys: Iterable[str], zone: str) -> list[Person]:
    """Real people, active, of the zone."""
    found = Person.objects.filter(pk__in=list(keys), is_active=True, simulated=False)
    return [person for person in with_grants(found) if zone_of(person) == zone]


def _no_longer_open(found: list[Notice], people: dict[str, Person]) -> set[int]:
    about = [each for each in found if each.object_type]
    held = news.rights((people[n.recipient_id], n.object_type, n.object_id, n.verb) for n in about)
    return {n.pk for n in about if (n.recipient_id, n.object_type, n.object_id, n.verb) not in held}


# --- the words -------------------------------------------------------------------------------------------------------


def _mail(person: Person, notices: list[Notice], *, frequency: str, day: str, matter: str) -> OutgoingMail:
    with translation.override(person.language):
        subject, body = letter(person, notices, frequency=frequency, day=date.fromisoformat(day))
    return OutgoingMail(
        address=person.email,
        recipient_id=str(person.pk),
        kind=f"digest.{frequency}",
        matter=matter,
        subject=subject[:300],
        body=body,
    )


def letter(person: Person, notices: list[Notice], *, frequency: str, day: date) -> tuple[str, str]:
    """Subject and plain text, in the language of the moment: kind by kind, each with the page it is on."""
    n = len(notices)
    facts = {"n": n, "day": full_day(day)}
    if frequency == Frequency.WEEKLY:
        subject = ngettext(
            "%(n)s piece of news of the week until %(day)s", "%(n)s pieces of news of the week until %(day)s", n
        )
    else:
        subject = ngettext("%(n)s piece of news, %(day)s", "%(n)s pieces of news, %(day)s", n)
    lines: list[str] = [_("Good morning, %(name)s.") % {"name": " ".join(person.name.split())}]
    for kind, group in groupby(sorted(notices[:MOST_LINES], key=lambda n: n.kind), key=lambda n: n.kind):
        of_kind = list(group)
        lines += ["", f"{news.label_of(kind)} ({len(of_kind)})"]
        for notice in of_kind:
            lines += [f"- {notice.title}", f"  {news.absolute(notice.address)}"]
    if n > MOST_LINES:
        more = {"n": n - MOST_LINES, "address": news.absolute("/kerja/kabar/")}
        lines += ["", _("… and %(n)s more: %(address)s") % more]
    lines += ["", news.closing()]
    return subject % facts, "\n".join(lines)
