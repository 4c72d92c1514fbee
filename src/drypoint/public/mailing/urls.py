"""Addresses of the e-mail list, under the language's prefix."""

from django.urls import path

from drypoint.public.mailing import views

app_name = "mailing"
urlpatterns = [
    path("list/", views.sign_up, name="sign_up"),
    path("list/sent/", views.sent, name="sent"),
    path("list/confirm/<str:token>/", views.confirm, name="confirm"),
    path("list/again/<str:token>/", views.again, name="again"),
    path("list/back/<str:token>/", views.back, name="back"),
    path("list/mine/<str:token>/", views.mine, name="mine"),
    path("list/leave/<str:token>/", views.leave, name="leave"),
]
