"""Sign-in with password, TOTP, passkey and a government's single sign-on; no sign-up, no enumeration."""

from __future__ import annotations

import hashlib
import hmac
import struct
import time

import pytest
from django.urls import reverse

from smartprovince.core.errors import Refused
from smartprovince.core.models import OutgoingMail
from smartprovince.organisations.adapter import SocialAccountAdapter

PASSWORD = "rahasia-sekali"


def sign_in(client, person, password=PASSWORD):
    return client.post("/masuk/", {"login": person.email, "password": password})


def test_the_right_password_opens_the_workspace_and_a_wrong_one_does_not(client, world):
    person = world.people["officer:51.01"]
    assert sign_in(client, person, "salah").status_code == 200
    assert sign_in(client, person).url == "/kerja/"


def test_the_address_asked_for_comes_after_signing_in_but_never_another_site(client, world):
    person = world.people["officer:51.01"]
    form = {"login": person.email, "password": PASSWORD}
    asked = client.post("/masuk/?next=/kerja/bukti/", form | {"next": "/kerja/bukti/"})
    assert asked.url == "/kerja/bukti/"
    client.logout()
    foreign = client.post("/masuk/", form | {"next": "https://jahat.test/"})
    assert "jahat" not in getattr(foreign, "url", "")


def test_an_inactive_person_cannot_sign_in(client, world):
    person = world.people["officer:51.01"]
    person.is_active = False
    person.save()
    sign_in(client, person)
    assert client.get("/kerja/").status_code == 302


def test_there_is_no_sign_up(client, db):
    response = client.post("/masuk/signup/", {"email": "x@contoh.test", "password1": PASSWORD, "password2": PASSWORD})
    from smartprovince.organisations.models import Person

    assert response.status_code in (200, 302, 404)
    assert not Person.objects.exists()


@pytest.mark.parametrize("known", [True, False])
def test_a_forgotten_password_gives_nothing_away_and_goes_through_the_outbox(client, world, known):
    address = world.people["officer:51.01"].email if known else "tidak-ada@contoh.test"
    response = client.post("/masuk/password/reset/", {"email": address})
    assert response.status_code == 302
    assert OutgoingMail.objects.filter(address=address).count() == int(known)


def totp(secret_base32: str) -> str:
    """RFC 6238 with SHA-1, 30 s, 6 digits."""
    import base64

    key = base64.b32decode(secret_base32 + "=" * (-len(secret_base32) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_totp_is_set_up_and_then_asked_for(client, world):
    person = world.people["officer:51.01"]
    sign_in(client, person)
    assert client.get(reverse("mfa_activate_totp")).url.startswith("/masuk/reauthenticate/")
    client.post("/masuk/reauthenticate/", {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert client.post(reverse("mfa_activate_totp"), {"code": totp(secret)}).status_code == 302
    client.logout()
    assert sign_in(client, person).url == reverse("mfa_authenticate")
    assert client.get("/kerja/").status_code == 302


@pytest.mark.parametrize("name", ["mfa_index", "mfa_add_webauthn", "account_change_password"])
def test_the_pages_of_the_second_factor_and_password_open(client, world, name):
    sign_in(client, world.people["officer:51.01"])
    assert client.get(reverse(name), follow=True).status_code == 200


class Login:
    """What allauth hands over after a government's single sign-on."""

    def __init__(self, email, verified):
        self.is_existing = False
        self.email_addresses = [type("Address", (), {"email": email, "verified": verified})()]
        self.connected = None

    def connect(self, request, person):
        self.connected = person


def test_single_sign_on_opens_the_account_of_the_same_verified_address_and_makes_none(rf, world):
    person = world.people["officer:51.01"]
    login = Login(person.email.upper(), verified=True)
    request = rf.get("/")
    request.user, request.session = person, {}
    SocialAccountAdapter().pre_social_login(request, login)
    assert login.connected == person


@pytest.mark.parametrize(("email", "verified"), [("officer.51.01@contoh.test", False), ("lain@contoh.test", True)])
def test_single_sign_on_with_an_unverified_or_unknown_address_is_refused(rf, world, email, verified):
    from allauth.core.exceptions import ImmediateHttpResponse

    request = rf.get("/")
    request.user, request.session = world.people["stranger"], {}
    with pytest.raises(ImmediateHttpResponse) as refusal:
        SocialAccountAdapter().pre_social_login(request, Login(email, verified))
    assert refusal.value.response.status_code == Refused.status


@pytest.mark.parametrize("path", ["/masuk/email/", "/masuk/password/set/"])
def test_an_address_is_given_by_invitation_and_never_changed_by_oneself(client, world, path):
    person = world.people["officer:51.01"]
    sign_in(client, person)
    client.post(path, {"action_add": "", "email": "sekda@contoh.test"})
    assert client.get(path).status_code == 404
    person.refresh_from_db()
    assert person.email == "officer.51.01@contoh.test"


def test_a_changed_password_stands_in_the_trail(client, world):
    from smartprovince.core.models import AuditEntry

    person = world.people["officer:51.01"]
    sign_in(client, person)
    client.post("/masuk/reauthenticate/", {"password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": "kata-sandi-baru-panjang", "password2": "kata-sandi-baru-panjang"}
    assert client.post("/masuk/password/change/", form).status_code == 302
    assert AuditEntry.objects.filter(action="person.password_changed", object_id=str(person.pk)).count() == 1
