"""Addresses of the public site, below /<language>/."""

from django.urls import path

from drypoint.public.website import views
from drypoint.public.website.calculator.views import calculator

app_name = "website"
urlpatterns = [
    path("calculator/", calculator, name="calculator"),
    path("search/", views.search, name="search"),
    path("news.xml", views.feed, name="feed"),
]
