from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "smartprovince.portal"

    def ready(self) -> None:
        from . import offers  # noqa: F401
