"""Events of a province and of a kabupaten, with everything that people leave there; usulan that were heard and typed.

The events of a province: one that goes on today and is public (`open`), one to come, one for its own people (`inside`),
a draft, one that is over (`closed`); one that the ministry holds there. A kabupaten has one for its own and a draft.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from smartprovince.core.access import SystemActor
from smartprovince.organisations.models import Membership, Person
from smartprovince.organisations.roles import Role
from smartprovince.outreach import actions, feeding, inviting, preparing, registering
from smartprovince.outreach.desk import actions as desk
from smartprovince.outreach.desk import certificates, closing, notes, participating, timing
from smartprovince.outreach.models import Certificate, Event, EventInvitation, Registration

from .words import SYSTEM, Things, fresh, secret

TODAY = datetime(2022, 11, 7, 8, 0)
TICKET = SystemActor("ticket")


def events(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        _hold(world, things, code)
        _fill_open(world, things, code)
        _fill_closed(world, things, code)
        _fill_inside(things, f"{code}.01")
        _proposals(world, things, code)


def _hold(world: Any, things: Things, code: str) -> None:
    one, all_of_it = f"{code}.01", code

    def hold(
        name: str, at: str, days: int, *, organiser: str | None = None, announced: bool = True, **more: Any
    ) -> None:
        values: dict[str, Any] = {"kind": "outreach", "title": f"Sosialisasi {code}", "venue": "Aula"} | more
        begins = TODAY + timedelta(days=days)
        made = actions.create_event(
            actor=SYSTEM,
            organiser=world.organisations[at if organiser is None else organiser],
            region=world.regions[at],
            starts_at=begins,
            ends_at=begins + timedelta(days=2, hours=6),
            **values,
        )
        things[name] = actions.open_event(actor=SYSTEM, event=made) if announced else made

    hold(
        f"event {code} open",
        all_of_it,
        -1,
        is_public=True,
        mode="both",
        meeting_url=f"https://contoh.test/{secret('rapat', code)}",
    )
    hold(f"event {code} coming", all_of_it, 14, is_public=True, capacity=100)
    hold(f"event {code} closed", all_of_it, -6, is_public=True)
    hold(f"event {code} inside", all_of_it, -1, title=f"Rapat {secret('acara', code)}", kind="bimtek_1")
    hold(f"event {one} inside", one, -1, title=f"Rapat {secret('acara', one)}", kind="bimtek_1")
    hold(f"event {code} draft", all_of_it, 30, title=f"Rencana {secret('konsep', code)}", announced=False)
    hold(f"event {one} draft", one, 30, title=f"Rencana {secret('konsep', one)}", announced=False, is_public=True)
    hold(
        f"event {code} ministry", one, -1, organiser="", title=f"Asesor {secret('pusatacara', code)}", kind="interview"
    )


def _register(event: Event, name: str, **more: Any) -> registering.Registered:
    return registering.register(actor=SYSTEM, event=event, name=name, came_by=Registration.Source.DESK, **more)


def _known(word: str) -> dict[str, Any]:
    """Everything that somebody tells of themselves, with the secret word in it."""
    return {
        "name": f"Peserta {word}",
        "email": f"{word}@contoh.test",
        "phone": word,
        "position": f"Kepala {word}",
        "organisation_name": f"Kantor {word}",
    }


def _fill_open(world: Any, things: Things, code: str) -> None:
    event, one = things[f"event {code} open"], world.organisations[f"{code}.01"]
    coordinator = fresh(world, f"province_coordinator:{code}")
    word = secret("peserta", code)
    question = preparing.add_question(actor=SYSTEM, event=event, text="Apa harapan Anda?")
    came = _register(event, **_known(word), answers={f"q{question.pk}": f"Jawaban {word}"}).registration
    things |= {
        f"question {code}": question,
        f"registration {code}": came,
        f"check-in {code}": desk.check_in(
            actor=coordinator, registration=came, way="list", moment=timing.now_at(event)
        ),
        f"item {code}": preparing.add_agenda_item(
            actor=SYSTEM, event=event, title="Pembukaan", starts_at=event.starts_at
        ),
        f"material {code} public": preparing.add_material(
            actor=SYSTEM, event=event, title="Buku saku", paper=things[f"paper {code} public"], is_public=True
        ),
        f"material {code} inside": preparing.add_material(
            actor=SYSTEM, event=event, title=f"Bahan {secret('materi', code)}", paper=_handout(world, code)
        ),
        f"output {code}": preparing.add_output(
            actor=SYSTEM, event=event, kind="homework", title=f"Tugas {secret('luaran', code)}", organisation=one,
            due_on=date(2022, 12, 1),
        ),
        f"quiz {code}": participating.add_item(
            actor=coordinator, event=event, text=f"Soal {secret('soal', code)}", right=0,
            choices=[f"Benar {secret('soal', code)}", "Salah"],
        ),
    }  # fmt: skip
    inviting.invite_organisations(
        actor=SYSTEM, event=event, organisations=[one], letter_number=secret("surat", code), seats=2
    )
    things[f"invitation of event {code}"] = EventInvitation.objects.get(event=event)
    _seat(world, things, code, event)
    _notes(coordinator, things, code, event, one)
    partner = world.people[f"partner:{code}"]
    ended = feeding.open_own_feed(actor=fresh(world, f"partner:{code}"), person=partner)
    opened = feeding.open_own_feed(actor=fresh(world, f"partner:{code}"), person=partner)  # ends the one before
    things |= {
        f"feed {code}": opened.feed,
        f"feed secret {code}": opened.secret,
        f"ended feed secret {code}": ended.secret,
        f"feed of organisation {code}.01": feeding.open_organisation_feed(
            actor=fresh(world, f"region_coordinator:{code}.01"), organisation=one
        ).feed,
    }


def _handout(world: Any, code: str) -> Any:
    """A limited paper that the organiser hands out at its event."""
    from smartprovince.evidence import actions as evidence

    word = secret("materi", code)
    return evidence.add_paper(
        actor=SYSTEM,
        owner=world.organisations[code],
        region=world.regions[code],
        kind="minutes",
        title=f"Bahan {word}",
        not_before=date(2022, 11, 1),
        not_after=date(2022, 11, 1),
        confidentiality="limited",
        content=f"%PDF-1.7\n{word}\n".encode(),
        file_name=f"{word}.pdf",
    )


def _seat(world: Any, things: Things, code: str, event: Event) -> None:
    """The desk person of the world sits at the desk of the open event, until after it, and at no other."""
    seat = Membership.objects.get(person=world.people[f"event_desk:{code}"], role=Role.EVENT_DESK)
    seat.event_id = event.pk
    seat.save(update_fields=["event_id"])
    things[f"desk membership {code}"] = seat


def _notes(coordinator: Person, things: Things, code: str, event: Event, one: Any) -> None:
    def take(name: str, kind: str, word: str, **more: Any) -> None:
        text = f"Disampaikan {secret(word, code)}"
        things[f"note {code} {name}"] = notes.take_note(actor=coordinator, event=event, kind=kind, text=text, **more)

    take("question", "question", "catatan", by_name=f"Ibu {secret('catatan', code)}")
    take("commitment", "commitment", "komitmen", organisation=one, due_on=date(2022, 12, 1))
    take("province", "proposal", "usulan", organisation=one, addressee="province")
    take("centre", "proposal", "pusat", organisation=one, addressee="centre")
    for name in ("province", "centre"):
        things[f"proposal {code} {name}"] = things[f"note {code} {name}"].proposal


def _fill_closed(world: Any, things: Things, code: str) -> None:
    """Over: who came, what they thought, certificates, a note, and what the organiser adds."""
    event, coordinator = things[f"event {code} closed"], fresh(world, f"province_coordinator:{code}")
    item = participating.add_item(
        actor=coordinator, event=event, text="Ada berapa dimensi?", choices=["6", "7"], right=0
    )
    word = secret("hadir", code)
    guest, other = _register(event, "Tamu"), _register(event, **_known(word))
    day = timing.days_of(event)[0]
    numbers = [guest.registration.number, other.registration.number]
    desk.enter_paper_list(actor=coordinator, event=event, day=day, numbers=numbers)
    registration = Registration.objects.get(pk=other.registration.pk)
    things |= {
        f"ticket secret {code}": guest.secret,
        f"registration {code} closed": registration,
        f"sheet {code}": participating.answer_quiz(
            actor=TICKET, registration=registration, phase="after", answers={item.pk: 0}
        ),
        f"feedback {code}": participating.give_feedback(
            actor=TICKET, registration=registration, rating=4, words=f"Lebih lama {secret('umpan', code)}"
        ),
        f"note {code} closed": notes.take_note(
            actor=coordinator, event=event, kind="question", text="Kapan berikutnya?", by_name="Tamu"
        ),
    }
    # Minutes and a delivery that not everybody who sees the event may read.
    event = actions.set_minutes(actor=SYSTEM, event=event, paper=things[f"paper {code} excluded"])
    delivered = preparing.add_output(actor=SYSTEM, event=event, kind="output", title="Rangkuman")
    preparing.deliver_output(actor=SYSTEM, output=delivered, paper=things[f"paper {code} limited"])
    things[f"receipt {code}"] = things[f"note {code} closed"].receipt
    event = actions.close_event(actor=SYSTEM, event=event)
    things[f"event {code} closed"] = closing.write_closing_note(
        actor=coordinator, event=event, closing_note=f"Catatan {secret('penutup', code)}"
    )
    certificates.issue_certificates(actor=coordinator, event=event)
    found = Certificate.objects.get(registration=guest.registration)
    things |= {f"certificate {code}": found, f"code of certificate {code}": found.code}


def _fill_inside(things: Things, code: str) -> None:
    """Somebody who came to what a kabupaten holds for its own."""
    event, word = things[f"event {code} inside"], secret("peserta", code)
    things[f"registration {code}"] = _register(event, **_known(word), dimension="").registration


def _proposals(world: Any, things: Things, code: str) -> None:
    """What a province and a kabupaten typed for themselves."""
    from smartprovince.proposals import actions as proposals

    for at, role in ((code, "province_coordinator"), (f"{code}.01", "region_coordinator")):
        word = secret("sendiri", at)
        things[f"proposal {at} own"] = proposals.draft_proposal(
            actor=fresh(world, f"{role}:{at}"),
            region=world.regions[at],
            title=f"Usulan {word}",
            addressee="centre",
            summary=f"Alasan {word}",
            proposer=f"Bapak {word}",
            organisation=world.organisations[at],
        )
