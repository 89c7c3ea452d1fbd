"""Tables that every room uses.

Nothing here points at a person: an actor is id + label + organisation, as written then.
"""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import clock


class Sourced(models.Model):
    """Provenance of a figure or fact: where it comes from, as of when, and whether it is invented.

    `HAPPENS` names fields that tell what became of the fact since: these go on where the fact itself stays as sourced.
    """

    HAPPENS: frozenset[str] = frozenset()

    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.CharField(_("address of the source"), max_length=400, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """An editable row. `version` grows by one with each change; a stale one raises Conflict (see `core.actions`)."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


# --- audit -----------------------------------------------------------------------------------------------------------


class AuditEntry(models.Model):
    """One change, by one actor, through one action. Append-only; sealed into a hash chain by `core.audit.seal`."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    action = models.CharField(max_length=80, db_index=True)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(max_length=200)
    acting_for_id = models.CharField(max_length=40, blank=True)
    acting_for_label = models.CharField(max_length=200, blank=True)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    seal_after = models.DateTimeField(default=clock.now)
    sequence = models.BigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="core_audit_object"),
            models.Index(fields=["seal_after"], name="core_audit_unsealed", condition=models.Q(sequence__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"

    def told(self) -> list[tuple[str, Any, Any]]:
        """Field, before, after, as a person reads them: private texts from their side table, unless erased."""
        texts = {item.field: item for item in self.texts.all()}
        rows = []
        for field, (before, after) in self.changes.items():
            if (text := texts.get(field)) is not None:
                before, after = ("", _("(erased)")) if text.erased_at else (text.before, text.after)
            rows.append((field, before, after))
        return rows


class AuditText(models.Model):
    """Personal or free text behind a digest of the trail. Erasing it (UU 27/2022) leaves the chain whole."""

    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="texts")
    field = models.CharField(max_length=80)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("text in the audit trail")
        verbose_name_plural = _("texts in the audit trail")
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="core_audittext_once")]

    def __str__(self) -> str:
        return self.field


class AuditChain(models.Model):
    """The single row that sealing locks: the end of the chain."""

    last_sequence = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("audit chain")
        verbose_name_plural = _("audit chains")

    def __str__(self) -> str:
        return f"#{self.last_sequence}"


class OutboxEvent(models.Model):
    """What subscribers still have to hear of. Delivered at least once, after commit."""

    entry = models.ForeignKey(AuditEntry, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    delivered_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("outbox event")
        verbose_name_plural = _("outbox events")

    def __str__(self) -> str:
        return self.name


class RequestKey(models.Model):
    """A request that was already carried out: the second click gets the first result."""

    actor_id = models.CharField(max_length=40)
    action = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    content = models.CharField(max_length=64, blank=True)
    result_type = models.CharField(max_length=80, blank=True)
    result_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("request key")
        verbose_name_plural = _("request keys")
        constraints = [models.UniqueConstraint(fields=["actor_id", "action", "key"], name="core_requestkey_once")]

    def __str__(self) -> str:
        return self.key


# --- settings and numbers --------------------------------------------------------------------------------------------


class Setting(Versioned):
    """A typed value, inherited nation → province → kabupaten/kota. `scope` is a region code, empty for the nation."""

    key = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, blank=True)
    value = models.JSONField()
    valid_from = models.DateField(default=date(1945, 8, 17))
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")
        constraints = [models.UniqueConstraint(fields=["key", "scope", "valid_from"], name="core_setting_once")]

    def __str__(self) -> str:
        return f"{self.key} [{self.scope or 'nation'}]"


class NumberSeries(models.Model):
    """The last public number given out for a kind and a year. Runs without gaps."""

    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="core_numberseries_once")]

    def __str__(self) -> str:
        return f"{self.kind}-{self.year}-{self.last:04d}"


# --- files -----------------------------------------------------------------------------------------------------------


class StoredFile(models.Model):
    """Bytes, kept once by their SHA-256. What they mean is the business of `evidence`."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256[:12]


class Upload(models.Model):
    """A file on its way in, by pieces, so that a broken line only costs the last piece."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return self.name


# --- jobs ------------------------------------------------------------------------------------------------------------


class Job(models.Model):
    """Work that may take more than a second, with progress, a heartbeat and a lease.

    A worker that dies leaves its lease to run out; then an idempotent job is taken up again, another is shown as
    failed with a button to retry it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    owner_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["state", "lease_until"], name="core_job_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


class DueAction(models.Model):
    """Something the tick does once when its time has come: a reminder, a lock, a digest."""

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("due action")
        verbose_name_plural = _("due actions")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="core_dueaction_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


# --- search and notices ----------------------------------------------------------------------------------------------


class SearchEntry(models.Model):
    """What a room lets people find of one object. Who may find it is asked of the object's own rule."""

    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["object_type", "object_id"], name="core_searchentry_once")]

    def __str__(self) -> str:
        return self.title


class SearchToken(models.Model):
    """A word of a search entry; one portable table serves SQLite and PostgreSQL."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("search token")
        verbose_name_plural = _("search tokens")
        constraints = [models.UniqueConstraint(fields=["token", "entry"], name="core_searchtoken_once")]

    def __str__(self) -> str:
        return self.token


class Frequency(models.TextChoices):
    """How somebody wants to hear of a kind of news. Inside the platform it stands in any case."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("in a daily mail")
    WEEKLY = "weekly", _("in a weekly mail")
    PLATFORM = "platform", _("only in the platform")


class NoticePreference(models.Model):
    """What one person chose for one kind of notice; without a row the kind's own default holds."""

    recipient_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)
    frequency = models.CharField(max_length=10, choices=Frequency)

    class Meta:
        verbose_name = _("choice of how to be told")
        verbose_name_plural = _("choices of how to be told")
        constraints = [models.UniqueConstraint(fields=["recipient_id", "kind"], name="core_preference_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.frequency}"


class OutgoingMail(models.Model):
    """A mail that waits to be sent, so that a refusing server loses nothing.

    `recipient_id` is the person, `sender_id` the organisation on whose behalf it goes: by them its keepers find it.
    `matter` names what it is about, so that more news of the same goes into the mail that still waits.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    address = models.CharField(max_length=254)
    recipient_id = models.CharField(max_length=40, blank=True, db_index=True)
    sender_id = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    matter = models.CharField(max_length=400, blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    files = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, db_index=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
                name="core_mail_waiting",
            ),
            models.Index(fields=["matter", "recipient_id"], name="core_mail_matter"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind or 'mail'}"

    @property
    def state(self) -> OutgoingMail.State:
        if self.sent_at:
            return self.State.SENT
        return self.State.FAILED if self.failed_at else self.State.WAITING

    @property
    def said(self) -> str:
        """What the server said, without the address."""
        return re.sub(re.escape(self.address), self.masked, self.error, flags=re.IGNORECASE) if self.address else ""

    @property
    def masked(self) -> str:
        """The address as somebody may see it who only has to know whether it arrived: `p***@contoh.test`."""
        name, at, domain = self.address.partition("@")
        return f"{name[:1]}***{at}{domain}"


class Notice(models.Model):
    """A message to one person inside the platform, and how and whether it went out by mail.

    `cause` is the event that led to it: an event that is delivered twice tells once. `object_type` and `object_id` are
    the thing it speaks of, and `verb` the right that is asked again before it goes into a mail.
    """

    recipient_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=40, default="view")
    cause = models.CharField(max_length=140, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.PLATFORM)
    mail = models.ForeignKey(OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="notices")
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "cause"], condition=~models.Q(cause=""), name="core_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient_id", "-created_at"], name="core_notice_of_person"),
            models.Index(fields=["recipient_id"], condition=models.Q(read_at__isnull=True), name="core_notice_unread"),
            models.Index(
                fields=["recipient_id", "frequency"],
                condition=models.Q(read_at__isnull=True, mail__isnull=True),
                name="core_notice_unmailed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


def type_name(thing: models.Model | type[models.Model] | Any) -> str:
    """The stable name of a model in the trail, in search and in request keys: `territory.region`."""
    return thing._meta.label_lower
