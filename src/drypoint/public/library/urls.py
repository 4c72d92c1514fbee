"""Addresses of the library below /<language>/; its other pages stand below pages of the website."""

from django.urls import path

from drypoint.public.library.calculator.converting import converting
from drypoint.public.library.calculator.views import calculator

app_name = "library"
urlpatterns = [
    path("calculator/", calculator, name="calculator"),
    path("calculator/conversions/", converting, name="conversions"),
]
