"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.public.library import views_desk

app_name = "library_desk"
urlpatterns = [
    path("claims/", views_desk.claims, name="claims"),
    path("claims/<int:pk>/", views_desk.claim, name="claim"),
    path("evidence/", views_desk.evidence, name="evidence"),
]
