"""The one write of predicates: the owner of a round names its bands before publication."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.assessment import states
from smartprovince.assessment.models import Round
from smartprovince.core.actions import Log, action
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.templatetags.writing import exact
from smartprovince.documents.notation import NotANumber, parse_decimal

MOST = 6
NAME_LIMIT = 60


@action("round.name_predicates", on="round", verb="own")
def name_predicates(log: Log, *, round: Round, bands: Sequence[tuple[str, str]], basis: str = "") -> Round:
    """Words for scores, from the lowest band upwards; none at all takes them away.

    bands: the score a band begins with, as typed, and its word. The first begins with the scale. basis: the regulation
    that defines them; without one they are shown as indicative. Raises Invalid with every fault at `low_n`, `name_n`.
    """
    if round.state == states.PUBLISHED:
        raise Invalid(_("The round is published; nothing of it changes any more."))
    version = Round.objects.select_related("instrument_version").get(pk=round.pk).instrument_version
    rows: list[list[float | str]] = []
    faults = []
    scale = _("From %(low)s to below %(high)s.") % {"low": exact(version.scale_low), "high": exact(version.scale_high)}
    for n, (typed, name) in enumerate(bands, start=1):
        low = _number(typed)
        before = rows[-1][0] if rows else None
        if low is None:
            faults.append(Fault(f"low_{n}", _("“%(text)s” is not a number.") % {"text": typed[:60]}, scale))
        elif not version.scale_low <= low < version.scale_high:
            faults.append(Fault(f"low_{n}", _("This lies outside the scale."), scale))
        elif n == 1 and low != version.scale_low:
            faults.append(Fault("low_1", _("The first band begins with the scale."), exact(version.scale_low)))
        elif isinstance(before, float) and low <= before:
            faults.append(Fault(f"low_{n}", _("Each band begins above the one before.")))
        if not name.strip() or len(name.strip()) > NAME_LIMIT:
            faults.append(Fault(f"name_{n}", _("Write a word of at most %(n)d characters.") % {"n": NAME_LIMIT}))
        rows.append([low if low is not None else version.scale_low, name.strip()])
    if len(rows) > MOST:
        faults.append(Fault("", _("At most %(n)d bands.") % {"n": MOST}))
    if basis.strip() and not rows:
        faults.append(Fault("basis", _("A regulation without bands says nothing. Write the bands, or leave it empty.")))
    if faults:
        raise Invalid(faults)
    log.set(round, predicates=rows, predicate_basis=basis.strip())
    return round


def _number(typed: str) -> float | None:
    try:
        return float(parse_decimal(typed, "en" if get_language() == "en" else "id"))
    except (NotANumber, ArithmeticError):
        return None
