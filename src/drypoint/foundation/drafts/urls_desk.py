"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.foundation.drafts import views

app_name = "drafts_desk"
urlpatterns = [
    path("drafts/", views.drafts, name="list"),
    path("drafts/keep/", views.keep, name="keep"),
    path("drafts/here/", views.here, name="here"),
    path("drafts/<uuid:key>/", views.kept, name="kept"),
    path("drafts/<uuid:key>/drop/", views.drop, name="drop"),
]
