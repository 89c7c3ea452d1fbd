"""Pages of papers, and the door for uploads by pieces."""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.models import Upload
from smartprovince.core.web import acting, posted_version
from smartprovince.organisations.models import Organisation

from . import actions, queries
from .forms import FileForm, NewPaperForm, PaperForm, WithdrawForm
from .models import Paper

PER_PAGE = 25


@require_safe
def paper_list(request: HttpRequest) -> HttpResponse:
    words, kind = request.GET.get("q", "").strip(), request.GET.get("jenis", "")
    expired = "kedaluwarsa" in request.GET
    papers = queries.papers_open_to(request.user, words=words, kind=kind, expired=expired)
    context = {
        "page": Paginator(papers, PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "kind": kind,
        "kinds": Paper.Kind.choices,
        "expired": expired,
        "homes": access.scope(request.user, "add_paper", Organisation).select_related("region"),
        "today": clock.today(),
    }
    return render(request, "evidence/list.html", context)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "view", Paper, Paper.objects.select_related("region", "owner", "file"), pk=pk)
    context = {
        "paper": found,
        "uses": queries.uses_of(request.user, found),
        "may_edit": access.may(request.user, "edit", found),
        "file_form": FileForm(),
        "withdraw_form": WithdrawForm(),
        "size": files.human_size(found.file.size) if found.file else "",
    }
    return render(request, "evidence/detail.html", context)


@require_http_methods(["GET", "POST"])
def paper_new(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    home = access.get(
        request.user, "add_paper", Organisation, Organisation.objects.select_related("region"), pk=organisation_pk
    )
    form = NewPaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        values.pop("file")
        try:
            content, file_name = files.received(request) or (None, "")
            made = actions.add_paper(
                **acting(request),
                owner=home,
                region=home.region,
                request_key=request.POST.get("request_key") or None,
                content=content,
                file_name=file_name,
                **values,
            )
        except Invalid as error:
            for fault in error.faults:
                form.add_error(fault.where if fault.where in form.fields else "file", str(fault))
        else:
            messages.success(request, _("The paper is kept. You can point at it from answers and stages."))
            return redirect("evidence:paper", pk=made.pk)
    return render(request, "evidence/edit.html", {"form": form, "home": home})


@require_http_methods(["GET", "POST"])
def paper_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "edit", Paper, pk=pk)
    form = PaperForm(request.POST or None, initial={name: getattr(found, name) for name in PaperForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            version = posted_version(request, found)
            actions.change_paper(**acting(request), paper=found, version=version, **form.cleaned_data)
        except Invalid as error:
            for fault in error.faults:
                form.add_error(fault.where if fault.where in form.fields else None, fault.what)
        else:
            messages.success(request, _("Saved."))
            return redirect("evidence:paper", pk=found.pk)
    return render(request, "evidence/edit.html", {"form": form, "paper": found})


@require_POST
def replace_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "edit", Paper, pk=pk)
    attached = files.received(request)
    if attached is None:
        raise Invalid(_("Choose a file first."), "file")
    actions.replace_file(**acting(request), paper=found, content=attached[0], file_name=attached[1])
    messages.success(request, _("The better copy is in place."))
    return redirect("evidence:paper", pk=found.pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "edit", Paper, pk=pk)
    actions.withdraw_paper(**acting(request), paper=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("The paper is withdrawn. The trail keeps it."))
    return redirect("evidence:list")


@require_safe
def paper_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a paper, for whoever may view the paper."""
    found = access.get(request.user, "view", Paper, Paper.objects.select_related("file"), pk=pk)
    if found.file is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return files.download(found.file, found.file_name or f"berkas-{found.pk}")


# --- uploads by pieces -----------------------------------------------------------------------------------------------

_RANGE = re.compile(r"bytes (?:(\*)|(\d+)-(\d+))/(\d+)")


@require_http_methods(["PUT"])
def upload(request: HttpRequest) -> JsonResponse:
    """The door for `uploadInChunks`: `Content-Range: bytes */TOTAL` asks how far, `bytes A-B/TOTAL` adds a piece.

    Answers `{"upload", "received", "file"}`; `file` is the upload's key once all of it is there.
    """
    try:
        found = _receive(request)
    except NotFound:
        return JsonResponse({"error": _("This upload is not known. Choose the file again.")}, status=404)
    except Invalid as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse(
        {"upload": str(found.pk), "received": found.received, "file": str(found.pk) if found.file_id else None}
    )


def _receive(request: HttpRequest) -> Upload:
    match = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
    if match is None:
        raise Invalid(_("Say which bytes these are (Content-Range)."))
    asks, first, _last, total = match.groups()
    if key := request.headers.get("X-Upload"):
        found = files.own_upload(request.user, key)
    else:
        found = files.begin_upload(request.user, unquote(request.headers.get("X-File-Name", "")), int(total))
    return found if asks else files.append(found, int(first), request.body)
