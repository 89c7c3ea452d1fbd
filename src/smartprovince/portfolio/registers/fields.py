"""Fields that several forms of the portfolio need: whole rupiah, numbers as people type them, years."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.core.errors import Invalid
from smartprovince.core.money import parse_rupiah
from smartprovince.documents.notation import AmbiguousNumber, NotANumber, parse_decimal

MOST_MONEY = 10**15  # the state budget has 16 digits; what is above is a slip of the finger
FIRST_YEAR, LAST_YEAR = 1990, 2100


def read_rupiah(text: str) -> int:
    """Whole rupiah as people write them. ValidationError says in one sentence what is wrong."""
    try:
        amount = parse_rupiah(text)
    except Invalid:
        said = _("“%(text)s” is not an amount in rupiah. Write whole rupiah, for example 3.418.800.000.")
        raise ValidationError(said % {"text": text[:40]}) from None
    if amount < 0:
        raise ValidationError(_("An amount is not negative."))
    if amount > MOST_MONEY:
        raise ValidationError(_("This is more than Rp1.000 triliun. Check the zeros."))
    return amount


class MoneyField(forms.CharField):
    """Whole rupiah, with or without points; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "class": "in in--num", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """The amount. ValidationError for one that is not clear, negative or absurd."""
        text = super().clean(value)
        return read_rupiah(text) if text else None


class NumberField(forms.CharField):
    """A number that is not negative, in the notation of the page's language; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "class": "in in--num", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = f"{value.normalize():f}"
        return text if get_language() == "en" else text.replace(".", ",")

    def clean(self, value: Any) -> Decimal | None:
        """The number, to two decimals."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_decimal(text, "en" if get_language() == "en" else "id")
        except (NotANumber, AmbiguousNumber):
            raise ValidationError(_("“%(text)s” is not a number.") % {"text": text[:40]}) from None
        if not 0 <= number < 10**15:
            raise ValidationError(_("A number from 0 on, with at most 15 digits."))
        return number.quantize(Decimal("0.01"))


class YearField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=forms.NumberInput(attrs={"class": "in in--num"}), **kwargs
        )
