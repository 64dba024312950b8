from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        # The one signal that we listen to: it is how django-anymail hands over what a provider brought.
        from anymail.signals import inbound

        from notifications.inbox.webhook import receive_event

        inbound.connect(receive_event, dispatch_uid="inbox")
