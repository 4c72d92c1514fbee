"""The addresses of this room on the desk, below /desk/."""

from django.urls import path

from drypoint.foundation.patients import views
from drypoint.foundation.patients.episodes import views as episodes

app_name = "patients_desk"

urlpatterns = [
    path("patients/seen/", views.seen_look_up, name="seen_look_up"),
    path("patients/<int:pk>/seen/", views.seen, name="seen"),
    path("patients/<int:pk>/same/", views.same, name="same"),
    path("patients/<int:pk>/merge/<int:gone>/", views.merge, name="merge"),
    path("patients/merges/<int:pk>/undo/", views.undo, name="undo_merge"),
    path("patients/<int:person_pk>/problems/new/", episodes.new, name="episode_new"),
    path("problems/<int:pk>/", episodes.episode, name="episode"),
    path("problems/<int:pk>/change/", episodes.change, name="episode_change"),
    path("problems/<int:pk>/state/", episodes.state, name="episode_state"),
    path("problems/<int:pk>/referrals/new/", episodes.new_referral, name="referral_new"),
    path("referrals/<int:pk>/change/", episodes.change_referral, name="referral_change"),
    path("referrals/<int:pk>/count/", episodes.count, name="referral_count"),
]
