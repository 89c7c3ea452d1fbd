"""One table of allowed transitions per thing: from, to, action, who, required fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .errors import Fault, Invalid


@dataclass(frozen=True)
class Transition:
    source: str
    target: str
    action: str
    who: str
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class StateTable:
    """The life of one kind of thing. `first` is the state it is born in."""

    name: str
    first: str
    transitions: Sequence[Transition] = field(default_factory=tuple)

    def check(self, source: str, action: str, given: dict[str, object] | None = None) -> str:
        """The state that `action` leads to from `source`.

        Raises Invalid when the action is not open from there, or when a required field is empty.
        """
        for step in self.transitions:
            if step.source == source and step.action == action:
                missing = [name for name in step.required if not (given or {}).get(name)]
                if missing:
                    raise Invalid([Fault(name, _("This is needed here.")) for name in missing])
                return step.target
        open_now = ", ".join(sorted({step.action for step in self.transitions if step.source == source})) or "–"
        raise Invalid(
            _("“%(action)s” is not possible in the state “%(state)s”. Possible now: %(open)s.")
            % {"action": action, "state": source, "open": open_now}
        )

    @property
    def states(self) -> list[str]:
        seen = [self.first]
        for step in self.transitions:
            seen += [state for state in (step.source, step.target) if state not in seen]
        return seen

    def mermaid(self) -> str:
        """A state diagram for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.first}"]
        lines += [f"    {s.source} --> {s.target}: {s.action} ({s.who})" for s in self.transitions]
        return "\n".join(lines)


tables: dict[str, StateTable] = {}


def declare(table: StateTable) -> StateTable:
    """Make a table known, so that diagrams and tests can walk all of them."""
    tables[table.name] = table
    return table
