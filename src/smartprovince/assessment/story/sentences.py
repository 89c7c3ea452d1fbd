"""From entries of the trail to sentences, and to the value that counted before and after each of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from smartprovince.assessment.models import ProofVerdict, ReasonCode, Verdict
from smartprovince.core.models import AuditEntry


@dataclass(frozen=True)
class Event:
    """One step. `before` and `after` are values of the question's own unit; they are shown where `counts` says so."""

    at: datetime
    by: str
    acting_for: str
    words: str
    text: str = ""
    counts: bool = False
    before: Decimal | None = None
    after: Decimal | None = None


@dataclass
class _Now:
    """How things stand at one step of the story: what is typed, what was sent, what counts after a verdict."""

    titles: Mapping[int, str]
    quotes_returns: bool
    typed: Decimal | None = None
    sent: Decimal | None = None
    counted: Decimal | None = None
    judged: bool = False
    told: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    judged_papers: dict[str, str] = field(default_factory=dict)  # verdict on evidence → title of its paper

    def after(self, name: str) -> Any:
        return self.told.get(name, (None, None))[1]

    def value(self, name: str = "value") -> Decimal | None:
        found = self.after(name)
        return None if found in (None, "") else Decimal(str(found))

    def reason(self) -> str:
        """Words, or the kind of reason where there are none."""
        code = self.after("reason_code")
        kind = str(ReasonCode(code).label) if code in ReasonCode.values else ""
        return str(self.after("reason") or kind)

    @property
    def title(self) -> str:
        paper = self.after("paper")
        return self.titles.get(int(paper), "") if paper else ""


type Sentence = Callable[[AuditEntry, _Now], dict[str, Any] | None]


def tell(
    entries: Iterable[AuditEntry],
    titles: Mapping[int, str],
    *,
    hides: Collection[str],
    quotes_returns: bool,
    sums_up: bool = False,
) -> list[Event]:
    """Sentences in the order of `entries`. Steps named in `hides` change what is known, but are not told.

    sums_up: of several verdicts on one thing before it is handed back, only what they came to.
    """
    now = _Now(titles, quotes_returns)
    events = []
    steps = [_Step(entry, {name: (before, after) for name, before, after in entry.told()}) for entry in entries]
    for step in _summed_up(steps) if sums_up else steps:
        entry, now.told = step.entry, step.told
        said = TOLD[entry.action](entry, now)
        if said is not None and entry.action not in hides:
            events.append(Event(entry.at, entry.actor_label, entry.acting_for_label, **said))
    return events


@dataclass(frozen=True)
class _Step:
    entry: AuditEntry
    told: dict[str, tuple[Any, Any]]


def _summed_up(steps: list[_Step]) -> list[_Step]:
    """The last verdict on each thing before the region gets it, with what it changed against the first one."""
    found: list[_Step] = []
    open_ones: dict[tuple[str, str], int] = {}
    for step in steps:
        entry = step.entry
        if entry.action in HANDING_BACK:
            open_ones = {}
        elif entry.action in REVISABLE:
            key = (entry.object_type, entry.object_id)
            if key in open_ones:
                earlier = found.pop(open_ones[key])
                open_ones = {each: at - (at > open_ones[key]) for each, at in open_ones.items()}
                changes = earlier.told | {
                    name: (earlier.told[name][0] if name in earlier.told else before, after)
                    for name, (before, after) in step.told.items()
                }
                step = _Step(entry, changes)
            open_ones[key] = len(found)
        found.append(step)
    return found


# --- the region ------------------------------------------------------------------------------------------------------


def _filled(entry: AuditEntry, now: _Now) -> dict[str, Any] | None:
    by = {"by": entry.actor_label}
    if now.after("not_available"):
        before, now.typed = now.typed, None
        words = _("%(by)s said why there is no value.") % by
        return {"words": words, "text": str(now.after("not_available")), "counts": before is not None, "before": before}
    if "value" in now.told:
        before, now.typed = now.typed, now.value()
        words = _("%(by)s filled in the value.") if before is None else _("%(by)s changed the value.")
        return {"words": words % by, "counts": True, "before": before, "after": now.typed}
    if "narrative" in now.told:
        return {"words": _("%(by)s changed the explanation.") % by}
    return None


def _carried(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    before, now.typed = now.typed, now.value() if "value" in now.told else now.typed
    words = _("%(by)s took over the answer of an earlier round.")
    return {"words": words % {"by": entry.actor_label}, "counts": True, "before": before, "after": now.typed}


def _from_workbook(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    before, now.typed = now.typed, now.value() if "value" in now.told else now.typed
    words = _("%(by)s took over the answer from a spreadsheet.")
    return {"words": words % {"by": entry.actor_label}, "counts": True, "before": before, "after": now.typed}


def _attached(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    return {"words": _("%(by)s attached evidence.") % {"by": entry.actor_label}, "text": now.title}


def _detached(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    words = _("%(by)s took evidence away from the answer.") % {"by": entry.actor_label}
    return {"words": words, "text": str(now.after("no_longer") or "")}


def _sent(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    before, now.sent = now.sent, now.typed
    words = _("%(by)s sent the answers of the region to the assessors.") % {"by": entry.actor_label}
    return {"words": words, "counts": True, "before": before, "after": now.sent}


def _consented(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    return {"words": _("%(by)s agreed to publication by name.") % {"by": entry.actor_label}}


# --- the panel -------------------------------------------------------------------------------------------------------


def _outcome(now: _Now, name: str = "outcome") -> str:
    code = now.after(name)
    return str(Verdict.Outcome(code).label) if code in Verdict.Outcome.values else str(code or "")


def _judged(words: str) -> Sentence:
    """A verdict: the value that counts from now on, beside the one that counted or was sent."""

    def sentence(entry: AuditEntry, now: _Now) -> dict[str, Any]:
        said = {"words": _(words) % {"by": entry.actor_label, "outcome": _outcome(now)}, "text": now.reason()}
        if now.after("outcome") == Verdict.Outcome.RETURNED:
            now.judged, now.counted = False, None
            return said
        before = now.counted if now.judged else now.sent
        if "value" in now.told or not now.judged:
            now.counted = now.value()
        now.judged = True
        return said | {"counts": True, "before": before, "after": now.counted}

    return sentence


GIVEN = {
    Verdict.Outcome.ACCEPTED: gettext_noop("%(by)s accepted the answer."),
    Verdict.Outcome.ADJUSTED: gettext_noop("%(by)s adjusted the value."),
    Verdict.Outcome.RETURNED: gettext_noop("%(by)s asked for the answer to be mended."),
    Verdict.Outcome.REJECTED: gettext_noop("%(by)s rejected the answer."),
}
CHANGED = gettext_noop("%(by)s changed the verdict.")


def _given(entry: AuditEntry, now: _Now) -> dict[str, Any] | None:
    return _judged(GIVEN.get(now.after("outcome"), CHANGED))(entry, now)


def _read(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    names = {"by": entry.actor_label, "outcome": _outcome(now)}
    return {
        "words": _("%(by)s read the answer without the other assessor: %(outcome)s.") % names,
        "text": now.reason(),
        "counts": "value" in now.told,
        "before": now.sent,
        "after": now.value(),
    }


def _lapsed(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    now.judged = False
    return {"words": _("The answer came back unchanged and is looked at again.")}


def _proof_judged(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    """A changed verdict no longer names its paper; the first one did. A paper that is not shown has no words either."""
    title = now.judged_papers.setdefault(entry.object_id, now.title)
    text = f"{title}: {now.reason()}".rstrip(": ") if title else ""
    code = now.after("outcome")
    if code not in ProofVerdict.Outcome.values:
        return {"words": _("%(by)s changed the verdict on evidence.") % {"by": entry.actor_label}, "text": text}
    names = {"by": entry.actor_label, "outcome": ProofVerdict.Outcome(code).label}
    return {"words": _("%(by)s judged evidence: %(outcome)s.") % names, "text": text}


def _proof_ended(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    return {"words": _("The verdict on evidence ended, since the evidence changed.")}


def _returned(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    text = str(now.after("return_reason") or "") if now.quotes_returns else ""
    return {"words": _("%(by)s sent the answers back to be mended.") % {"by": entry.actor_label}, "text": text}


def _finished(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    return {"words": _("%(by)s finished the verification of the region.") % {"by": entry.actor_label}}


# --- objections and results ------------------------------------------------------------------------------------------


def _objected(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    words = _("%(by)s objected to the verdict.") % {"by": entry.actor_label}
    return {"words": words, "text": str(now.after("reason") or "")}


def _let_stand(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    return {"words": _("%(by)s withdrew the objection.") % {"by": entry.actor_label}}


def _decided(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    text, names = str(now.after("decision") or ""), {"by": entry.actor_label}
    if "decided_outcome" not in now.told:
        return {"words": _("%(by)s did not grant the objection.") % names, "text": text}
    names["outcome"] = _outcome(now, "decided_outcome")
    before, now.counted = now.counted, now.value("decided_value")
    words = _("%(by)s granted the objection: %(outcome)s.") % names
    return {"words": words, "text": text, "counts": True, "before": before, "after": now.counted}


def _computed(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    return {"words": _("%(by)s computed the scores of the round.") % {"by": entry.actor_label}}


def _published(entry: AuditEntry, now: _Now) -> dict[str, Any]:
    return {"words": _("%(by)s published the results of the round.") % {"by": entry.actor_label}}


HANDING_BACK = ("participation.return", "participation.finish")
REVISABLE = ("verdict.give", "verdict.moderate", "proof.judge")
TOLD: dict[str, Sentence] = {
    "answer.save": _filled,
    "answer.carry": _carried,
    "answer.take_over": _from_workbook,
    "answer.attach_paper": _attached,
    "answer.detach_paper": _detached,
    "participation.send": _sent,
    "participation.return": _returned,
    "participation.finish": _finished,
    "participation.consent": _consented,
    "verdict.give": _given,
    "verdict.settle": _judged(gettext_noop("Both readings agree: %(outcome)s.")),
    "verdict.moderate": _judged(gettext_noop("%(by)s settled the differing readings: %(outcome)s.")),
    "verdict.lapse": _lapsed,
    "reading.give": _read,
    "proof.judge": _proof_judged,
    "proof.end": _proof_ended,
    "objection.raise": _objected,
    "objection.withdraw": _let_stand,
    "objection.decide": _decided,
    "round.compute": _computed,
    "round.publish": _published,
}
