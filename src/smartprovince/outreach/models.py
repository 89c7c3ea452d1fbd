"""Events of every kind: who is invited, who registered, who came, what was said there and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from smartprovince.core import clock
from smartprovince.core.models import Sourced, Versioned
from smartprovince.evidence.models import Paper
from smartprovince.organisations.models import Organisation, Person
from smartprovince.proposals.models import Proposal
from smartprovince.territory.models import Region

from . import states


class Event(Sourced, Versioned):
    """A *kegiatan*: sosialisasi, bimtek, peluncuran … at a place, on line, or both, in the zone of its place.

    `starts_at`, `ends_at`: aware UTC; pages show them in `zone`. `sequence` grows when the time or place changes, so
    that calendars follow (RFC 5545). `number` is public: `KGT-2022-0001`.
    """

    class Kind(models.TextChoices):
        OUTREACH = "outreach", _("sosialisasi")
        BIMTEK_1 = "bimtek_1", _("bimtek I")
        BIMTEK_2 = "bimtek_2", _("bimtek II")
        BIMTEK_3 = "bimtek_3", _("bimtek III")
        BIMTEK_4 = "bimtek_4", _("bimtek IV")
        LAUNCH = "launch", _("launch (peluncuran)")
        INTERVIEW = "interview", _("interview by assessors")
        COORDINATION = "coordination", _("coordination meeting (rakor)")
        LITERACY = "literacy", _("literacy programme for citizens")
        OTHER = "other", _("other")

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        ON_LINE = "on_line", _("on line")
        BOTH = "both", _("on site and on line")

    class State(models.TextChoices):
        DRAFT = states.DRAFT, _("in preparation")
        OPEN = states.OPEN, _("announced")
        CLOSED = states.CLOSED, _("held")
        REPORTED = states.REPORTED, _("reported")
        CANCELLED = states.CANCELLED, _("cancelled")

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it is about"), blank=True, max_length=4_000)
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="events")
    mode = models.CharField(_("how it is held"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    venue = models.CharField(_("place"), max_length=200, blank=True)
    meeting_url = models.URLField(_("address of the meeting"), max_length=400, blank=True)
    zone = models.CharField(_("time zone"), max_length=4, default="WIB")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    is_public = models.BooleanField(_("open registration"), default=False)
    registration_until = models.DateTimeField(_("registration until"), null=True, blank=True)
    consent_text = models.TextField(_("what participants consent to"), blank=True, max_length=1_000)
    pass_mark = models.PositiveSmallIntegerField(_("right answers needed for a certificate, in percent"), default=0)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    moved_reason = models.CharField(max_length=300, blank=True)
    minutes = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closing_note = models.TextField(_("what the organiser adds to the report"), blank=True, max_length=4_000)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="outreach_event_times"),
        ]
        indexes = [models.Index(fields=["region", "kind"], name="outreach_event_kind")]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """A part of an event: when, what, by whom, and for which dimension group (all when empty)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="agenda")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    title = models.CharField(_("title"), max_length=200)
    speaker = models.CharField(_("speaker"), max_length=200, blank=True)
    dimension = models.CharField(_("dimension"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["event", "starts_at", "pk"]

    def __str__(self) -> str:
        return self.title


class Material(Sourced):
    """A paper, slide or address that participants take home."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.URLField(_("address"), max_length=400, blank=True)
    is_public = models.BooleanField(_("open to everyone"), default=False)

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["event", "pk"]

    def __str__(self) -> str:
        return self.title


class Output(Versioned):
    """What an event is to bring forth (draft of Book 1 …), or homework until a day; delivered with its paper."""

    class Kind(models.TextChoices):
        OUTPUT = "output", _("output")
        HOMEWORK = "homework", _("homework")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="outputs")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    paper = models.ForeignKey(Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("output of an event")
        verbose_name_plural = _("outputs of events")
        ordering = ["event", "kind", "due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class EventInvitation(Versioned):
    """An organisation that is invited, with the letter's number and date, and what it answered."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        COMING = "coming", _("coming")
        DECLINED = "declined", _("not coming")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="event_invitations")
    letter_number = models.CharField(_("number of the letter"), max_length=120, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats kept"), default=1)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)

    class Meta:
        verbose_name = _("invitation to an event")
        verbose_name_plural = _("invitations to events")
        ordering = ["event", "organisation__path"]
        constraints = [models.UniqueConstraint(fields=["event", "organisation"], name="outreach_invitation_once")]

    def __str__(self) -> str:
        return str(self.organisation)


class Question(models.Model):
    """What registration asks beside the name. `shown_if` and `shown_value`: only when another got that answer."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CHOICE = "choice", _("one of")
        YES_NO = "yes_no", _("yes or no")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(_("required"), default=False)
    shown_if = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    shown_value = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("question of a registration")
        verbose_name_plural = _("questions of registrations")
        ordering = ["event", "order", "pk"]

    def __str__(self) -> str:
        return self.text


class Registration(Versioned):
    """Somebody who wants to come. Personal data: erased when consent is withdrawn, the counts stay.

    Only a digest of the ticket's secret is kept; the QR on the ticket holds the secret itself. `attended_on` is the
    first day of a check-in, kept here so that the count survives an erasure.
    """

    AUDIT_PRIVATE = frozenset({"name", "email", "phone", "position", "organisation_name", "answers"})

    class State(models.TextChoices):
        REGISTERED = states.REGISTERED, _("registered")
        WAITING = states.WAITING, _("on the waiting list")
        DROPPED = states.DROPPED, _("not coming")
        ERASED = states.ERASED, _("personal data erased")

    class Source(models.TextChoices):
        PAGE = "page", _("registered on the page")
        DESK = "desk", _("registered at the desk")
        PAPER = "paper", _("from a paper list")
        INVITATION = "invitation", _("named by an invited organisation")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField(_("number"), editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.REGISTERED)
    came_by = models.CharField(max_length=10, choices=Source, default=Source.PAGE)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="registrations")
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(_("dimension group"), max_length=20, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    ticket_digest = models.CharField(max_length=64, unique=True, editable=False)
    consented_at = models.DateTimeField(null=True, blank=True)
    attended_on = models.DateField(null=True, blank=True)
    simulated = models.BooleanField(_("simulated data"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="outreach_registration_number"),
            models.UniqueConstraint(
                fields=["event", "email"], condition=~Q(email=""), name="outreach_registration_email"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.number}"

    @property
    def trail_label(self) -> str:
        return f"{self.event.number} #{self.number}"


class CheckIn(models.Model):
    """That somebody came on a day of an event; once a day, however often and from wherever it is sent.

    `device_at` is what the device's clock said, `at` when it happened as far as we can tell (see outreach/desk).
    """

    class Way(models.TextChoices):
        QR = "qr", _("QR")
        LIST = "list", _("found in the list")
        PAPER = "paper", _("paper list")

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="check_ins")
    day = models.DateField()
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    clock_was_wrong = models.BooleanField(default=False)
    way = models.CharField(max_length=10, choices=Way)
    was_off_line = models.BooleanField(default=False)
    by = models.CharField(max_length=200)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["registration", "day"]
        constraints = [models.UniqueConstraint(fields=["registration", "day"], name="outreach_checkin_once")]

    def __str__(self) -> str:
        return f"{self.registration} {self.day}"


class QuizItem(models.Model):
    """A question of the short test before and after, with the place of the right choice."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="quiz")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("question"), max_length=300)
    choices = models.JSONField(default=list)
    right = models.PositiveSmallIntegerField(_("right answer"))

    class Meta:
        verbose_name = _("question of the test")
        verbose_name_plural = _("questions of the test")
        ordering = ["event", "order", "pk"]

    def __str__(self) -> str:
        return self.text


class QuizSheet(models.Model):
    """What a participant answered before or after, and how many were right."""

    class Phase(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="quiz_sheets")
    phase = models.CharField(max_length=10, choices=Phase)
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("test sheet")
        verbose_name_plural = _("test sheets")
        constraints = [models.UniqueConstraint(fields=["registration", "phase"], name="outreach_quizsheet_once")]

    def __str__(self) -> str:
        return f"{self.registration} {self.phase}"


class Feedback(models.Model):
    """What a participant thought of it: 1 to 5, and words. Shown without the name."""

    AUDIT_PRIVATE = frozenset({"words"})

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="feedback")
    rating = models.PositiveSmallIntegerField(_("rating"))
    words = models.TextField(_("what should be better"), blank=True, max_length=1_000)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="outreach_feedback_1_5")]

    def __str__(self) -> str:
        return f"{self.registration}: {self.rating}"


class Certificate(models.Model):
    """A certificate of attendance; whoever holds `code` can see that it is genuine, nobody can guess one (80 bits)."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=20, unique=True, editable=False)
    issued_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.code


class EventNote(Sourced, Versioned):
    """What somebody left at an event: a usulan, a question or a commitment. Each gives a receipt.

    `receipt` is the secret word on the paper slip, with which its holder follows what became of it.
    """

    AUDIT_PRIVATE = frozenset({"by_name", "text", "answer"})

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("usulan")
        QUESTION = "question", _("question")
        COMMITMENT = "commitment", _("commitment")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="notes")
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    receipt = models.CharField(max_length=20, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(_("who said it"), max_length=200, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what was said"), max_length=2_000)
    proposal = models.OneToOneField(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="event_note"
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    answer = models.TextField(_("what became of it"), blank=True, max_length=2_000)
    settled_on = models.DateField(_("answered or kept on"), null=True, blank=True)
    noted_by = models.CharField(max_length=200)
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("note of an event")
        verbose_name_plural = _("notes of events")
        ordering = ["event", "pk"]

    def __str__(self) -> str:
        return self.number


class CalendarFeed(Versioned):
    """The secret address of somebody's or some organisation's calendar. Only a digest of the secret is kept."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(organisation__isnull=True), name="outreach_feed_of_one"
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.organisation)

    @property
    def trail_label(self) -> str:
        return f"#{self.pk}"
