"""The page of one answer's story."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smartprovince.assessment import queries
from smartprovince.core import access, clock

from .queries import story_of


@require_safe
def story(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """What became of an answer, oldest first."""
    participation = queries.participation_of(request.user, pk, code)
    answer = queries.answer_of(participation, node, request.user)
    zone = participation.region.zone or "WIB"
    context = {
        "participation": participation,
        "round": participation.round,
        "answer": answer,
        "node": answer.node,
        "events": [replace(event, at=_on_the_wall(event.at, zone)) for event in story_of(answer, request.user)],
        "zone": zone,
        "judges": access.may(request.user, "verify", answer),
    }
    return render(request, "assessment/story/story.html", context)


def _on_the_wall(moment: datetime, zone: str) -> datetime:
    """What the clocks of the region showed: without a zone, so that templates do not turn it again."""
    return clock.local(moment, zone).replace(tzinfo=None)
