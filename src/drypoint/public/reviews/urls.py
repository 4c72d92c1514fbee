"""Addresses of reviews, under the language's prefix."""

from django.urls import path

from drypoint.public.reviews import views

app_name = "reviews"
urlpatterns = [
    path("reviews/", views.all_reviews, name="all"),
    path("reviews/google/", views.from_google, name="google"),
    path("reviews/write/<str:token>/", views.write, name="write"),
    path("reviews/take-back/<str:token>/", views.take_back, name="take_back"),
]
