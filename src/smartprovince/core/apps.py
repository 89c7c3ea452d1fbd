from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "smartprovince.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import search
        from .registry import subscribers

        subscribers.register("*:search", search.follow)
