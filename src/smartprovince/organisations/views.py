"""Pages of people, organisations and teams."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smartprovince.core import access
from smartprovince.core import settings as house_settings
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.web import acting, posted_version

from . import actions, queries
from .forms import AcceptForm, InviteForm, InviteSheetForm, OrganisationForm, ProfileForm, SeatForm, TeamForm, UnitForm
from .imports import invitation_rows
from .models import Invitation, Membership, Organisation, Person, Team, TeamMember
from .roles import Role, roles_given_by

PER_PAGE = 25
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def person_of(request: HttpRequest) -> Person:
    """The signed-in person as a row, not as the request's lazy stand-in."""
    return Person.objects.filter(pk=request.user.pk or 0).get()


def safe_next(request: HttpRequest, fallback: str) -> str:
    """An address of our own to go on to, never another site's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else fallback


# --- sign-in ---------------------------------------------------------------------------------------------------------


class SignIn(LoginView):
    """allauth's sign-in; the demo adds its doors."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**given)
        return context | {"demo_people": queries.demo_people() if settings.DEMO else []}


@require_POST
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The demo's doors: one sign-in for each role, for invented people only, and only in demo mode."""
    grant = queries.demo_people().filter(pk=pk).first() if settings.DEMO else None
    if grant is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    login(request, grant.person, backend=MODEL_BACKEND)
    request.session["grant"] = grant.pk
    return HttpResponseRedirect(safe_next(request, reverse("workspace:home")))


def no_such_page(request: HttpRequest) -> HttpResponse:
    """allauth names these pages; here they do not exist."""
    raise NotFound(_("There is no such page, or it is not open to you."))


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: choose a password, get the account and its role. Whoever has an account signs in first."""
    invitation = actions.open_invitation(token)
    if actions.account_of(invitation) is not None:
        return _accept_with_account(request, token, invitation)
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.accept_invitation(actor=actions.INVITATION_DOOR, token=token, **form.cleaned_data)
        except Invalid as error:
            _show_faults(form, error)
        else:
            login(request, person, backend=MODEL_BACKEND)
            messages.success(request, _("Welcome. Your account is ready."))
            return redirect("workspace:home")
    return render(request, "organisations/accept.html", {"form": form, "invitation": invitation})


def _accept_with_account(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    own = request.user.is_authenticated and request.user == actions.account_of(invitation)
    if own and request.method == "POST":
        actions.accept_invitation(actor=actions.INVITATION_DOOR, token=token, person=person_of(request))
        messages.success(request, _("The new role is yours."))
        return redirect("workspace:home")
    return render(request, "organisations/accept.html", {"invitation": invitation, "known": True, "own": own})


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """The scope switcher: which of one's own memberships to act with."""
    wanted = request.POST.get("grant", "")
    if any(str(grant.pk) == wanted for grant in getattr(request.user, "grants", [])):
        request.session["grant"] = int(wanted)
    return HttpResponseRedirect(safe_next(request, reverse("workspace:home")))


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user
    names = ("name", "position", "phone", "language", "theme")
    form = ProfileForm(request.POST or None, initial={name: getattr(person, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(**acting(request), person=person, **form.cleaned_data)
        except Invalid as error:
            _show_faults(form, error)
        else:
            messages.success(request, _("Your profile is saved."))
            response = redirect("organisations:profile")
            response.set_cookie("bahasa", form.cleaned_data["language"], samesite="Lax")
            return response
    return render(request, "organisations/profile.html", {"form": form})


def _show_faults(form: Any, error: Invalid) -> None:
    for fault in error.faults:
        form.add_error(fault.where if fault.where in form.fields else None, f"{fault.what} {fault.allowed}".strip())


# --- organisations and people ----------------------------------------------------------------------------------------


def organisation_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    rows = queries.organisations_open_to(request.user)
    if words:
        rows = rows.filter(name__icontains=words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/list.html", {"page": page, "words": words})


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(
        request.user, "view", Organisation, Organisation.objects.select_related("region", "parent"), pk=pk
    )
    context = {
        "organisation": found,
        "units": queries.organisations_open_to(request.user).filter(parent=found),
        "members": queries.members_of(request.user, found),
        "may_invite": access.may(request.user, "invite", found),
        "may_edit": access.may(request.user, "edit", found),
    }
    return render(request, "organisations/detail.html", context)


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organisation, or add a unit below it (`?baru=1`)."""
    found = access.get(request.user, "edit", Organisation, pk=pk)
    fresh = "baru" in request.GET
    names = ("name", "short_name", "requires_second_factor")
    form: UnitForm | OrganisationForm = (
        UnitForm(request.POST or None)
        if fresh
        else OrganisationForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    )
    if request.method == "POST" and form.is_valid():
        try:
            if fresh:
                actions.create_organisation(**acting(request), parent=found, region=found.region, **form.cleaned_data)
            else:
                version = posted_version(request, found)
                actions.change_organisation(**acting(request), organisation=found, version=version, **form.cleaned_data)
        except Invalid as error:
            _show_faults(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:detail", pk=found.pk)
    return render(request, "organisations/edit.html", {"form": form, "organisation": found, "fresh": fresh})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite one person, or everybody on a sheet; the links are shown once, to be copied or printed."""
    found = access.get(request.user, "invite", Organisation, pk=pk)
    by_sheet = "sheet" in request.FILES
    form = InviteForm(request.POST if request.method == "POST" and not by_sheet else None)
    first_only = not access.may(request.user, "appoint", found)  # a government below: its first administrator
    form.offer(frozenset({Role.ADMINISTRATOR}) if first_only else roles_given_by(found.kind))
    sheet_form = InviteSheetForm(request.POST or None, request.FILES or None) if by_sheet else InviteSheetForm()
    context: dict[str, Any] = {"organisation": found, "form": form, "sheet_form": sheet_form}
    if request.method == "POST":
        try:
            if by_sheet and sheet_form.is_valid():
                sheet = sheet_form.cleaned_data["sheet"]
                rows = invitation_rows(sheet.read(), sheet.name)
                invited = actions.invite_many(**acting(request), organisation=found, rows=rows)
            elif form.is_valid():
                invited = [
                    actions.invite(**acting(request), organisation=found, region=found.region, **form.cleaned_data)
                ]
            else:
                invited = []
        except Invalid as error:
            context["faults"] = error.faults
        else:
            context["links"] = [
                (each.invitation, request.build_absolute_uri(reverse("accept_invitation", args=[each.token])))
                for each in invited
            ]
    return render(request, "organisations/invite.html", context)


@require_POST
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "view", Membership, pk=pk)
    ended = actions.end_membership(**acting(request), membership=found)
    messages.success(request, _("The membership has ended. What was done with it stays."))
    return redirect("organisations:detail", pk=ended.organisation_id)


def directory(request: HttpRequest) -> HttpResponse:
    words, dimension = request.GET.get("q", "").strip(), request.GET.get("dimensi", "")
    rows = queries.directory(request.user, words=words, dimension=dimension)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "dimension": dimension, "dimensions": queries.dimensions_led(request.user)}
    return render(request, "organisations/directory.html", context)


@require_http_methods(["GET", "POST"])
def setting_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The settings of a government's region: what is in force, from where it is inherited, and how to change it."""
    found = access.get(request.user, "view", Organisation, Organisation.objects.select_related("region"), pk=pk)
    context: dict[str, Any] = {"organisation": found, "may_edit": access.may(request.user, "settings", found)}
    if request.method == "POST":
        key = request.POST.get("key", "")
        try:
            if key not in house_settings.declared:
                raise Invalid(_("There is no such setting."), "key")
            value = house_settings.read_typed(key, request.POST.get("value", ""))
            actions.set_setting(**acting(request), organisation=found, key=key, value=value)
        except Invalid as error:
            context["faults"] = error.faults
        else:
            messages.success(request, _("Saved. It holds from today."))
            return redirect("organisations:settings", pk=found.pk)
    context["settings"] = house_settings.shown(found.region.code if found.region else "")
    return render(request, "organisations/settings.html", context)


# --- teams -----------------------------------------------------------------------------------------------------------


def team_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.teams_open_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    homes = access.scope(request.user, "found_team", Organisation).filter(
        kind__in=[Organisation.Kind.PROVINCE, Organisation.Kind.REGENCY]
    )
    return render(request, "organisations/teams.html", {"page": page, "homes": homes.select_related("region")})


def team(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "view", Team, queries.teams_open_to(request.user), pk=pk)
    return render(
        request, "organisations/team.html", {"team": found, "may_edit": access.may(request.user, "edit", found)}
    )


@require_http_methods(["GET", "POST"])
def team_new(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    home = access.get(request.user, "found_team", Organisation, pk=organisation_pk)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.found_team(**acting(request), organisation=home, **form.cleaned_data)
        except Invalid as error:
            _show_faults(form, error)
        else:
            return redirect("organisations:team", pk=made.pk)
    return render(request, "organisations/team_edit.html", {"form": form, "home": home})


@require_http_methods(["GET", "POST"])
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "edit", Team, pk=pk)
    initial = {name: getattr(found, name) for name in TeamForm.base_fields}
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            version = posted_version(request, found)
            actions.change_team(**acting(request), team=found, version=version, **form.cleaned_data)
        except Invalid as error:
            _show_faults(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:team", pk=found.pk)
    return render(request, "organisations/team_edit.html", {"form": form, "team": found})


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "edit", Team, pk=pk)
    form = SeatForm(request.POST or None)
    form.offer(queries.organisations_open_to(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            actions.seat_member(**acting(request), team=found, **form.cleaned_data)
        except Invalid as error:
            _show_faults(form, error)
        else:
            return redirect("organisations:team", pk=found.pk)
    return render(request, "organisations/team_edit.html", {"form": form, "team": found, "seating": True})


@require_POST
def unseat(request: HttpRequest, pk: int) -> HttpResponse:
    member = access.get(request.user, "view", TeamMember, pk=pk)
    changed = actions.unseat_member(**acting(request), member=member)
    return redirect("organisations:team", pk=changed.pk)
