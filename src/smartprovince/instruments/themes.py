"""Choosing a dimension and, where it is known, a sub-dimension, in one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from smartprovince.core.errors import Fault
from smartprovince.territory.models import Region

from .models import Dimension, Subdimension
from .queries import dimensions


@dataclass(frozen=True)
class Theme:
    """What something is about: a dimension, and the part of it when somebody said so."""

    dimension: Dimension | None = None
    subdimension: Subdimension | None = None

    @property
    def code(self) -> str:
        """`ENV.WAS`, `ENV`, or nothing: what the field carries."""
        return (self.subdimension or self.dimension or _NOTHING).code


@dataclass(frozen=True)
class _Nothing:
    code: str = ""


_NOTHING = _Nothing()


class ThemeField(forms.ChoiceField):
    """One list of dimensions with their parts below them; cleans to a `Theme`. `offer` says for which province."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Dimension and sub-dimension"))
        super().__init__(**kwargs)
        self.themes: dict[str, Theme] = {"": Theme()}

    def offer(self, province_code: str) -> None:
        groups: list[Any] = [("", _text("not said yet"))]
        for dimension in dimensions(province_code):
            parts = list(dimension.parts.all())
            self.themes[dimension.code] = Theme(dimension)
            self.themes |= {part.code: Theme(dimension, part) for part in parts}
            whole = (dimension.code, _text("%(name)s, as a whole") % {"name": dimension})
            groups.append((str(dimension), [whole, *((part.code, str(part)) for part in parts)]))
        self.choices = groups

    def clean(self, value: Any) -> Theme:
        """The theme of the code that was chosen. ValidationError for one that was not offered."""
        return self.themes[super().clean(value)]


def check_theme(region: Region, dimension: Dimension | None, subdimension: Subdimension | None) -> list[Fault]:
    """Faults of a dimension that does not count in a region, or of a part that is not one of it."""
    if dimension is not None and dimension.province_id not in (None, region.pk, region.parent_id):
        return [Fault("theme", _text("This dimension belongs to another province."))]
    if subdimension is not None and subdimension.dimension_id != (dimension.pk if dimension else None):
        return [Fault("theme", _text("This sub-dimension is not one of that dimension."))]
    return []
