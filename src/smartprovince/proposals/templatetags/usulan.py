"""Words of things that stand beside each other in lists of usulan."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def kind_word(thing: Any) -> str:
    """What a thing is: `programme`, `application`."""
    return str(thing._meta.verbose_name)
