"""One line of the table, and the audiences that several rooms share. The words are those of `seats.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One kind of page or act. `args` and `data` name a thing (its key is used), or give a value after `=`.

    `public` pages are open to visitors as well: they get `visitor` on a GET.
    """

    view: str
    args: Mapping[str, str] = field(default_factory=dict)
    opens: str = "everyone"
    refused: str = ""
    method: str = "GET"
    data: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    public: bool = False
    visitor: int = 200

    def __str__(self) -> str:
        return f"{self.method} {self.view} {dict(self.args) or ''}"


def get(view: str, opens: str = "everyone", refused: str = "", **args: str) -> Row:
    return Row(view, args, opens, refused)


def post(
    view: str, opens: str = "everyone", refused: str = "", *, data: Mapping[str, str] | None = None, **args: str
) -> Row:
    return Row(view, args, opens, refused, "POST", data or {})


def form(view: str, opens: str, refused: str = "", *, data: Mapping[str, str] | None = None, **args: str) -> list[Row]:
    """A page with a form: who may open it may send it."""
    return [get(view, opens, refused, **args), post(view, opens, refused, data=data, **args)]


def public(view: str, opens: str = "everyone", *, visitor: int = 200, **args: str) -> Row:
    """A page outside the work area."""
    return Row(view, args, opens, public=True, visitor=visitor)


OWN_1 = "region_coordinator.1 dimension_lead.1 officer.1 leader.1"  # a kabupaten's people who work with content
OWN_2 = "region_coordinator.2 dimension_lead.2 officer.2 leader.2"
GOVERNMENT_1 = f"{OWN_1} administrator.1"
PROVINCE_0 = "province_coordinator planner leader administrator"
MINISTRY = "programme_owner assessor appointed appointed.x"  # they reach the nation; the mentor reaches 51.01 only
MOVEMENT_PEOPLE = "inside outside nation"  # everyone but partners, the verified public, event desks and strangers
