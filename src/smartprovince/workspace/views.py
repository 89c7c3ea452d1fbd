"""Everyone's desk: next steps, search, the trail."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from smartprovince.core import search as finder

from . import queries

PER_PAGE = 50


def home(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("jenis", "")
    return render(request, "workspace/home.html", {"desk": queries.desk_of(request.user, kind=kind), "kind": kind})


def menu(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/menu.html")


def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    return render(request, "workspace/search.html", {"words": words, "found": finder.find(request.user, words)})


def trail(request: HttpRequest) -> HttpResponse:
    rows = queries.trail_open_to(request.user)
    if action := request.GET.get("tindakan", ""):
        rows = rows.filter(action=action)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workspace/trail.html", {"page": page, "action": action})


def trail_of(request: HttpRequest, object_type: str, object_id: str) -> HttpResponse:
    thing, rows = queries.trail_of(request.user, object_type, object_id)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workspace/trail.html", {"page": page, "thing": thing})
