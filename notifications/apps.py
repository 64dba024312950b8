from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        # The only signal in use: django-anymail sends it for each mail that a provider has posted.
        from anymail.signals import inbound  # noqa: PLC0415 (after the apps are loaded)

        from notifications import settings_link  # noqa: PLC0415 (after the models are loaded)
        from notifications.inbox.webhook import receive_event  # noqa: PLC0415 (after the apps are loaded)

        inbound.connect(receive_event, dispatch_uid="inbox")
        settings_link.declare()
