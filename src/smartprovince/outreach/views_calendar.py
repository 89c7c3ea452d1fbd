"""The secret addresses of one's own calendar and of those of the organisations one coordinates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smartprovince.core import access
from smartprovince.core.web import acting
from smartprovince.organisations.models import Organisation, Person

from . import feeding, queries
from .models import CalendarFeed


@require_http_methods(["GET", "POST"])
def calendar_feeds(request: HttpRequest) -> HttpResponse:
    """Make a calendar address (shown once), replace it, or end it."""
    opened = _open(request) if request.method == "POST" else None
    context = {
        "opened": opened,
        "address": request.build_absolute_uri(reverse("outreach:feed", args=[opened.secret])) if opened else "",
        "feeds": queries.feeds_open_to(request.user),
        "organisations": access.scope(request.user, "feed", Organisation).order_by("path"),
    }
    return render(request, "outreach/calendar_feeds.html", context)


def _open(request: HttpRequest) -> feeding.Opened:
    key = request.POST.get("organisation", "")
    if not key:
        person = access.get(request.user, "edit", Person, pk=request.user.pk)
        return feeding.open_own_feed(**acting(request), person=person)
    organisation = access.get(request.user, "feed", Organisation, pk=int(key) if key.isdigit() else 0)
    return feeding.open_organisation_feed(**acting(request), organisation=organisation)


@require_POST
def calendar_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The address stops working."""
    feed = access.get(request.user, "edit", CalendarFeed, pk=pk)
    feeding.end_feed(**acting(request), feed=feed)
    messages.success(request, _("The address has stopped working."))
    return redirect("outreach:calendar_feeds")
