"""The progress of a round as a page shows it: counts, who waits for whom, who may miss the date, texts for a chat.

The number of queries does not grow with the regions: a national round has 514.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smartprovince.assessment import queries, states
from smartprovince.assessment.models import Participation, Round
from smartprovince.core import access, clock
from smartprovince.core.templatetags.writing import full_day
from smartprovince.organisations.roles import Role
from smartprovince.organisations.scopes import NATION, grants, reach
from smartprovince.territory.models import Region

from . import calendar, forecast
from .forecast import Forecast
from .letters import official_of
from .models import Extension, Minutes, OfficialLetter
from .states import ASKED

PER_PAGE = 40
IN_A_TEXT = 60
REGION, ASSESSOR, OWNER = "region", "assessor", "owner"
WAITS = {
    REGION: gettext_lazy("the region"),
    ASSESSOR: gettext_lazy("the assessors"),
    OWNER: gettext_lazy("the owner of the round"),
}
SORTS = {
    "code": gettext_lazy("region code"),
    "forecast": gettext_lazy("forecast"),
    "answered": gettext_lazy("least answered"),
}


@dataclass(frozen=True)
class BoardRow:
    """One region: its counts, for whom it waits, and for those who oversee the round its forecast."""

    progress: queries.ProgressRow
    waits: str
    forecast: Forecast | None = None
    asks: bool = False

    @property
    def participation(self) -> Participation:
        return self.progress.participation

    @property
    def region(self) -> Region:
        return self.progress.region

    @property
    def waits_word(self) -> str:
        return str(WAITS[self.waits]) if self.waits else ""

    @property
    def last_day(self) -> Any:
        return calendar.last_day(self.participation)

    @property
    def reminder(self) -> str:
        """A text that can be pasted into a chat; only counts, and only while the region has not sent."""
        if self.waits != REGION:
            return ""
        words = _(
            "To the coordinator of %(region)s,\n%(done)d of %(asked)d questions of “%(round)s” are answered. "
            "Please send the answers by %(day)s.\nThank you."
        )
        return words % {
            "region": self.region.full_name,
            "done": self.progress.answered,
            "asked": self.progress.asked,
            "round": self.participation.round.title,
            "day": full_day(self.last_day),
        }


@dataclass(frozen=True)
class Wish:
    """What somebody chose above the table: only what exists is taken."""

    province: str = ""
    forecast: str = ""
    waits: str = ""
    search: str = ""
    sort: str = "code"
    page: str = "1"

    @classmethod
    def of(cls, given: Any) -> Wish:
        return cls(
            given.get("provinsi", "")[:2],
            given.get("perkiraan", "") if given.get("perkiraan") in forecast.WORDS else "",
            given.get("menunggu", "") if given.get("menunggu") in WAITS else "",
            given.get("cari", "").strip()[:80],
            given.get("urut", "code") if given.get("urut") in SORTS else "code",
            given.get("page", "1"),
        )

    @property
    def is_narrow(self) -> bool:
        return bool(self.province or self.forecast or self.waits or self.search)


@dataclass(frozen=True)
class Board:
    """The page: the rows of one page, totals of all, what can be chosen, and the reminder to all shown."""

    progress: queries.Progress
    page: Page[BoardRow]
    shown: int
    wish: Wish
    provinces: tuple[Region, ...]
    tally: tuple[tuple[str, str, str, int], ...]
    oversees: bool
    reminder: str

    @property
    def is_long(self) -> bool:
        return len(self.progress.rows) > 12

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(key, str(word)) for key, word in SORTS.items() if self.oversees or key != "forecast"]

    @property
    def waits(self) -> list[tuple[str, str]]:
        return [(key, str(word)) for key, word in WAITS.items()]


def board_of(round: Round, person: Any, given: Any) -> Board:
    """Nine queries, whatever the number of regions."""
    progress = queries.progress(round, person)
    wish, oversees, own = Wish.of(given), _oversees(person, round), queries.own_participations(person)
    keys = [row.participation.pk for row in progress.rows]
    foreseen = set(keys) if oversees else set(own.filter(round=round).values_list("pk", flat=True))
    asking = set(
        access.scope(person, "view", Extension)
        .filter(participation__round=round, state=ASKED)
        .values_list("participation", flat=True)
    )
    recent = forecast.recent_answers(keys) if round.state in (states.OPEN, states.VERIFYING) else {}
    rows = [_row(round, row, recent, foreseen, asking) for row in progress]
    chosen = _sorted(_chosen(rows, wish), wish.sort)
    counted = Counter(row.forecast.kind for row in rows if row.forecast is not None) if oversees else Counter()
    return Board(
        progress,
        Paginator(chosen, PER_PAGE).get_page(wish.page),
        len(chosen),
        wish,
        _provinces(round, rows),
        tuple((k, str(word), forecast.CSS[k], counted[k]) for k, word in forecast.WORDS.items() if counted[k]),
        oversees,
        reminder_to_all(round, chosen) if oversees else "",
    )


def _oversees(person: Any, round: Round) -> bool:
    """The owner, and the people of the province and the nation: neighbours read counts, not a forecast."""
    working = [grant for grant in grants(person, "round.progress") if grant.role not in (Role.ASSESSOR, Role.MENTOR)]
    reached = {reach(grant) for grant in working}
    return NATION in reached or any(len(code) == 2 for code in reached) or access.may(person, "own", round)


def _row(
    round: Round, row: queries.ProgressRow, recent: dict[int, int], foreseen: set[int], asking: set[int]
) -> BoardRow:
    part = row.participation
    part.round = round
    found = None
    if part.pk in foreseen and round.state in (states.OPEN, states.VERIFYING):
        if part.state in states.HANDED_OVER:
            found = Forecast(forecast.SENT)
        elif part.state in calendar.UNBEGUN:
            today = clock.today()
            found = forecast.forecast(
                asked=row.asked,
                answered=row.answered,
                recent=recent.get(part.pk, 0),
                days=forecast.window(round.opens_on, today),
                today=today,
                last=calendar.last_day(part),
            )
    return BoardRow(row, waits_for(part), found, part.pk in asking)


def waits_for(part: Participation) -> str:
    """Whose turn it is: the region while it drafts, the assessors once it has sent, then the owner."""
    if part.round.state == states.PUBLISHED:
        return ""
    if calendar.is_fillable(part):
        return REGION
    if part.state == states.SENT:
        return ASSESSOR
    finished = part.round.state == states.VERIFYING and part.state == states.VERIFIED
    return OWNER if finished or part.round.state == states.CLOSED else ""


def _chosen(rows: Sequence[BoardRow], wish: Wish) -> list[BoardRow]:
    text = wish.search.casefold()
    return [
        row
        for row in rows
        if (not wish.province or row.region.code.startswith(f"{wish.province}."))
        and (not wish.waits or row.waits == wish.waits)
        and (not wish.forecast or (row.forecast is not None and row.forecast.kind == wish.forecast))
        and (not text or text in row.region.full_name.casefold() or row.region.code.startswith(text))
    ]


def _sorted(rows: list[BoardRow], by: str) -> list[BoardRow]:
    if by == "answered":
        return sorted(rows, key=lambda row: (row.progress.answered, row.region.code))
    if by == "forecast":
        order = len(forecast.ORDER)
        return sorted(
            rows, key=lambda row: (forecast.ORDER[row.forecast.kind] if row.forecast else order, row.region.code)
        )
    return rows


def _provinces(round: Round, rows: Iterable[BoardRow]) -> tuple[Region, ...]:
    """Provinces to choose from, where there is more than one. One query, for national rounds only."""
    if round.province_id:
        return ()
    keys = {row.region.parent_id for row in rows if row.region.parent_id}
    return tuple(Region.objects.filter(pk__in=keys).order_by("code")) if len(keys) > 1 else ()


def reminder_to_all(round: Round, rows: Sequence[BoardRow]) -> str:
    """One text for the group of all coordinators: each region that is still to send, with its counts."""
    waiting = [row for row in rows if row.waits == REGION]
    if not waiting:
        return ""
    head = _("Dear coordinators, “%(round)s” waits for answers of these regions:") % {"round": round.title}
    lines = [
        _("%(region)s: %(done)d of %(asked)d, until %(day)s")
        % {
            "region": row.region.full_name,
            "done": row.progress.answered,
            "asked": row.progress.asked,
            "day": full_day(row.last_day),
        }
        for row in waiting[:IN_A_TEXT]
    ]
    if len(waiting) > IN_A_TEXT:
        lines.append(_("and %(n)d more") % {"n": len(waiting) - IN_A_TEXT})
    return "\n".join([head, *(f"• {line}" for line in lines), _("Please send them in time. Thank you.")])


# --- what stands beside it -------------------------------------------------------------------------------------------


def beside(round: Round, person: Any, *, owns: bool, posted: Sequence[str] = ()) -> dict[str, Any]:
    """What the page of a round shows of its calendar: the line, requests for more time, letters, who can be invited."""
    seen = access.scope(person, "view", Extension).filter(participation__round=round)
    asked = list(seen.order_by().values_list("state", flat=True)) if round.state != states.DRAFT else []
    draft = owns and round.state == states.DRAFT
    return {
        "calendar": calendar.line_of(round),
        "sees_extensions": owns or bool(asked),
        "open_requests": asked.count(ASKED),
        "letter_provinces": _letter_provinces(round, person),
        "invitable": invitable(round) if draft else [],
        "chosen": {int(key) for key in posted if key.isascii() and key.isdigit() and len(key) < 19},
    }


def _letter_provinces(round: Round, person: Any) -> list[Region]:
    """Provinces whose letter the person records or reads; none in a round of a province's own."""
    if round.kind != Round.Kind.NATIONAL or round.state == states.DRAFT:
        return []
    recorded = access.scope(person, "view", OfficialLetter).filter(round=round).values("province")
    may = access.condition(person, "record_letter", Region)
    return list(Region.objects.filter(may | Q(pk__in=recorded)).order_by("code"))


def invitable(round: Round) -> list[tuple[Region, list[Region]]]:
    """The kabupaten/kota that a round can ask, by province. One query."""
    rows = Region.objects.filter(level=Region.Level.REGENCY).select_related("parent").order_by("code")
    if round.province_id:
        rows = rows.filter(parent=round.province_id)
    found: dict[Region, list[Region]] = {}
    for region in rows:
        if region.parent is not None:
            found.setdefault(region.parent, []).append(region)
    return list(found.items())


def chosen_regions(round: Round, posted: Any) -> dict[str, Any]:
    """The regions that were ticked; all of them where the form did not ask. What is no region of ours is left out."""
    if not posted.get("choose"):
        return {}
    keys = set(posted.getlist("regions"))
    return {"regions": [each for _p, regions in invitable(round) for each in regions if str(each.pk) in keys]}


def beside_region(participation: Participation, person: Any) -> dict[str, Any]:
    """What the page of a region's part shows of the calendar and the closing papers."""
    round, owns = participation.round, access.may(person, "own", participation)
    filling = participation.state in calendar.UNBEGUN and round.state in (states.OPEN, states.VERIFYING)
    asks = filling or (round.objection_until is not None and round.state in (states.VERIFYING, states.CLOSED))
    prepared = access.scope(person, "view", Minutes).filter(participation=participation).exists()
    preparable = owns and round.kind == Round.Kind.OWN and participation.state == states.VERIFIED
    return {
        "last_day": calendar.last_day(participation),
        "owns_round": owns,
        "may_ask_time": asks and (owns or access.may(person, "send", participation)),
        "has_minutes": prepared or preparable,
        "official": official_of(person, round, participation.region),
    }
