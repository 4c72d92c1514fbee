"""Addresses outside the desk: the first visit of all."""

from django.urls import path

from drypoint.workspace.desk.views.setup import SetUp

urlpatterns = [path("setup/", SetUp.as_view(), name="setup")]
