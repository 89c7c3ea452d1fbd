"""Where what points at papers in a round stands: answers, objections, consent, minutes, official letters."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from smartprovince.evidence import pointing
from smartprovince.evidence.pointing import Place

from . import states
from .models import Answer, Minutes, Objection, OfficialLetter, Participation, Round


def _runs(round: Round) -> bool:
    return round.state in (states.OPEN, states.VERIFYING)


def place_of_answer(answer: Answer) -> Place:
    part = answer.participation
    return Place(
        _("Answers: %(round)s") % {"round": part.round},
        f"{part.region}: {answer.node.code}",
        reverse("assessment:item", args=[part.round_id, part.region.code, answer.node.code]),
        _runs(part.round),
    )


def place_of_objection(objection: Objection) -> Place:
    part = objection.answer.participation
    return Place(
        _("Objections: %(round)s") % {"round": part.round},
        f"{part.region}: {objection.answer.node.code}",
        reverse("assessment:objection", args=[part.round_id, objection.pk]),
    )


def place_of_consent(participation: Participation) -> Place:
    address = reverse("assessment:cover", args=[participation.round_id, participation.region.code])
    return Place(_("Consent to publication"), str(participation), address)


def place_of_minutes(minutes: Minutes) -> Place:
    part = minutes.participation
    address = reverse("assessment:minutes", args=[part.round_id, part.region.code])
    return Place(_("Minutes of the verification"), f"{part}: {minutes.number}", address)


def place_of_letter(letter: OfficialLetter) -> Place:
    address = reverse("assessment:letter", args=[letter.round_id, letter.province.code])
    return Place(_("Official letters of results"), f"{letter.round}: {letter.province}", address)


_PART = ("participation__region", "participation__round")
pointing.register(Answer, place_of_answer, "node", *_PART)
pointing.register(Objection, place_of_objection, "answer__node", *(f"answer__{path}" for path in _PART))
pointing.register(Participation, place_of_consent, "region", "round")
pointing.register(Minutes, place_of_minutes, *_PART)
pointing.register(OfficialLetter, place_of_letter, "round", "province")
