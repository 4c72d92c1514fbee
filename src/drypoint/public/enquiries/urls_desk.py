"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.public.enquiries import views_desk

app_name = "enquiries_desk"
urlpatterns = [
    path("enquiries/", views_desk.enquiries, name="list"),
    path("enquiries/<int:pk>/", views_desk.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/answer/", views_desk.answer, name="answer"),
    path("enquiries/<int:pk>/state/", views_desk.change_state, name="state"),
    path("enquiries/<int:pk>/erase/", views_desk.erase, name="erase"),
    path("enquiries/<int:pk>/documents/<int:number>/", views_desk.document, name="document"),
    path("enquiries/<int:pk>/documents/<int:number>/text/", views_desk.document_text, name="document_text"),
    path("enquiries/<int:pk>/patient/", views_desk.to_person, name="to_person"),
]
