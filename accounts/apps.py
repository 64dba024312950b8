from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Register what must be known before the URLs are loaded, and the receivers of signals."""
        from accounts import security_receivers  # noqa: PLC0415 (the models must be loaded first)
        from accounts.links import converters, log_masking  # noqa: PLC0415 (after the models are loaded)

        converters.register()
        log_masking.install()
        security_receivers.connect()
