"""Addresses below a language that Wagtail would answer with a sign-in of its own."""

from drypoint.foundation.accounts.urls_closed import PAGES

urlpatterns = PAGES
