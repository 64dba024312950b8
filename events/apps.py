from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        """Declare mails, mail preferences, privileges and follow-up mails to the modules below.

        Those must not import them."""
        # Django imports this module before the models are loaded; these modules import models.
        from accounts.links import services as link_services  # noqa: PLC0415 (after the models are loaded)
        from accounts.privileges import declare_privileges  # noqa: PLC0415 (after the models are loaded)
        from accounts.standing import declare_standing  # noqa: PLC0415 (after the models are loaded)
        from events import permissions  # noqa: PLC0415 (after the models are loaded)
        from events.agenda import followers, further_checks  # noqa: PLC0415 (after the models are loaded)
        from events.calendars.services import revoke_token  # noqa: PLC0415 (after the models are loaded)
        from events.deliverables.services import receive_slides  # noqa: PLC0415 (after the models are loaded)
        from events.engagements import mails as engagement_mails  # noqa: PLC0415 (after the models are loaded)
        from events.engagements import slides  # noqa: PLC0415 (after the models are loaded)
        from events.journeys import agenda_check  # noqa: PLC0415 (after the models are loaded)
        from events.journeys.meetings import diets, host_notices  # noqa: PLC0415 (after the models are loaded)
        from events.journeys.meetings.agenda_follower import FOLLOWER  # noqa: PLC0415 (after the models are loaded)
        from events.journeys.travellers import services as journey_services  # noqa: PLC0415 (after the models are loaded)
        from events.library.resources.contributed import follow_slides  # noqa: PLC0415 (after the models are loaded)
        from events.mails import catalogue  # noqa: PLC0415 (after the models are loaded)
        from events.mails.preferences import options  # noqa: PLC0415 (after the models are loaded)
        from events.missions.experts import mails as mission_experts  # noqa: PLC0415 (after the models are loaded)
        from events.missions.requests import following  # noqa: PLC0415 (after the models are loaded)
        from events.new_events import preferences as new_events  # noqa: PLC0415 (after the models are loaded)
        from events.nominations import replacing  # noqa: PLC0415 (after the models are loaded)
        from events.page_store import triggers  # noqa: PLC0415 (after the models are loaded)
        from events.registration import new_links, notify  # noqa: PLC0415 (after the models are loaded)
        from events.study_visits.after import mails as visit_mails  # noqa: PLC0415 (after the models are loaded)
        from events.study_visits.figures import diet_counts  # noqa: PLC0415 (after the models are loaded)
        from events.study_visits.papers.replacing import things_to_change  # noqa: PLC0415 (after the models are loaded)
        from events.travel.notify import request_details  # noqa: PLC0415 (after the models are loaded)
        from events.updates import followers as update_followers  # noqa: PLC0415 (after the models are loaded)
        from notifications.preferences import choices  # noqa: PLC0415 (after the models are loaded)

        pre_migrate.connect(triggers.remove, sender=self)
        post_migrate.connect(triggers.install, sender=self)
        catalogue.declare()
        declare_privileges(permissions.team_members_among)
        declare_standing(permissions.team_standing)
        choices.register_options(options, new_events.options)
        notify.declare_follow_up(request_details)
        new_links.declare()
        engagement_mails.declare()
        mission_experts.declare()
        journey_services.declare()
        slides.declare_receiver(receive_slides)
        slides.declare_follower(follow_slides)
        visit_mails.declare()
        replacing.declare_things(things_to_change)
        diets.declare_source(diet_counts)
        followers.declare(FOLLOWER)
        further_checks.declare(agenda_check.CHECK)
        update_followers.declare(host_notices.FOLLOWER)
        update_followers.declare(following.FOLLOWER)
        link_services.declare_ending(revoke_token)
