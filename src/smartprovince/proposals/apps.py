from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "smartprovince.proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import actions, places, rules, search, steps  # noqa: F401
