"""Who is invited to an event, who registered, in which group they are, and who sits at its desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smartprovince.core import access
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.files import DOCX
from smartprovince.core.web import acting, posted_version

from . import exports, forms, inviting, letters, queries, registering
from .models import EventInvitation, Registration
from .views import event_of, page_of, request_key, show_event, show_faults
from .views_programme import back

MANY = 50
MOST_LETTERS = 200  # in one file
MOST_IN_ZIP = 60  # each is a document of its own, and takes as long


def _attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


# --- invitations -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """Choose organisations of the province and invite them, with the letter's number and date."""
    event = event_of(request, "edit", number)
    words, kind = request.GET.get("q", "").strip()[:100], request.GET.get("kind", "")
    rows = queries.can_be_invited(request.user, event)
    form = forms.InviteForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        values = form.values() | {"organisations": list(form.cleaned_data["organisations"])}
        try:
            inviting.invite_organisations(**acting(request), request_key=request_key(request), event=event, **values)
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Invited. The letters can be downloaded now."))
            return back(number, "undangan")
    shown = queries.narrowed(rows, words=words, kind=kind)
    context = {
        "event": event,
        "form": form,
        "page": page_of(request, shown, MANY),
        "chosen": {"q": words, "kind": kind},
        "ticked": set(request.POST.getlist("organisations")),
        "kinds": queries.kinds_to_invite(rows),
    }
    return render(request, "outreach/invite.html", context, status=422 if form.errors else 200)


def _invitation(request: HttpRequest, verb: str, number: str, pk: int) -> EventInvitation:
    rows = EventInvitation.objects.select_related("event__organiser", "organisation")
    return access.get(request.user, verb, EventInvitation, rows, pk=pk, event__number=number)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Correct the letter of an invitation, or the seats that are kept."""
    found = _invitation(request, "edit", number, pk)
    form = forms.LetterForm(request.POST or None, initial=forms.LetterForm.as_typed(found))
    theirs, version = None, found.version
    if request.method == "POST" and form.is_valid():
        try:
            seen = posted_version(request, found)
            inviting.change_invitation(**acting(request), invitation=found, version=seen, **form.values())
        except Conflict as error:
            theirs, version = error.theirs, error.theirs.version
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Saved."))
            return back(number, "undangan")
    context = {"event": found.event, "invitation": found, "form": form, "theirs": theirs, "version": version}
    return render(request, "outreach/invitation.html", context, status=409 if theirs else 422 if form.errors else 200)


@require_POST
def invitation_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    found = _invitation(request, "edit", number, pk)
    try:
        inviting.withdraw_invitation(**acting(request), invitation=found)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is taken back."))
    return back(number, "undangan")


@require_POST
def invitation_answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The invited organisation says whether it comes."""
    found = _invitation(request, "answer", number, pk)
    try:
        inviting.answer_invitation(**acting(request), invitation=found, answer=request.POST.get("answer", ""))
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The organiser sees your answer."))
    return back(number, "undangan")


@require_GET
def invitation_letter(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The letter of one organisation as DOCX."""
    found = _invitation(request, "edit", number, pk)
    return _attachment(letters.as_docx(found.event, found), letters.file_name(found.event, found), DOCX)


@require_GET
def letters_of_all(request: HttpRequest, number: str) -> HttpResponse:
    """The letters of everybody who is invited: one DOCX with all of them, or with `?as=zip` a file for each."""
    event = event_of(request, "edit", number)
    rows = list(queries.invitations_of(request.user, event)[: MOST_LETTERS + 1])
    each = request.GET.get("as") == "zip"
    if not rows:
        raise Invalid(_("Nobody is invited yet."))
    if len(rows) > (MOST_IN_ZIP if each else MOST_LETTERS):
        raise Invalid(_("These are too many letters for one archive. Take them in one file, or one by one."))
    name = f"undangan-{event.number.lower()}"
    if each:
        return _attachment(letters.all_as_zip(event, rows), f"{name}.zip", "application/zip")
    return _attachment(letters.all_in_one(event, rows), f"{name}.docx", DOCX)


# --- registrations ---------------------------------------------------------------------------------------------------

STATES = ("registered", "waiting", "dropped", "erased", "came")


def _chosen(request: HttpRequest) -> dict[str, str]:
    get = request.GET
    state = get.get("state", "") if get.get("state", "") in STATES else ""
    return {"state": state, "group": get.get("group", "")[:20], "words": get.get("q", "").strip()[:100]}


@require_GET
def registrations(request: HttpRequest, number: str) -> HttpResponse:
    """Who registered, waits, dropped out and came; for the desk of the event."""
    event = event_of(request, "desk", number)
    chosen = _chosen(request)
    context = {
        "event": event,
        "page": page_of(request, queries.registrations_of(request.user, event, **chosen), MANY),
        "chosen": chosen,
        "tally": queries.tally(event),
        "groups": queries.groups_of(event) if queries.has_groups(event) else [],
    }
    return render(request, "outreach/registrations.html", context)


@require_GET
def registrations_export(request: HttpRequest, number: str, ending: str) -> HttpResponse:
    """The list as it is filtered, as XLSX or CSV."""
    event = event_of(request, "desk", number)
    if ending not in exports.KINDS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    rows = queries.registrations_of(request.user, event, **_chosen(request))
    return _attachment(
        exports.registrations(event, rows, ending), exports.file_name(event, ending), exports.KINDS[ending]
    )


@require_POST
def group_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Put the people who are ticked into a group."""
    event = event_of(request, "desk", number)
    keys = [key for key in request.POST.getlist("registration") if key.isdigit()][:MANY]
    rows = access.scope(request.user, "desk", Registration).filter(event=event, pk__in=keys)
    try:
        done = registering.assign_groups(
            **acting(request), event=event, registrations=list(rows), dimension=request.POST.get("dimension", "")
        )
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(n)d people are in the group now.") % {"n": done})
    query = request.GET.urlencode()
    return redirect(f"{reverse('outreach:registrations', args=[number])}{'?' + query if query else ''}")


def _registration(request: HttpRequest, number: str, pk: int) -> Registration:
    rows = Registration.objects.select_related("event")
    return access.get(request.user, "desk", Registration, rows, pk=pk, event__number=number)


@require_POST
def registration_promote(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Give somebody who waits a place by hand."""
    found = _registration(request, number, pk)
    try:
        registering.promote_registration(**acting(request), registration=found)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("This person has a place now and is told so."))
    return redirect("outreach:registrations", number=number)


@require_POST
def registration_drop(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Somebody told the organiser that they do not come."""
    found = _registration(request, number, pk)
    try:
        registering.drop_registration(**acting(request), registration=found)
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted. Who waits longest gets the place."))
    return redirect("outreach:registrations", number=number)


# --- the desk --------------------------------------------------------------------------------------------------------


@require_POST
def desk_seat(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody of the own government at the desk of this event."""
    event = event_of(request, "edit", number)
    form = forms.SeatForm(request.POST, event=event, prefix="seat")
    if form.is_valid():
        try:
            inviting.seat_at_desk(**acting(request), event=event, **form.values())
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("This person may use the desk of this event now."))
            return back(number, "meja")
    return show_event(request, event, {"seat_form": form}, status=422)


@require_POST
def desk_invite(request: HttpRequest, number: str) -> HttpResponse:
    """A one-time link for a helper, shown once."""
    event = event_of(request, "edit", number)
    form = forms.HelperForm(request.POST, prefix="helper")
    if form.is_valid():
        try:
            invited = inviting.invite_to_desk(**acting(request), event=event, **form.values())
        except Invalid as error:
            show_faults(form, error)
        else:
            link = request.build_absolute_uri(reverse("accept_invitation", args=[invited.token]))
            context = {"event": event, "link": link, "invitation": invited.invitation}
            return render(request, "outreach/desk_invited.html", context)
    return show_event(request, event, {"helper_form": form}, status=422)


@require_POST
def desk_leave(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Somebody sits at the desk no longer."""
    event = event_of(request, "edit", number)
    membership = queries.desk_people(event).filter(pk=pk).first()
    if membership is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    inviting.leave_desk(**acting(request), event=event, membership=membership)
    messages.success(request, _("This person has left the desk."))
    return back(number, "meja")
