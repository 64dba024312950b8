from django.urls import path

from events.agenda import history_views, person_views, table_views, views
from events.agenda.announcements import views as announcements
from events.agenda.deliverables import views as deliverables
from events.agenda.deliveries import views as delivery_views
from events.agenda.reminders import rule_views as rules
from events.agenda.reminders import views as reminders
from events.agenda.replies import views as reply_views
from events.agenda.wordings import views as wordings

app_name = "organise"

urlpatterns = [
    path("", views.home, name="home"),
    path("programmes/<slug:slug>/events/new/", views.event_create, name="event_create"),
    path("events/<slug:slug>/", views.event_overview, name="event"),
    path("events/<slug:slug>/edit/", views.event_edit, name="event_edit"),
    path("events/<slug:slug>/publish/", views.event_publish, name="publish"),
    path("events/<slug:slug>/move/", views.event_move, name="move"),
    path("events/<slug:slug>/postpone/", views.event_postpone, name="postpone"),
    path("events/<slug:slug>/cancel/", views.event_cancel, name="cancel"),
    path("events/<slug:slug>/tell/", views.event_tell, name="tell"),
    path("events/<slug:slug>/registrations/", table_views.registrations, name="registrations"),
    path("events/<slug:slug>/registrations/export/", table_views.registrations_export, name="registrations_export"),
    path("events/<slug:slug>/registrations/<int:pk>/", person_views.registration, name="registration"),
    path(
        "events/<slug:slug>/registrations/<int:pk>/decide/",
        person_views.registration_decide,
        name="registration_decide",
    ),
    path("events/<slug:slug>/registrations/<int:pk>/tag/", person_views.registration_tag, name="registration_tag"),
    path("events/<slug:slug>/registrations/<int:pk>/note/", person_views.registration_note, name="registration_note"),
    path(
        "events/<slug:slug>/registrations/<int:pk>/notes/<int:note>/delete/",
        person_views.note_delete,
        name="note_delete",
    ),
    path("events/<slug:slug>/deliverables/", deliverables.deliverables, name="deliverables"),
    path("events/<slug:slug>/history/", history_views.history, name="history"),
    path("events/<slug:slug>/reminders/", reminders.reminders, name="reminders"),
    path("events/<slug:slug>/reminders/rules/", rules.of_event, name="rules_event"),
    path("events/<slug:slug>/reminders/rules/new/", rules.new_of_event, name="rules_event_new"),
    path("events/<slug:slug>/reminders/rules/<int:pk>/", rules.edit_of_event, name="rules_event_edit"),
    path("programmes/<slug:slug>/reminders/", rules.of_programme, name="rules_programme"),
    path("programmes/<slug:slug>/reminders/new/", rules.new_of_programme, name="rules_programme_new"),
    path("programmes/<slug:slug>/reminders/<int:pk>/", rules.edit_of_programme, name="rules_programme_edit"),
    path("events/<slug:slug>/reminders/<int:pk>/skip/", reminders.reminder_skip, name="reminder_skip"),
    path("events/<slug:slug>/reminders/<int:pk>/undo/", reminders.reminder_undo, name="reminder_undo"),
    path("events/<slug:slug>/reminders/<int:pk>/move/", reminders.reminder_move, name="reminder_move"),
    path("events/<slug:slug>/reminders/<int:pk>/send/", reminders.reminder_send, name="reminder_send"),
    path("events/<slug:slug>/reminders/<int:pk>/preview/", reminders.reminder_preview, name="reminder_preview"),
    path(
        "events/<slug:slug>/reminders/<int:pk>/preview/<int:person>/",
        reminders.reminder_preview_html,
        name="reminder_preview_html",
    ),
    path("events/<slug:slug>/words/", wordings.of_event, name="words_event"),
    path("events/<slug:slug>/words/<slug:kind>/<slug:language>/", wordings.edit_of_event, name="words_event_edit"),
    path("programmes/<slug:slug>/words/", wordings.of_programme, name="words_programme"),
    path(
        "programmes/<slug:slug>/words/<slug:kind>/<slug:language>/",
        wordings.edit_of_programme,
        name="words_programme_edit",
    ),
    path("events/<slug:slug>/announcements/", announcements.announcements, name="announcements"),
    path("events/<slug:slug>/announcements/new/", announcements.create, name="announcement_create"),
    path("events/<slug:slug>/announcements/<int:pk>/", announcements.detail, name="announcement"),
    path("events/<slug:slug>/announcements/<int:pk>/edit/", announcements.edit, name="announcement_edit"),
    path("events/<slug:slug>/announcements/<int:pk>/send/", announcements.send, name="announcement_send"),
    path("events/<slug:slug>/announcements/<int:pk>/cancel/", announcements.cancel, name="announcement_cancel"),
    path("events/<slug:slug>/announcements/<int:pk>/copy/", announcements.copy, name="announcement_copy"),
    path("events/<slug:slug>/announcements/<int:pk>/discard/", announcements.discard, name="announcement_discard"),
    path("events/<slug:slug>/deliveries/", delivery_views.event_log, name="deliveries"),
    path("replies/", reply_views.of_team, name="replies"),
    path("events/<slug:slug>/replies/", reply_views.of_event, name="event_replies"),
    path("events/<slug:slug>/replies/<int:pk>/", reply_views.reply, name="reply"),
    path("events/<slug:slug>/replies/<int:pk>/settle/", reply_views.reply_settle, name="reply_settle"),
    path(
        "events/<slug:slug>/registrations/<int:pk>/address/",
        person_views.address_clear,
        name="address_clear",
    ),
    path("programmes/<slug:slug>/deliveries/", delivery_views.programme_log, name="programme_deliveries"),
    path("programmes/<slug:slug>/deliveries/<int:pk>/", delivery_views.message, name="message"),
    path("programmes/<slug:slug>/deliveries/<int:pk>/html/", delivery_views.message_html, name="message_html"),
    path("programmes/<slug:slug>/deliveries/<int:pk>/resend/", delivery_views.message_resend, name="message_resend"),
]
