from django.urls import path

from events.programmes import event_type_views, invitation_views, settings_views, team_views
from events.programmes.website import views as website

app_name = "programmes"

PROGRAMME = "organise/programmes/<slug:slug>/"

urlpatterns = [
    path("team-invitations/<link_token:token>/", invitation_views.invitation, name="invitation"),
    path("organise/invitations/", invitation_views.my_invitations, name="my_invitations"),
    path("organise/invitations/<int:invitation>/accept/", invitation_views.accept, name="invitation_accept"),
    path("organise/programmes/new/", settings_views.create, name="create"),
    path(PROGRAMME, settings_views.home, name="home"),
    path(f"{PROGRAMME}settings/", settings_views.settings_page, name="settings"),
    path(f"{PROGRAMME}settings/phases/order/", settings_views.phases_order, name="phases_order"),
    path(f"{PROGRAMME}settings/types/<slug:event_kind>/", event_type_views.event_type, name="event_type"),
    path(
        f"{PROGRAMME}settings/types/<slug:event_kind>/reset/",
        event_type_views.event_type_reset,
        name="event_type_reset",
    ),
    path(f"{PROGRAMME}settings/<slug:section>/", settings_views.settings_save, name="settings_save"),
    path(f"{PROGRAMME}pages/", website.pages, name="pages"),
    path(f"{PROGRAMME}pages/text/", website.text_edit, name="page_text"),
    path(f"{PROGRAMME}pages/areas/<int:pk>/", website.area_edit, name="area_edit"),
    path(f"{PROGRAMME}pages/areas/<int:pk>/text/", website.area_text, name="area_text"),
    path(f"{PROGRAMME}pages/declarations/new/", website.declaration_create, name="declaration_create"),
    path(f"{PROGRAMME}pages/declarations/<int:pk>/", website.declaration_edit, name="declaration_edit"),
    path(f"{PROGRAMME}pages/declarations/<int:pk>/text/", website.declaration_text, name="declaration_text"),
    path(f"{PROGRAMME}pages/declarations/<int:pk>/delete/", website.declaration_delete, name="declaration_delete"),
    path(f"{PROGRAMME}pages/news/new/", website.news_create, name="news_create"),
    path(f"{PROGRAMME}pages/news/<int:pk>/", website.news_edit, name="news_edit"),
    path(f"{PROGRAMME}pages/news/<int:pk>/delete/", website.news_delete, name="news_delete"),
    path(f"{PROGRAMME}pages/figures/", website.figures_switch, name="figures"),
    path(f"{PROGRAMME}pages/embedding/", website.frame_sites, name="frame_sites"),
    path(f"{PROGRAMME}team/", team_views.team, name="team"),
    path(f"{PROGRAMME}team/invite/", team_views.invite, name="invite"),
    path(
        f"{PROGRAMME}team/invitations/<int:invitation>/resend/", team_views.invitation_resend, name="invitation_resend"
    ),
    path(
        f"{PROGRAMME}team/invitations/<int:invitation>/revoke/", team_views.invitation_revoke, name="invitation_revoke"
    ),
    path(f"{PROGRAMME}team/<int:member>/role/", team_views.role_change, name="role_change"),
    path(f"{PROGRAMME}team/<int:member>/end/", team_views.role_end, name="role_end"),
]
