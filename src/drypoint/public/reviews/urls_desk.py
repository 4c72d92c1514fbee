"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.public.reviews import views_desk

app_name = "reviews_desk"
urlpatterns = [
    path("reviews/", views_desk.reviews, name="list"),
    path("reviews/ask/", views_desk.ask, name="ask"),
    path("reviews/google/", views_desk.google, name="google"),
    path("reviews/<int:pk>/", views_desk.review, name="review"),
    path("reviews/<int:pk>/decide/", views_desk.decide, name="decide"),
]
