"""Addresses of Wagtail's own sign-in, user and group pages, taken before Wagtail sees them.

Wagtail reverses their names in its templates, so that they cannot be left out of its URLconf; the first match wins.
"""

from __future__ import annotations

from django.urls import path, re_path

from drypoint.foundation.accounts import views

EDITOR = [
    re_path(r"^edit/login(?:/.*)?$", views.to_sign_in),
    re_path(r"^edit/logout(?:/.*)?$", views.to_sign_out),
    re_path(r"^edit/account(?:/.*)?$", views.to_overview),
    re_path(r"^edit/(?:password_reset|users|groups|api-tokens)(?:/.*)?$", views.closed),
    # Raises an error on purpose.
    path("edit/failwhale/", views.closed),
    # Bulk actions on users: delete, set active state, assign a role.
    re_path(r"^edit/bulk/(?:accounts|auth|wagtailusers)(?:/.*)?$", views.closed),
]
PAGES = [
    path("_util/login/", views.to_sign_in),
    re_path(r"^_util/authenticate_with_password(?:/.*)?$", views.closed),
]
