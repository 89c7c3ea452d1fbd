from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "smartprovince.proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import actions, places, pointing, rules, search, steps  # noqa: F401
        from .filing import beside  # noqa: F401
        from .filing import told as filing_told  # noqa: F401
        from .handling import steps as handling_steps  # noqa: F401
        from .handling import told as handling_told  # noqa: F401
