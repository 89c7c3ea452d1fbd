"""Bytes by content hash: size limit, sniffed type, resumable upload, safe download.

A file is what its bytes say it is, not what its name says. Types that a browser would run (HTML, SVG, scripts) and
types that a computer would run are refused at the door.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.http import FileResponse
from django.utils.translation import gettext as _

from . import clock
from .errors import Fault, Invalid, NotFound, Refused
from .models import StoredFile, Upload

MAX_SIZE = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 5_000

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
CSV = "text/csv"
PNG, JPEG = "image/png", "image/jpeg"
ENDINGS = {
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    CSV: (".csv", ".txt", ".tsv"),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
}
UPLOADS_A_DAY = 400 * 1024 * 1024
UPLOADS_AN_HOUR = 200  # files, however small
_OFFICE = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
_SIGNATURES = [(b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG)]


# Windows, Linux, macOS (both byte orders and universal), Java, and scripts.
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!")
# The trailer (or the dictionary of the cross-reference stream) of an encrypted PDF is itself never encrypted.
_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_TAG = re.compile(r"<\s*(!doctype|html|script|svg|body|iframe|\?xml)", re.IGNORECASE)


def human_size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",") if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


def sniff(content: bytes) -> str:
    """The media type by the bytes, "" for anything not on the list of accepted types."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        return _sniff_office(content)
    return CSV if _is_plain_text(content) else ""


def _sniff_office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        return ""
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Invalid(_("This file unpacks to far more than its own size and is refused."))
    if any("vbaproject" in name.lower() for name in names):
        raise Invalid(_("This file contains macros. Save it without macros (.docx, .xlsx) and upload it again."))
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for start, kind in _OFFICE.items() if any(n.startswith(start) for n in names)), "")


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text and not _TAG.search(text)


def too_large(name: str, size: int) -> Invalid:
    said = _("The file is %(size)s, the limit is %(limit)s.") % {
        "size": human_size(size),
        "limit": human_size(MAX_SIZE),
    }
    return Invalid(Fault(name, said, "", _("Make the PDF smaller or upload it in parts.")))


def check(content: bytes, name: str) -> str:
    """The media type of an acceptable file. Raises Invalid that says what is wrong and what is allowed."""
    if not content:
        raise Invalid(Fault(name, _("The file is empty."), "", _("Choose it again.")))
    if len(content) > MAX_SIZE:
        raise too_large(name, len(content))
    if content.startswith(_PROGRAMS):
        said = _("This is a program, whatever its name says, and is never kept.")
        raise Invalid(
            Fault(name, said, _("Allowed: PDF, PNG, JPG, DOCX, XLSX, PPTX, CSV."), _("Send the document itself."))
        )
    media_type = sniff(content)
    if media_type == PDF and _LOCKED.search(content):
        said = _("This PDF is protected by a password, so an assessor cannot open it.")
        raise Invalid(Fault(name, said, "", _("Save it without the password and upload it again.")))
    if not media_type or Path(name).suffix.lower() not in ENDINGS[media_type]:
        raise Invalid(
            Fault(
                name,
                _("This kind of file is not accepted."),
                _("Allowed: PDF, PNG, JPG, DOCX, XLSX, PPTX, CSV."),
                _("Save it as one of these and upload it again."),
            )
        )
    return media_type


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def store(content: bytes, name: str) -> StoredFile:
    """Keep bytes once, whatever their name. Written beside and moved into place, so a killed process leaves no half."""
    media_type = check(content, name)
    sha256 = hashlib.sha256(content).hexdigest()
    place = path_of(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f"{place.name}.{os.getpid()}.part")
        try:
            beside.write_bytes(content)
            beside.replace(place)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise Invalid(_("The file could not be stored: %(why)s. Nothing was changed.") % {"why": error}) from error
    row, _fresh = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "media_type": media_type}
    )
    return row


def read(file: StoredFile) -> bytes:
    place = path_of(file.sha256)
    if not place.exists():
        raise NotFound(_("The file is missing from the store. Tell the administrator of this installation."))
    return place.read_bytes()


def download(file: StoredFile, name: str) -> FileResponse:
    """Always as an attachment, never sniffed or run by the browser."""
    stem = "".join(letter for letter in Path(name).stem if letter.isprintable()) or "berkas"
    ending = ENDINGS[file.media_type][0]
    response = FileResponse(
        io.BytesIO(read(file)), as_attachment=True, filename=f"{stem}{ending}", content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


# --- resumable upload ------------------------------------------------------------------------------------------------


def _part_path(upload: Upload) -> Path:
    return Path(settings.FILES_DIR) / "incoming" / str(upload.pk)


def begin_upload(owner: Any, name: str, size: int) -> Upload:
    """Announce a file. A size over the limit is refused before a byte has moved."""
    if not 0 < size <= MAX_SIZE:
        raise too_large(name, size)
    if not getattr(owner, "grants", None):
        raise Refused(_("Only people with a role here keep files."))
    recent = Upload.objects.filter(owner_id=str(owner.pk), created_at__gt=clock.now() - timedelta(days=1))
    if size + (recent.aggregate(total=Sum("size"))["total"] or 0) > UPLOADS_A_DAY:
        raise Invalid(Fault(name, _("You have uploaded very much today. Go on tomorrow.")))
    if recent.filter(created_at__gt=clock.now() - timedelta(hours=1)).count() >= UPLOADS_AN_HOUR:
        said = _("You have uploaded %(n)d files within an hour.") % {"n": UPLOADS_AN_HOUR}
        raise Invalid(Fault(name, said, "", _("Put them together into one PDF, or go on in an hour.")))
    clean = "".join(letter for letter in Path(name).name if letter.isprintable())
    return Upload.objects.create(owner_id=str(owner.pk), name=clean[:200], size=size)


def tidy() -> int:
    """Forget uploads of more than a day ago, finished or not. What something points at stays. Returns how many."""
    old = Upload.objects.filter(created_at__lt=clock.now() - timedelta(days=1))
    for upload in old:
        _part_path(upload).unlink(missing_ok=True)
    return old.delete()[0]


def own_upload(owner: Any, key: str) -> Upload:
    """An upload of one's own. Somebody else's does not exist: NotFound."""
    try:
        found = Upload.objects.filter(pk=key, owner_id=str(owner.pk)).first()
    except ValidationError:
        found = None
    if found is None:
        raise NotFound(_("There is no such page, or it is not open to you."))
    return found


def append(upload: Upload, offset: int, piece: bytes) -> Upload:
    """Add a piece at `offset`. A piece that was already received is ignored, a gap is refused with the right offset."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if upload.file_id:
            return upload
        if offset > upload.received:
            raise Invalid(Fault(upload.name, _("A piece is missing; go on from byte %(n)s.") % {"n": upload.received}))
        fresh = piece[upload.received - offset :]
        if upload.received + len(fresh) > upload.size:
            raise Invalid(Fault(upload.name, _("More bytes arrived than were announced.")))
        place = _part_path(upload)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("r+b" if place.exists() else "w+b") as part:
            part.seek(upload.received)
            part.write(fresh)
            part.truncate()
        upload.received += len(fresh)
        if upload.received == upload.size:
            upload.file = store(place.read_bytes(), upload.name)
            place.unlink(missing_ok=True)
        upload.save(update_fields=["received", "file"])
    return upload


def received(request: Any, field: str = "file") -> tuple[bytes, str] | None:
    """The file of a form: sent with it, or uploaded before by pieces (a hidden field `upload` holds its key).

    None when there is none. Raises NotFound for somebody else's upload, Invalid for one that is not complete.
    """
    if key := request.POST.get("upload"):
        upload = own_upload(request.user, key)
        if upload.file is None:
            raise Invalid(Fault(field, _("The upload is not complete. Wait until it is, or choose the file again.")))
        return read(upload.file), upload.name
    sent = request.FILES.get(field)
    if sent is None:
        return None
    if sent.size > MAX_SIZE:  # before it is read into memory
        raise too_large(sent.name, sent.size)
    return sent.read(), sent.name
