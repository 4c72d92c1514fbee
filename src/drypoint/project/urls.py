"""Every address of the product, from the rooms that are installed. A new one needs a line for the permission table."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from drypoint.foundation.core.rooms import Under, addresses_of_rooms
from drypoint.project.healthz import healthz
from drypoint.project.watched import readyz, shown_metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", shown_metrics, name="metrics"),
    *addresses_of_rooms(Under.ROOT),
    *addresses_of_rooms(Under.DESK),
    path("edit/", include(wagtailadmin_urls)),
]

urlpatterns += i18n_patterns(
    *addresses_of_rooms(Under.LANGUAGE),
    *addresses_of_rooms(Under.LAST),
    path("", include(wagtail_urls)),
)

handler404 = settings.NOT_FOUND_VIEW
handler500 = "drypoint.project.failing.failed"
