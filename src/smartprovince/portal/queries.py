"""What the public sees: facts with their source, nothing simulated, whoever looks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from smartprovince.core import clock
from smartprovince.core.templatetags.writing import full_day, number
from smartprovince.movement import queries as register
from smartprovince.movement.counting import Rule, Status
from smartprovince.territory.queries import map_features, province_by_slug

PUBLIC = AnonymousUser()
STEPS = {Status.DOCUMENTED: 4, Status.NOT_YET: 0, Status.POSSIBLE: None}


def nation(words: str = "") -> dict[str, Any]:
    """The 38 provinces with what the register documents of each, and the claims beside it."""
    rows = register.coverage_of_all_provinces(clock.today(), Rule.JOINED, person=PUBLIC)
    wanted = words.casefold()
    shown = [row for row in rows if wanted in row.province.name.casefold() or wanted == row.province.code]
    return {
        "rows": shown,
        "words": words,
        "documented": sum(row.documented for row in rows),
        "unknown": sum(len(row.unknown) for row in rows),
        "of": sum(row.of for row in rows),
        "on": clock.today(),
        "claims": [row for row in register.claims_beside_register(PUBLIC, Rule.JOINED) if row.claim.scope_id is None],
    }


def province(slug: str) -> dict[str, Any] | None:
    """The front page of a province: its map, coverage and register, from sourced facts only."""
    found = province_by_slug(PUBLIC, slug)
    if found is None:
        return None
    day = clock.today()
    rows = register.register_of(found, day, person=PUBLIC)
    coverage = register.coverage(found.code, day, Rule.JOINED, person=PUBLIC)
    return {
        "province": found,
        "coverage": coverage,
        "rows": rows,
        "on": day,
        "map": coverage_map(rows, coverage),
        "claims": register.claims_beside_register(PUBLIC, Rule.JOINED, province=found),
    }


def status_words() -> dict[Status, str]:
    return {
        Status.DOCUMENTED: _("joined, with paper"),
        Status.NOT_YET: _("not yet joined"),
        Status.POSSIBLE: _("not known"),
    }


def coverage_map(rows: list[register.RegisterRow], coverage: register.Coverage) -> dict[str, Any]:
    """The map of who has joined, with its table twin."""
    words = status_words()
    facts = {
        row.region.code: {
            "step": STEPS[row.verdicts[Rule.JOINED].status],
            "value": words[row.verdicts[Rule.JOINED].status],
            "short": "",
        }
        for row in rows
    }
    legend = [
        {"step": STEPS[status], "label": f"{word} ({sum(row.verdicts[Rule.JOINED].status == status for row in rows)})"}
        for status, word in words.items()
    ]
    regions = [row.region for row in rows]
    return {
        "title": _("Who has joined the smart-city movement"),
        "subtitle": _("Rule: nota kesepakatan or programme year, as of %(day)s") % {"day": full_day(coverage.on)},
        "label": _("Map: %(n)s of %(of)s kabupaten/kota have joined with a paper. Details in the table view.")
        % {"n": coverage.documented, "of": coverage.of},
        "data": {
            "features": map_features(regions, {"joined": facts}),
            "layer": "joined",
            "legends": {"joined": legend},
        },
        "columns": [(_("Region"), False), (_("Status"), False), (_("Population"), True)],
        "rows": [
            (r.region.short_name, words[r.verdicts[Rule.JOINED].status], number(r.region.population)) for r in rows
        ],
        "caption": _(
            "Indicative boundaries (batas indikatif, bukan batas resmi), derived from village points. "
            "Population: %(source)s."
        )
        % {"source": regions[0].source if regions else "–"},
        "simulated": coverage.simulated,
    }
