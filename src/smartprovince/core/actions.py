"""One write, one path.

    @action("team.rename", on="team", verb="edit")
    def rename_team(log: Log, *, team: Team, name: str) -> Team:
        log.set(team, name=name)
        return team

    rename_team(actor=person, acting_for=organisation, team=team, name="…", version=3, request_key="…")

The decorator opens the transaction, reads the object afresh through the gate (locked), compares `version`, runs the
body, and writes one audit row and one outbox row. A nested action shares the transaction and names its parent.
Pages, API, imports, jobs and the command line all call the same function.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Concatenate, Protocol, cast

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from . import access, audit, clock
from .errors import Conflict, Fault, Invalid, Refused
from .models import AuditEntry, AuditText, OutboxEvent, RequestKey, Sourced, Versioned, type_name
from .registry import Registry

AUTOSAVE_WINDOW = timedelta(minutes=10)
BATCH = 500

_current: ContextVar[Log | None] = ContextVar("current_action", default=None)


class Log:
    """What an action tells the trail: which object, what changed, and what subscribers should hear."""

    def __init__(self, name: str, actor: Any, acting_for: Any) -> None:
        self.name = name
        self.actor = actor
        self.acting_for = acting_for
        self.thing: models.Model | None = None
        self.changes: dict[str, list[Any]] = {}
        self.private: dict[str, tuple[str, str]] = {}
        self.payload: dict[str, Any] = {}
        self.autosave = False
        self.children: list[int] = []
        self.saves: Saves | None = None  # of `many`: what is saved together at the end
        self.invents = settings.DEMO and not getattr(actor, "is_system", False)  # people of the demo are invented

    def about(self, thing: models.Model) -> None:
        """The object this action is about; the first one named stays."""
        if self.thing is None:
            self.thing = thing

    def note(self, **facts: Any) -> None:
        """Facts for the trail and for subscribers that are not fields of the object."""
        for name, value in facts.items():
            self.changes[name] = [None, plain(value)]
            self.payload[name] = plain(value)

    def set(self, thing: models.Model, **values: Any) -> None:
        """Change fields of an object, save exactly those, and record before and after.

        Fields named in the model's `AUDIT_PRIVATE` (personal or free text) enter the trail as a digest only.
        A Versioned object gets its version raised.
        """
        self.about(thing)
        if self.invents and isinstance(thing, Sourced) and not thing.simulated and not thing.HAPPENS.issuperset(values):
            raise Invalid(_("The demo does not change sourced facts. Add one of your own instead."))
        private: frozenset[str] = getattr(type(thing), "AUDIT_PRIVATE", frozenset())
        changed = []
        for name, value in values.items():
            before = getattr(thing, name)
            if before == value:
                continue
            if name in private:
                self.private[name] = (text(before), text(value))
            else:
                self.changes[name] = [plain(before), plain(value)]
            setattr(thing, name, value)
            changed.append(name)
        if not changed:
            return
        if isinstance(thing, Versioned):
            thing.version += 1
            changed.append("version")
        _clean(thing, changed)
        self._save(thing, changed)

    def stamp(self, thing: models.Model, **values: Any) -> None:
        """Who and when, kept beside a row for its pages. The trail knows it already, and no version is raised."""
        for name, value in values.items():
            setattr(thing, name, value)
        self._save(thing, list(values))

    def _save(self, thing: models.Model, names: list[str]) -> None:
        if self.saves is None:
            thing.save(update_fields=names)
        else:
            self.saves.setdefault(type(thing), []).append((thing, names))

    def create[M: models.Model](self, model: type[M], **values: Any) -> M:
        """Make a new object and record its values."""
        thing = self._new(model, values)
        thing.save(force_insert=True)
        self._record(thing, values)
        return thing

    def create_many[M: models.Model](self, model: type[M], rows: Iterable[Mapping[str, Any]]) -> list[M]:
        """Make many objects of one kind with a few inserts. Each has its own row in the trail, below this action's."""
        given = [dict(row) for row in rows]
        things = [self._new(model, values) for values in given]
        model._default_manager.bulk_create(things, batch_size=BATCH)
        logs = [Log(self.name, self.actor, self.acting_for) for _thing in things]
        for log, thing, values in zip(logs, things, given, strict=True):
            log._record(thing, values)
        self.children += [entry.pk for entry in _write_all(logs)]
        return things

    def _new[M: models.Model](self, model: type[M], values: dict[str, Any]) -> M:
        if self.invents and "simulated" not in values and hasattr(model, "simulated"):
            values["simulated"] = True
        thing = model(**values)
        _clean(thing, list(values))
        return thing

    def _record(self, thing: models.Model, values: Mapping[str, Any]) -> None:
        self.about(thing)
        private: frozenset[str] = getattr(type(thing), "AUDIT_PRIVATE", frozenset())
        for name, value in values.items():
            if name in private:
                self.private[name] = ("", text(value))
            elif self.thing is thing:
                self.changes[name] = [None, plain(value)]


type Saves = dict[type[models.Model], list[tuple[models.Model, list[str]]]]


def _clean(thing: models.Model, names: list[str]) -> None:
    """Check the values of the named fields, all at once. Keys to other tables are the database's to check."""
    skip = {f.name for f in thing._meta.fields if f.name not in names or f.is_relation or f.primary_key}
    try:
        thing.clean_fields(exclude=skip)
        thing.clean()
    except ValidationError as error:
        raise Invalid([Fault(name, " ".join(texts)) for name, texts in error.message_dict.items()]) from error


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def text(value: Any) -> str:
    return "" if value is None else str(value)


class Action[R](Protocol):
    """What `action` makes of a function."""

    action_name: str

    def __call__(self, **arguments: Any) -> R:
        """Do it: `actor` and what the body asks for; `acting_for`, `version` and `request_key` where there are some."""
        ...

    def many(
        self, *, actor: Any, rows: Iterable[Mapping[str, Any]], acting_for: Any = None, related: Sequence[str] = ()
    ) -> int:
        """Do it to many objects of one kind, all or nothing, with one gate and one lock. How many there were.

        rows: the arguments for each, `version` among them where it is compared. related: what the body reads along.
        Each has its row in the trail and the outbox. The body only changes (`log.set`, `log.stamp`): what it has to
        know is read before, so that the number of queries does not grow.
        """
        ...


actions: Registry[Action[Any]] = Registry("actions")


def action[**P, R](
    name: str, *, on: str | None = None, verb: str = "edit", system: bool = False, autosave: bool = False
) -> Callable[[Callable[Concatenate[Log, P], R]], Action[R]]:
    """Turn a function into an action.

    name: what the trail calls it, `room.verb`.
    on, verb: the argument that is the object acted on, and the rule asked of it. Without `on` only the system may act.
    system: the installation itself may do this too (loading reference data, the demo, the tick).
    autosave: repeated changes of the same fields by the same person within ten minutes are one row in the trail.

    """

    def decorate(body: Callable[Concatenate[Log, P], R]) -> Action[R]:
        @functools.wraps(body)
        def run(
            *,
            actor: Any,
            acting_for: Any = None,
            version: int | None = None,
            request_key: str | None = None,
            **arguments: Any,
        ) -> R:
            with _refusing_duplicates(), transaction.atomic():
                earlier = _claim(request_key, actor, name, arguments)
                if earlier is not None:
                    return earlier
                if on is not None:
                    arguments[on] = _admit(actor, verb, arguments[on], system)
                    _compare(arguments[on], version, arguments)
                elif not (system and getattr(actor, "is_system", False)):
                    raise Refused(_("Only the installation itself can do this."))
                log = Log(name, actor, acting_for)
                log.autosave = autosave
                parent = _current.get()
                token = _current.set(log)
                try:
                    result = body(log, **arguments)  # type: ignore[call-arg]
                finally:
                    _current.reset(token)
                if on is not None:
                    log.about(arguments[on])
                entry = _write(log)
                if entry is not None and parent is not None:
                    parent.children.append(entry.pk)
                _remember(request_key, actor, name, result)
                return result

        def many(
            *, actor: Any, rows: Iterable[Mapping[str, Any]], acting_for: Any = None, related: Sequence[str] = ()
        ) -> int:
            if on is None or autosave:
                raise TypeError(f"{name} is not done to many at once")
            given = [dict(row) for row in rows]
            with _refusing_duplicates(), transaction.atomic():
                things = [row[on] for row in given]
                if not (system and getattr(actor, "is_system", False)):
                    things = access.allow_all(actor, verb, things, related=related)
                saves: Saves = {}
                logs = []
                for row, thing in zip(given, things, strict=True):
                    _compare(thing, row.pop("version", None), row)
                    log = Log(name, actor, acting_for)
                    log.saves = saves
                    token = _current.set(log)
                    try:
                        body(log, **row | {on: thing})  # type: ignore[call-arg]
                    finally:
                        _current.reset(token)
                    log.about(thing)
                    logs.append(log)
                _save_together(saves)
                entries = _write_all(logs)
                if (parent := _current.get()) is not None:
                    parent.children += [entry.pk for entry in entries]
            return len(logs)

        run.action_name = name  # type: ignore[attr-defined]
        run.many = many  # type: ignore[attr-defined]
        done = cast("Action[R]", run)
        actions.register(name, done)
        return done

    return decorate


@contextlib.contextmanager
def _refusing_duplicates() -> Iterator[None]:
    """A constraint of the database speaks last; its refusal becomes a message a person can read."""
    try:
        yield
    except IntegrityError as error:
        raise Invalid(_("This already exists, or something it points at is gone. Nothing was changed.")) from error


def _admit(actor: Any, verb: str, thing: models.Model, system: bool) -> models.Model:
    if getattr(actor, "is_system", False):
        if not system:
            raise Refused(_("This needs a person."))
        return thing
    return access.allow(actor, verb, thing, lock=True)


def _compare(thing: models.Model, version: int | None, arguments: dict[str, Any]) -> None:
    if version is not None and isinstance(thing, Versioned) and thing.version != version:
        raise Conflict(theirs=thing, yours=arguments)


def _claim(key: str | None, actor: Any, name: str, arguments: dict[str, Any]) -> Any:
    """Take the request key, or hand back what the first request with it made.

    The same key with other content is refused: handing back the first result would drop what was typed.
    """
    if not key:
        return None
    content = _digest(arguments)
    row, fresh = RequestKey.objects.get_or_create(
        actor_id=str(actor.pk or actor), action=name, key=key[:80], defaults={"content": content}
    )
    if fresh:
        return None
    if row.content != content:
        raise Invalid(_("This form was sent before with other content. Open it again, then send."))
    if not row.result_type:
        raise Invalid(_("This was already done."))
    return apps.get_model(row.result_type)._default_manager.get(pk=row.result_id)


def _digest(arguments: dict[str, Any]) -> str:
    told = {name: hashlib.sha256(v).hexdigest() if isinstance(v, bytes) else plain(v) for name, v in arguments.items()}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _remember(key: str | None, actor: Any, name: str, result: Any) -> None:
    if key and isinstance(result, models.Model):
        RequestKey.objects.filter(actor_id=str(actor.pk or actor), action=name, key=key[:80]).update(
            result_type=type_name(result), result_id=str(result.pk)
        )


def _write(log: Log) -> AuditEntry | None:
    """One audit row and one outbox row in the action's own transaction."""
    thing = log.thing
    if thing is None or (log.autosave and not log.changes and not log.private):
        return None
    if log.autosave and (open_row := _open_autosave(log, thing)):
        return open_row
    (entry,) = _write_all([log])
    return entry


def _write_all(logs: Sequence[Log]) -> list[AuditEntry]:
    """A row of the trail and of the outbox for each; three inserts, however many there are."""
    logs = [log for log in logs if log.thing is not None]
    pairs = [_entry(log) for log in logs]
    entries = AuditEntry.objects.bulk_create([entry for entry, _texts in pairs], batch_size=BATCH)
    AuditText.objects.bulk_create([text for _entry, texts in pairs for text in texts], batch_size=BATCH)
    OutboxEvent.objects.bulk_create(
        [
            OutboxEvent(
                entry=entry,
                name=log.name,
                payload=log.payload | {"type": entry.object_type, "id": entry.object_id},
            )
            for log, entry in zip(logs, entries, strict=True)
        ],
        batch_size=BATCH,
    )
    for log, entry in zip(logs, entries, strict=True):
        if log.children:
            AuditEntry.objects.filter(pk__in=log.children).update(parent=entry)
    return entries


def _entry(log: Log) -> tuple[AuditEntry, list[AuditText]]:
    """What an action did, not stored yet: its row of the trail, and the texts that stand there as digests only."""
    thing = log.thing
    assert thing is not None
    entry = AuditEntry(
        action=log.name,
        actor_id=str(log.actor.pk or ""),
        actor_label=str(log.actor)[:200],
        acting_for_id=str(log.acting_for.pk) if log.acting_for else "",
        acting_for_label=str(log.acting_for or "")[:200],
        object_type=type_name(thing),
        object_id=str(thing.pk),
        object_label=str(getattr(thing, "trail_label", thing))[:300],
        changes=dict(log.changes),
        seal_after=clock.now() + (AUTOSAVE_WINDOW if log.autosave else timedelta(0)),
    )
    texts = []
    for name, (before, after) in log.private.items():
        salt = secrets.token_hex(16)
        texts.append(AuditText(entry=entry, field=name, before=before, after=after, salt=salt))
        entry.changes[name] = [audit.digest(salt, before), audit.digest(salt, after)]
    return entry, texts


def _save_together(saves: Saves) -> None:
    """One update for all rows of a kind that change the same fields."""
    for model, rows in saves.items():
        by_thing: dict[int, tuple[models.Model, set[str]]] = {}
        for thing, names in rows:
            by_thing.setdefault(id(thing), (thing, set()))[1].update(names)
        by_fields: dict[tuple[str, ...], list[models.Model]] = {}
        for thing, changed in by_thing.values():
            by_fields.setdefault(tuple(sorted(changed)), []).append(thing)
        for fields, things in by_fields.items():
            model._default_manager.bulk_update(things, fields, batch_size=BATCH)


def _open_autosave(log: Log, thing: models.Model) -> AuditEntry | None:
    """Fold this change into the still open row of the same person on the same fields, if there is one."""
    row = (
        AuditEntry.objects.select_for_update()
        .filter(
            action=log.name,
            actor_id=str(log.actor.pk or ""),
            object_type=type_name(thing),
            object_id=str(thing.pk),
            sequence__isnull=True,
            seal_after__gt=clock.now(),
        )
        .order_by("-pk")
        .first()
    )
    if row is None or not set(log.changes) <= set(row.changes) or not set(log.private) <= set(row.changes):
        return None
    for name, (_before, after) in log.changes.items():
        row.changes[name][1] = after
    texts = {item.field: item for item in row.texts.all()} if log.private else {}
    for name, (_before, after) in log.private.items():
        texts[name].after = after
        texts[name].save(update_fields=["after"])
        row.changes[name][1] = audit.digest(texts[name].salt, after)
    row.save(update_fields=["changes"])
    return row
