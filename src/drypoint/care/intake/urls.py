"""Addresses of the sheet that a patient fills in, under the language's prefix."""

from django.urls import path

from drypoint.care.intake.views import sheet

app_name = "intake"
urlpatterns = [
    path("drawing/figure/<str:sex>/<str:view>.svg", sheet.figure, name="figure"),
    path("drawing/done/", sheet.done, name="done"),
    path("drawing/<str:token>/", sheet.draw, name="draw"),
]
