"""Pages of papers, and the door for uploads by pieces."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.models import Upload
from smartprovince.core.web import acting
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
    home = access.get(request.user, "add_paper", Organisation, Organisation.objects.select_related("region"), pk=organisation_pk)
    form = NewPaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        upload = values.pop("file")
        content = {"content": upload.read(), "file_name": upload.name} if upload else {}
        try:
            made = actions.add_paper(
                **acting(request),
                owner=home,
                region=home.region,
                request_key=request.POST.get("request_key") or None,
                **content,
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
            version = int(request.POST.get("version") or found.version)
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
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("Choose a file first."), "file")
    actions.replace_file(**acting(request), paper=found, content=upload.read(), file_name=upload.name or "")
    messages.success(request, _("The better copy is in place."))
    return redirect("evidence:paper", pk=found.pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "edit", Paper, pk=pk)
    actions.withdraw_paper(**acting(request), paper=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("The paper is withdrawn. The trail keeps it."))
    return redirect("evidence:list")


@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a paper, for whoever may view the paper."""
    found = access.get(request.user, "view", Paper, Paper.objects.select_related("file"), pk=pk)
    if found.file is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return files.download(found.file, found.file_name or f"berkas-{found.pk}")


# --- uploads by pieces -----------------------------------------------------------------------------------------------


@require_POST
def upload_begin(request: HttpRequest) -> JsonResponse:
    """Announce a file: name and size. Answers with the address for its pieces and how much is there already."""
    try:
        size = int(request.POST.get("size", "0"))
    except ValueError:
        size = 0
    upload = files.begin_upload(request.user, request.POST.get("name", ""), size)
    return JsonResponse({"id": str(upload.pk), "received": 0, "size": upload.size}, status=201)


@require_http_methods(["GET", "PUT"])
def upload_piece(request: HttpRequest, pk: str) -> JsonResponse:
    """Ask how far an upload is, or add a piece at `?offset=`. Somebody else's upload does not exist."""
    upload = Upload.objects.filter(pk=pk, owner_id=str(request.user.pk)).first()
    if upload is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    if request.method == "PUT":
        try:
            offset = int(request.GET.get("offset", "0"))
        except ValueError as error:
            raise Invalid(_("The offset is a number of bytes."), "offset") from error
        upload = files.append(upload, offset, request.body)
    return JsonResponse({"id": str(upload.pk), "received": upload.received, "size": upload.size, "done": bool(upload.file_id)})
