"""Pages of those who write instruments: a draft by copying, by table, item by item; publishing; local items."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smartprovince.core import access, files
from smartprovince.core.errors import Conflict, Fault, Invalid
from smartprovince.core.web import acting, posted_version
from smartprovince.organisations.models import Organisation

from . import actions
from .forms import ItemForm, LabelForm, LocalItemForm, TableForm, VersionForm
from .models import InstrumentVersion
from .views import item_of, version_of


def for_drafts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The form of a page that changes a draft is not shown where it could not be saved: the version's page says why."""

    @functools.wraps(view)
    def shown(request: HttpRequest, pk: int, **given: Any) -> HttpResponse:
        if request.method != "POST" and not version_of(request, pk, "edit").is_draft:
            said = _("This version is published already and never changes. Make a new version instead.")
            return _back(request, pk, said)
        return view(request, pk, **given)

    return shown


def by_button(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An act without a form of its own: its address, opened by hand, leads to the page with the button."""

    @require_http_methods(["GET", "POST"])
    @functools.wraps(view)
    def done(request: HttpRequest, pk: int, **given: Any) -> HttpResponse:
        return view(request, pk, **given) if request.method == "POST" else redirect("instruments:version", pk=pk)

    return done


def _back(request: HttpRequest, pk: int, said: str) -> HttpResponse:
    messages.warning(request, said)
    return redirect("instruments:version", pk=pk)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the next version from this one."""
    version = version_of(request, pk, "copy")
    form = LabelForm(request.POST or None)

    def save() -> Any:
        made = actions.draft_version(**acting(request), version_row=version, **form.cleaned_data)
        messages.success(request, _("The draft is there. It asks nobody anything before it is published."))
        return made

    return _answered(request, form, version, save, _("New version"), _("Make a draft"))


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int, organisation_pk: int) -> HttpResponse:
    """A province's own edition: the national items locked, with room for local ones."""
    version = version_of(request, pk)
    home = access.get(
        request.user, "extend_instruments", Organisation, Organisation.objects.select_related("region"),
        pk=organisation_pk,
    )  # fmt: skip
    form = LabelForm(request.POST or None)

    def save() -> Any:
        made = actions.extend_version(**acting(request), owner=home, version_row=version, **form.cleaned_data)
        messages.success(request, _("Your edition is there as a draft. Add your local items, then publish it."))
        return made

    return _answered(request, form, version, save, _("Add local items"), _("Make our edition"))


@require_http_methods(["GET", "POST"])
@for_drafts
def change(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_of(request, pk, "edit")
    form = VersionForm(request.POST or None, initial={name: getattr(version, name) for name in VersionForm.base_fields})

    def save() -> Any:
        stale = posted_version(request, version)
        actions.change_version(**acting(request), version_row=version, version=stale, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return version

    return _answered(request, form, version, save, _("Name and years"), _("Save"))


@require_http_methods(["GET", "POST"])
@for_drafts
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A whole table in the place of a draft's items, all or nothing."""
    version = version_of(request, pk, "edit")
    if request.method != "POST" and version.is_local:
        return _back(request, pk, _("The national items of this version are locked. Add local items one by one."))
    form = TableForm(request.POST or None, request.FILES or None)

    def save() -> Any:
        attached = files.received(request)
        if attached is None:
            raise Invalid(Fault("file", _("Choose a file first.")))
        found = actions.replace_items(
            **acting(request), version_row=version, content=attached[0], file_name=attached[1]
        )  # fmt: skip
        said = _("%(items)d rows: %(new)d new, %(changed)d changed, %(gone)d gone.")
        messages.success(request, said % found.tally)
        return version

    return _answered(request, form, version, save, _("Load a table"), _("Load"))


@require_http_methods(["GET", "POST"])
@for_drafts
def change_item(request: HttpRequest, pk: int, node: int) -> HttpResponse:
    version = version_of(request, pk, "edit")
    found = item_of(request, version, node)
    form = ItemForm(request.POST or None, node=found)

    def save() -> Any:
        stale = posted_version(request, version)
        actions.change_item(
            **acting(request), version_row=version, version=stale, node=found, levels=form.levels(), **form.fields_()
        )
        messages.success(request, _("Saved."))
        return version

    return _answered(request, form, version, save, found.code, _("Save"))


@require_http_methods(["GET", "POST"])
@for_drafts
def local_item(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_of(request, pk, "edit")
    if request.method != "POST" and not version.is_local:
        return _back(request, pk, _("Local items stand in a province's own edition. Extend a national version first."))
    form = LocalItemForm(request.POST or None)

    def save() -> Any:
        actions.add_local_item(
            **acting(request),
            version_row=version,
            request_key=form.key,
            kind=form.cleaned_data["kind"],
            name_id=form.cleaned_data["name_id"],
            levels=form.levels(),
            **form.fields_(),
        )
        messages.success(request, _("The item is added. It is asked and verified, and never enters a score."))
        return version

    return _answered(request, form, version, save, _("Local item"), _("Add"))


@by_button
def remove_item(request: HttpRequest, pk: int, node: int) -> HttpResponse:
    version = version_of(request, pk, "edit")
    return _done(
        request, version,
        lambda: actions.remove_local_item(**acting(request), version_row=version, node=item_of(request, version, node)),
        _("The item is taken out."),
    )  # fmt: skip


@by_button
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_of(request, pk, "edit")
    said = _("Published. From now on this version never changes.")
    return _done(request, version, lambda: actions.publish(**acting(request), version_row=version), said)


@by_button
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_of(request, pk, "edit")
    try:
        actions.discard_draft(**acting(request), version_row=version)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("instruments:version", pk=pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("instruments:list")


def _done(request: HttpRequest, version: InstrumentVersion, act: Callable[[], Any], said: str) -> HttpResponse:
    """One act without a form of its own; a fault is said on the page of the version."""
    try:
        act()
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("instruments:version", pk=version.pk)


def _answered(
    request: HttpRequest, form: Any, version: InstrumentVersion, save: Callable[[], Any], heading: str, verb: str
) -> HttpResponse:
    """A page with one form: shown, sent back with its faults, or done."""
    cells: list[Fault] = []
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("instruments:version", pk=save().pk)
        except Conflict:
            stale = True
            version.refresh_from_db()
            form.add_error(None, _("Somebody else changed this draft in the meantime. Compare, then save again."))
        except Invalid as error:
            for fault in error.faults:
                if fault.where in form.fields:
                    form.add_error(fault.where, str(fault))
                else:
                    cells.append(fault)
    context = {"form": form, "version": version, "heading": heading, "verb": verb, "cells": cells}
    wrong = bool(cells or form.errors)
    return render(request, "instruments/form.html", context, status=409 if stale else 422 if wrong else 200)
