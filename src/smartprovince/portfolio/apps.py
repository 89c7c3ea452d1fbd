from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "smartprovince.portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import places, rules  # noqa: F401
        from .applications import register as applications  # noqa: F401
        from .problems import register as problems  # noqa: F401
        from .programmes import register as programmes  # noqa: F401
        from .progress import papers, steps, told  # noqa: F401
