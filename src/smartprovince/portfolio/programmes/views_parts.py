"""Editing a programme in parts, each on its own page. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version
from smartprovince.portfolio.registers.views import gone

from . import actions, queries
from .forms import BY_SLUG, DayForm, LinkForm, WhyForm
from .record import STEPS, steps_of


@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """The rows of a part. When somebody else was faster, nothing typed is lost and what is stored now is shown."""
    if slug not in BY_SLUG:
        raise gone()
    kept = BY_SLUG[slug]
    found = queries.programme_open_to(request.user, number, "edit")
    posted = request.method == "POST"
    table = kept.table(found, request.user, request.POST if posted else None)
    rest: list[str] = []
    theirs, version = None, found.version
    if posted and table.is_valid():
        try:
            do: Any = getattr(actions, kept.action)
            do(**acting(request), programme=found, version=posted_version(request, found), rows=table.rows())
        except Conflict as error:
            theirs, version = [str(row) for row in kept.stored(found)], error.theirs.version
        except Invalid as error:
            rest = table.take(error)
        else:
            messages.success(request, _("Saved. What stood before stays in the trail."))
            return redirect("portfolio:programme", number=number)
    faulty = bool(rest) or (posted and theirs is None)
    context = {
        "programme": found,
        "part": kept,
        "table": table,
        "rest": rest,
        "faulty": faulty,
        "theirs": theirs,
        "version": version,
    }
    status = 409 if theirs is not None else 422 if faulty else 200
    return render(request, "portfolio/programmes/part.html", context, status=status)


@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, number: str) -> HttpResponse:
    """Which problems it answers, which applications and innovations it uses."""
    found = queries.programme_open_to(request.user, number, "edit")
    form = LinkForm(request.POST or None, programme=found, person=request.user)
    version, conflict = found.version, False
    if request.method == "POST" and form.is_valid():
        try:
            actions.link_programme(
                **acting(request), programme=found, version=posted_version(request, found), **form.values()
            )
        except Conflict as error:
            version, conflict = error.theirs.version, True
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Saved. What stood before stays in the trail."))
            return redirect("portfolio:programme", number=number)
    context = {"programme": found, "form": form, "version": version, "conflict": conflict}
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "portfolio/programmes/links.html", context, status=status)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Start, finish, stop or resume it: with a day, or with a reason."""
    if step not in STEPS:
        raise gone()
    found = queries.programme_open_to(request.user, number, "edit")
    if step not in dict(steps_of(found)):
        messages.info(request, _("The programme is “%(state)s” now.") % {"state": found.get_state_display()})
        return redirect("portfolio:programme", number=number)
    kind = DayForm if step in ("start", "finish") else WhyForm
    form: Any = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_programme(**acting(request), request_key=form.key, programme=found, step=step, **form.given())
        except Invalid as error:
            for fault in error.faults:
                form.add_error("day" if fault.where in ("started_on", "ended_on") else None, fault.what)
        else:
            messages.success(request, _("Noted. It stands in the story of the programme."))
            return redirect("portfolio:programme", number=number)
    words, meaning = STEPS[step]
    context = {"programme": found, "form": form, "words": words, "meaning": meaning}
    return render(request, "portfolio/programmes/move.html", context, status=422 if form.errors else 200)
