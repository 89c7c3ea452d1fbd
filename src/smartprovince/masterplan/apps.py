from django.apps import AppConfig


class MasterplanConfig(AppConfig):
    name = "smartprovince.masterplan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from smartprovince.core import registry
        from smartprovince.core.web import Place
        from smartprovince.organisations.scopes import grants

        from . import blocks, rules, search, steps  # noqa: F401

        registry.blocks.register("region_profile", blocks.region_profile)
        registry.steps.register("masterplan.write", steps.write_next)
        registry.navigation.register(
            "masterplan",
            Place(
                _("Masterplan"),
                "/kerja/masterplan/",
                "book-2",
                50,
                lambda person: bool(grants(person, "plan.view")),
                _("Coordination"),
            ),
        )
