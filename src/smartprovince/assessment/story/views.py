"""The page of one answer's story."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smartprovince.assessment import queries
from smartprovince.core import access

from .queries import story_of


@require_safe
def story(request: HttpRequest, pk: int, code: str, node: str) -> HttpResponse:
    """What became of an answer, oldest first."""
    participation = queries.participation_of(request.user, pk, code)
    answer = queries.answer_of(participation, node, request.user)
    context = {
        "participation": participation,
        "round": participation.round,
        "answer": answer,
        "node": answer.node,
        "events": story_of(answer, request.user),
        "judges": access.may(request.user, "verify", answer),
    }
    return render(request, "assessment/story/story.html", context)
