from django.urls import path

from accounts.links import views

app_name = "links"

urlpatterns = [path("links/<link_token:token>/renew/", views.renew_link, name="renew")]
