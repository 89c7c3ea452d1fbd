"""Checks on the parameters of a method: which exist, which are required, what each may be."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

# A check returns what is wrong with the value ("must be …"), or None.
Check = Callable[[Any], str | None]


def is_number(value: Any) -> bool:
    """A finite real number; True and False are not numbers here."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def number(value: Any) -> str | None:
    return None if is_number(value) else f"must be a finite number, not {value!r}"


def positive(value: Any) -> str | None:
    return None if is_number(value) and value > 0 else f"must be a number above 0, not {value!r}"


def flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else f"must be true or false, not {value!r}"


def several_levels(value: Any) -> str | None:
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    return None if whole and value >= 2 else f"must be a whole number of at least 2, not {value!r}"


def ascending(value: Any) -> str | None:
    listed = isinstance(value, list | tuple) and len(value) > 0 and all(is_number(item) for item in value)
    if listed and all(a < b for a, b in pairwise(value)):
        return None
    return f"must be a list of numbers, each above the one before, not {value!r}"


def parameter_faults(
    owner: str, given: Mapping[str, Any], required: Mapping[str, Check], optional: Mapping[str, Check]
) -> list[str]:
    """Faults in ``given`` (its key "method" aside): missing, unknown and ill-formed parameters."""
    known = {**required, **optional}
    faults = [f'{owner} needs "{name}"' for name in required if given.get(name) is None]
    for name, value in given.items():
        if name == "method":
            continue
        if name not in known:
            faults.append(f"{owner} has no parameter {name!r}{suggestion(name, known)}")
        elif value is not None and (fault := known[name](value)):
            faults.append(f'"{name}" of {owner} {fault}')
    return faults


def suggestion(name: object, known: Mapping[str, Any]) -> str:
    """What to write instead of a name that does not exist."""
    near = get_close_matches(str(name), list(known), n=1)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; there are {', '.join(known)}" if known else ""
