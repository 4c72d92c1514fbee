"""The addresses of this room on the desk, below /desk/."""

from django.urls import path

from drypoint.foundation.patients import views

app_name = "patients_desk"

urlpatterns = [
    path("patients/<int:pk>/same/", views.same, name="same"),
    path("patients/<int:pk>/merge/<int:gone>/", views.merge, name="merge"),
    path("patients/merges/<int:pk>/undo/", views.undo, name="undo_merge"),
]
