from django.apps import AppConfig


class MovementConfig(AppConfig):
    name = "smartprovince.movement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import blocks, places, pointing, rules, search, settings, steps  # noqa: F401
        from .gates import checks, holding  # noqa: F401
        from .gates import rules as gate_rules  # noqa: F401
        from .gates import steps as gate_steps  # noqa: F401
        from .mentoring import appointments  # noqa: F401
        from .mentoring import checks as mentoring_checks  # noqa: F401
        from .mentoring import holding as mentoring_holding  # noqa: F401
        from .mentoring import rules as mentoring_rules  # noqa: F401
        from .mentoring import search as mentoring_search  # noqa: F401
        from .mentoring import steps as mentoring_steps  # noqa: F401
        from .selection import rules as selection_rules  # noqa: F401
        from .selection import steps as selection_steps  # noqa: F401
