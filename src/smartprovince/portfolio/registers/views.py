"""Pages that every register has: all registers, the list, a record, the form, putting away. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.web import acting, acting_grant, posted_version
from smartprovince.organisations.scopes import grants
from smartprovince.portfolio.entries import Audience, Entry
from smartprovince.territory.models import Region

from . import actions, exports, queries
from .beside import panels_of
from .forms import ReasonForm
from .register import Register, in_order

PER_PAGE = 25
BLANK_YEARS = 5
ASKED = ("q", "daerah", "dimensi", "pembaca", "kurang", "urut", "arsip")


def gone() -> NotFound:
    return NotFound(_("There is no such page, or it is not open to you."))


def must_read(person: Any) -> None:
    """Raises NotFound for people to whom the portfolio does not exist."""
    if not queries.reads_portfolio(person):
        raise gone()


def posted(request: HttpRequest) -> Any:
    """What was sent; None for a page that is only opened. (An empty form is falsy, and was sent all the same.)"""
    return request.POST if request.method == "POST" else None


@require_safe
def shelves(request: HttpRequest) -> HttpResponse:
    """All registers with what is open to the person, and what the own entries lack."""
    must_read(request.user)
    context = {
        "shelves": queries.shelves_of(request.user),
        "links": [
            (_("Copy from each other"), reverse("portfolio:offers")),
            (_("Requests to copy"), reverse("portfolio:requests")),
            (_("Fund sources"), reverse("portfolio:sources")),
            *(link for register in in_order() for link in register.links(request.user)),
        ],
    }
    return render(request, "portfolio/registers/shelves.html", context)


def chosen_of(request: HttpRequest, register: Register) -> dict[str, str]:
    names = (*ASKED, *(each.key for each in register.filters))
    return {name: request.GET.get(name, "").strip()[:200] for name in names}


@require_safe
def entries(request: HttpRequest, register: Register) -> HttpResponse:
    must_read(request.user)
    chosen = chosen_of(request, register)
    rows = queries.entries_open_to(request.user, register, chosen).prefetch_related(*register.prefetched)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.page = register.address("entry", each)
    context = {
        "register": register,
        "page": page,
        "chosen": chosen,
        "filtered": any(value for key, value in chosen.items() if key != "urut"),
        "filters": [(each, each.choices(register.model), chosen[each.key]) for each in register.filters],
        "sorts": [("wilayah", _("by region")), ("nama", _("by name")), ("baru", _("newest first"))]
        + [(key, words) for key, (words, _order) in register.sorts.items()],
        "lack": next((each for each in register.lacks if each.key == chosen["kurang"]), None),
        "regions": queries.regions_to_choose(request.user),
        "dimensions": queries.dimensions_to_choose(request.user),
        "audiences": Audience.choices,
        "keeps_own": bool(grants(request.user, "portfolio.view")),
        "links": register.links(request.user),
        "may_add": queries.regions_to_keep(request.user).exists(),
        "address": register.address("entries"),
        "new": register.address("entry_new"),
    }
    return render(request, "portfolio/registers/entries.html", context)


@require_safe
def export(request: HttpRequest, register: Register, ending: str) -> HttpResponse:
    """What the list shows, all pages of it."""
    must_read(request.user)
    if ending not in exports.FORMATS:
        raise gone()
    rows = queries.entries_open_to(request.user, register, chosen_of(request, register))
    content = exports.render(register, list(rows.prefetch_related(*register.prefetched)), ending)
    return attachment(content, f"{register.slug}-{clock.today().isoformat()}.{ending}", exports.FORMATS[ending])


def attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


@require_safe
def entry(request: HttpRequest, register: Register, number: str) -> HttpResponse:
    found = queries.entry_open_to(request.user, register, number)
    return render(request, "portfolio/registers/entry.html", record_of(register, found, request.user))


def record_of(register: Register, found: Entry, person: Any) -> dict[str, Any]:
    """What the page of a record shows; a matter's own page may begin with it."""
    may_edit = access.may(person, "edit", found)
    return {
        "register": register,
        "entry": found,
        "list": register.address("entries"),
        "may_edit": may_edit and not found.archived_at,
        "may_restore": may_edit and bool(found.archived_at),
        "may_trail": access.may(person, "trail", found),
        "change": register.address("entry_change", found),
        "archive": register.address("entry_archive", found),
        "restore": register.address("entry_restore", found),
        "panels": panels_of(found, person),
        **register.facts_of(found, person),
    }


# --- typing ----------------------------------------------------------------------------------------------------------


def own_region(request: HttpRequest) -> Region:
    """The region one adds for: the one acted for, else the first. Refused when there is none."""
    mine = queries.regions_to_keep(request.user)
    grant = acting_grant(request)
    home = (grant.region_id or grant.organisation.region_id) if grant else None
    region = (mine.filter(pk=home).first() if home else None) or mine.first()
    if region is None:
        must_read(request.user)
        raise access.refusal("add_entry", Region)
    return region


def years_of(request: HttpRequest, register: Register, entry: Entry | None) -> BaseFormSet[Any] | None:
    """The table of figures over the years: what stands, and blank rows that need no script."""
    years = register.years
    if years is None:
        return None
    rows: list[dict[str, Any]] = []
    if entry is not None:
        rows = list(years.model._default_manager.filter(**{years.owner: entry}).values("year", *years.fields))
    kind = formset_factory(years.form, extra=BLANK_YEARS, max_num=120, validate_max=True)
    return kind(posted(request), initial=rows, prefix="tahun")


def typed_years(table: BaseFormSet[Any] | None) -> dict[str, Any]:
    """Rows that hold anything, as the actions take them."""
    if table is None:
        return {}
    return {"years": [form.cleaned_data for form in table if form.cleaned_data.get("year") is not None]}


@require_http_methods(["GET", "POST"])
def entry_new(request: HttpRequest, register: Register) -> HttpResponse:
    region = own_region(request)
    form = register.form(posted(request), region=region, person=request.user)
    table = years_of(request, register, None)
    if request.method == "POST" and form.is_valid() and (table is None or table.is_valid()):
        try:
            made = actions.add_entry(
                **acting(request),
                request_key=form.key,
                region=region,
                register=register.slug,
                **typed_years(table),
                **form.values(),
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("%(number)s stands in the register.") % {"number": made.number})
            return redirect(register.address("entry", made))
    context = _form_page(register, form, table) | {"region": region, "back": register.address("entries")}
    return render(request, "portfolio/registers/edit.html", context, status=422 if context["faulty"] else 200)


def _form_page(register: Register, form: Any, table: Any) -> dict[str, Any]:
    faulty = bool(form.errors) or bool(table is not None and table.is_bound and not table.is_valid())
    return {"register": register, "form": form, "table": table, "faulty": faulty}


@require_http_methods(["GET", "POST"])
def entry_change(request: HttpRequest, register: Register, number: str) -> HttpResponse:
    """Change an entry. When somebody else was faster, both versions are shown and nothing typed is lost."""
    found = queries.entry_open_to(request.user, register, number, "edit")
    form = register.form(posted(request), region=found.region, person=request.user, entry=found)
    table = years_of(request, register, found)
    theirs, version = None, found.version
    if request.method == "POST" and form.is_valid() and (table is None or table.is_valid()):
        try:
            actions.change_entry(
                **acting(request),
                entry=found,
                version=posted_version(request, found),
                **typed_years(table),
                **form.values(),
            )
        except Conflict as error:
            theirs, version = differences(form, form.initial_of(error.theirs)), error.theirs.version
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Saved. What stood before stays in the trail."))
            return redirect(register.address("entry", found))
    context = _form_page(register, form, table) | {
        "entry": found,
        "region": found.region,
        "theirs": theirs,
        "version": version,
        "back": register.address("entry", found),
    }
    status = 409 if theirs is not None else 422 if context["faulty"] else 200
    return render(request, "portfolio/registers/edit.html", context, status=status)


def differences(form: Any, stored: dict[str, Any]) -> list[tuple[Any, str, str]]:
    """Where what is stored now differs from what was typed: (label, theirs, yours)."""
    found = []
    for name, field in form.fields.items():
        if name not in stored:
            continue
        said = [_told(field, stored[name]), _told(field, form.cleaned_data.get(name))]
        if said[0] != said[1]:
            found.append((field.label, *said))
    return found


def _told(field: Any, value: Any) -> str:
    """A value as a person reads it."""
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) or hasattr(value, "values_list"):
        return ", ".join(sorted(str(each) for each in value)) or "–"
    if isinstance(field, forms.ModelChoiceField):
        return str(value)
    if isinstance(field, forms.ChoiceField):
        return str(_words_of(field).get(str(getattr(value, "code", value)), "")) or "–"
    return str(field.prepare_value(value))


def _words_of(field: Any) -> dict[str, Any]:
    """The words of a field's choices, those in groups as well."""
    found: dict[str, Any] = {}
    for key, word in field.choices:
        found |= {str(k): w for k, w in word} if isinstance(word, list | tuple) else {str(key): word}
    return found


# --- away and back ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def entry_archive(request: HttpRequest, register: Register, number: str) -> HttpResponse:
    """Ask why, then put an entry away."""
    found = queries.entry_open_to(request.user, register, number, "edit")
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.archive_entry(**acting(request), entry=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("Put away. The number and the reason stay; it can be taken up again."))
        return redirect(register.address("entry", found))
    context = {"register": register, "entry": found, "form": form, "back": register.address("entry", found)}
    return render(request, "portfolio/registers/archive.html", context, status=422 if form.errors else 200)


@require_POST
def entry_restore(request: HttpRequest, register: Register, number: str) -> HttpResponse:
    found = queries.entry_open_to(request.user, register, number, "edit")
    try:
        actions.restore_entry(**acting(request), entry=found)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken up again."))
    return redirect(register.address("entry", found))
