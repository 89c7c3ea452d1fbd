from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "smartprovince.organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, rules, signals, steps  # noqa: F401
