from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from events.registration.preferences import options
        from events.registration.words import kinds
        from notifications.preferences import choices

        kinds.declare()
        choices.declare(options)
