"""How pages of the register write long document numbers and addresses."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def breakable(text: str) -> SafeString:
    """A number or an address that may break after `/`, `.` and `-`, so that it does not widen its column."""
    pieces = re.findall(r"[^/.-]+[/.-]*|[/.-]+", str(text))
    return format_html_join("", "{}<wbr>", ((piece,) for piece in pieces))
