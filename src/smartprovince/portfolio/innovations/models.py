"""Innovations: one record for quick wins, the Indeks Inovasi Daerah and the public showcase."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smartprovince.portfolio.applications.models import Application
from smartprovince.portfolio.entries import Entry
from smartprovince.portfolio.problems.models import Problem


class Innovation(Entry):
    """What was done differently, for which problem, with which result, and whether it lasts (*keberlanjutan*)."""

    class Initiator(models.TextChoices):
        """Permendagri 104/2018."""

        HEAD = "head", _("head of region")
        COUNCIL = "council", _("DPRD")
        AGENCY = "agency", _("perangkat daerah")
        OFFICIAL = "official", _("civil servant")
        PUBLIC = "public", _("public")

    class Stage(models.TextChoices):
        IDEA = "idea", _("initiative")
        TRIAL = "trial", _("trial")
        APPLIED = "applied", _("applied")
        ENDED = "ended", _("ended")

    class Known(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        YES = "yes", _("yes")
        NO = "no", _("no")

    problem = models.ForeignKey(
        Problem, null=True, blank=True, on_delete=models.PROTECT, related_name="innovations", verbose_name=_("problem")
    )
    problem_solved = models.TextField(_("problem it solves"), max_length=2_000)
    results = models.TextField(_("results, with numbers"), max_length=2_000, blank=True)
    initiator = models.CharField(_("initiator"), max_length=8, choices=Initiator)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.APPLIED)
    applied_on = models.DateField(_("applied since"), null=True, blank=True)
    cost = models.PositiveBigIntegerField(_("cost to build"), null=True, blank=True)
    cost_per_year = models.PositiveBigIntegerField(_("cost per year"), null=True, blank=True)
    applications = models.ManyToManyField(Application, blank=True, related_name="innovations")
    replicable = models.BooleanField(_("others can copy it"), default=False)
    needed_to_copy = models.TextField(_("what is needed to copy it"), max_length=1_000, blank=True)
    licence = models.CharField(
        _("licence"), max_length=8, choices=Application.Licence, default=Application.Licence.UNKNOWN
    )
    quick_win = models.BooleanField(_("counted as a quick win"), default=False)
    still_running = models.CharField(_("still running"), max_length=8, choices=Known, default=Known.UNKNOWN)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    money_next_year = models.CharField(
        _("operating money for next year"), max_length=8, choices=Known, default=Known.UNKNOWN
    )
    survived_change = models.CharField(
        _("survived a change of head of region"), max_length=8, choices=Known, default=Known.UNKNOWN
    )

    class Meta(Entry.Meta):
        verbose_name = _("innovation")
        verbose_name_plural = _("innovations")

    @property
    def sustained(self) -> int:
        """How many of the four signs of lasting are there: running, legal basis, money, survived a change."""
        signs = (self.still_running, self.money_next_year, self.survived_change)
        return sum(each == Innovation.Known.YES for each in signs) + bool(self.legal_basis)
