"""Pages of instruments for everybody who works with them: which there are, what they ask, and as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smartprovince.core import access, files
from smartprovince.core.errors import NotFound
from smartprovince.organisations.models import Organisation

from . import queries, table
from .models import InstrumentVersion, Node

FORMATS = {"xlsx": (table.version_xlsx, files.XLSX), "csv": (table.version_csv, "text/csv; charset=utf-8")}


def version_of(request: HttpRequest, pk: int, verb: str = "view") -> InstrumentVersion:
    rows = InstrumentVersion.objects.select_related("instrument__owner__region", "based_on__instrument")
    return access.get(request.user, verb, InstrumentVersion, rows, pk=pk)


@require_safe
def instrument_list(request: HttpRequest) -> HttpResponse:
    """Every instrument with its versions; drafts for those who write them."""
    versions = queries.versions_with_counts(request.user)
    return render(request, "instruments/list.html", {"versions": versions})


@require_safe
def version_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree of a version, searched by words; each item opens."""
    version = version_of(request, pk)
    words = request.GET.get("q", "").strip()
    context = {
        "version": version,
        "words": words,
        "groups": queries.tree_of(version, words),
        "counts": queries.counts_of(version),
        "may_edit": access.may(request.user, "edit", version),
        "may_copy": access.may(request.user, "copy", version),
        "homes": _homes(request, version),
    }
    return render(request, "instruments/version.html", context)


def _homes(request: HttpRequest, version: InstrumentVersion) -> list[Organisation]:
    """Provincial governments that may extend this version."""
    if version.is_draft or version.instrument.owner_id is not None:
        return []
    return list(access.scope(request.user, "extend_instruments", Organisation).select_related("region"))


@require_safe
def item(request: HttpRequest, pk: int, node: int) -> HttpResponse:
    """One item: definition, unit, direction, rubric, evidence, producer, and what it maps to elsewhere."""
    version = version_of(request, pk)
    found = item_of(request, version, node)
    context = {
        "version": version,
        "node": found,
        "levels": list(found.levels.all()),
        "mappings": queries.mappings_of(found),
        "may_change": version.is_draft
        and access.may(request.user, "edit", version)
        and (found.is_local or not version.is_local),
    }
    return render(request, "instruments/item.html", context)


def item_of(request: HttpRequest, version: InstrumentVersion, pk: int) -> Node:
    return access.get(request.user, "view", Node, Node.objects.select_related("parent"), pk=pk, version=version)


@require_safe
def version_table(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The whole version as XLSX or CSV, in the shape in which it can be loaded."""
    version = version_of(request, pk)
    if ending not in FORMATS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    write, media_type = FORMATS[ending]
    response = HttpResponse(write(version), content_type=media_type)
    name = f"{version.instrument.code}-{version.pk}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
