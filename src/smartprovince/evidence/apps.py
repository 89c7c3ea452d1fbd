from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "smartprovince.evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from smartprovince.core.registry import navigation
        from smartprovince.core.web import Place
        from smartprovince.organisations.scopes import grants

        from . import rules, search, steps  # noqa: F401

        navigation.register(
            "evidence",
            Place(
                _("Evidence"),
                "/kerja/bukti/",
                "files",
                60,
                lambda person: bool(grants(person, "register.view")),
                _("Knowledge"),
            ),
        )
