"""Sign-in under `/masuk/`: only the pages of allauth that are needed here, one-time links, and the demo's doors.

Addresses come from invitations, so the pages that add or change one are not mounted; sign-up is closed by the adapter.
"""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.SignIn.as_view(), name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("undangan/<str:token>/", views.accept, name="accept_invitation"),
    path("demo/<int:pk>/", views.demo_sign_in, name="demo_sign_in"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/<uidb36>-<key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("email/", views.no_such_page, name="account_email"),
    path("password/set/", views.no_such_page, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sso/", include("allauth.socialaccount.urls")),
    path("sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
