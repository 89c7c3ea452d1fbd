"""Pages of the register: coverage of the nation and a province, facts of a region, claims, and week one's import."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access, clock
from smartprovince.core.errors import Conflict, Fault, Invalid, NotFound
from smartprovince.core.templatetags.writing import full_day
from smartprovince.core.web import acting
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import grants
from smartprovince.outreach.desk.places import reads_reach
from smartprovince.territory.models import Region

from . import actions, contradictions, exports, imports, queries
from .counting import Rule, Step
from .effect import effect_of_outreach
from .forms import (
    ClaimForm,
    ContactForm,
    CorrectionForm,
    MappingForm,
    MilestoneForm,
    PaperFields,
    PaperForm,
    UploadForm,
    WithdrawForm,
    content_of,
)
from .gates.eligibility import shortest_way
from .models import ImportBatch, Milestone
from .rows import Coverage, rule_name, rule_word

# --- what an address may say -----------------------------------------------------------------------------------------


def day_of(request: HttpRequest) -> date:
    """The day of `?pada=2022-10-13`, else today. Raises Invalid for what is no day."""
    text = request.GET.get("pada", "").strip()
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(Fault("pada", _("“%(text)s” is not a day.") % {"text": text[:20]}, "2022-10-13")) from None


def rule_of(request: HttpRequest) -> Rule | None:
    """The rule of `?aturan=joined`; None leaves it to the setting."""
    text = request.GET.get("aturan", "").strip()
    return queries.parse_rule(text) if text else None


def show_faults(form: Any, error: Invalid, beside: Any = None) -> None:
    """Put the faults of an action at their fields, in the form or in the one beside it."""
    same = {"paper": "paper_kind"}
    for fault in error.faults:
        where = same.get(fault.where, fault.where)
        text = " ".join(part for part in (fault.what, fault.allowed, fault.mend) if part)
        if beside is not None and where in beside.fields:
            beside.add_error(where, text)
        else:
            form.add_error(where if where in form.fields else None, text)


def request_key(request: HttpRequest) -> str | None:
    return request.POST.get("request_key") or None


# --- coverage --------------------------------------------------------------------------------------------------------

SORTS = {
    "kode": lambda c: c.province.code,
    "provinsi": lambda c: c.province.short_name,
    "tercatat": lambda c: (c.documented, c.province.code),
    "mungkin": lambda c: (c.possible, c.province.code),
    "kurang": lambda c: (c.more_needed, c.province.code),
}


@require_GET
def nation(request: HttpRequest) -> HttpResponse:
    """All 38 provinces on a day by a rule, by code unless asked otherwise, with the claims beside."""
    on, sort = day_of(request), request.GET.get("urut", "kode")
    rows = queries.coverage_of_all_provinces(on, rule_of(request), person=request.user)
    order = SORTS.get(sort.removeprefix("-"), SORTS["kode"])
    rule = rows[0].rule if rows else Rule.JOINED
    context = {
        "rows": sorted(rows, key=order, reverse=sort.startswith("-")),
        "sort": sort,
        "on": on,
        "rule": rule,
        "rules": [(each.value, rule_word(each)) for each in Rule],
        "rule_name": rule_name(rule),
        "total": {name: sum(getattr(row, name) for row in rows) for name in ("documented", "possible", "of")},
        "claims": [row for row in queries.claims_beside_register(request.user, rule) if row.claim.scope is None],
        "simulated": any(row.simulated for row in rows),
    }
    return render(request, "movement/nation.html", context)


@require_GET
def province(request: HttpRequest, code: str) -> HttpResponse:
    """The register of a province: who has what by when, who is missing, which paper would settle an unknown."""
    found, on = queries.province_of(code), day_of(request)
    by_rule = queries.coverages(code, on, person=request.user)
    coverage = by_rule[rule_of(request) or queries.terms_for([code], on)[code].rule]
    history = queries.coverage_history(code, coverage.rule, on, person=request.user)
    context = {
        "province": found,
        "on": on,
        "rule": coverage.rule,
        "rules": [(each.value, rule_word(each)) for each in Rule],
        "coverage": coverage,
        "coverages": list(by_rule.values()),
        "rows": queries.register_of(found, on, person=request.user),
        "own": queries.register_row(found, on, person=request.user),
        "history": history,
        "chart": history_chart(coverage, history),
        "claims": queries.claims_beside_register(request.user, coverage.rule, province=found),
        "shortest": shortest_way(coverage),
        "ways_open": set(
            access.scope(request.user, "see_way", Region).filter(parent=found).values_list("pk", flat=True)
        ),
        "may_edit": access.may(request.user, "edit_register", found),
        "may_import": access.may(request.user, "import_register", found),
    }
    return render(request, "movement/province.html", context)


@require_GET
def effect(request: HttpRequest) -> HttpResponse:
    """Regions that were reached by outreach, and whether they joined within twelve months."""
    on = day_of(request)
    found = effect_of_outreach(request.user, on)
    page = Paginator(found.lines, 50).get_page(request.GET.get("page"))
    context = {"effect": found, "on": on, "page": page, "reads_reach": reads_reach(request.user)}
    return render(request, "movement/effect.html", context)


def history_chart(coverage: Coverage, history: list[Step]) -> dict[str, Any]:
    """The step line as `charts.js` draws it: a band from documented to possible, the floor as a mark."""
    return {
        "x": [full_day(step.day) for step in history],
        "low": [step.documented for step in history],
        "high": [step.possible for step in history],
        "max": coverage.of,
        "unit": _("kabupaten/kota"),
        "mark": {"at": coverage.needed, "label": _("floor %(n)d") % {"n": coverage.needed}},
    }


@require_GET
def export(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """The register of a province as XLSX or CSV, in the shape in which it is imported."""
    writers = {"xlsx": exports.register_xlsx, "csv": exports.register_csv}
    if ending not in writers:
        raise NotFound(_("There is no such page, or it is not open to you."))
    found, on = queries.province_of(code), day_of(request)
    kinds = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv; charset=utf-8",
    }
    content = writers[ending](found, on, person=request.user)
    name = exports.file_name(found, on, ending)
    return HttpResponse(
        content, content_type=kinds[ending], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


# --- facts of a region -----------------------------------------------------------------------------------------------


def _region(request: HttpRequest, verb: str, code: str) -> Region:
    """A province or kabupaten/kota by code, through the gate."""
    levels = Region.objects.exclude(level=Region.Level.DISTRICT).select_related("parent")
    return access.get(request.user, verb, Region, levels, code=code)


def _milestone(request: HttpRequest, code: str, pk: int) -> Milestone:
    """A fact that the person may edit, of the region that the address names."""
    rows = Milestone.objects.select_related("region", "paper", "cohort", "gate")
    return access.get(request.user, "edit", Milestone, rows, pk=pk, region__code=code)


@require_http_methods(["GET", "POST"])
def milestones(request: HttpRequest, code: str) -> HttpResponse:
    """The facts of a region with their papers, and the form that records another one."""
    region = _region(request, "edit_register" if request.method == "POST" else "view", code)
    form = MilestoneForm(request.POST or None, region=region)
    paper_form = PaperFields(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and paper_form.is_valid():
        try:
            fact = form.fact()
            paper = paper_form.paper(fact["not_before"], fact["not_after"])
            key = request_key(request)
            actions.record_milestone(**acting(request), request_key=key, region=region, paper=paper, **fact)
        except Invalid as error:
            show_faults(form, error, paper_form)
        else:
            messages.success(request, _("Recorded. Every count takes it in from now on."))
            return redirect("movement:milestones", code=code)
    status = 422 if form.errors or paper_form.errors else 200
    context = _milestones_context(request, region) | {"form": form, "paper_form": paper_form}
    return render(request, "movement/milestones.html", context, status=status)


def _milestones_context(request: HttpRequest, region: Region) -> dict[str, Any]:
    row = queries.register_row(region, person=request.user)
    facts = queries.milestones_of(request.user, region)
    shown = {paper.pk: paper for paper in row.papers}
    return {
        "region": region,
        "row": row,
        "facts": [fact for fact in facts if fact.withdrawn_at is None],
        "withdrawn": [fact for fact in facts if fact.withdrawn_at is not None],
        "papers": queries.papers_open_to(request.user, facts) | shown,
        "contact_form": ContactForm(
            initial={"name": row.contact.name, "phone": row.contact.phone} if row.contact else None, prefix="contact"
        ),
        "may_edit": access.may(request.user, "edit_register", region),
        "may_see_way": access.may(request.user, "see_way", region),
    }


@require_http_methods(["GET", "POST"])
def milestone_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct a fact. When somebody else was faster, both versions are shown and nothing typed is lost."""
    found = _milestone(request, code, pk)
    form = CorrectionForm(request.POST or None, region=found.region, initial=_as_typed(found))
    theirs, version = None, found.version
    if request.method == "POST" and form.is_valid():
        try:
            seen = int(request.POST.get("version") or 0) or found.version
            actions.correct_milestone(**acting(request), milestone=found, version=seen, **form.fact())
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Corrected. What stood before stays in the trail."))
            return redirect("movement:milestones", code=code)
    context = {"milestone": found, "region": found.region, "form": form, "theirs": theirs, "version": version}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "movement/milestone_edit.html", context, status=status)


def _as_typed(milestone: Milestone) -> dict[str, Any]:
    names = ("kind", "basis", "not_after", "cohort", "gate", "source", "source_url", "note")
    return {name: getattr(milestone, name) for name in names} | {
        "holds": "yes" if milestone.holds else "no",
        "not_before": None if milestone.day else milestone.not_before,
        "certainty": "day" if milestone.day else "between" if milestone.not_before else "by",
    }


@require_http_methods(["GET", "POST"])
def milestone_withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask why, then take a fact out of every count."""
    found = _milestone(request, code, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_milestone(**acting(request), milestone=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("Withdrawn. The fact and the reason stay in the trail."))
        return redirect("movement:milestones", code=code)
    context = {"milestone": found, "region": found.region, "form": form}
    return render(request, "movement/milestone_withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def milestone_paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put a paper beside a fact that is already there."""
    found = _milestone(request, code, pk)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            paper = form.paper(found.not_before, found.not_after)
            if paper is None:
                raise Invalid(Fault("paper_kind", _("Say what kind of paper this is.")))
            key = request_key(request)
            actions.attach_paper(**acting(request), request_key=key, milestone=found, paper=paper)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The paper stands beside the fact."))
            return redirect("movement:milestones", code=code)
    context = {"milestone": found, "region": found.region, "form": form}
    return render(request, "movement/milestone_paper.html", context, status=422 if form.errors else 200)


@require_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """The person in charge in a region."""
    region = _region(request, "edit_register", code)
    form = ContactForm(request.POST, prefix="contact")
    if not form.is_valid():
        raise Invalid([Fault(name, " ".join(map(str, texts))) for name, texts in form.errors.items()])
    actions.set_contact(**acting(request), region=region, **form.cleaned_data)
    messages.success(request, _("The contact is saved."))
    return redirect("movement:milestones", code=code)


# --- claims ----------------------------------------------------------------------------------------------------------


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """Official figures as they were said, each beside the register's own count, never mixed."""
    rule = rule_of(request)
    rows = queries.claims_beside_register(request.user, rule)
    shown = rule or (rows[0].rule if rows else Rule.JOINED)
    context = {
        "rows": rows,
        "contradictions": contradictions.contradictions(rows),
        "targets": contradictions.targets(request.user, rows),
        "rule": shown,
        "rule_name": rule_name(shown),
        "rules": [(each.value, rule_word(each)) for each in Rule],
        "cohorts": queries.cohorts_with_members(request.user),
        "may_add": bool(grants(request.user, "claim.edit")),
    }
    return render(request, "movement/claims.html", context)


@require_http_methods(["GET", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    """Keep another official figure; for the programme owner."""
    owner = access.scope(request.user, "record_claim", Organisation).first()
    if owner is None:
        raise access.refusal("record_claim", Organisation)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "request_key"}
        try:
            actions.record_claim(**acting(request), request_key=request_key(request), owner=owner, **values)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("The claim is kept. It changes no count."))
            return redirect("movement:claims")
    return render(request, "movement/claim_new.html", {"form": form}, status=422 if form.errors else 200)


# --- week one: the sheet ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def import_start(request: HttpRequest) -> HttpResponse:
    """Upload the sheet that the province keeps."""
    provinces = queries.provinces_to_import(request.user)
    if not provinces:
        raise access.refusal("import_register", Region)
    form = UploadForm(request.POST or None, request.FILES or None, provinces=provinces)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["sheet"]
        try:
            batch = actions.begin_import(
                **acting(request),
                province=form.cleaned_data["province"],
                content=content_of(upload) or b"",
                file_name=upload.name,
            )
        except Invalid as error:
            for fault in error.faults:
                form.add_error("sheet", " ".join(p for p in (fault.what, fault.allowed, fault.mend) if p))
        else:
            return redirect("movement:import_preview", pk=batch.pk)
    batches = queries.imports_open_to(request.user)[:20]
    context = {"form": form, "batches": batches, "provinces": provinces}
    return render(request, "movement/import_start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet with every fault at its cell and what would change; the mapping of its columns can be corrected."""
    batch = access.get(request.user, "view", ImportBatch, ImportBatch.objects.select_related("province", "file"), pk=pk)
    plan = imports.plan_of(batch, request.user)
    form = MappingForm(
        request.POST or None,
        headings=[(n, f"{cell.address}: {cell.value or '–'}") for n, cell in enumerate(plan.headings)],
        mapping=batch.mapping.get("columns", {}),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_import(**acting(request), batch=batch, columns=form.columns())
        except Invalid as error:
            show_faults(form, error)
        else:
            return redirect("movement:import_preview", pk=pk)
    context = {"batch": batch, "plan": plan, "tally": plan.tally(), "form": form, "table": _preview_table(plan)}
    return render(request, "movement/import_preview.html", context, status=422 if form.errors else 200)


def _preview_table(plan: imports.Plan) -> list[dict[str, Any]]:
    """Rows for the preview: each cell with its value, what will happen to it, and its fault."""
    key_at = {place: key for key, place in plan.head.columns.items()}
    rows = []
    for row in plan.rows:
        faults = {fault.where: fault for fault in row.faults}
        verdicts = {key: each.verdict for each in row.planned for key in each.columns}
        cells = [
            {
                "value": "" if cell.value is None else cell.value,
                "fault": faults.get(cell.address),
                "css": {"new": "new", "changed": "chg"}.get(verdicts.get(key_at.get(place, ""), ""), ""),
            }
            for place, cell in enumerate(row.cells)
        ]
        rows.append({"line": row.line, "cells": cells})
    return rows


@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """All of the sheet, or nothing of it. A second click changes nothing."""
    batch = access.get(request.user, "edit", ImportBatch, pk=pk)
    try:
        done = actions.apply_import(**acting(request), batch=batch)
    except Invalid as error:
        messages.error(request, _("Nothing was changed."))
        for fault in error.faults[:5]:
            messages.error(request, str(fault))
        return redirect("movement:import_preview", pk=pk)
    changed = done.result.get("new", 0) + done.result.get("changed", 0)
    messages.success(
        request,
        ngettext(
            "The sheet is applied: %(n)d fact taken over.", "The sheet is applied: %(n)d facts taken over.", changed
        )
        % {"n": changed},
    )
    return redirect("movement:province", code=done.province.code)


@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a sheet unapplied."""
    batch = access.get(request.user, "edit", ImportBatch, pk=pk)
    actions.drop_import(**acting(request), batch=batch)
    messages.success(request, _("The sheet is put aside; nothing was changed."))
    return redirect("movement:import")
