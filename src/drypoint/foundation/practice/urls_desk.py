"""Addresses of the staff's screens about hours, below /desk/."""

from django.urls import path

from drypoint.foundation.practice import views_desk

app_name = "practice_desk"
urlpatterns = [
    path("hours/", views_desk.hours, name="hours"),
    path("hours/holidays/", views_desk.holidays, name="holidays"),
    path("hours/holidays/<int:pk>/ask/", views_desk.ask_holiday, name="ask_holiday"),
    path("hours/rooms/new/", views_desk.room, name="room_new"),
    path("hours/rooms/<int:pk>/", views_desk.room, name="room"),
    path("hours/services/new/", views_desk.service, name="service_new"),
    path("hours/services/<int:pk>/", views_desk.service, name="service"),
    path("hours/people/new/", views_desk.practitioner, name="practitioner_new"),
    path("hours/people/<int:pk>/", views_desk.practitioner, name="practitioner"),
    path("hours/people/<int:pk>/add/", views_desk.add_hours, name="add_hours"),
    path("hours/people/<int:pk>/days/", views_desk.add_exception, name="add_exception"),
    path("hours/people/<int:pk>/credentials/", views_desk.add_credential, name="add_credential"),
    path("hours/credentials/<int:credential_pk>/remove/", views_desk.remove_credential, name="remove_credential"),
    path("hours/people/<int:pk>/remove/<int:hours_pk>/", views_desk.remove_hours, name="remove_hours"),
    path("hours/days/<int:exception_pk>/remove/", views_desk.remove_exception, name="remove_exception"),
]
