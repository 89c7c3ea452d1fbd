"""Sign-in under `/masuk/`: allauth's views at Indonesian addresses, one-time links, and the demo's doors."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.SignIn.as_view(), name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("undangan/<str:token>/", views.accept, name="accept_invitation"),
    path("demo/<int:pk>/", views.demo_sign_in, name="demo_sign_in"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sso/", include("allauth.socialaccount.urls")),
    path("sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
