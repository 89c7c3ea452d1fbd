"""Programmes and policies: what is done, by whom, with which money, and what it is meant to change."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.core.models import Sourced
from smartprovince.organisations.models import Organisation
from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.entries import Entry
from smartprovince.portfolio.funds.models import FundSource
from smartprovince.portfolio.innovations.models import Innovation
from smartprovince.portfolio.problems.models import Problem

from . import states

QUICK_WIN_YEARS = 2  # domain.md §2.5: quick wins are carried out within one or two years
SUB_ACTIVITY = RegexValidator(
    r"^\d\.\d{2}\.\d{2}\.\d\.\d{2}\.\d{4}$",
    _("A sub-kegiatan code reads as in Kepmendagri 050-5889/2021: 2.16.03.2.02.0004."),
)


class Programme(Entry):
    """A row of the action plan (*rencana aksi*), or a policy, which is followed in the same way.

    `origin_type` and `origin_id` name the usulan it grew from, since usulan stand in a room above.
    """

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("programme")
        POLICY = "policy", _("policy")

    class State(models.TextChoices):
        PLANNED = states.PLANNED, _("planned")
        RUNNING = states.RUNNING, _("running")
        DONE = states.DONE, _("finished")
        STOPPED = states.STOPPED, _("stopped")

    class Phase(models.TextChoices):
        SHORT = "short", _("short term (1 year)")
        MEDIUM = "medium", _("medium term (5 years)")
        LONG = "long", _("long term (10 years)")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROGRAMME)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    background = models.TextField(_("which gap it closes"), blank=True, max_length=2_000)
    start_year = models.PositiveSmallIntegerField(_("from year"))
    end_year = models.PositiveSmallIntegerField(_("to year"))
    phase = models.CharField(_("phase"), max_length=6, choices=Phase)
    quick_win = models.BooleanField(_("quick win"), default=False)
    location = models.CharField(_("location"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-11.5), MaxValueValidator(6.5)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(94), MaxValueValidator(142)])
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    rpjmd_programme = models.CharField(_("programme of the RPJMD"), max_length=200, blank=True)
    sub_activity = models.CharField(_("sub-kegiatan code"), max_length=20, blank=True, validators=[SUB_ACTIVITY])
    problems = models.ManyToManyField(Problem, blank=True, related_name="programmes")
    applications = models.ManyToManyField(Application, blank=True, related_name="programmes")
    innovations = models.ManyToManyField(Innovation, blank=True, related_name="programmes")
    started_on = models.DateField(_("started on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    state_reason = models.CharField(_("why"), max_length=300, blank=True)
    origin_type = models.CharField(max_length=80, blank=True, editable=False)
    origin_id = models.CharField(max_length=40, blank=True, editable=False)
    origin_label = models.CharField(max_length=300, blank=True, editable=False)

    class Meta(Entry.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")), name="portfolio_programme_years"
            ),
            models.UniqueConstraint(
                fields=["origin_type", "origin_id"],
                condition=~models.Q(origin_id=""),
                name="portfolio_programme_of_origin",
            ),
        ]

    @property
    def years(self) -> range:
        return range(self.start_year, self.end_year + 1)

    @property
    def is_mapped(self) -> bool:
        """Tied to the plans that money follows: a programme of the RPJMD and a sub-kegiatan."""
        return bool(self.rpjmd_programme and self.sub_activity)


class Partner(models.Model):
    """Who takes part beside the responsible perangkat daerah: with what, and for how much."""

    class Part(models.TextChoices):
        SUPPORT = "support", _("supporting perangkat daerah")
        BUSINESS = "business", _("business")
        UNIVERSITY = "university", _("university")
        COMMUNITY = "community", _("community")
        MEDIA = "media", _("media")
        GOVERNMENT = "government", _("another government")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partners")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="partnerships"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    contribution = models.CharField(_("what it brings"), max_length=300, blank=True)
    amount = models.PositiveBigIntegerField(_("amount"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner of a programme")
        verbose_name_plural = _("partners of programmes")
        ordering = ["part", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | ~models.Q(name=""), name="portfolio_partner_named"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.name)


class Indicator(Sourced):
    """One link of the result chain: an output, the outcome it leads to, the impact behind that.

    `node_code` names the item of the national catalogue that it moves. `group` disaggregates: "women", "villages
    without signal"; empty means everybody.
    """

    class Level(models.TextChoices):
        OUTPUT = "output", _("output")
        OUTCOME = "outcome", _("outcome")
        IMPACT = "impact", _("impact")

    class Measure(models.TextChoices):
        CUMULATIVE = "cumulative", _("counted from the start (cumulative)")
        PERIODIC = "periodic", _("new in each year")
        LEVEL = "level", _("a level, such as per cent")

    class Direction(models.IntegerChoices):
        UP = 1, _("more is better")
        DOWN = -1, _("less is better")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="indicators")
    leads_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="fed_by", verbose_name=_("leads to")
    )
    level = models.CharField(_("level"), max_length=8, choices=Level)
    name = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40)
    group = models.CharField(_("for whom"), max_length=100, blank=True)
    measure = models.CharField(_("how it is counted"), max_length=10, choices=Measure)
    direction = models.SmallIntegerField(_("direction"), choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=2, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True, blank=True)
    node_code = models.CharField(_("item of the catalogue"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("indicator of a programme")
        verbose_name_plural = _("indicators of programmes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name", "group"], name="portfolio_indicator_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.group})" if self.group else self.name


class Target(models.Model):
    """What an indicator is to reach in a year."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("target"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="portfolio_target_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


class BudgetLine(models.Model):
    """Money of one source in one year, in whole rupiah. What was spent stands in approved updates (`Spend`)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="budget")
    year = models.PositiveSmallIntegerField(_("year"))
    fund_source = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="budget_lines")
    planned = models.PositiveBigIntegerField(_("planned"))
    revised = models.PositiveBigIntegerField(_("revised"), null=True, blank=True)
    document = models.CharField(_("budget document: number and date"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["year", "fund_source__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "fund_source"], name="portfolio_budgetline_once")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.fund_source}"

    @property
    def ceiling(self) -> int:
        """What may be spent: the revised sum where there is one."""
        return self.planned if self.revised is None else self.revised


class Milestone(models.Model):
    """A step of a programme with its day; it waits for the steps in `after`."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    after = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="before")

    class Meta:
        verbose_name = _("milestone of a programme")
        verbose_name_plural = _("milestones of programmes")
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.name


class Risk(models.Model):
    """What may go wrong (a risk) or has gone wrong (an issue), and what is done about it."""

    class Kind(models.TextChoices):
        RISK = "risk", _("risk")
        ISSUE = "issue", _("issue")

    class Grade(models.IntegerChoices):
        VERY_LOW = 1, _("1 – very low")
        LOW = 2, _("2 – low")
        MIDDLE = 3, _("3 – middle")
        HIGH = 4, _("4 – high")
        VERY_HIGH = 5, _("5 – very high")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="risks")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    statement = models.CharField(_("what may happen or has happened"), max_length=300)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Grade, null=True, blank=True)
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Grade)
    response = models.CharField(_("what is done about it"), max_length=500, blank=True)
    keeper = models.CharField(_("who keeps an eye on it"), max_length=120, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("risk or issue")
        verbose_name_plural = _("risks and issues")
        ordering = ["closed_on", "-impact", "pk"]

    def __str__(self) -> str:
        return self.statement
