"""Addresses of the public site."""

from django.urls import path, re_path

from drypoint.public.website import views
from drypoint.public.website.calculator.views import calculator

app_name = "website"

# Outside the languages.
plain_urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("media/images/<path:name>", views.picture, name="picture"),
]

# Below /<language>/.
urlpatterns = [
    path("calculator/", calculator, name="calculator"),
    path("search/", views.search, name="search"),
    path("news.xml", views.feed, name="feed"),
]

# The last of all: whatever is a page.
page_urlpatterns = [
    path("", views.show_page),
    re_path(r"^((?:[\w\-]+/)*)$", views.show_page),
]
