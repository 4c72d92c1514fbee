"""The public address, below /<language>/."""

from django.urls import path

from tests.noticeboard import views

app_name = "noticeboard"
urlpatterns = [path("notices/", views.public, name="public")]
