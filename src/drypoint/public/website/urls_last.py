"""The pages of the public site, below /<language>/: whatever no other address takes."""

from django.urls import path, re_path

from drypoint.public.website import views

urlpatterns = [
    path("", views.show_page),
    re_path(r"^((?:[\w\-]+/)*)$", views.show_page),
]
