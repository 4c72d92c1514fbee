"""Addresses of the public site, below /<language>/."""

from django.urls import path

from drypoint.public.website import views

app_name = "website"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("news.xml", views.feed, name="feed"),
]
