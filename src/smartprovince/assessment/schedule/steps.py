"""What waits for somebody in the calendar of a round and its closing papers. Computed, never stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smartprovince.assessment import states
from smartprovince.assessment.models import Participation, Round
from smartprovince.core import access, clock
from smartprovince.core.registry import steps
from smartprovince.core.templatetags.writing import full_day
from smartprovince.territory.models import Region

from . import calendar
from .models import Extension, Minutes, OfficialLetter
from .states import ASKED

type Step = dict[str, Any]
SOON = timedelta(days=3)
FINISHED = (states.CLOSED, states.PUBLISHED)


@steps.named("assessment.extensions")
def steps_of_extensions(person: Any) -> list[Step]:
    """For the owner: requests for more time that wait, one step a round; for the region: ask before it is too late."""
    rows = access.scope(person, "decide", Extension).filter(state=ASKED).order_by()
    waiting = rows.values_list("participation__round", "participation__round__title").annotate(n=Count("pk"))
    return [_decide(pk, title, n) for pk, title, n in waiting] + _ask(person)


def _decide(pk: int, title: str, n: int) -> Step:
    words = ngettext(
        "Decide on %(n)d request for more time: %(round)s", "Decide on %(n)d requests for more time: %(round)s", n
    )
    return {
        "key": f"assessment.extensions.{pk}",
        "title": words % {"n": n, "round": title},
        "why": _("The regions wait for the answer and cannot plan without it."),
        "due": None,
        "address": reverse("assessment:extensions", args=[pk]),
        "verb": _("Decide"),
        "weight": n + 1,
        "icon": "clock",
    }


def _ask(person: Any) -> list[Step]:
    """Regions whose last day is near and that have not sent; not where a request is open already."""
    rows = (
        access.scope(person, "send", Participation)
        .filter(calendar.fillable(), state__in=calendar.UNBEGUN)
        .filter(Q(round__closes_on__lte=clock.today() + SOON))
        .annotate(asking=Exists(Extension.objects.filter(participation=OuterRef("pk"), state=ASKED)))
        .filter(asking=False)
        .select_related("round", "region")
    )
    return [_ask_step(each) for each in rows if calendar.last_day(each) <= clock.today() + SOON]


def _ask_step(participation: Participation) -> Step:
    last = calendar.last_day(participation)
    return {
        "key": f"assessment.ask.{participation.pk}",
        "title": _("Send %(round)s of %(region)s, or ask for more time")
        % {"round": participation.round, "region": participation.region},
        "why": _("The last day to fill in is %(day)s.") % {"day": full_day(last)},
        "due": last,
        "address": reverse("assessment:extension", args=[participation.round_id, participation.region.code]),
        "verb": _("Ask for time"),
        "weight": 1,
        "icon": "clock",
    }


@steps.named("assessment.papers")
def steps_of_papers(person: Any) -> list[Step]:
    """For the owner of a round of the province's own: minutes; for a province: the letter of the ministry's round."""
    return _minutes(person) + _letters(person)


def _minutes(person: Any) -> list[Step]:
    rows = (
        access.scope(person, "own", Participation)
        .filter(round__kind=Round.Kind.OWN, round__state=states.CLOSED, state=states.VERIFIED)
        .annotate(prepared=Exists(Minutes.objects.filter(participation=OuterRef("pk"))))
        .filter(prepared=False)
        .order_by()
    )
    return [
        {
            "key": f"assessment.minutes.{pk}",
            "title": ngettext(
                "Prepare the minutes of %(n)d verified region: %(round)s",
                "Prepare the minutes of %(n)d verified regions: %(round)s",
                n,
            )
            % {"n": n, "round": title},
            "why": _("A round of the province's own ends in a Berita Acara of both parties."),
            "due": None,
            "address": reverse("assessment:papers", args=[pk]),
            "verb": _("Prepare"),
            "weight": n,
            "icon": "file-text",
        }
        for pk, title, n in rows.values_list("round", "round__title").annotate(n=Count("pk"))
    ]


def _letters(person: Any) -> list[Step]:
    found = []
    for province in access.scope(person, "record_letter", Region):
        rounds = (
            access.scope(person, "view", Round)
            .filter(kind=Round.Kind.NATIONAL, state__in=FINISHED, participations__region__parent=province)
            .exclude(pk__in=OfficialLetter.objects.filter(province=province).values("round"))
            .distinct()
        )
        found += [_letter(each, province) for each in rounds]
    return found


def _letter(round: Round, province: Region) -> Step:
    return {
        "key": f"assessment.letter.{round.pk}.{province.code}",
        "title": _("Record the official letter: %(round)s") % {"round": round},
        "why": _("The ministry's evaluation ends in its letter; your regions see their figures from it."),
        "due": None,
        "address": reverse("assessment:letter", args=[round.pk, province.code]),
        "verb": _("Record it"),
        "weight": 2,
        "icon": "certificate",
    }
