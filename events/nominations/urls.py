from django.urls import path

from events.nominations import (
    cell_views,
    equal_seats,
    grid_views,
    nominee_views,
    release_views,
    seating_views,
    views,
)

app_name = "nominations"

urlpatterns = [
    path("organise/events/<slug:slug>/delegations/", grid_views.grid, name="grid"),
    path("organise/events/<slug:slug>/delegations/<int:delegation>/", cell_views.cell, name="cell"),
    path("organise/events/<slug:slug>/delegations/<int:delegation>/letter/", cell_views.letter, name="letter"),
    path(
        "organise/events/<slug:slug>/delegations/<int:delegation>/person/",
        seating_views.seat_person,
        name="seat_person",
    ),
    path("organise/events/<slug:slug>/delegations/focal-points/", grid_views.focal_points, name="focal_points"),
    path("organise/events/<slug:slug>/delegations/equal/", equal_seats.equal_seats, name="equal_seats"),
    path("organise/events/<slug:slug>/delegations/release/", release_views.release_seats, name="release"),
    path("nominate/<link_token:token>/", views.focal_point, name="focal_point"),
    path("nominate/<link_token:token>/summary/", views.summary, name="summary"),
    path("nominated/<link_token:token>/", nominee_views.nominee, name="nominee"),
]
