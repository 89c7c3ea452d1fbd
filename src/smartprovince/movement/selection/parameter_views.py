"""Pages of the selection parameters: the parameters, their values by region, and whole sheets of values."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Fault, Invalid, NotFound
from smartprovince.core.web import acting, posted_version
from smartprovince.movement.forms import content_of
from smartprovince.movement.views import request_key, show_faults
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import grants
from smartprovince.territory.models import Region

from . import actions, queries, sheet
from .forms import NewParameterForm, ParameterForm, SheetForm, ValueForm
from .models import Parameter
from .views import attached, is_key, owner_of

PER_PAGE = 50
KINDS = {"xlsx": files.XLSX, "csv": "text/csv; charset=utf-8"}


def _inside(request: HttpRequest) -> None:
    """Parameters are read by the people of the movement."""
    if not grants(request.user, "register.view"):
        raise access.refusal("view", Parameter)


@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """What regions are compared by, with weights and goalposts, and the warning that they are a choice."""
    _inside(request)
    found = list(queries.parameters(request.user))
    context = {
        "parameters": found,
        "total": sum(p.weight for p in found if p.is_active),
        "may_edit": access.scope(request.user, "edit", Parameter).exists(),
        "may_add": access.scope(request.user, "run_selection", Organisation).exists(),
    }
    return render(request, "movement/selection/parameters.html", context)


@require_http_methods(["GET", "POST"])
def parameter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change weight, goalposts, direction, role or use of a parameter."""
    found = access.get(request.user, "edit", Parameter, pk=pk)
    form = ParameterForm(request.POST or None, initial={n: getattr(found, n) for n in actions.WEIGHING})
    theirs, version = None, posted_version(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_parameter(**acting(request), version=version, parameter=found, **form.values())
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Saved. The long lists are computed with it from now on."))
            return redirect("movement:parameters")
    context = {"parameter": found, "form": form, "theirs": theirs, "version": version}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "movement/selection/parameter_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def parameter_new(request: HttpRequest) -> HttpResponse:
    """A parameter of the programme's own choice."""
    owner = owner_of(request)
    form = NewParameterForm(
        request.POST or None, initial={"weight": 1, "low": 0, "high": 100, "is_active": True, "direction": 1}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_parameter(**acting(request), request_key=request_key(request), owner=owner, **form.values())
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The parameter is added."))
            return redirect("movement:parameters")
    context = {"parameter": None, "form": form}
    return render(request, "movement/selection/parameter_edit.html", context, status=422 if form.errors else 200)


# --- values ----------------------------------------------------------------------------------------------------------


@require_GET
def values(request: HttpRequest) -> HttpResponse:
    """All values, by region code, with filter, search and paging."""
    _inside(request)
    rows, code = queries.all_values(request.user), request.GET.get("parameter", "")
    words = request.GET.get("q", "").strip()
    if code:
        rows = rows.filter(parameter__code=code)
    if words:
        rows = rows.filter(Q(region__name__icontains=words) | Q(region__code__startswith=words))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "parameters": queries.parameters(request.user),
        "code": code,
        "words": words,
        "may_import": access.scope(request.user, "run_selection", Organisation).exists(),
    }
    return render(request, "movement/selection/values.html", context)


@require_GET
def values_export(request: HttpRequest, ending: str) -> HttpResponse:
    """All values in the shape in which they are imported."""
    _inside(request)
    if ending not in KINDS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    on = clock.today()
    content = sheet.render(list(queries.all_values(request.user)), ending, on)
    return attached(content, f"nilai-parameter-{on.isoformat()}.{ending}", KINDS[ending])


@require_http_methods(["GET", "POST"])
def values_import(request: HttpRequest) -> HttpResponse:
    """A whole sheet of values, or nothing of it."""
    owner = owner_of(request)
    form, faults = SheetForm(request.POST or None, request.FILES or None), list[Fault]()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["sheet"]
        before = queries.all_values(request.user).count()
        try:
            actions.import_values(
                **acting(request),
                request_key=request_key(request),
                owner=owner,
                content=content_of(upload) or b"",
                file_name=upload.name,
            )
        except Invalid as error:
            faults = error.faults
        else:
            new = queries.all_values(request.user).count() - before
            told = ngettext("The sheet is applied: %(n)d new value.", "The sheet is applied: %(n)d new values.", new)
            messages.success(request, told % {"n": new})
            return redirect("movement:values")
    context = {"form": form, "faults": faults}
    return render(
        request, "movement/selection/values_import.html", context, status=422 if faults or form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def region_values(request: HttpRequest, code: str) -> HttpResponse:
    """The values of one region, and for the programme owner the form that enters one."""
    _inside(request)
    levels = Region.objects.exclude(level=Region.Level.DISTRICT).select_related("parent")
    verb = "set_parameters" if request.method == "POST" else "view"
    region = access.get(request.user, verb, Region, levels, code=code)
    form = ValueForm(request.POST or None, initial=_chosen(request, region))
    form.offer(queries.parameters(request.user))
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_value(**acting(request), request_key=request_key(request), region=region, **form.values())
        except Conflict as error:
            theirs = error.theirs
            form.data = {**request.POST.dict(), "seen": str(theirs.version)}  # saving again keeps what was typed
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The value is kept with its source."))
            return redirect("movement:region_values", code=code)
    context = {
        "region": region,
        "values": queries.values_of(request.user, region),
        "form": form,
        "theirs": theirs,
        "may_edit": access.may(request.user, "set_parameters", region),
    }
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "movement/selection/region_values.html", context, status=status)


def _chosen(request: HttpRequest, region: Region) -> dict[str, Any]:
    """The value that `?nilai=` asks to correct, else an empty form for last year."""
    asked = request.GET.get("nilai", "")
    row = queries.values_of(request.user, region).filter(pk=asked).first() if is_key(asked) else None
    if row is None:
        return {"year": clock.today().year - 1}
    names = ("parameter", "year", "value", "category", "method", "source", "source_url")
    return {name: getattr(row, name) for name in names} | {"seen": row.version}
