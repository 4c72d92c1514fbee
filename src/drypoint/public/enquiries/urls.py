"""Addresses of the public enquiry, under the language's prefix."""

from django.urls import path

from drypoint.public.enquiries import views

app_name = "enquiries"
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("ask/sent/<str:token>/", views.sent, name="sent"),
    path("conversation/<str:token>/", views.conversation, name="conversation"),
    path("conversation/<str:token>/write/", views.write, name="write"),
    path("conversation/<str:token>/forget/", views.forget, name="forget"),
]
