"""What rounds tell the gates of the movement: is the readiness complete, verified; was the evaluation sent; published.

Only counts and states leave this room here, never an answer. Each check reads all regions at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from smartprovince.core.checks import Finding, checks
from smartprovince.core.templatetags.writing import percent
from smartprovince.evidence.models import PaperUse
from smartprovince.instruments.models import Node
from smartprovince.territory.models import Region

from . import states
from .models import Answer, Participation, Round
from .queries import ANSWERED

READINESS = "kesiapan"

type Findings = Mapping[int, Finding]


def _latest(regions: Sequence[Region], on: date) -> dict[int, Participation]:
    """The part of each region in its newest round of the readiness instrument that had begun by the day."""
    rows = Participation.objects.filter(
        region__in=regions, round__instrument_version__instrument__code=READINESS, round__opens_on__lte=on
    ).exclude(round__state=states.DRAFT)
    rows = rows.select_related("round", "region").order_by("round__opens_on", "pk")
    return {each.region_id: each for each in rows}


def _cover(participation: Participation) -> str:
    return reverse("assessment:cover", args=[participation.round_id, participation.region.code])


@checks.named("readiness_complete")
def readiness_complete(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """All questions answered, and each answer points at its evidence."""
    parts = _latest(regions, on)
    use = PaperUse.objects.filter(object_type="assessment.answer", object_id=Cast(OuterRef("pk"), CharField()))
    rows = Answer.objects.filter(participation__in=parts.values()).exclude(node__kind=Node.Kind.GROUP)
    counted = rows.annotate(proved=Exists(use)).values("participation")
    counted = counted.annotate(
        done=Count("pk", filter=ANSWERED), bare=Count("pk", filter=Q(value__isnull=False, proved=False))
    )
    counts = {row["participation"]: (row["done"], row["bare"]) for row in counted.order_by()}
    asked = int(parameters.get("questions", 27))
    found = {}
    for region_pk, part in parts.items():
        done, bare = counts.get(part.pk, (0, 0))
        words = _("%(done)d of %(asked)d questions answered") % {"done": done, "asked": asked}
        if bare:
            words = _("%(words)s, %(bare)d without evidence") % {"words": words, "bare": bare}
        found[region_pk] = Finding(done >= asked and not bare, words, _cover(part))
    return found


@checks.named("assessment_verified")
def assessment_verified(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """The assessors have finished with the region's readiness."""
    parts = _latest(regions, on)
    rows = Answer.objects.filter(participation__in=parts.values()).values("participation").order_by()
    last = {row["participation"]: row["last"] for row in rows.annotate(last=Max("verdicts__given_at"))}
    found = {}
    for region_pk, part in parts.items():
        given = last.get(part.pk)
        found[region_pk] = Finding(
            part.state == states.VERIFIED,
            str(part.get_state_display()),
            _cover(part),
            min(timezone.localdate(given), on) if given else None,  # a day set by hand lies before the real one
        )
    return found


@checks.named("evaluation_submitted")
def evaluation_submitted(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """The self-assessment of the ministry's annual evaluation is sent."""
    rows = Participation.objects.filter(
        region__in=regions, round__kind=Round.Kind.NATIONAL, round__opens_on__lte=on
    ).select_related("round", "region")
    found = {}
    for part in rows.order_by("round__opens_on", "pk"):
        words = f"{part.round}: {part.get_state_display()}"
        found[part.region_id] = Finding(part.state in states.HANDED_OVER, words, _cover(part))
    return found


@checks.named("results_published")
def results_published(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """A round with the region's scores is published, and the region has consented."""
    rows = Participation.objects.filter(region__in=regions, round__state=states.PUBLISHED)
    found: dict[int, Finding] = {}
    for part in rows.select_related("round", "region").order_by("consented_at", "pk"):
        words = _("published with the region's consent") if part.has_consented else _("the region has not consented")
        if part.region_id not in found or part.has_consented:
            found[part.region_id] = Finding(part.has_consented, f"{part.round}: {words}", _cover(part))
    return found


@checks.named("publication_consent")
def publication_consent(regions: Sequence[Region], *, parameters: Mapping[str, Any], on: date) -> Findings:
    """For provinces: the share of their kabupaten/kota that consented to a round that is published."""
    of = dict(
        Region.objects.filter(parent__in=regions, level=Region.Level.REGENCY)
        .order_by()
        .values_list("parent")
        .annotate(n=Count("pk"))
    )
    rows = Participation.objects.filter(
        region__parent__in=regions, round__state=states.PUBLISHED, consented_at__isnull=False
    )
    consented = dict(rows.order_by().values_list("region__parent").annotate(n=Count("region", distinct=True)))
    least, found = float(parameters.get("share", 0.8)), {}
    for region in regions:
        n, total = consented.get(region.pk, 0), of.get(region.pk, 0)
        words = _("%(n)d of %(of)d kabupaten/kota consented; needed: %(share)s") % {
            "n": n,
            "of": total,
            "share": percent(least, 0),
        }
        found[region.pk] = Finding(bool(total) and n >= least * total, words)
    return found
