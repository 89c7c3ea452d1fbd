"""How pages write numbers, money, dates, icons and the marks of honesty. Loaded into every template."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from smartprovince.core import clock, money
from smartprovince.core.models import type_name

register = template.Library()

_MONTHS = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


@register.simple_tag
def icon(name: str, css: str = "i") -> SafeString:
    """An outline icon of the fetched sprite; always beside a word, so it is hidden from screen readers."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" '
        'stroke-linejoin="round" aria-hidden="true"><use href="{}#{}"></use></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def rupiah(amount: int | None) -> str:
    return "–" if amount is None else money.rupiah(int(amount))


@register.filter
def short_money(amount: int | None) -> str:
    """`3418800000` → `Rp3,42 miliar`."""
    return "–" if amount is None else money.rupiah_short(int(amount))


@register.filter
def number(value: Any, places: int = 0) -> str:
    """`1234.5` → `1.234,5` (or `1,234.5` in English); an en dash for what is unknown."""
    if value is None or value != value:
        return "–"
    text = f"{Decimal(str(value)):,.{int(places)}f}"
    return text if translation.get_language() == "en" else text.translate(str.maketrans(",.", ".,"))


@register.filter
def exact(value: Any) -> str:
    """A decimal as typed, without trailing zeros."""
    if value is None or value != value:
        return "–"
    places = max(0, -int(Decimal(str(value)).normalize().as_tuple().exponent))
    return number(value, places)


@register.filter
def percent(share: Any, places: int = 1) -> str:
    """A fraction 0..1 as `66,7%`."""
    return "–" if share is None else f"{number(float(share) * 100, places)}%"


def _local(value: date) -> date:
    """The day of a moment in WIB, in which `clock.today` counts as well; a day stays what it is."""
    return clock.local(value, "WIB") if isinstance(value, datetime) and value.tzinfo else value


@register.filter
def day(value: date | None) -> str:
    """`7 Nov 2022`; the year is left out when it is the current one."""
    if value is None:
        return "–"
    value = _local(value)
    month = _MONTHS.get(translation.get_language() or "id", _MONTHS["id"])[value.month - 1]
    year = "" if value.year == clock.today().year else f" {value.year}"
    return f"{value.day} {month}{year}"


@register.filter
def full_day(value: date | None) -> str:
    """`7 Nov 2022`, always with its year."""
    if value is None:
        return "–"
    value = _local(value)
    month = _MONTHS.get(translation.get_language() or "id", _MONTHS["id"])[value.month - 1]
    return f"{value.day} {month} {value.year}"


@register.filter
def long_day(value: date | None) -> str:
    """`Senin, 7 November 2022`."""
    return "–" if value is None else formats.date_format(_local(value), "l, j F Y")


@register.simple_tag
def simulated(flag: Any = True) -> SafeString:
    """The chip beside a figure that was invented."""
    return format_html('<span class="sim">{}</span>', _("simulated data")) if flag else SafeString("")


@register.simple_tag
def request_key() -> SafeString:
    """A hidden field that makes the second click of this form harmless (see `core.actions`)."""
    return format_html('<input type="hidden" name="request_key" value="{}">', secrets.token_hex(16))


@register.filter
def control(field: Any) -> SafeString:
    """A form's control in the house's dress, tied to its error, whoever made the form."""
    widget = field.field.widget
    attrs = {} if getattr(widget, "input_type", "") in ("checkbox", "radio") else {"class": "in"}
    if field.errors:
        attrs["aria-invalid"] = "true"
    attrs.update({"placeholder": ""} if "placeholder" in widget.attrs else {})
    return field.as_widget(attrs=attrs)


@register.filter
def trail(thing: Any) -> str:
    """The address of an object's audit trail."""
    return f"/kerja/riwayat/{type_name(thing)}/{thing.pk}/"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping|get:key` in a template."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None


@register.filter
def own_language(thing: Any, stem: str) -> str:
    """`thing|own_language:"name"` → `name_en` on English pages when it is filled, else `name_id`."""
    wanted = "en" if translation.get_language() == "en" else "id"
    return getattr(thing, f"{stem}_{wanted}", "") or getattr(thing, f"{stem}_id", "")


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The current query string with some parameters changed; `None` removes one. For sorting, filters and pages."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"
