"""Pages of those who handle usulan: the queue, one move, many at once, answers to publish, figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock
from smartprovince.core.errors import ActionError, Conflict, Invalid, NotFound
from smartprovince.core.numbers import whole
from smartprovince.core.web import acting, posted_version
from smartprovince.organisations.scopes import grants
from smartprovince.proposals import states
from smartprovince.proposals.answering.actions import publish_answer
from smartprovince.proposals.models import Answer, Proposal
from smartprovince.proposals.queries import proposal_open_to
from smartprovince.proposals.reviewing.queries import ranking, scores_of

from . import queries
from .actions import pass_check, take_proposal
from .moves import BY_SLUG, Move, open_moves

PER_PAGE = 25
MOST_AT_ONCE = 200
TOGETHER = {"ambil": take_proposal, "lanjut-telaah": pass_check}


def handles_proposals(person: Any) -> bool:
    return bool(grants(person, "proposal.handle"))


def _handlers_only(request: HttpRequest) -> None:
    if not handles_proposals(request.user):
        raise NotFound(_("There is no such page, or it is not open to you."))


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What the own government has in hand, the nearest deadline first."""
    _handlers_only(request)
    shown = queries.queue_shown(request.user, request.GET)
    page = Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "page": page,
        "scores": scores_of((each.pk for each in page), request.user),
        "together": [BY_SLUG[slug] for slug in TOGETHER],
        "filtered": any(request.GET.get(name) for name in ("status", "cari", "lewat")),
        "may_check": bool(grants(request.user, "proposal.check")),
    }
    return render(request, "proposals/handling/queue.html", context)


# --- one move --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """Ask for what a move needs, then do it. A move that is not open any more says so and changes nothing."""
    chosen = BY_SLUG.get(slug)
    if chosen is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    proposal = proposal_open_to(request.user, number)
    access.get(request.user, chosen.right, Proposal, pk=proposal.pk)
    is_open = chosen in open_moves(request.user, proposal)
    form = chosen.form(request.POST or None, proposal=proposal, person=request.user, initial=_initial(chosen, proposal))
    said, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            chosen.act(
                **acting(request),
                proposal=proposal,
                version=posted_version(request, proposal),
                request_key=form.key,
                **form.values(),
            )
        except Conflict:
            said = _("Somebody else worked on this usulan in the meantime. Look at it again before you go on.")
            proposal, status = proposal_open_to(request.user, number), 409
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, str(chosen.done))
            return redirect("proposals:detail", number=number)
    context = {"proposal": proposal, "move": chosen, "form": form, "is_open": is_open, "said": said}
    return render(request, "proposals/handling/move.html", context, status=422 if form.errors else status)


def _initial(move: Move, proposal: Proposal) -> dict[str, Any]:
    """What is known already: the answer in hand, the letter, the recommended cost, today."""
    if move.slug == "jawaban" and (found := next((a for a in proposal.answers.all() if a.published_at is None), None)):
        names = ("outcome", "text", "rkpd_year", "recommended_cost", "review_on", "reason", "could_change")
        return {name: getattr(found, name) for name in names} | {"region": found.region_id}
    if move.slug == "surat-pengantar" and hasattr(proposal, "forwarding"):
        letter = proposal.forwarding
        known = {name: getattr(letter, name) for name in ("addressee", "letter_number", "letter_date", "signed_by")}
        return known | {"paper": letter.paper_id}
    answered = next((each for each in reversed(proposal.answers.all()) if each.published_at), None)
    if answered is not None and move.slug in ("masuk-rkpd", "dianggarkan"):
        return {"year": answered.rkpd_year, "amount": answered.recommended_cost}
    return {"date": clock.today()} if move.slug in ("mulai", "selesai") else {}


# --- many at once ----------------------------------------------------------------------------------------------------


def _picked(request: HttpRequest) -> list[int]:
    """The keys that were ticked, each once. Invalid for too many."""
    given = [whole(each) for each in request.POST.getlist("pick")]
    keys = list(dict.fromkeys(key for key in given if key is not None))
    if len(keys) > MOST_AT_ONCE:
        raise Invalid(_("At most %(most)d at once.") % {"most": MOST_AT_ONCE})
    return keys


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Do one thing to many usulan: the first time it shows exactly what will change, then it is done, all or none."""
    _handlers_only(request)
    slug = request.POST.get("do", "")
    if slug not in TOGETHER:
        raise Invalid(_("Choose what is to be done."))
    chosen, act = BY_SLUG[slug], TOGETHER[slug]
    rows = queries.queue(request.user).filter(pk__in=_picked(request)).order_by("due_on", "pk")
    may = access.scope(request.user, chosen.right, Proposal).filter(pk__in=rows.values("pk"))
    able = set(may.filter(state__in=chosen.states).values_list("pk", flat=True))
    ready = [each for each in rows if each.pk in able]
    if request.POST.get("confirmed") and ready:
        act.many(**acting(request), rows=[{"proposal": each} for each in ready], related=("handler", "region"))
        done = ngettext("%(n)d usulan: %(what)s.", "%(n)d usulan: %(what)s.", len(ready))
        messages.success(request, done % {"n": len(ready), "what": str(chosen.title).lower()})
        return redirect("proposals:queue")
    target = {move.source: move.target for move in states.PROPOSAL.transitions if move.action == act.action_name[9:]}
    labels = dict(Proposal.State.choices)
    context = {
        "move": chosen,
        "ready": ready,
        "others": [each for each in rows if each.pk not in able],
        "target": labels[target[chosen.states[0]]],
    }
    return render(request, "proposals/handling/together.html", context)


def _shown(request: HttpRequest, answer: Answer) -> int:
    """The version of an answer that was shown before it is published; 0 when none was."""
    return whole(request.POST.get(f"version_{answer.pk}", "")) or 0


@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """Answers in preparation, side by side; whoever may publishes those that are ticked, all or none."""
    _handlers_only(request)
    rows = queries.prepared_answers(request.user)
    may = set(access.scope(request.user, "publish", Answer).filter(published_at=None).values_list("pk", flat=True))
    picked: list[Answer] = []
    fault: ActionError | None = None
    if request.method == "POST":
        picked = [each for each in rows.filter(pk__in=_picked(request)) if each.pk in may]
        if request.POST.get("confirmed") and picked:
            try:
                with transaction.atomic():
                    related = ("proposal__handler", "proposal__region", "proposal__forwarding", "region")
                    shown = [{"answer": each, "version": _shown(request, each)} for each in picked]
                    publish_answer.many(**acting(request), rows=shown, related=related)
            except Conflict:
                fault = Invalid(_("An answer was changed since it was shown to you. Look at it again."))
            except Invalid as error:
                fault = error
            else:
                done = ngettext("%(n)d answer is published.", "%(n)d answers are published.", len(picked))
                messages.success(request, done % {"n": len(picked)})
                return redirect("proposals:answers")
        elif not picked:
            messages.warning(request, _("Tick the answers that are to be published."))
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may": may,
        "picked": picked,
        "fault": fault,
    }
    return render(request, "proposals/handling/answers.html", context, status=422 if fault else 200)


# --- figures ---------------------------------------------------------------------------------------------------------


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How long each step takes, where usulan wait, how many are taken up, by region and dimension."""
    _handlers_only(request)
    asked = request.GET.get("tahun", "")
    this_year = clock.today().year
    year = whole(asked, 2000, this_year) or this_year
    context = {
        "figures": queries.figures_of(request.user, year),
        "year": year,
        "years": range(this_year, this_year - 5, -1),
    }
    return render(request, "proposals/handling/figures.html", context)


@require_safe
def ranked(request: HttpRequest) -> HttpResponse:
    """Usulan under way by what the reviewers found; equal scores share a place."""
    _handlers_only(request)
    grant = grants(request.user, "proposal.handle")[0]
    region = grant.region or grant.organisation.region
    placed = ranking(request.user, region) if region else []
    return render(request, "proposals/handling/ranking.html", {"placed": placed, "region": region})
