"""Addresses of the public site outside the languages."""

from django.urls import path

from drypoint.public.website import views

app_name = "website_plain"
urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("media/images/<path:name>", views.picture, name="picture"),
]
