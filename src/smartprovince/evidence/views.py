"""Pages of papers, and the door for uploads by pieces."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, files
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.models import Upload
from smartprovince.core.web import acting, posted_version
from smartprovince.organisations.models import Organisation

from . import actions, exports, queries, viewer
from .forms import FileForm, NewPaperForm, PaperForm, WithdrawForm
from .models import Paper

PER_PAGE = 25
USES_PER_PAGE = 50


def _asked(request: HttpRequest) -> queries.Asked:
    validity, kind = request.GET.get("masa", ""), request.GET.get("jenis", "")
    return queries.Asked(
        words=request.GET.get("q", "").strip()[:200],
        kind=kind if kind in Paper.Kind else "",
        validity=validity if validity in (queries.Asked.SOON, queries.Asked.LATE) else "",
        own="milik" in request.GET,
        sort=request.GET.get("urut", ""),
    )


@require_safe
def paper_list(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    page = Paginator(queries.papers_open_to(request.user, asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "uses": queries.uses_of(request.user, page.object_list),
        "kinds": Paper.Kind.choices,
        "homes": access.scope(request.user, "add_paper", Organisation).select_related("region"),
        "soon": queries.SOON,
    }
    return render(request, "evidence/list.html", context)


@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """The list as XLSX or CSV, with the filters and the order of the page."""
    if ending not in exports.KINDS:
        raise _gone()
    return HttpResponse(
        exports.papers(request.user, _asked(request), ending),
        content_type=exports.KINDS[ending],
        headers={"Content-Disposition": f'attachment; filename="{exports.file_name(ending)}"'},
    )


def _paper(request: HttpRequest, pk: int) -> Paper:
    return access.get(request.user, "view", Paper, Paper.objects.select_related("region", "owner", "file"), pk=pk)


def _look(request: HttpRequest, found: Paper) -> viewer.Look | None:
    shown, download = reverse("evidence:shown", args=[found.pk]), reverse("evidence:file", args=[found.pk])
    return viewer.look_at(found, shown=shown, download=download, page=viewer.page_asked(request))


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = _paper(request, pk)
    uses = queries.uses_of(request.user, [found])[found.pk]
    context = {
        "paper": found,
        "uses": uses,
        "page": Paginator(uses.all, USES_PER_PAGE).get_page(request.GET.get("page")),
        "earlier": queries.earlier_files(request.user, found),
        "may_edit": access.may(request.user, "edit", found),
        "knows_before": access.may(request.user, "trail", found),
        "file_form": FileForm(),
        "withdraw_form": WithdrawForm(),
        "look": _look(request, found),
    }
    return render(request, "evidence/detail.html", context)


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a paper on a page of its own, at the page `?hal=` asks for."""
    found = _paper(request, pk)
    seen = _look(request, found)
    if seen is None:
        raise _gone()
    crumbs = [(reverse("evidence:list"), _("Evidence")), (reverse("evidence:paper", args=[pk]), found.title)]
    return render(request, "evidence/look.html", {"paper": found, "look": seen, "crumbs": crumbs})


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
    """The file of a paper to keep, for whoever may view the paper."""
    found = _with_file(request, pk)
    return files.download(found.file, viewer.name_of(found))


@require_safe
def paper_shown(request: HttpRequest, pk: int) -> FileResponse:
    """The same to be shown inside our pages."""
    found = _with_file(request, pk)
    return viewer.show(found.file, viewer.name_of(found))


def _with_file(request: HttpRequest, pk: int) -> Any:
    found = _paper(request, pk)
    if found.file is None:
        raise _gone()
    return found


@require_safe
def earlier_file(request: HttpRequest, pk: int, entry: int) -> FileResponse:
    """A file that a better copy has replaced."""
    earlier = queries.earlier_file(request.user, _paper(request, pk), entry)
    return files.download(earlier.file, earlier.name)


def _gone() -> NotFound:
    return NotFound(_("There is no such page, or it is not open to you."))


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
