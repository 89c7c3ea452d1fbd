"""The assessors' pages with the panel: verdicts on papers, two readings, moderation, the overview, interviews."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.assessment import actions
from smartprovince.assessment.models import InterviewNote, ProofVerdict, Reading, Round, Verdict
from smartprovince.assessment.preparing.actions import write_remark
from smartprovince.core import access
from smartprovince.evidence.models import Paper, PaperUse
from smartprovince.organisations.models import Person

from .conftest import VALUES, appoint
from .test_pages import PDF, client_of, url

LINE = "GOV.PUB.1"
HTMX = {"HX-Request": "true"}


def english(person: Person) -> Person:
    Person.objects.filter(pk=person.pk).update(language="en")
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def proven(scene):
    """51.01 has sent; one line has two papers. `scene.client` is the assessor's."""
    scene.fill()
    scene.uses = [
        actions.attach_paper(
            actor=scene.coordinator, answer=scene.answer(LINE), content=PDF + name, file_name="a.pdf", title=title
        )
        for name, title in ((b"1", "Rekap"), (b"2", "Foto"))
    ]
    actions.send_participation(actor=scene.coordinator, participation=scene.participation())
    scene.client = client_of(english(scene.assessor))
    return scene


@pytest.fixture
def twice(proven):
    """The same round read by two: clients `one`, `two` and `three` of assessors of the whole round."""
    Round.objects.filter(pk=proven.round.pk).update(readings=2)
    people = [proven.assessor, *(appoint(proven.world, round_id=proven.round.pk) for _n in "23")]
    proven.people = [english(person) for person in people]
    proven.one, proven.two, proven.three = (client_of(person) for person in proven.people)
    return proven


def line(scene, node: str = LINE) -> str:
    return url("verify_line", scene, "51.01", node)


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def give(client, scene, act: str, node: str = LINE, **given: str):
    return client.post(line(scene, node), {"act": act, "outcome": "accepted", **given})


# --- verdicts and reasons --------------------------------------------------------------------------------------------


def test_a_kind_of_reason_is_enough_and_the_region_reads_it_in_words(proven):
    refused = proven.client.post(line(proven), {"outcome": "returned", "reason": " "})
    assert refused.status_code == 422
    assert 'class="f f--err"' in refused.content.decode()
    given = {"outcome": "returned", "reason_code": "no_steps", "reason": "Halaman <b>2</b>"}
    assert proven.client.post(line(proven), given).status_code == 302
    assert Verdict.objects.get().reason_code == "no_steps"
    actions.return_participation(actor=proven.assessor, participation=proven.participation(), reason="Perbaiki")
    shown = page(client_of(english(proven.coordinator)), url("item", proven, "51.01", LINE))
    assert "Does not show the steps or the content" in shown
    assert "Halaman &lt;b&gt;2&lt;/b&gt;" in shown


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": "'--"},
        {"outcome": "rejected", "reason_code": "karangan"},
        {"outcome": "rejected", "reason_code": "other"},
        {"outcome": "returned", "reason": "x" * 2001},
        {"outcome": "adjusted", "reason": "x", "value": "520"},
        {"outcome": "accepted", "act": "karangan", "reason_code": "<script>"},
    ],
)
def test_a_verdict_that_cannot_be_is_refused_and_what_was_typed_stays(proven, given):
    answer = proven.client.post(line(proven), given)
    assert answer.status_code == 422
    assert given.get("reason", "") in answer.content.decode()
    assert not Verdict.objects.exists()


def test_who_judged_first_is_told_to_whoever_did_not_see_it(proven):
    other = client_of(english(appoint(proven.world, round_id=proven.round.pk)))
    assert 'name="verdict_version" value="0"' in page(other, line(proven))
    proven.client.post(line(proven), {"outcome": "rejected", "reason": "Kosong", "verdict_version": "0"})
    late = other.post(line(proven), {"outcome": "accepted", "reason": "tetap", "verdict_version": "0"})
    assert late.status_code == 409
    assert "Kosong" in late.content.decode()
    assert "tetap" in late.content.decode()
    assert Verdict.objects.get().outcome == "rejected"


def test_a_double_click_gives_one_verdict_and_no_conflict(proven):
    given = {"outcome": "accepted", "verdict_version": "0", "request_key": "k"}
    assert [proven.client.post(line(proven), given).status_code for _n in "12"] == [302, 302]
    assert Verdict.objects.get().version == 1


def test_a_line_that_came_back_as_it_was_waits_again(proven):
    for node in VALUES:
        outcome = {"outcome": "returned", "reason": "x"} if node == LINE else {"outcome": "accepted"}
        proven.client.post(line(proven, node), outcome)
    actions.return_participation(actor=proven.assessor, participation=proven.participation(), reason="Perbaiki")
    actions.send_participation(actor=proven.coordinator, participation=proven.participation(), gaps_note="Tidak ada")
    shown = page(proven.client, url("verify", proven, "51.01"))
    assert "came back as it was" in shown
    assert f'href="{line(proven)}"><svg' in shown  # the button to the next line


# --- papers ----------------------------------------------------------------------------------------------------------


def judging(scene, use=None) -> str:
    return url("judge", scene, "51.01", LINE, (use or scene.uses[0]).pk)


def about(use, **given: str) -> dict[str, str]:
    """What the fields of one paper send."""
    return {f"bukti-{use.pk}-{name}": value for name, value in given.items()}


def find(client, scene, use=None, headers=None, **given: str):
    """Post a verdict on one paper by its own button."""
    use = use or scene.uses[0]
    return client.post(judging(scene, use), about(use, **given), headers=headers)


def test_a_paper_is_judged_by_a_plain_form_and_its_state_stands_beside_it(proven):
    assert page(proven.client, line(proven)).count("Judge this paper") == 2
    answer = find(proven.client, proven, outcome="rejected", reason_code="login_page", reason="Hal. 1")
    assert answer.url == f"{line(proven)}#bukti-{proven.uses[0].pk}"
    shown = page(proven.client, line(proven))
    assert "Shows only a login or front page</b>. Hal. 1" in shown
    assert "1 of 2 papers are not accepted" in shown
    assert f'name="bukti-{proven.uses[0].pk}-version" value="1"' in shown
    assert not Verdict.objects.exists()
    overview = page(proven.client, url("verify", proven, "51.01"))
    assert "1 not accepted" in overview


def test_with_htmx_only_the_block_of_the_paper_comes_back(proven):
    answer = find(proven.client, proven, headers=HTMX, outcome="partly", reason="Separuh")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert body.lstrip().startswith(f'<li id="bukti-{proven.uses[0].pk}"')
    assert 'hx-swap-oob="true"' in body
    assert "Foto" not in body
    assert "<html" not in body


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_was_typed_about_a_paper_stays_when_it_cannot_be_kept(proven, headers):
    answer = find(proven.client, proven, headers=headers, outcome="", reason="tetap di sini")
    assert answer.status_code == (200 if headers else 422)
    assert "tetap di sini" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert not ProofVerdict.objects.exists()


def test_saving_the_line_keeps_what_was_chosen_about_its_papers(proven):
    one, two = proven.uses
    both = about(one, outcome="partly", reason="Separuh", version="0", key="k1") | {"outcome": "accepted"}
    assert proven.client.post(line(proven), both).status_code == 302
    assert [(each.paper_id, each.outcome) for each in ProofVerdict.objects.all()] == [(one.paper_id, "partly")]
    assert Verdict.objects.get().outcome == "accepted"
    was = about(one, outcome="partly", reason="Separuh", was="partly||Separuh", version="0")
    after = was | about(two, outcome="accepted") | {"outcome": "accepted"}
    assert proven.client.post(line(proven), after).status_code == 302
    assert ProofVerdict.objects.get(paper=one.paper_id).version == 1  # nobody touched it
    assert ProofVerdict.objects.get(paper=two.paper_id).outcome == "accepted"


@pytest.mark.parametrize(
    ("paper", "verdict"),
    [
        ({"outcome": "rejected"}, {"outcome": "accepted"}),
        ({"outcome": "", "reason": "tetap"}, {"outcome": "accepted"}),
        ({"outcome": "accepted"}, {"outcome": "rejected", "value": "7"}),
        ({"outcome": "rejected"}, {"outcome": "rejected"}),
    ],
)
def test_line_and_papers_are_kept_together_or_not_at_all(proven, paper, verdict):
    use = proven.uses[0]
    answer = proven.client.post(line(proven), about(use, **paper) | verdict)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert not ProofVerdict.objects.exists()
    assert not Verdict.objects.exists()
    assert f'value="{verdict["outcome"]}" checked' in shown
    assert paper.get("reason", "") in shown
    assert f'value="{paper["outcome"]}" selected' in shown or not paper["outcome"]
    wrong = (paper["outcome"] != "accepted") + (verdict["outcome"] == "rejected")
    assert shown[shown.index('id="salah"') :].split("</ul>")[0].count("<li>") == wrong


def test_a_paper_kept_by_its_own_button_leaves_what_is_typed_beside_it(proven):
    one, two = proven.uses
    beside = about(two, outcome="unclear", reason="Buram") | {"outcome": "rejected", "reason": "Belum selesai"}
    answer = proven.client.post(judging(proven), about(one, outcome="accepted") | beside)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert ProofVerdict.objects.get().paper_id == one.paper_id
    assert not Verdict.objects.exists()
    assert "Belum selesai" in shown
    assert "Buram" in shown


def test_two_assessors_at_one_paper_see_each_other(proven):
    other = client_of(english(appoint(proven.world, round_id=proven.round.pk)))
    find(proven.client, proven, outcome="accepted", version="0")
    late = find(other, proven, headers=HTMX, outcome="rejected", reason="Buram", version="0")
    assert "judged this paper in the meantime" in late.content.decode()
    assert "Buram" in late.content.decode()
    assert ProofVerdict.objects.get().outcome == "accepted"
    again = {"outcome": "rejected", "reason": "Buram", "version": "1", "key": "k"}
    assert [find(other, proven, **again).status_code for _n in "12"] == [302, 302]
    assert ProofVerdict.objects.get().version == 2


def test_a_paper_of_another_line_a_forged_one_and_a_stranger_get_nothing(proven):
    theirs = url("judge", proven, "51.01", "GOV.PUB.2", proven.uses[0].pk)
    nowhere = url("judge", proven, "51.01", LINE, 99_999)
    for address in (theirs, nowhere):
        assert proven.client.post(address, {"outcome": "accepted"}).status_code == 404
    assert find(client_of(proven.coordinator), proven, outcome="accepted").status_code == 403
    assert client_of(proven.person("region_coordinator", "51.02")).post(judging(proven)).status_code == 404
    assert not ProofVerdict.objects.exists()


def test_the_region_sees_what_was_found_about_its_papers_when_it_gets_them_back(proven):
    find(proven.client, proven, outcome="unclear", reason="Buram sekali")
    own, address = client_of(english(proven.coordinator)), url("item", proven, "51.01", LINE)
    assert "Buram sekali" not in page(own, address)
    actions.return_participation(actor=proven.assessor, participation=proven.participation(), reason="Perbaiki")
    shown = page(own, address)
    assert "Buram sekali" in shown
    assert "Judge this paper" not in shown


def test_what_was_found_about_an_excluded_paper_is_told_to_those_who_may_open_it(proven):
    find(proven.client, proven, outcome="unclear", reason="Isi rahasia")
    Paper.objects.filter(pk=proven.uses[0].paper_id).update(confidentiality="excluded")
    address = url("item", proven, "51.01", LINE)
    assert "Isi rahasia" in page(proven.client, line(proven))
    shown = page(client_of(english(proven.owner)), address)
    assert "Isi rahasia" not in shown
    assert "unclear" in shown


# --- two readings ----------------------------------------------------------------------------------------------------


def test_a_reader_sees_nothing_of_the_other_before_the_own_reading(twice):
    assert "You see the other reading when both are in" in page(twice.one, line(twice))
    give(twice.one, twice, "reading", outcome="rejected", reason="Alasan pertama")
    assert "Alasan pertama" in page(twice.one, line(twice))
    find(twice.one, twice, outcome="unclear", reason="Buram pertama")
    assert ProofVerdict.objects.count() == 1
    for client in (twice.two, twice.three):
        for address in (line(twice), url("verify", twice, "51.01")):
            shown = page(client, address)
            for word in ("Alasan pertama", "Buram pertama", "Judge this paper", "not accepted", "second reading"):
                assert word not in shown
    assert not access.scope(twice.people[1], "view", ProofVerdict).exists()
    give(twice.two, twice, "reading", outcome="rejected", reason="Alasan kedua")
    shown = page(twice.two, line(twice))
    assert "Alasan pertama" in shown
    assert "Buram pertama" in shown
    assert Verdict.objects.get().outcome == "rejected"


def test_evidence_is_judged_after_the_own_reading(twice):
    answer = find(twice.one, twice, outcome="accepted")
    assert answer.status_code == 422
    assert not ProofVerdict.objects.exists()


def test_a_reading_can_be_changed_on_the_page_until_the_other_is_in(twice):
    give(twice.one, twice, "reading", outcome="adjusted", value="40,5", reason="Hal. 3")
    shown = page(twice.one, line(twice))
    assert "until the second reading is in" in shown
    assert 'value="40.5"' in shown
    give(twice.one, twice, "reading")
    give(twice.two, twice, "reading", outcome="rejected", reason="x")
    assert "readings differ" in page(twice.one, url("verify", twice, "51.01"))
    late = give(twice.one, twice, "reading", outcome="rejected", reason="x")
    assert late.status_code == 422
    assert Reading.objects.get(assessor=twice.people[0]).outcome == "accepted"


def test_a_difference_stands_side_by_side_and_a_third_settles_it(twice):
    give(twice.one, twice, "reading", outcome="adjusted", value="40", reason="Hal. 3")
    give(twice.two, twice, "reading", outcome="rejected", reason_code="other_region", reason="Bukan kami")
    for client in (twice.one, twice.two):
        shown = page(client, line(twice))
        assert "waits for a third assessor" in shown
        assert 'value="settlement"' not in shown
        assert "Hal. 3" in shown
        assert "Of another region or office" in shown
    narrow = client_of(english(appoint(twice.world, round_id=twice.round.pk, dimension="GOV")))
    assert 'value="settlement"' not in page(narrow, line(twice))
    assert give(narrow, twice, "settlement", reason="x").status_code == 403
    assert give(twice.one, twice, "settlement", reason="x").status_code == 403
    assert 'value="settlement"' in page(twice.three, line(twice))
    assert give(twice.three, twice, "settlement", reason=" ").status_code == 422
    assert give(twice.three, twice, "settlement", reason="Halaman 3 cukup", verdict_version="0").status_code == 302
    verdict = Verdict.objects.get()
    assert (verdict.is_moderated, verdict.outcome, verdict.assessor) == (True, "accepted", twice.people[2])
    shown = page(twice.one, line(twice))
    assert "settled after two readings" in shown
    assert "Bukan kami" in shown


def test_a_third_reader_is_told_that_two_have_read_and_keeps_the_words(twice):
    for client, outcome in ((twice.one, "accepted"), (twice.two, "returned")):
        give(client, twice, "reading", outcome=outcome, reason="x")
    late = give(twice.three, twice, "reading", outcome="rejected", reason="tetap di sini")
    assert late.status_code == 409
    assert "tetap di sini" in late.content.decode()
    assert Reading.objects.count() == 2


def test_a_verdict_cannot_be_given_where_two_read_nor_a_reading_where_one_judges(twice):
    assert give(twice.one, twice, "verdict").status_code == 422
    Round.objects.update(readings=1)
    assert give(twice.one, twice, "reading").status_code == 422
    assert not Verdict.objects.exists()
    assert not Reading.objects.exists()


def test_after_a_line_comes_the_next_that_this_person_can_do_something_on(twice):
    first, second, *_rest = VALUES
    give(twice.two, twice, "reading", second)
    give(twice.three, twice, "reading", second, outcome="rejected", reason="x")
    answer = give(twice.two, twice, "reading", first)
    assert answer.url == line(twice, list(VALUES)[2])  # the second is read by this person already
    answer = give(twice.one, twice, "reading", first)
    assert answer.url == line(twice, second)  # differs: this person may settle it
    for node in list(VALUES)[2:]:
        answer = give(twice.two, twice, "reading", node)
    assert answer.url == url("verify", twice, "51.01")
    assert "No other line waits for you" in page(twice.two, answer.url)


def test_the_overview_shows_each_state_and_narrows_to_it(twice):
    nodes = list(VALUES)
    give(twice.one, twice, "reading", nodes[0])
    for client, outcome in ((twice.one, "accepted"), (twice.two, "rejected")):
        give(client, twice, "reading", nodes[1], outcome=outcome, reason="x")
        give(client, twice, "reading", nodes[2])
    counted = {
        who: re.findall(r"</?a?[^>]*>?(?:All|mine to read or settle|differing|without verdict) <span>(\d+)", shown)
        for who, shown in (
            (who, page(client, url("verify", twice, "51.01")))
            for who, client in (("one", twice.one), ("two", twice.two), ("three", twice.three))
        )
    }
    assert counted == {"one": ["5", "2", "1", "4"], "two": ["5", "3", "1", "4"], "three": ["5", "4", "1", "4"]}
    shown = page(twice.one, url("verify", twice, "51.01") + "?show=differing")
    assert (nodes[1] in shown, nodes[2] in shown) == (True, False)
    assert nodes[2] in page(twice.one, url("verify", twice, "51.01") + "?show='--")
    assert "waits for the second reading" in page(twice.one, url("verify", twice, "51.01"))


def test_open_questions_stand_beside_the_line(proven):
    write_remark(
        actor=proven.assessor, answer=proven.answer(LINE), audience="both", text="Hal. berapa?", is_question=True
    )
    assert f'href="{line(proven)}#catatan">1 open question' in page(proven.client, url("verify", proven, "51.01"))


@pytest.mark.parametrize("name", ["verify", "verify_line"])
def test_queries_do_not_grow_with_lines_papers_and_readings(twice, name):
    address = line(twice) if name == "verify_line" else url("verify", twice, "51.01")

    def count() -> int:
        client = client_of(twice.people[0])
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    give(twice.one, twice, "reading")
    find(twice.one, twice, outcome="accepted")
    few = count()
    for client in (twice.one, twice.two):
        for node in VALUES:
            give(client, twice, "reading", node, outcome="rejected", reason="x")
    for use in twice.uses:
        find(twice.one, twice, use, outcome="rejected", reason="x", version="1")
    for node in VALUES:
        for each in Paper.objects.all():
            where = {"object_type": "assessment.answer", "object_id": str(twice.answer(node).pk)}
            PaperUse.objects.get_or_create(paper=each, **where, defaults={"label": "x"})
    assert count() <= few


# --- interviews ------------------------------------------------------------------------------------------------------

SAID = {"held_on": "2022-11-07", "with_whom": "Kepala dinas", "text": "Rahasia <script>"}


def test_interviews_are_written_and_read_by_the_panel_and_do_not_exist_for_others(proven):
    address = url("interviews", proven, "51.01")
    for person in (proven.assessor, proven.owner):
        client = client_of(english(person))
        assert client.post(address, {**SAID, "request_key": f"k{person.pk}"}).status_code == 302
        assert client.post(address, {**SAID, "request_key": f"k{person.pk}"}).status_code == 302
        assert "Rahasia &lt;script&gt;" in page(client, address)
    assert InterviewNote.objects.count() == 2
    others = (
        "region_coordinator:51.01",
        "leader:51.01",
        "region_coordinator:51.02",
        "mentor:",
        "leader:51",
        "stranger",
    )
    for name in others:
        client = client_of(proven.world.people[name])
        assert {client.get(address).status_code, client.post(address, SAID).status_code} == {404}
    assert InterviewNote.objects.count() == 2


@pytest.mark.parametrize(
    "given", [{"held_on": "2022-11-08"}, {"held_on": "kemarin"}, {"with_whom": " "}, {"text": ""}, {"text": "x" * 8001}]
)
def test_a_note_that_lacks_something_is_refused_and_stays_on_the_page(proven, given):
    answer = proven.client.post(url("interviews", proven, "51.01"), SAID | given)
    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()
    assert not InterviewNote.objects.exists()


def test_notes_are_paged_newest_first(proven):
    for day in range(1, 8):
        for n in range(3):
            proven.client.post(
                url("interviews", proven, "51.01"), SAID | {"held_on": f"2022-11-0{day}", "text": f"n{n}"}
            )
    shown = page(proven.client, url("interviews", proven, "51.01"))
    assert shown.index("7 Nov 2022") < shown.index("6 Nov 2022")
    assert "21" in shown
    assert page(proven.client, url("interviews", proven, "51.01") + "?page=2").count('<li class="panel">') == 1


def test_a_published_round_takes_no_more_notes(proven):
    Round.objects.update(state="published")
    assert "A new note" not in page(proven.client, url("interviews", proven, "51.01"))
    assert proven.client.post(url("interviews", proven, "51.01"), SAID).status_code == 422


# --- what is said ----------------------------------------------------------------------------------------------------


def test_a_fault_leads_to_its_field_and_names_no_field(proven):
    shown = proven.client.post(line(proven), {"outcome": "rejected"}).content.decode()
    assert '<a href="#id_reason">Write the reason' in shown
    assert "<b>reason</b>" not in shown
    shown = proven.client.post(url("finish", proven, "51.01")).content.decode()
    assert f'<a href="#id_{LINE}"><b>{LINE}</b></a>' in shown
    assert f'<tr id="id_{LINE}"' in shown


def test_a_refused_page_does_not_say_that_it_is_seen(proven):
    client, address = client_of(english(proven.coordinator)), line(proven)
    for answer, said in (
        (client.get(address), "This page is not for your role."),
        (client.post(address, {"outcome": "accepted"}), "You may see this, but not change it."),
    ):
        assert answer.status_code == 403
        assert f"<h1>{said}</h1>" in answer.content.decode()


def test_the_tree_counts_what_is_judged(proven):
    assert "0 of 5 judged" in page(proven.client, line(proven))
    proven.client.post(line(proven), {"outcome": "accepted"})
    shown = page(proven.client, line(proven))
    assert "1 of 5 judged" in shown
    assert shown.count("not judged yet") == 2


def test_a_verified_level_is_chosen_from_the_levels(proven):
    address = line(proven, "GOV.PUB.2")
    assert '<select class="in" id="id_value" name="value">' in page(proven.client, address)
    given = {"outcome": "adjusted", "value": "2", "reason": "Hal. 3"}
    assert proven.client.post(address, given).status_code == 302
    assert '<option value="2" selected>' in page(proven.client, address)
