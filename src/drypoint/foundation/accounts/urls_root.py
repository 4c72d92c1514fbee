"""Addresses outside the languages: the way in, and what of Wagtail's is closed."""

from django.urls import include, path

from drypoint.foundation.accounts.urls_closed import EDITOR

urlpatterns = [path("account/", include("drypoint.foundation.accounts.urls")), *EDITOR]
