"""Pages of news: what was told, how one wants to be told, and whether mails arrived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access, news
from smartprovince.core.errors import Fault, Invalid, NotFound
from smartprovince.core.models import Frequency, Notice, OutgoingMail
from smartprovince.core.web import acting, acting_grant
from smartprovince.movement.forms import Keyed
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.scopes import grants

from . import actions, queries

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """What was told to this person, unread first; one button marks all (of a kind) as read."""
    kind = request.GET.get("jenis", "")[:80]
    mine = queries.notices_of(request.user, kind=kind)
    if request.method == "POST":
        news.read(request.user, mine)
        return redirect(request.get_full_path())
    kinds = queries.kinds_of(request.user)
    context = {
        "page": Paginator(mine, PER_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "kinds": kinds,
        "total": sum(n for _name, _label, n, _unread in kinds),
        "unread_here": sum(unread for name, _label, _n, unread in kinds if not kind or name == kind),
        "labels": {name: label for name, label, _n, _unread in kinds},
    }
    return render(request, "workspace/notices.html", context)


@require_GET
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to its page: one of ours, whatever address it carries."""
    notice = access.get(request.user, "view", Notice, pk=pk)
    news.read(request.user, Notice.objects.filter(pk=notice.pk))
    ours = notice.address.startswith("/") and url_has_allowed_host_and_scheme(notice.address, allowed_hosts=None)
    return redirect(notice.address if ours else "workspace:notices")


class ChoicesForm(Keyed):
    """A field for each kind of news that can reach the person, named like the kind."""

    def __init__(self, *args: Any, choices: list[queries.Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[tuple[queries.Choice, forms.BoundField]] = []
        for each in choices:
            field = forms.ChoiceField(label=each.kind.label, choices=Frequency.choices, initial=each.frequency)
            field.widget.attrs["class"] = "in"
            self.fields[each.kind.name] = field
            self.rows.append((each, self[each.kind.name]))

    def chosen(self) -> dict[str, str]:
        return {choice.kind.name: self.cleaned_data[choice.kind.name] for choice, _field in self.rows}


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How one wants to hear of each kind of news: at once, by day, by week, or in the platform alone."""
    choices = queries.choices_of(request.user)
    form = ChoicesForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        actions.choose(
            **acting(request),
            person=request.user,
            choices=form.chosen(),
            request_key=form.cleaned_data["request_key"] or None,
        )
        messages.success(request, _("Your choices are kept."))
        return redirect("workspace:preferences")
    return render(request, "workspace/preferences.html", {"form": form}, status=422 if form.errors else 200)


# --- mails -----------------------------------------------------------------------------------------------------------


def kept_by(request: HttpRequest) -> Organisation:
    """The organisation whose mails the person keeps: the one acted for, else the first. NotFound for everybody else."""
    kept = grants(request.user, "mail.view")
    if not kept:
        raise NotFound(_("There is no such page, or it is not open to you."))
    current = acting_grant(request)
    return next((grant for grant in kept if grant == current), kept[0]).organisation


@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """Mails of the own government: to whom (masked), of what kind, and whether they arrived. Never the text."""
    organisation = kept_by(request)
    state = request.GET.get("keadaan", "")
    if state and state not in OutgoingMail.State:
        raise Invalid(Fault("keadaan", _("There is no such state."), ", ".join(OutgoingMail.State.values)))
    counts = queries.mail_counts(request.user)
    context = {
        "organisation": organisation,
        "page": Paginator(queries.mails_of(request.user, state=state), PER_PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [(value, label, counts[value]) for value, label in OutgoingMail.State.choices],
        "total": sum(counts.values()),
        "failed": counts[OutgoingMail.State.FAILED],
    }
    return render(request, "workspace/mails.html", context)


@require_POST
def mail_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one mail once more."""
    mail = access.get(request.user, "retry", OutgoingMail, pk=pk)
    actions.retry(**acting(request), mail=mail)
    messages.success(request, _("The mail goes out with the next round, within a minute."))
    return redirect("workspace:mails")


@require_POST
def mail_retry_all(request: HttpRequest) -> HttpResponse:
    """Send all mails once more that were given up."""
    count = actions.retry_all(**acting(request), organisation=kept_by(request))
    said = ngettext("%(n)s mail is sent once more.", "%(n)s mails are sent once more.", count) % {"n": count}
    messages.success(request, said)
    return redirect("workspace:mails")
