"""People: invitations, memberships, roles and scopes, teams, sign-in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from smartprovince.core import access, clock
from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.organisations import actions
from smartprovince.organisations.models import Invitation, Membership, Organisation, Person, Team, TeamMember
from smartprovince.organisations.roles import CAPABILITIES, Role, roles_with, who_may
from smartprovince.organisations.scopes import acts_in, in_region
from smartprovince.territory.models import Region

SYSTEM = SystemActor("test")


def invite(world, **changes) -> actions.Invited:
    given = {"email": "baru@contoh.test", "name": "Baru", "role": "officer"} | changes
    return actions.invite(actor=world.people["administrator:51.01"], organisation=world.organisations["51.01"], **given)


def test_an_invitation_makes_a_person_with_the_role_and_works_once(world):
    invited = invite(world)
    person = actions.accept_invitation(actor=SYSTEM, token=invited.token, password="kata-sandi-panjang")
    assert [(g.role, g.organisation.region.code) for g in person.memberships.all()] == [("officer", "51.01")]
    with pytest.raises(NotFound):
        actions.accept_invitation(actor=SYSTEM, token=invited.token, password="kata-sandi-panjang")


def test_only_a_digest_of_the_link_is_kept(world):
    invited = invite(world)
    assert not Invitation.objects.filter(token_digest__contains=invited.token[:10]).exists()


@pytest.mark.parametrize("token", ["", "tebakan", "x" * 500])
def test_a_guessed_link_does_not_exist(world, token):
    with pytest.raises(NotFound):
        actions.open_invitation(token)


def test_an_expired_link_does_not_work(world):
    invited = invite(world)
    Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        actions.open_invitation(invited.token)


def test_a_weak_password_is_refused_and_the_link_stays_good(world):
    invited = invite(world)
    with pytest.raises(Invalid):
        actions.accept_invitation(actor=SYSTEM, token=invited.token, password="password")
    assert actions.open_invitation(invited.token)


def test_an_existing_account_is_never_opened_by_a_link(client, world):
    invited = invite(world, email="officer.51.01@contoh.test", role="planner")
    owner = world.people["officer:51.01"]
    with pytest.raises(Refused):
        actions.accept_invitation(actor=SYSTEM, token=invited.token, password="rahasia-sekali")
    address = f"/masuk/undangan/{invited.token}/"
    client.post(address, {"name": "x", "password": "rahasia-sekali"})
    assert client.get("/kerja/").status_code == 302
    client.force_login(world.people["officer:51.02"])
    client.post(address)
    assert owner.memberships.count() == 1
    client.force_login(owner)
    client.post(address)
    assert sorted(owner.memberships.values_list("role", flat=True)) == ["officer", "planner"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"role": "raja"}, "role"), ({"email": "bukan alamat"}, "email"), ({"role": "programme_owner"}, "role")],
)
def test_a_wrong_invitation_is_refused(world, changes, where):
    with pytest.raises(Invalid) as refusal:
        invite(world, **changes)
    assert refusal.value.faults[0].where == where


def test_a_region_outside_the_organisation_is_refused(world):
    with pytest.raises(Invalid):
        invite(world, region=world.regions["52.01"])


def test_an_administrator_reaches_the_own_subtree_only(world):
    with pytest.raises(NotFound):
        actions.invite(
            actor=world.people["administrator:51"],
            organisation=world.organisations["52.01"],
            email="x@contoh.test",
            name="x",
            role="officer",
        )


@pytest.mark.parametrize("role", ["province_coordinator", "assessor", "programme_owner", "mentor", "public"])
def test_an_organisation_gives_only_the_roles_it_has(world, role):
    with pytest.raises(Invalid):
        invite(world, role=role)


def test_the_tree_of_governments_is_no_chain_of_command(world):
    """A province seats nobody in a kabupaten that has its own administrator, and only an administrator otherwise."""
    ask = {"email": "x@contoh.test", "name": "x", "organisation": world.organisations["51.01"]}
    with pytest.raises(Refused):
        actions.invite(actor=world.people["administrator:51"], role="administrator", **ask)
    Membership.objects.filter(role="administrator", organisation=world.organisations["51.01"]).delete()
    with pytest.raises(Invalid):
        actions.invite(actor=world.people["administrator:51"], role="region_coordinator", **ask)
    assert actions.invite(actor=world.people["administrator:51"], role="administrator", **ask).token


def test_what_an_organisation_is_cannot_be_changed_nor_a_government_founded_below_it(client, world):
    home = world.organisations["51.01"]
    client.force_login(world.people["administrator:51.01"])
    client.post(f"/kerja/organisasi/{home.pk}/ubah/", {"name": "Baru", "kind": "ministry", "version": home.version})
    home.refresh_from_db()
    assert (home.name, home.kind) == ("Baru", "regency")
    with pytest.raises(Invalid):
        actions.create_organisation(
            actor=world.people["administrator:51.01"], parent=home, name="Kementerian", kind="ministry"
        )


def test_an_organisation_without_a_region_reaches_nowhere_unless_it_is_a_ministry(world):
    club = Organisation.objects.create(name="Komunitas", kind="community")
    person = Person.objects.create_user("k@contoh.test", "rahasia-sekali", name="k")
    Membership.objects.create(person=person, organisation=club, role="province_coordinator", granted_by="test")
    assert not Region.objects.filter(in_region(person, "register.edit", "")).exists()


def test_the_profile_page_saves(client, world):
    client.force_login(world.people["officer:51.01"])
    form = {"name": "Nama Baru", "position": "Staf", "phone": "0812 345 678", "language": "id", "theme": "dark"}
    assert client.post("/kerja/profil/", form).status_code == 302
    assert Person.objects.get(pk=world.people["officer:51.01"].pk).name == "Nama Baru"


def test_an_ended_membership_gives_nothing(world):
    person = world.people["officer:51.01"]
    actions.end_membership(actor=world.people["administrator:51.01"], membership=person.memberships.get())
    fresh = Person.objects.get(pk=person.pk)
    assert fresh.grants == []
    assert not access.scope(fresh, "view", Organisation).exists()


def test_a_membership_has_one_row_for_each_scope(world):
    with pytest.raises(Invalid):
        actions.grant_membership(
            actor=SYSTEM,
            organisation=world.organisations["51.01"],
            person=world.people["officer:51.01"],
            role="officer",
        )


def test_every_capability_names_roles_that_exist_and_every_role_has_one_or_is_outside():
    for name in CAPABILITIES:
        assert roles_with(name) <= set(Role.values)
        assert len(who_may(name)) == len(roles_with(name))
    with pytest.raises(LookupError):
        roles_with("tidak.ada")


def test_a_scope_reaches_down_but_never_sideways(world):
    codes = Region.objects.filter(in_region(world.people["province_coordinator:51"], "register.edit", "")).values_list(
        "code", flat=True
    )
    assert sorted(codes) == ["51", "51.01", "51.02"]
    assert acts_in(world.people["programme_owner:"], "register.edit", world.regions["52.02"])
    assert not acts_in(world.people["province_coordinator:51"], "register.edit", world.regions["52"])


def test_the_path_lists_the_organisations_above(world):
    child = world.organisations["51.01"]
    assert child.path.startswith(world.organisations["51"].path)
    assert Organisation.objects.filter(path__startswith=world.organisations["51"].path).count() == 3


# --- teams -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def team(world) -> Team:
    return actions.found_team(
        actor=world.people["region_coordinator:51.01"],
        organisation=world.organisations["51.01"],
        kind="executive",
        name="Tim Pelaksana",
        decree_number="12/2022",
        decree_date=date(2022, 3, 1),
    )


def test_a_team_has_one_chair_and_one_lead_for_each_dimension(world, team):
    coordinator = world.people["region_coordinator:51.01"]
    actions.seat_member(actor=coordinator, team=team, seat="chair", name="A")
    actions.seat_member(actor=coordinator, team=team, seat="lead", dimension="GOV", name="B")
    actions.seat_member(actor=coordinator, team=team, seat="lead", dimension="ENV", name="C")
    for seat in ({"seat": "chair"}, {"seat": "lead", "dimension": "GOV"}, {"seat": "lead"}):
        with pytest.raises(Invalid):
            actions.seat_member(actor=coordinator, team=team, name="D", **seat)
    assert team.members.count() == 3


def test_names_in_teams_are_for_colleagues_of_the_same_province(world, team):
    actions.seat_member(
        actor=world.people["region_coordinator:51.01"], team=team, seat="chair", name="A", phone="0812 345 678"
    )
    assert access.scope(world.people["officer:51.02"], "view", TeamMember).count() == 1
    assert access.scope(world.people["officer:52.01"], "view", TeamMember).count() == 0


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"valid_from": date(2022, 5, 1), "valid_until": date(2022, 4, 1)}, "valid_until"),
        ({"decree_date": date(2030, 1, 1)}, "decree_date"),
    ],
)
def test_impossible_dates_of_a_decree_are_refused(world, team, demo_day, fields, where):
    with pytest.raises(Invalid) as refusal:
        actions.change_team(actor=world.people["region_coordinator:51.01"], team=team, **fields)
    assert refusal.value.faults[0].where == where


def test_a_neighbour_sees_a_team_but_does_not_change_it(world, team):
    with pytest.raises(Refused):
        actions.change_team(actor=world.people["region_coordinator:51.02"], team=team, name="x")


# --- first start -----------------------------------------------------------------------------------------------------


def test_the_first_administrator_comes_from_the_command_line_and_only_once(world):
    Membership.objects.filter(role="administrator").delete()
    invited = actions.invite_first(actor=SYSTEM, region=world.regions["51"], email="a@contoh.test", name="A")
    actions.accept_invitation(actor=SYSTEM, token=invited.token, password="kata-sandi-panjang")
    with pytest.raises(Invalid):
        actions.invite_first(actor=SYSTEM, region=world.regions["51"], email="b@contoh.test", name="B")


def test_a_page_under_kerja_sends_a_visitor_to_sign_in_whether_or_not_it_exists(client, world):
    for path in ("/kerja/", "/kerja/organisasi/1/", "/kerja/tidak/ada/"):
        response = client.get(path)
        assert (response.status_code, response.url.split("?")[0]) == (302, "/masuk/")


def test_127_0_0_1_redirects_to_localhost_because_passkeys_refuse_it(client, db):
    response = client.get("/masuk/?a=1", headers={"host": "127.0.0.1:8000"})
    assert response.url == "http://localhost:8000/masuk/?a=1"


def test_the_doors_of_the_demo_do_not_exist_outside_the_demo(client, world, settings):
    grant = world.people["officer:51.01"].memberships.get()
    settings.DEMO = False
    assert client.post(f"/masuk/demo/{grant.pk}/").status_code == 404
    settings.DEMO = True
    assert client.post(f"/masuk/demo/{grant.pk}/").status_code == 404  # not an invented person
    Person.objects.filter(pk=grant.person_id).update(simulated=True)
    assert client.post(f"/masuk/demo/{grant.pk}/", {"next": "https://jahat.test/"}).url == "/kerja/"


def test_a_required_second_factor_stands_before_every_page(client, world):
    Organisation.objects.filter(pk=world.organisations["51.01"].pk).update(requires_second_factor=True)
    client.force_login(world.people["officer:51.01"])
    assert client.get("/kerja/").url.startswith("/masuk/2fa/?")


SHEET = "nama,email,peran\nA,a@contoh.test,officer\nB,b@contoh.test,petugas lapangan\n"


def test_a_sheet_invites_everyone_or_no_one(client, world):
    client.force_login(world.people["administrator:51.01"])
    address = f"/kerja/organisasi/{world.organisations['51.01'].pk}/undang/"
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = client.post(address, {"sheet": SimpleUploadedFile("undangan.csv", SHEET.encode())})
    assert "3:role" in bad.text
    assert Invitation.objects.count() == 0
    good = client.post(
        address, {"sheet": SimpleUploadedFile("undangan.csv", SHEET.replace("petugas lapangan", "planner").encode())}
    )
    assert good.text.count("/masuk/undangan/") == 2
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04 terpotong"),
        ("a.csv", b"nama\nA\n"),
        ("a.exe", b"MZ"),
        ("a.csv", b"nama,email,peran\n"),
    ],
    ids=["empty", "truncated", "columns missing", "not a table", "no rows"],
)
def test_a_sheet_that_cannot_be_read_says_so_and_invites_nobody(client, world, name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(world.people["administrator:51.01"])
    response = client.post(
        f"/kerja/organisasi/{world.organisations['51.01'].pk}/undang/", {"sheet": SimpleUploadedFile(name, content)}
    )
    assert response.status_code == 200
    assert Invitation.objects.count() == 0


def test_a_setting_is_changed_by_the_administrator_of_its_region_and_holds_from_today(client, world, demo_day):
    from smartprovince.core import settings as house
    from smartprovince.movement.settings import FLOOR

    address = f"/kerja/organisasi/{world.organisations['51'].pk}/pengaturan/"
    client.force_login(world.people["administrator:51"])
    assert client.post(address, {"key": FLOOR, "value": "0,75"}).status_code == 302
    assert house.value(FLOOR, scope="51.01", on=demo_day) == 0.75
    assert house.value(FLOOR, scope="51.01", on=date(2022, 11, 6)) == 0.8
    assert house.value(FLOOR, scope="52", on=demo_day) == 0.8
    for bad in ("1,5", "delapan", ""):
        assert client.post(address, {"key": FLOOR, "value": bad}).status_code == 200
    assert house.value(FLOOR, scope="51", on=demo_day) == 0.75
    client.force_login(world.people["officer:51.01"])
    assert client.post(address, {"key": FLOOR, "value": "0,1"}).status_code == 403
    client.force_login(world.people["administrator:52"])
    assert client.get(address).status_code == 404
