"""How sign-in works here: accounts come from invitations, never from a sign-up form; mail goes through the outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from smartprovince.core import outbox
from smartprovince.core.errors import Refused
from smartprovince.core.web import refusal_page

from .models import Person


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; a refusing server does not break the page."""
        message = self.render_mail(template_prefix, email, context)
        person = Person.objects.filter(email__iexact=email).first()
        outbox.mail(email, message.subject, message.body, kind="account", recipient=person)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A government's single sign-on opens the account of the same verified address, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        person = Person.objects.filter(email__in=verified, is_active=True).first()
        if person is None:
            message = _("There is no account for this address yet. Ask your administrator for an invitation.")
            raise ImmediateHttpResponse(refusal_page(request, Refused(message)))
        sociallogin.connect(request, person)
