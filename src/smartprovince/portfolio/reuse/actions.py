"""Every write of requests to copy (*replikasi*): asked, answered, in use, taken back."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from smartprovince.core import access, clock
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.innovations.models import Innovation
from smartprovince.territory.models import Region

from . import states
from .models import ReuseRequest
from .queries import OPEN, is_offered


@action("reuse.ask", on="region", verb="add_entry")
def ask_to_copy(
    log: Log, *, region: Region, thing: Application | Innovation, message: str, organisation: Organisation | None = None
) -> ReuseRequest:
    """A region asks to copy what another offers; once, until it was answered or taken back."""
    access.allow(log.actor, "view", thing)
    if thing.region_id == region.pk:
        raise Invalid(_("This is your own."))
    if not is_offered(thing):
        raise Invalid(_("This is not offered to others."))
    if not message.strip():
        raise Invalid(Fault("message", _("Say what you want to use it for.")))
    if organisation is not None and organisation.region_id != region.pk:
        raise Invalid(Fault("organisation", _("This organisation belongs to another region.")))
    kind = "application" if isinstance(thing, Application) else "innovation"
    if ReuseRequest.objects.filter(**{kind: thing}, region=region, state__in=OPEN).exists():
        raise Invalid(_("Your region has asked for this already."))
    return log.create(ReuseRequest, **{kind: thing}, region=region, organisation=organisation, message=message.strip())


@action("reuse.answer", on="request", verb="answer")
def answer_request(log: Log, *, request: ReuseRequest, granted: bool, answer: str) -> ReuseRequest:
    """The owner grants or declines, with words."""
    target = states.REUSE.check(request.state, "grant" if granted else "decline", {"answer": answer.strip()})
    log.set(request, state=target, answer=answer.strip(), answered_on=clock.today())
    return request


@action("reuse.start", on="request")
def start_reuse(log: Log, *, request: ReuseRequest, running_since: date | None) -> ReuseRequest:
    """The copy is in use."""
    target = states.REUSE.check(request.state, "start", {"running_since": running_since})
    if running_since and not request.asked_on <= running_since <= clock.today():
        said = _("A day from the request (%(day)s) to today.") % {"day": request.asked_on.isoformat()}
        raise Invalid(Fault("running_since", said))
    log.set(request, state=target, running_since=running_since)
    return request


@action("reuse.withdraw", on="request")
def withdraw_request(log: Log, *, request: ReuseRequest) -> ReuseRequest:
    """Take a request back, or give up a copy that never ran."""
    log.set(request, state=states.REUSE.check(request.state, "withdraw"))
    return request
