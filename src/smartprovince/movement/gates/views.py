"""Pages of the gates: a region's way, all ways, what waits for confirmation, eligibility, the gates themselves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version
from smartprovince.movement import queries as register
from smartprovince.movement.counting import Rule
from smartprovince.movement.models import Milestone, StageGate
from smartprovince.movement.rows import rule_name, rule_word
from smartprovince.movement.views import day_of, request_key, rule_of, show_faults
from smartprovince.movement.vocabulary import Movement
from smartprovince.territory.models import Region

from . import actions, eligibility, queries
from .forms import BackForm, BeginForm, DesignForm, EndForm, ReasonForm, ShowForm
from .models import Cycle

PER_PAGE = 40

# --- one region ------------------------------------------------------------------------------------------------------


@require_safe
def way(request: HttpRequest, code: str) -> HttpResponse:
    """A region before its gates: what is shown, what is lacking, who can mend it, and every step it took."""
    region = queries.region_to_steer(request.user, code)
    return render(request, "movement/gates/way.html", _way_context(request, region))


def _way_context(request: HttpRequest, region: Region, **more: Any) -> dict[str, Any]:
    found = queries.way_of(region)
    may_steer = access.may(request.user, "steer", region)
    running = found.cycle is not None and found.cycle.ended_on is None
    confirmable = {fact.pk for fact in queries.confirmable(request.user) if fact.region_id == region.pk}
    context = {
        "region": region,
        "way": found,
        "running": running,
        "cycles": queries.cycles_of(region),
        "may_steer": may_steer,
        "may_show": access.may(request.user, "edit_register", region),
        "may_shape": access.scope(request.user, "edit", StageGate).exists(),
        "confirmable": confirmable,
        "begin_form": BeginForm(movement=found.movement, initial=_first_name(found)) if may_steer else None,
        "back_form": _back_form(found) if may_steer and running else None,
        "end_form": EndForm(initial={"ended_on": clock.today()}) if may_steer and running else None,
    }
    return context | more


def _back_form(found: queries.Way) -> BackForm | None:
    """None at the first stage, from which there is no way back."""
    return BackForm(cycle=found.cycle) if found.cycle and found.stage != queries.STAGES[0] else None


def _first_name(found: queries.Way) -> dict[str, Any]:
    number = found.cycle.number + 1 if found.cycle else 1
    return {"name": f"{Movement(found.movement).label} {number}.0", "started_on": clock.today()}


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a cycle."""
    region = queries.region_to_steer(request.user, code, "steer")
    form = BeginForm(request.POST, movement=queries.movement_of(region))
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "request_key"}
        try:
            actions.begin_cycle(**acting(request), request_key=request_key(request), region=region, **values)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The cycle has begun."))
            return redirect("movement:way", code=code)
    context = _way_context(request, region, begin_form=form)
    return render(request, "movement/gates/way.html", context, status=422)


def _running(request: HttpRequest, code: str) -> tuple[Region, Cycle]:
    """The region and its running cycle, if the person may move it."""
    region = queries.region_to_steer(request.user, code)
    cycle = access.get(request.user, "edit", Cycle, region=region, ended_on=None)
    return region, cycle


@require_POST
def advance(request: HttpRequest, code: str) -> HttpResponse:
    """Through the gate; when an item is lacking nothing changes and the list is shown."""
    region, cycle = _running(request, code)
    try:
        done = actions.advance(**acting(request), cycle=cycle, version=posted_version(request, cycle))
    except Invalid as error:
        context = _way_context(request, region, refused=error.faults)
        return render(request, "movement/gates/way.html", context, status=422)
    messages.success(
        request,
        _("%(region)s is now at: %(stage)s.") % {"region": region.short_name, "stage": queries.stage_label(done.stage)},
    )
    return redirect("movement:way", code=code)


@require_POST
def go_back(request: HttpRequest, code: str) -> HttpResponse:
    """Back to an earlier stage, with its reason."""
    region, cycle = _running(request, code)
    form = BackForm(request.POST, cycle=cycle)
    if form.is_valid():
        try:
            actions.go_back(**acting(request), cycle=cycle, version=posted_version(request, cycle), **form.cleaned_data)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The region is back at an earlier stage; the reason stands beside it."))
            return redirect("movement:way", code=code)
    context = _way_context(request, region, back_form=form)
    return render(request, "movement/gates/way.html", context, status=422)


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """End the running cycle."""
    region, cycle = _running(request, code)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_cycle(**acting(request), cycle=cycle, **form.cleaned_data)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The cycle has ended. The next one can begin."))
            return redirect("movement:way", code=code)
    context = _way_context(request, region, end_form=form)
    return render(request, "movement/gates/way.html", context, status=422)


# --- one item --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Show what an item asks for: day, paper, and only the fields that this item needs."""
    region = queries.region_to_steer(request.user, code, "edit_register")
    gate = access.get(request.user, "view", StageGate, code=item, movement=queries.movement_of(region))
    form = ShowForm(request.POST or None, request.FILES or None, gate=gate)
    if request.method == "POST" and form.is_valid():
        try:
            actions.show_item(
                **acting(request), request_key=request_key(request), region=region, gate=gate, **form.shown()
            )
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Recorded. The gate sees it from now on."))
            return redirect("movement:way", code=code)
    found = next(each for each in (i for g in queries.way_of(region).gates for i in g.items) if each.gate.pk == gate.pk)
    context = {"region": region, "gate": gate, "item": found, "form": form}
    return render(request, "movement/gates/show.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that what was shown is right; goes back to where the person came from."""
    fact = access.get(request.user, "confirm", Milestone, pk=pk, region__code=code)
    actions.confirm_item(**acting(request), milestone=fact)
    messages.success(request, _("Confirmed."))
    if request.POST.get("from") == "list":
        return redirect("movement:confirmations")
    return redirect("movement:way", code=code)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask why, then take a confirmation back."""
    fact = access.get(
        request.user, "confirm", Milestone, Milestone.objects.select_related("region", "gate"), pk=pk, region__code=code
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back_confirmation(**acting(request), milestone=fact, reason=form.cleaned_data["reason"])
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The confirmation is taken back."))
            return redirect("movement:way", code=code)
    context = {"region": fact.region, "fact": fact, "form": form}
    return render(request, "movement/gates/take_back.html", context, status=422 if form.errors else 200)


@require_safe
def confirmations(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person's confirmation."""
    page = Paginator(queries.confirmable(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "movement/gates/confirmations.html", {"page": page})


# --- all regions -----------------------------------------------------------------------------------------------------


@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Regions whose cycle runs, or all of a province: stage, gate, what is lacking; by code."""
    state, province = request.GET.get("keadaan", ""), request.GET.get("provinsi", "")
    rows = access.scope(request.user, "see_way", Region).exclude(level=Region.Level.DISTRICT)
    if province:
        rows = rows.filter(code__startswith=province[:2])
    else:
        rows = rows.filter(cycles__isnull=False)
    found = queries.ways_of(list(rows.select_related("parent").order_by("code").distinct()), ahead=0)
    if state == "terbuka":
        found = [each for each in found if each.cycle and each.gate and each.gate.is_open]
    elif state == "tertahan":
        found = [each for each in found if each.gate and each.gate.lacking]
    elif state == "ditandai":
        found = [each for each in found if each.flags]
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "province": province,
        "provinces": access.scope(request.user, "see_way", Region).filter(level=Region.Level.PROVINCE),
    }
    return render(request, "movement/gates/ways.html", context)


@require_safe
def eligible(request: HttpRequest) -> HttpResponse:
    """All provinces: coverage by three rules, what else the programme asks, who can become a smart province."""
    on, rule = day_of(request), rule_of(request)
    rows = eligibility.eligibility_of_all(on, rule=rule, person=request.user)
    shared = rows[0].rule if rows else Rule.JOINED
    context = {
        "rows": rows,
        "on": on,
        "rule": shared,
        "rule_name": rule_name(shared),
        "rules": [(each.value, rule_word(each)) for each in Rule],
        "met": sum(row.coverage.floor_met == "yes" for row in rows),
        "eligible": sum(row.is_eligible == "yes" for row in rows),
    }
    return render(request, "movement/gates/eligible.html", context)


@require_safe
def shape(request: HttpRequest) -> HttpResponse:
    """The two movements as data: stages, items, how each is shown and who confirms."""
    movements = [
        {"label": movement.label, "gates": register.gates_of(movement)}
        for movement in Movement  # two, each one query
    ]
    may_shape = access.scope(request.user, "edit", StageGate).exists()
    return render(request, "movement/gates/shape.html", {"movements": movements, "may_shape": may_shape})


@require_http_methods(["GET", "POST"])
def design(request: HttpRequest, item: str) -> HttpResponse:
    """Change what an item asks for; for the programme owner."""
    gate = access.get(request.user, "edit", StageGate, code=item)
    form = DesignForm(request.POST or None, gate=gate)
    theirs = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.design_item(
                **acting(request),
                gate=gate,
                version=posted_version(request, gate),
                required=given["required"],
                confirms=given["confirms"],
                parameters=form.parameters(),
            )
        except Conflict as error:
            theirs = error.theirs
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The gate item is changed; every region is measured by it from now on."))
            return redirect("movement:shape")
    context = {"gate": gate, "form": form, "theirs": theirs}
    return render(request, "movement/gates/design.html", context, status=409 if theirs else 422 if form.errors else 200)
