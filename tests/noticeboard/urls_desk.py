"""Addresses of the staff's screen, below /desk/."""

from django.urls import path

from tests.noticeboard import views

app_name = "noticeboard_desk"
urlpatterns = [path("notices/", views.notices, name="list")]
