"""The addresses of this room on the desk, below /desk/."""

from django.urls import path

from drypoint.foundation.rights import views

app_name = "rights_desk"

urlpatterns = [
    path("patients/<int:pk>/rights/", views.rights, name="rights"),
    path("patients/<int:pk>/rights/restrain/", views.restrain, name="restrain"),
    path("patients/<int:pk>/rights/complain/", views.complain, name="complain"),
    path("patients/<int:pk>/rights/release/", views.release, name="release"),
    path("patients/<int:pk>/consents/", views.consents, name="consents"),
    path("rights/restraints/<int:pk>/lift/", views.lift, name="lift"),
    path("rights/complaints/<int:pk>/", views.complaint, name="complaint"),
    path("rights/releases/<int:pk>/", views.release_kept, name="release_kept"),
    path("rights/releases/<int:pk>/file/", views.release_file, name="release_file"),
]
