"""Settings of an installation, all from the environment; the defaults are those of the demo on one machine.

| variable | meaning |
|---|---|
| SMARTPROVINCE_HOME | folder for database, files and key (default: `var/` beside the source, else the working folder) |
| SMARTPROVINCE_DATABASE | `sqlite:///path` or `postgresql://user:password@host:port/name` |
| SMARTPROVINCE_DEMO | `1`: pages carry *DATA SIMULASI*, sign-in shows the demo people |
| SMARTPROVINCE_TODAY | business day, `2022-11-07` in the demo |
| SMARTPROVINCE_SECRET_KEY | made and kept in SMARTPROVINCE_HOME when absent |
| SMARTPROVINCE_HOSTS | host names the site answers to, comma separated |
| SMARTPROVINCE_DEBUG | `1` while developing |
| SMARTPROVINCE_HTTPS | `1` behind TLS: secure cookies, HSTS |
| SMARTPROVINCE_MAIL_HOST | the mail server; without one mails are printed. Also _PORT, _USER, _PASSWORD, _FROM |
| SMARTPROVINCE_MAIL_TLS | `starttls` or `ssl` |
| SMARTPROVINCE_ADDRESS | address of the site as mails print it, `http://localhost:8000` in the demo |
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("SMARTPROVINCE_HOME") or PACKAGE.parent.parent / "var")
HOME.mkdir(parents=True, exist_ok=True)

DEMO = os.environ.get("SMARTPROVINCE_DEMO") == "1"
DEBUG = os.environ.get("SMARTPROVINCE_DEBUG") == "1"
HTTPS = os.environ.get("SMARTPROVINCE_HTTPS") == "1"


def _secret_key() -> str:
    """From the environment, else made once and kept beside the database, readable by its owner only."""
    if given := os.environ.get("SMARTPROVINCE_SECRET_KEY"):
        return given
    place = HOME / "secret_key"
    if not place.exists():
        beside = HOME / f"secret_key.{os.getpid()}"
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_urlsafe(50))
        beside.replace(place)
    return place.read_text().strip()


def _database(address: str) -> dict[str, object]:
    """Django's database settings from an address; both kinds run every test."""
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
            },
            "TEST": {"NAME": None},
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(f"SMARTPROVINCE_DATABASE: {parts.scheme!r} is not sqlite or postgresql")


SECRET_KEY = _secret_key()
DATABASES = {
    "default": _database(os.environ.get("SMARTPROVINCE_DATABASE") or f"sqlite:////{HOME / 'smartprovince.sqlite3'}")
}
FILES_DIR = HOME / "files"

ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("SMARTPROVINCE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
ROOT_URLCONF = "smartprovince.config.urls"
WSGI_APPLICATION = "smartprovince.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

ROOMS = [
    f"smartprovince.{room}"
    for room in (
        "core",
        "territory",
        "organisations",
        "evidence",
        "instruments",
        "assessment",
        "portfolio",
        "proposals",
        "outreach",
        "movement",
        "masterplan",
        "workspace",
        "portal",
        "demo",
    )
    if (PACKAGE / room / "apps.py").exists()
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "smartprovince.core.web.OneAddress",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "smartprovince.core.web.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "smartprovince.core.web.Refusals",
    "allauth.account.middleware.AccountMiddleware",  # below Refusals: it sees its own exceptions first
    "smartprovince.core.web.SignedInArea",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "smartprovince.core.web.page_context",
            ],
            "builtins": ["smartprovince.core.templatetags.writing"],
        },
    }
]

# --- language, dates, numbers ---
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["smartprovince.config.formats"]

# --- people ---
AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/kerja/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "smartprovince.organisations.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "smartprovince.organisations.adapter.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
MFA_TOTP_ISSUER = "Smart Province"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": os.environ.get("SMARTPROVINCE_OIDC_NAME", "SSO"),
                    "client_id": os.environ["SMARTPROVINCE_OIDC_CLIENT"],
                    "secret": os.environ.get("SMARTPROVINCE_OIDC_SECRET", ""),
                    "settings": {"server_url": os.environ["SMARTPROVINCE_OIDC_SERVER"]},
                }
            ]
        }
    }
    if os.environ.get("SMARTPROVINCE_OIDC_SERVER")
    else {}
)

# --- work after the request ---
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
_MAILER = "smtp" if os.environ.get("SMARTPROVINCE_MAIL_HOST") else "console"
MAILERS = {
    "default": {
        "BACKEND": os.environ.get("SMARTPROVINCE_MAIL_BACKEND") or f"django.core.mail.backends.{_MAILER}.EmailBackend",
        "OPTIONS": {
            "host": os.environ.get("SMARTPROVINCE_MAIL_HOST", "localhost"),
            "port": int(os.environ.get("SMARTPROVINCE_MAIL_PORT", "25")),
            "username": os.environ.get("SMARTPROVINCE_MAIL_USER", ""),
            "password": os.environ.get("SMARTPROVINCE_MAIL_PASSWORD", ""),
            "use_tls": os.environ.get("SMARTPROVINCE_MAIL_TLS") == "starttls",
            "use_ssl": os.environ.get("SMARTPROVINCE_MAIL_TLS") == "ssl",
            "timeout": 15,
        }
        if os.environ.get("SMARTPROVINCE_MAIL_HOST")
        else {},
    }
}
ADDRESS = os.environ.get("SMARTPROVINCE_ADDRESS", "http://localhost:8000").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("SMARTPROVINCE_MAIL_FROM", "smartprovince@localhost")

# --- files of the pages ---
STATIC_URL = "/static/"
STATIC_ROOT = None  # whitenoise serves the package's own folder through the finders
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- security ---
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "style-src-attr": [CSP.UNSAFE_INLINE],  # ECharts positions its tooltip by a style attribute
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "smartprovince.core.web.csrf_failure"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
