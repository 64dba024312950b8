from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        # The only signal in use: django-anymail sends it for each mail that a provider has posted.
        from anymail.signals import inbound

        from notifications.inbox.webhook import receive_event

        inbound.connect(receive_event, dispatch_uid="inbox")
