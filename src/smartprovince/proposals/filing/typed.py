"""Numbers as people type them: quantities with a decimal comma, points between thousands, degrees."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _text

_WHOLE = re.compile(r"\d{1,3}(\.\d{3})+|\d{1,15}")
_QUANTITY = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,10})(?:,(\d{1,2}))?")
_POINT = re.compile(r"-?\d{1,3}([.,]\d{1,15})?")


class _Typed(forms.CharField):
    """A text field that cleans to a number, and refuses what could be read in two ways."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.written(value)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        return self.read(text) if text else None

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def written(self, value: Any) -> str:
        return f"{value:,}".replace(",", ".")


class CountField(_Typed):
    """A number of people or things: `12.500` or `12500`."""

    def read(self, text: str) -> int:
        if not _WHOLE.fullmatch(text):
            what = _text("“%(text)s” is not a whole number.") % {"text": text}
            raise forms.ValidationError(f"{what} {_text('Write for example 12.500.')}")
        return int(text.replace(".", ""))


class QuantityField(_Typed):
    """`753`, `1.250` (one thousand two hundred and fifty) or `12,5`."""

    def read(self, text: str) -> Decimal:
        match = _QUANTITY.fullmatch(text)
        if match is None:
            what = _text("“%(text)s” is not a quantity.") % {"text": text}
            raise forms.ValidationError(f"{what} {_text('Write for example 1.250 or 12,5.')}")
        return Decimal(f"{match[1].replace('.', '')}.{match[2] or 0}")

    def written(self, value: Any) -> str:
        whole, _point, rest = f"{Decimal(value).normalize():f}".partition(".")
        return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")


class DegreesField(_Typed):
    """A latitude or longitude: `-8,115` or `-8.115`."""

    def read(self, text: str) -> float:
        if not _POINT.fullmatch(text):
            what = _text("“%(text)s” is not a coordinate.") % {"text": text}
            raise forms.ValidationError(f"{what} {_text('Write degrees, for example -8,115.')}")
        return float(text.replace(",", "."))

    def written(self, value: Any) -> str:
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
