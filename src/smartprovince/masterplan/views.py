"""Pages of plans: list, contents, one section, documents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Conflict, Invalid, NotFound
from smartprovince.core.web import acting, posted_version
from smartprovince.documents.docx import render_docx
from smartprovince.documents.pdf import render_pdf
from smartprovince.territory.models import Region

from . import actions, content, drafting, queries
from .forms import PlanForm, SectionForm
from .models import Plan, Section

RENDERERS = {"pdf": (render_pdf, files.PDF), "docx": (render_docx, files.DOCX)}


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    homes = access.scope(request.user, "start_plan", Region).order_by("code")
    return render(request, "masterplan/list.html", {"plans": queries.plans_open_to(request.user), "homes": homes})


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get(request.user, "view", Plan, queries.plans_open_to(request.user), pk=pk)
    context = {
        "plan": found,
        "chapters": queries.chapters_of(found),
        "may_edit": access.may(request.user, "edit", found),
    }
    return render(request, "masterplan/plan.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest, code: str) -> HttpResponse:
    region = access.get(request.user, "start_plan", Region, code=code)
    year = clock.today().year
    form = PlanForm(request.POST or None, initial={"period_start": year + 1, "period_end": year + 10})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_plan(**acting(request), region=region, **form.cleaned_data)
        except Invalid as error:
            for fault in error.faults:
                form.add_error(fault.where if fault.where in form.fields else None, fault.what)
        else:
            return redirect("masterplan:plan", pk=made.pk)
    return render(request, "masterplan/new.html", {"form": form, "region": region})


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int) -> HttpResponse:
    """Read or write one section, its guidance and its data beside it. A clash shows both texts, none is lost."""
    found = access.get(
        request.user, "view", Section, Section.objects.select_related("guide", "plan__region", "plan__guidebook"), pk=pk
    )
    context: dict[str, object] = {"conflict": None}
    form = SectionForm(request.POST or None, initial={"text": content.to_typing(found.content)})
    if request.method == "POST" and form.is_valid():
        try:
            version = posted_version(request, found)
            saved = actions.write_section(
                **acting(request), section=found, text=form.cleaned_data["text"], version=version
            )
        except Conflict as conflict:
            context["conflict"] = {
                "theirs": content.to_typing(conflict.theirs.content),
                "by": conflict.theirs.updated_by,
            }
            found = conflict.theirs
        except Invalid as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("masterplan:section", pk=saved.pk)
    drawn = drafting.draw_blocks([found.guide.block], found.plan, request.user, clock.today())
    context |= {
        "section": found,
        "form": form,
        "tables": [part for filled in drawn.values() for part in filled.parts if hasattr(part, "rows")],
        "simulated_block": any(filled.simulated for filled in drawn.values()),
        "questions": drafting.questions(found.guide.guidance_id),
        "may_edit": access.may(request.user, "edit", found),
    }
    return render(request, "masterplan/section.html", context, status=409 if context["conflict"] else 200)


@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan as PDF or DOCX, drawn now, as this person may see it."""
    if kind not in RENDERERS:
        raise NotFound(_("There is no such page, or it is not open to you."))
    found = access.get(request.user, "view", Plan, Plan.objects.select_related("region", "guidebook"), pk=pk)
    render_document, media_type = RENDERERS[kind]
    document = drafting.build_document(found, person=request.user, on=clock.today())
    response = HttpResponse(render_document(document), content_type=media_type)
    name = f"masterplan-{slugify(found.region.name)}-{clock.today():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
