"""One gate for reading, one for doing.

A rule is a function `person -> Q` on one model, registered under a verb:

    @rule("view", Answer)
    def who_sees_answers(person) -> Q: ...

`scope` filters a list by it, `get` is the same Q plus the key, `allow` asks it of one object before an action.
Who may not *view* a thing gets NotFound, whatever else they wanted; who may view it but not do it gets Refused,
which says who may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from .errors import NotFound, Refused

type Rule = Callable[[Any], Q]

NOBODY = Q(pk__in=[])
EVERYBODY = Q()

_rules: dict[tuple[str, type[Model]], Rule] = {}
_who_may: dict[tuple[str, type[Model]], tuple[str, ...]] = {}


class SystemActor:
    """The installation itself: loading reference data, the demo, the tick. It has a name and no rights of a person."""

    is_authenticated = False
    is_system = True
    pk = None

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


def rule(verb: str, model: type[Model], *, who_may: Iterable[str] = ()) -> Callable[[Rule], Rule]:
    """Register `person -> Q` for a verb on a model. `who_may` are role names shown to someone who is refused."""

    def register(function: Rule) -> Rule:
        _rules[(verb, model)] = function
        _who_may[(verb, model)] = tuple(who_may)
        return function

    return register


def rules() -> dict[tuple[str, type[Model]], Rule]:
    """All rules, for the test that compares list and single access on every model."""
    return dict(_rules)


def condition(person: Any, verb: str, model: type[Model]) -> Q:
    """The Q of a verb for a person. A verb without a rule is closed to everyone."""
    function = _rules.get((verb, model))
    return function(person) if function else NOBODY


def scope[M: Model](person: Any, verb: str, model: type[M], queryset: QuerySet[M] | None = None) -> QuerySet[M]:
    """The rows on which a person may do `verb`."""
    rows = model._default_manager.all() if queryset is None else queryset
    return rows.filter(condition(person, verb, model))


def get[M: Model](person: Any, verb: str, model: type[M], queryset: QuerySet[M] | None = None, **key: Any) -> M:
    """One row the person may do `verb` on, by key (`pk=…`, `slug=…`).

    Raises NotFound when there is none to *view*, Refused when it may be viewed but `verb` may not be done.
    """
    found = scope(person, verb, model, queryset).filter(**key).first()
    if found is not None:
        return found
    if verb != "view":
        seen = scope(person, "view", model, queryset).filter(**key)
        seen.query.select_for_update = False  # only asked whether it is there; PostgreSQL cannot lock an outer join
        if seen.exists():
            raise refusal(verb, model)
    raise NotFound(_("There is no such page, or it is not open to you."))


def allow(person: Any, verb: str, thing: Model, *, lock: bool = False) -> Model:
    """The same object read afresh through the gate, locked for this transaction when asked.

    Raises NotFound or Refused like `get`.
    """
    model = thing._meta.model  # a request hands over its person as a lazy stand-in
    rows = model._default_manager.all()
    if lock:
        rows = rows.select_for_update(of=("self",))
    return get(person, verb, model, rows, pk=thing.pk)


def allow_all[M: Model](person: Any, verb: str, things: Sequence[M], *, related: Sequence[str] = ()) -> list[M]:
    """Many objects of one kind, read afresh through the gate and locked, in the order given; one query.

    Raises NotFound or Refused like `get` for the first that does not pass.
    """
    if not things:
        return []
    model = cast("type[M]", things[0]._meta.model)
    if any(thing._meta.model is not model for thing in things):
        raise TypeError("many objects of one kind, not of several")
    rows: QuerySet[M] = model._default_manager.select_related(*related) if related else model._default_manager.all()
    rows = scope(person, verb, model, rows.select_for_update(of=("self",)).order_by("pk"))
    passed = rows.in_bulk([thing.pk for thing in things])
    for thing in things:
        if thing.pk not in passed:
            allow(person, verb, thing)
    return [passed[thing.pk] for thing in things]


def may(person: Any, verb: str, thing: Model) -> bool:
    """Whether a button for `verb` should be shown on this object."""
    return scope(person, verb, thing._meta.model).filter(pk=thing.pk).exists()


def refusal(verb: str, model: type[Model]) -> Refused:
    who_may = _who_may.get((verb, model), ())
    return Refused(_("You may see this, but not change it."), who_may, reading=_("This page is not for your role."))
