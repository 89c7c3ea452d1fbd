"""A paper's file inside the page: pictures as pictures, PDFs in the browser's own viewer, all else to download.

Only what a browser draws and never runs is sent to be shown, by what its bytes are and not by what was noted of them.
No script has a source in the answer. A picture is shut in a sandbox as downloads are; a PDF may be framed, by our own
pages alone, and is in no sandbox, since many browsers refuse their viewer inside one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import FileResponse, HttpRequest

from smartprovince.core import files
from smartprovince.core.models import StoredFile

from .models import Paper

SHOWN = {files.PDF: "pdf", files.PNG: "picture", files.JPEG: "picture"}
# The browser's own viewers style what they draw; without this a picture opened alone complains on the console.
_DRAWN = "default-src 'none'; style-src 'unsafe-inline'"
_HEAD = 64  # bytes that tell what a file is


@dataclass(frozen=True)
class Look:
    """How a page shows one file: `kind` is `pdf`, `picture`, or empty for what can only be downloaded.

    `shown` and `download` are addresses; `page` is the page of a PDF to begin with.
    """

    title: str
    name: str
    size: str
    kind: str
    shown: str
    download: str
    page: int = 1


def look_at(paper: Paper, *, shown: str, download: str, page: int = 1) -> Look | None:
    """What a page needs to show a paper's file; None for a paper without one. `shown` must answer with `show`."""
    if paper.file is None:
        return None
    size = files.human_size(paper.file.size)
    kind = SHOWN.get(paper.file.media_type, "")
    return Look(paper.title, name_of(paper), size, kind, shown, download, page)


def page_asked(request: HttpRequest, default: int = 1) -> int:
    """`?hal=12`; the default for anything that is no page."""
    text = request.GET.get("hal", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else default


def name_of(paper: Paper) -> str:
    return paper.file_name or f"berkas-{paper.pk}"


def show(file: StoredFile, name: str) -> FileResponse:
    """The file to be shown inside the page; as a download where a browser could do more with it than draw it."""
    response = files.download(file, name)
    if file.media_type in SHOWN and _is_what_it_says(file):
        response["Content-Disposition"] = response["Content-Disposition"].replace("attachment", "inline", 1)
        response["Content-Security-Policy"] = f"sandbox; {_DRAWN}"
        if file.media_type == files.PDF:
            response["Content-Security-Policy"] = f"{_DRAWN}; frame-ancestors 'self'"
            response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _is_what_it_says(file: StoredFile) -> bool:
    with files.path_of(file.sha256).open("rb") as held:
        return files.sniff(held.read(_HEAD)) == file.media_type
