from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        """Declare mails, mail preferences and follow-up mails to the modules below, which must not import them."""
        # Django imports this module before the models are loaded; these modules import models.
        from events.mails import catalogue  # noqa: PLC0415 (after the models are loaded)
        from events.mails.preferences import options  # noqa: PLC0415 (after the models are loaded)
        from events.registration import notify  # noqa: PLC0415 (after the models are loaded)
        from events.travel.notify import request_details  # noqa: PLC0415 (after the models are loaded)
        from notifications.preferences import choices  # noqa: PLC0415 (after the models are loaded)

        catalogue.declare()
        choices.register_options(options)
        notify.declare_follow_up(request_details)
