from django.urls import path

from events.questions import file_views, library_views, views

app_name = "questions"

urlpatterns = [
    path("files/<uuid:key>/", file_views.answer_file, name="file"),
    path("organise/programmes/<slug:slug>/questions/", library_views.question_list, name="library"),
    path("organise/programmes/<slug:slug>/questions/new/", library_views.question_create, name="library_create"),
    path(
        "organise/programmes/<slug:slug>/questions/<int:library_question_id>/edit/",
        library_views.question_edit,
        name="library_edit",
    ),
    path(
        "organise/programmes/<slug:slug>/questions/<int:library_question_id>/archive/",
        library_views.question_archive,
        name="archive",
    ),
    path(
        "organise/programmes/<slug:slug>/questions/<int:library_question_id>/bring-back/",
        library_views.question_restore,
        name="restore",
    ),
    path("organise/events/<slug:slug>/questions/", views.question_list, name="list"),
    path("organise/events/<slug:slug>/questions/new/", views.question_create, name="create"),
    path("organise/events/<slug:slug>/questions/add/", views.question_add, name="add"),
    path("organise/events/<slug:slug>/questions/order/", views.question_order, name="order"),
    path("organise/events/<slug:slug>/questions/preview/", views.preview, name="preview"),
    path("organise/events/<slug:slug>/questions/<int:event_question_id>/edit/", views.question_edit, name="edit"),
    path("organise/events/<slug:slug>/questions/<int:event_question_id>/remove/", views.question_remove, name="remove"),
    path("organise/events/<slug:slug>/questions/<int:event_question_id>/move/", views.question_move, name="move"),
]
