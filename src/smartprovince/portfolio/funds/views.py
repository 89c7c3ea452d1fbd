"""Pages of the catalogue of fund sources."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from smartprovince.core import access
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version
from smartprovince.portfolio.registers.views import differences, must_read, posted
from smartprovince.territory.models import Region

from . import actions, queries
from .forms import ChangeForm, FundSourceForm
from .models import FundSource


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The nation's sources, and what provinces added for themselves."""
    must_read(request.user)
    mine = set(access.scope(request.user, "edit", FundSource).values_list("pk", flat=True))
    context = {
        "rows": [(each, each.pk in mine) for each in queries.catalogue(request.user)],
        "may_add": access.scope(request.user, "add_fund_source", Region).exists(),
    }
    return render(request, "portfolio/funds/sources.html", context)


@require_http_methods(["GET", "POST"])
def source_new(request: HttpRequest) -> HttpResponse:
    must_read(request.user)
    region = access.scope(request.user, "add_fund_source", Region).first()
    if region is None:
        raise access.refusal("add_fund_source", Region)
    form = FundSourceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_fund_source(**acting(request), request_key=form.key, region=region, **form.values())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Added. Forms of your province offer it from now on."))
            return redirect("portfolio:sources")
    context = {"form": form, "region": region}
    return render(request, "portfolio/funds/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def source_change(request: HttpRequest, code: str) -> HttpResponse:
    must_read(request.user)
    rows = FundSource.objects.select_related("province")
    source = access.get(request.user, "edit", FundSource, rows, code=code)
    names = ("name", "kind", "note", "in_use")
    form = ChangeForm(posted(request), initial={name: getattr(source, name) for name in names})
    theirs, version = None, source.version
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_fund_source(
                **acting(request), source=source, version=posted_version(request, source), **form.values()
            )
        except Conflict as error:
            stored = {name: getattr(error.theirs, name) for name in names}
            theirs, version = differences(form, stored), error.theirs.version
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Saved. What stood before stays in the trail."))
            return redirect("portfolio:sources")
    context = {"form": form, "source": source, "region": source.province, "theirs": theirs, "version": version}
    status = 409 if theirs is not None else 422 if form.errors else 200
    return render(request, "portfolio/funds/edit.html", context, status=status)
