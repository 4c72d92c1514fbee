"""The addresses of this room on the desk, below /desk/."""

from django.urls import path

from drypoint.foundation.patients import views

app_name = "patients_desk"

urlpatterns = [
    path("patients/seen/", views.seen_look_up, name="seen_look_up"),
    path("patients/<int:pk>/seen/", views.seen, name="seen"),
    path("patients/<int:pk>/same/", views.same, name="same"),
    path("patients/<int:pk>/merge/<int:gone>/", views.merge, name="merge"),
    path("patients/merges/<int:pk>/undo/", views.undo, name="undo_merge"),
]
