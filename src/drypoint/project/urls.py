"""Every address of the product. A new one needs a line in tests/permissions."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from drypoint.foundation.accounts import urls_closed
from drypoint.project.healthz import healthz
from drypoint.public.website import urls as website_urls
from drypoint.workspace.desk.views.setup import SetUp

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("setup/", SetUp.as_view(), name="setup"),
    path("desk/", include("drypoint.workspace.desk.urls")),
    path("desk/", include("drypoint.care.intake.urls_desk")),
    path("account/", include("drypoint.foundation.accounts.urls")),
    *urls_closed.EDITOR,
    path("edit/", include(wagtailadmin_urls)),
    path("", include((website_urls.plain_urlpatterns, "website_plain"))),
]

urlpatterns += i18n_patterns(
    *urls_closed.PAGES,
    path("", include("drypoint.public.enquiries.urls")),
    path("", include("drypoint.care.intake.urls")),
    path("", include(website_urls)),
    *website_urls.page_urlpatterns,
    path("", include(wagtail_urls)),
)

handler404 = "drypoint.public.website.views.not_found"
