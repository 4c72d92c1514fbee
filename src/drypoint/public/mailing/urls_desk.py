"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.public.mailing import views_desk

app_name = "mailing_desk"
urlpatterns = [
    path("list/", views_desk.subscribers, name="list"),
    path("list/<int:pk>/", views_desk.subscriber, name="subscriber"),
    path("list/<int:pk>/change/", views_desk.change, name="change"),
]
