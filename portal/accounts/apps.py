from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts import receivers

        last_app_with_models = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(
            receivers.write_role_permissions,
            sender=last_app_with_models,
            dispatch_uid="accounts.role_permissions",
        )
