"""What the pages of this room share: numbers and keys of forms, the clock of a region, the page that is not there."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from smartprovince.core import clock, files
from smartprovince.core.errors import Invalid, NotFound
from smartprovince.core.models import Upload
from smartprovince.territory.models import Region


def number(text: str | None) -> int | None:
    """A whole number of a form, None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def request_key(request: HttpRequest) -> str | None:
    """The key of a form that was rendered once: a double click is one request."""
    return (request.POST.get("request_key") or "")[:80] or None


def local_time(moment: datetime | None, region: Region) -> str:
    """`09.12 WITA`, in the region's own time; "" for no moment."""
    if moment is None:
        return ""
    zone = region.zone or "WIB"
    return f"{clock.local(moment, zone):%H.%M} {zone}"


def gone() -> NotFound:
    return NotFound(_("There is no such page, or it is not open to you."))


def uploaded(request: HttpRequest) -> Upload | None:
    """The person's own file that came by pieces with a form that has to be mended: it need not be sent again."""
    try:
        return files.own_upload(request.user, key) if (key := request.POST.get("upload", "")) else None
    except (Invalid, NotFound):
        return None
