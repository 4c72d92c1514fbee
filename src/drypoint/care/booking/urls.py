"""Addresses of bookings, under the language's prefix."""

from django.urls import path

from drypoint.care.booking import views

app_name = "booking"
urlpatterns = [
    path("book/", views.services, name="services"),
    path("book/<int:service_pk>/", views.times, name="times"),
    path("book/<int:service_pk>/<str:when>/", views.details, name="details"),
    path("book/held/<str:token>/", views.held, name="held"),
    path("book/confirm/<str:token>/", views.confirm, name="confirm"),
    path("book/mine/<str:token>/", views.own, name="own"),
    path("book/mine/<str:token>/cancel/", views.cancel, name="cancel"),
    path("book/mine/<str:token>/move/", views.move, name="move"),
]
