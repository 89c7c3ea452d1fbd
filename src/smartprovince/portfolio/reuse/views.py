"""Pages of copying from each other: the catalogue, asking, the requests, one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.web import acting
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.innovations.models import Innovation
from smartprovince.portfolio.registers.register import register_of
from smartprovince.portfolio.registers.views import gone, must_read, own_region, posted

from . import actions, queries, states
from .forms import AnswerForm, AskForm, StartForm
from .models import ReuseRequest

PER_PAGE = 25
KINDS = (Application, Innovation)


def page_of(thing: Any) -> str:
    return register_of(type(thing)).address("entry", thing)


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """What may be copied, as far as it is open to the person."""
    must_read(request.user)
    words, kind = request.GET.get("q", "").strip()[:100], request.GET.get("jenis", "")
    found = queries.offers_for(request.user, words=words, kind=kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.counted(list(page))
    for row in rows:
        row.thing.page = page_of(row.thing)
    context = {
        "page": page,
        "rows": rows,
        "words": words,
        "kind": kind,
        "kinds": [(model._meta.model_name, model._meta.verbose_name_plural) for model in KINDS],
        "waiting": queries.to_answer(request.user).count(),
    }
    return render(request, "portfolio/reuse/offers.html", context)


def _offered(request: HttpRequest, number: str) -> Any:
    """An application or an innovation by its number, open to the person."""
    for model in KINDS:
        try:
            return access.get(
                request.user, "view", model, model._default_manager.select_related("region"), number=number
            )
        except NotFound:
            continue
    raise gone()


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    thing, region = _offered(request, number), own_region(request)
    form = AskForm(posted(request), region=region)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_to_copy(
                **acting(request), request_key=form.key, region=region, thing=thing, **form.values()
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("The request is sent; its owner answers it here."))
            return redirect("portfolio:reuse", pk=made.pk)
    context = {"form": form, "thing": thing, "region": region, "back": page_of(thing)}
    return render(request, "portfolio/reuse/ask.html", context, status=422 if form.errors else 200)


TABS = (("kepada", queries.to_us), ("dari", queries.from_us))


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Requests to us, of us, and as far as one may see them of others."""
    must_read(request.user)
    shown = request.GET.get("tampil", "")
    rows = queries.requests_open_to(request.user)
    if condition := dict(TABS).get(shown):
        rows = rows.filter(condition(request.user))
    page = Paginator(rows.order_by("-asked_on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    pills = [("", _("all")), ("kepada", _("to us")), ("dari", _("from us"))]
    return render(request, "portfolio/reuse/requests.html", {"page": page, "shown": shown, "pills": pills})


def _request(request: HttpRequest, pk: int, verb: str) -> ReuseRequest:
    rows = ReuseRequest.objects.select_related("region", "organisation", "application__region", "innovation__region")
    return access.get(request.user, verb, ReuseRequest, rows, pk=pk)


@require_safe
def reuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _request(request, pk, "view")
    return render(request, "portfolio/reuse/request.html", _page(request, found))


def _page(request: HttpRequest, found: ReuseRequest, form: Any = None) -> dict[str, Any]:
    answers = found.state == states.ASKED and access.may(request.user, "answer", found)
    follows = access.may(request.user, "edit", found)
    seen = access.may(request.user, "view", found.thing)
    return {
        "found": found,
        "thing": found.thing,
        "thing_page": page_of(found.thing) if seen else "",
        "answer_form": (form if isinstance(form, AnswerForm) else AnswerForm()) if answers else None,
        "start_form": (form if isinstance(form, StartForm) else StartForm())
        if follows and found.state == states.GRANTED
        else None,
        "may_withdraw": follows and found.state in (states.ASKED, states.GRANTED),
    }


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The owner's answer."""
    return _done(request, _request(request, pk, "answer"), AnswerForm(posted(request)), actions.answer_request)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy is in use."""
    return _done(request, _request(request, pk, "edit"), StartForm(posted(request)), actions.start_reuse)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _request(request, pk, "edit")
    try:
        actions.withdraw_request(**acting(request), request=found)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect("portfolio:reuse", pk=pk)


def _done(request: HttpRequest, found: ReuseRequest, form: Any, act: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(**acting(request), request=found, **form.values())
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, _("Saved. What stood before stays in the trail."))
            return redirect("portfolio:reuse", pk=found.pk)
    return render(request, "portfolio/reuse/request.html", _page(request, found, form), status=422)
