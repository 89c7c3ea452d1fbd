"""Office files are zip archives; here they are written so that the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

# The earliest date a zip entry can carry; what is inside says when it was made.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def steady(archive: bytes, as_of: date | None) -> bytes:
    """`archive` repacked without clock times: entries in 1980, document properties dated `as_of` (or 1980)."""
    stamp = f"{(as_of or date(*_EPOCH[:3])).isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            fresh = zipfile.ZipInfo(entry.filename, _EPOCH)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fresh, content)
    return out.getvalue()
