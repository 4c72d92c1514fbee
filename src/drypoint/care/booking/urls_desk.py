"""Addresses of the staff's screens about appointments, below /desk/."""

from django.urls import path

from drypoint.care.booking import views_desk, views_now

app_name = "booking_desk"
urlpatterns = [
    path("appointments/", views_desk.day, name="day"),
    path("appointments/here/", views_now.here, name="here"),
    path("appointments/away/", views_now.away, name="away"),
    path("appointments/week/", views_desk.week, name="week"),
    path("appointments/<int:pk>/", views_desk.appointment, name="appointment"),
    path("appointments/<int:pk>/change/", views_desk.change, name="change"),
    path("appointments/<int:pk>/move/", views_desk.move, name="move"),
    path("patients/<int:person_pk>/book/", views_desk.book, name="book"),
]
